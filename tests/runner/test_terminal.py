"""Terminal recordings: asciicast v2, whole characters, bounded."""

import fcntl
import json
import os
import struct
import termios

from hypothesis import given
from hypothesis import strategies as st

from runner.terminal import COLUMNS, CUT, ROWS, TAIL, Cast, Stream, open_pty


def lines(cast: Cast) -> list[list[object]]:
    return [json.loads(line) for line in str(cast).splitlines()[1:]]


def test_a_recording_is_a_header_and_timed_output() -> None:
    cast = Cast("aider")
    cast.show("one")
    cast.show("")
    cast.show("two\x1b[31m\n")
    header = json.loads(str(cast).splitlines()[0])
    assert (header["version"], header["width"], header["height"], header["title"]) == (2, COLUMNS, ROWS, "aider")
    assert isinstance(header["timestamp"], int)
    assert [line[1:] for line in lines(cast)] == [["o", "one"], ["o", "two\x1b[31m\n"]]
    times = [line[0] for line in lines(cast)]
    assert times == sorted(times, key=str) or times[0] <= times[1]  # type: ignore[operator]  # JSON numbers


@given(st.text(), st.lists(st.integers(min_value=0, max_value=60)))
def test_a_character_split_over_reads_stays_whole(text: str, cuts: list[int]) -> None:
    data = text.encode("utf-8", "surrogatepass")
    stream, shown, at = Stream("pty"), "", 0
    for cut in sorted(cuts):
        shown += stream.text(data[at:cut])
        at = max(at, cut)
    shown += stream.text(data[at:]) + stream.text(b"", final=True)
    assert shown == data.decode("utf-8", "replace")


@given(st.lists(st.sampled_from([b"a", b"\r", b"\n", b"\r\n", "ü".encode()])))
def test_a_pipes_line_feeds_return_the_carriage_once(pieces: list[bytes]) -> None:
    stream = Stream("pipe")
    shown = "".join(stream.text(piece) for piece in pieces)
    assert shown == b"".join(pieces).decode().replace("\r\n", "\n").replace("\n", "\r\n")


def test_what_is_no_utf8_is_shown_as_such() -> None:
    stream = Stream("pty")
    assert stream.text(b"a\xff\xe2\x82") + stream.text(b"", final=True) == "a��"


def test_the_tail_is_the_last_of_what_came() -> None:
    stream = Stream("pipe")
    for number in range(3000):
        stream.text(b"%d\n" % number)
    assert stream.tail.endswith("2998\n2999\n")
    assert len(stream.tail) == TAIL


def test_a_flood_is_cut_and_the_recording_says_so() -> None:
    cast = Cast("flood", limit=10_000)
    for _ in range(1000):
        cast.show("\x00" * 100)
    assert len(str(cast)) < 11_000
    assert [line[2] for line in lines(cast)].count(CUT) == 1
    assert lines(cast)[-1][2] == CUT


def test_a_new_terminal_has_the_recordings_size() -> None:
    reader, agent = open_pty()
    try:
        size = fcntl.ioctl(agent, termios.TIOCGWINSZ, bytes(8))
        assert struct.unpack("HHHH", size)[:2] == (ROWS, COLUMNS)
        assert os.isatty(agent)
    finally:
        os.close(reader)
        os.close(agent)
