"""One field of a line."""


def values(text, low, high):
    """The values a field stands for."""
    if text == "*":
        return set(range(low, high + 1))
    return {int(item) for item in text.split(",")}
