"""What is heard of a session: sounds, phrases, the voice that says them, and the programs that play them."""
