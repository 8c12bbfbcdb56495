"""The words for phases, sides and times, as the engine has them."""

from stretchcore.phrases import PHASE_WORDS as PHASE_WORDS
from stretchcore.phrases import SIDE_WORDS as SIDE_WORDS
from stretchcore.phrases import count_words as count_words
from stretchcore.phrases import length_words as length_words
from stretchcore.phrases import phase_words as phase_words
from stretchcore.phrases import position_name as position_name
from stretchcore.times import format_minutes as minutes

__all__ = [
    "PHASE_WORDS",
    "SIDE_WORDS",
    "WARNING_SIGNS",
    "count_words",
    "length_words",
    "minutes",
    "phase_words",
    "position_name",
]

WARNING_SIGNS = (
    "Stop and see a doctor if you have numbness or weakness, if you lose control of your bladder or bowels, "
    "if you have a fever, or if the pain came after a fall."
)
"""When to stop: the one medical note that there is."""
