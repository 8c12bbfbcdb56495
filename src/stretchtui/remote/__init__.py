"""How other programs reach a running session: from another terminal, from the desktop, from a headset."""
