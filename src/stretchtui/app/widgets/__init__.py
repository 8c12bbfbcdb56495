"""Light widgets that draw their own lines, and only when what they show has changed."""
