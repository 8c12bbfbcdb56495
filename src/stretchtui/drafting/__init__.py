"""Building and changing a routine piece by piece: its text is the document, and every change makes another text."""
