"""Escapes in texts, as the languages whose syntax comes from C spell them."""

import re

NAMED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "a": "\a", "s": " ", "\n": ""}
ESCAPE = re.compile(
    r"\\(?:u\{([0-9A-Fa-f_]+)\}|u+([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|([0-7]{1,3})|([\s\S]))"
)


def unescaped(text: str) -> str:
    """The text without its escapes; ValueError where it is none that can be written as UTF-8."""
    said = ESCAPE.sub(_meant, text)
    try:
        return said.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeError as error:
        raise ValueError(f"no text: {error}") from None


def _meant(match: re.Match[str]) -> str:
    braced, four, eight, byte, octal, plain = match.groups()
    digits = braced or four or eight or byte
    code = int(digits.replace("_", ""), 16) if digits else int(octal, 8) if octal else None
    if code is None:
        return NAMED.get(plain, plain)
    if (byte or octal) and code > 0x7F:
        raise ValueError(f"{match[0]} is a byte, and no character in every language")
    return chr(code)
