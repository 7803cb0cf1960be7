"""Numbers within bounds."""


def clamp(number, low, high):
    """`number`, or the bound that it is beyond."""
    return max(low, min(number, high))
