"""Terminal: what an agent showed, as asciicast v2."""

import codecs
import fcntl
import json
import os
import re
import struct
import termios
import time
from typing import Literal

COLUMNS, ROWS = 120, 40
LIMIT = 8 * 1024 * 1024
TAIL = 4096
CUT = "\r\n[cab: the recording ends here; the agent went on printing]\r\n"


class Stream:
    """One source of output: decodes it, a character split over two reads included, and keeps its end."""

    def __init__(self, terminal: Literal["pty", "pipe"]) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._bare = terminal == "pipe"
        self._after_return = False
        self._tail = b""

    def text(self, data: bytes, *, final: bool = False) -> str:
        """`data` as a terminal shows it; a pipe's line feeds get the carriage return a pty would have added."""
        self._tail = (self._tail + data)[-TAIL:]
        text = self._decoder.decode(data, final)
        if not self._bare or not text:
            return text
        before = "\r" if self._after_return else ""
        self._after_return = text.endswith("\r")
        return re.sub(r"(?<!\r)\n", "\r\n", before + text)[len(before) :]

    @property
    def tail(self) -> str:
        """The last 4 KiB."""
        return self._tail.decode("utf-8", "replace")


class Cast:
    """An asciicast v2 being written: a header, then one line per piece of output, no more than `limit` characters."""

    def __init__(self, title: str, limit: int = LIMIT) -> None:
        self._zero = time.monotonic()
        self._left = limit
        header = {
            "version": 2,
            "width": COLUMNS,
            "height": ROWS,
            "timestamp": int(time.time()),
            "title": title,
            "env": {"TERM": "xterm-256color"},
        }
        self._lines = [json.dumps(header)]

    def show(self, text: str) -> None:
        """Adds what was shown just now; what goes beyond the limit is left out, and one line says so."""
        if not text or self._left <= 0:
            return
        line = self._line(text)
        self._left -= len(line)
        self._lines.append(line if self._left > 0 else self._line(CUT))

    def _line(self, text: str) -> str:
        return json.dumps([round(time.monotonic() - self._zero, 6), "o", text])

    def __str__(self) -> str:
        return "".join(line + "\n" for line in self._lines)


def open_pty() -> tuple[int, int]:
    """A new terminal of the recording's size: the end to read from, and the end for the agent."""
    reader, agent = os.openpty()
    fcntl.ioctl(agent, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    return reader, agent
