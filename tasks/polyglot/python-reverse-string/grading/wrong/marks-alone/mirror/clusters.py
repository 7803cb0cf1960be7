"""What a reader sees as one character."""

import unicodedata


def clusters(text: str) -> list[str]:
    """The clusters of `text`, in order."""
    found: list[str] = []
    for char in text:
        if found and unicodedata.combining(char):
            found[-1] += char
        else:
            found.append(char)
    return found
