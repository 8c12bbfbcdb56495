"""Other people's formats: what leaves for a watch, a calendar, a sheet of paper, and what comes in from other apps."""
