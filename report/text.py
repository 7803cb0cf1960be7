"""Hostile text made fit to show: whatever a terminal or a reader would obey becomes visible."""

import json
import re
from typing import Any

from markupsafe import Markup

# Unicode's Cc, Cf, Zl, Zp and Cs: controls, format characters, separators, lone surrogates; tab and newline stay.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f\ud800-\udfff]"
)
NAMES = {0x00: "NUL", 0x07: "BEL", 0x08: "BS", 0x0D: "CR", 0x1B: "ESC", 0x7F: "DEL"}
ESCAPED = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def named(match: re.Match[str]) -> str:
    """The visible stand-in of one invisible character: its short name, or its code point."""
    code = ord(match[0])
    return f"\u27e8{NAMES.get(code, f'U+{code:04X}')}\u27e9"


def visible(text: str) -> str:
    """`text` of any number of lines, with nothing in it that acts instead of showing."""
    return INVISIBLE.sub(named, text.replace("\r\n", "\n"))


def line(text: str) -> str:
    """`text` as a single line, line ends and tabs made visible too."""
    return visible(text).replace("\n", "\u27e8LF\u27e9").replace("\t", "\u27e8TAB\u27e9")


def shorten(text: str, limit: int, file: str) -> str:
    """`text`, or its beginning and end around a note that names the bundle's file with the rest."""
    if len(text) <= limit:
        return text
    half = limit // 2
    note = f"\u2026 {len(text) - 2 * half:,} characters left out here; all of it is in {file} \u2026"
    return f"{text[:half]}\n{note}\n{text[-half:]}"


def plain(value: Any) -> str:
    """A JSON value as people read it: text as it is, the rest as JSON; null says so."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def island(value: Any) -> Markup:
    """`value` as JSON that cannot end the script element it stands in."""
    return Markup(json.dumps(value, ensure_ascii=True, default=str).translate(ESCAPED))  # noqa: S704 - escaped above


def finalize(value: Any) -> Any:
    """What every `{{ }}` of the templates passes through: text made visible, null refused."""
    if value is None:
        raise ValueError("a template printed null; say what is missing and why")
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
