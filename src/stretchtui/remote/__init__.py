"""Control of a running session from outside: the socket it answers on, and those who ask."""
