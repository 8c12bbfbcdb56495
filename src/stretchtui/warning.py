"""The one medical note that there is, for the app and for paper."""

WARNING_SIGNS = (
    "Stop and see a doctor if you have numbness or weakness, if you lose control of your bladder or bowels, "
    "if you have a fever, or if the pain came after a fall."
)
"""When to stop."""
