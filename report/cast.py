"""Cast: a terminal recording read as hostile bytes, and what of it the page carries."""

import json
import re
from dataclasses import dataclass
from typing import Any

from report.text import visible

CHARACTERS = 1_000_000
COLUMNS, ROWS = 400, 200
LONGEST_S = 1e9  # a recording of thirty years is none
ESCAPES = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC: titles, links, clipboard
    r"|\x1b[PX^_][^\x1b]*(?:\x1b\\)?"  # DCS, SOS, PM, APC
    r"|\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b[ -/]*[0-~]"
)


@dataclass(frozen=True)
class Playback:
    """A clean recording: size, output events, and a note when something was left out (None: it is whole)."""

    columns: int
    rows: int
    events: tuple[tuple[float, str], ...]
    note: str | None

    @property
    def data(self) -> list[Any]:
        """What the player reads: an asciicast v2 of nothing but size and output."""
        header = {"version": 2, "width": self.columns, "height": self.rows}
        return [header, *([time, "o", text] for time, text in self.events)]

    @property
    def transcript(self) -> str:
        """The output as plain text, escape sequences taken out; a line redrawn in place shows its last state."""
        text = ESCAPES.sub("", "".join(text for _, text in self.events)).replace("\r\n", "\n")
        return visible("\n".join(line.rstrip("\r").rsplit("\r", 1)[-1].rstrip() for line in text.split("\n")))


def read(cast: str) -> Playback | None:
    """The recording; None: there is none. Lines that are no event of asciicast v2 are left out, and counted."""
    lines = cast.rstrip("\n").split("\n")
    if not cast.strip():
        return None
    header = _json(lines[0])
    size = header if isinstance(header, dict) else {}
    events: list[tuple[float, str]] = []
    characters = last = 0.0
    odd = 0
    for number, text in enumerate(lines[1:], start=1):
        event = _event(_json(text))
        if event is None:
            odd += 1
            continue
        if characters + len(event[1]) > CHARACTERS:
            return _playback(size, events, f"cut after {number - 1:,} of {len(lines) - 1:,} events")
        characters, last = characters + len(event[1]), max(last, event[0])
        if event[1]:
            events.append((last, event[1]))
    return _playback(size, events, f"{odd:,} lines that are no output event were left out" if odd else None)


def _playback(size: dict[str, Any], events: list[tuple[float, str]], note: str | None) -> Playback:
    whole = f"{note}; all of it is in terminal.cast" if note else None
    return Playback(
        _bounded(size.get("width"), 80, COLUMNS), _bounded(size.get("height"), 24, ROWS), tuple(events), whole
    )


def _bounded(value: Any, otherwise: int, most: int) -> int:
    return min(max(value, 1), most) if isinstance(value, int) else otherwise


def _event(value: Any) -> tuple[float, str] | None:
    """Time and output; other kinds of event (input, resize, marker) are known, and carry nothing to show."""
    if not (isinstance(value, list) and len(value) == 3 and isinstance(value[0], int | float)):
        return None
    time, kind, text = value
    if not (0 <= time < LONGEST_S and isinstance(text, str)):
        return None
    return time, text.encode("utf-8", "replace").decode("utf-8") if kind == "o" else ""


def _json(text: str) -> Any:
    """The line's value; None: it is no JSON, which the caller counts."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
