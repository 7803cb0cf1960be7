"""What a reader sees as one character."""

import unicodedata

JOINER = "\u200d"
SKIN_TONES = range(0x1F3FB, 0x1F400)
REGIONAL_INDICATORS = range(0x1F1E6, 0x1F200)


def clusters(text: str) -> list[str]:
    """The clusters of `text`, in order; joined together they are `text` again."""
    found: list[str] = []
    for char in text:
        if found and _belongs(found[-1], char):
            found[-1] += char
        else:
            found.append(char)
    return found


def _belongs(cluster: str, char: str) -> bool:
    if cluster[-1] in "\r\n":
        return cluster == "\r" and char == "\n"
    if char == JOINER or ord(char) in SKIN_TONES or unicodedata.category(char) in ("Mn", "Mc", "Me"):
        return True
    if cluster[-1] == JOINER:
        return char not in "\r\n"
    return ord(cluster[-1]) in REGIONAL_INDICATORS and ord(char) in REGIONAL_INDICATORS
