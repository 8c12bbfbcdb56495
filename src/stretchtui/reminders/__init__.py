"""Reminders: when to stretch, written into the scheduler that the system has anyway.

Nothing of this program runs in between: the system's scheduler starts it at each time, it looks whether a reminder is
wanted, tells the desktop, and ends.
"""
