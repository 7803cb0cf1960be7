"""How many columns of a terminal a text takes."""


def width(text):
    """Columns."""
    return len(text)


def cut(text, most):
    """The text in at most `most` columns; where something is cut off it ends with `…`."""
    if width(text) <= most:
        return text
    while text and width(text) > most - 1:
        text = text[:-1]
    return f"{text}…"


def padded(text, columns, to_the_right=False):
    """The text with spaces up to `columns`."""
    gap = " " * (columns - width(text))
    return gap + text if to_the_right else text + gap
