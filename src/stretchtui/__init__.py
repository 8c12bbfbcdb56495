"""A guided stretching session in the terminal, around the engine `stretchcore`."""

__version__ = "0.1.0"
