"""The event reader: bytes split anywhere give the same events, and lose none of their bytes."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.sse import EVENT_LIMIT, Piece, SseReader

LONG = (
    'data: {"a":"é\u2028\u0085"}\n\n: ping\n\nevent: x\r\ndata:1\r\ndata: 2\r\n\r\n'.encode()
    + b"data: cr\r\rid: 7\n\ndata: [DONE]\n\n"
)


def read(*chunks: bytes) -> list[Piece]:
    reader = SseReader()
    pieces = [piece for chunk in chunks for piece in reader.feed(chunk)]
    last = reader.rest()
    return pieces + ([last] if last else [])


def events(pieces: list[Piece]) -> list[tuple[str | None, str]]:
    return [(piece.event, piece.data) for piece in pieces if piece.data is not None]


def test_events_have_their_data_and_name() -> None:
    assert events(read(LONG)) == [(None, '{"a":"é\u2028\x85"}'), ("x", "1\n2"), (None, "cr"), (None, "[DONE]")]


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("at", range(len(LONG) + 3))
def test_a_split_at_any_position_changes_nothing(at: int, bom: bytes) -> None:
    text = bom + LONG
    pieces = read(text[:at], text[at:])
    assert events(pieces) == events(read(LONG))
    assert b"".join(piece.raw for piece in pieces) == text


def test_single_bytes_change_nothing() -> None:
    pieces = read(*(bytes([byte]) for byte in LONG))
    assert events(pieces) == events(read(LONG))
    assert b"".join(piece.raw for piece in pieces) == LONG


def test_a_comment_between_events_comes_at_once_and_one_inside_an_event_stays_in_it() -> None:
    assert read(b": ping\n") == [Piece(b": ping\n", None)]
    assert read(b"data: 1\n: ping\ndata: 2\n\n") == [Piece(b"data: 1\n: ping\ndata: 2\n\n", "1\n2")]


def test_the_late_line_feed_of_a_crlf_is_told_apart() -> None:
    assert read(b"data: 1\r\n\r", b"\n") == [Piece(b"data: 1\r\n\r", "1"), Piece(b"\n", None, late=True)]
    assert read(b"data: 1\r", b"\n\n") == [Piece(b"data: 1\r\n\n", "1")]


def test_an_event_without_its_blank_line_is_the_rest() -> None:
    assert read(b"data: 1\n\ndata: 2") == [Piece(b"data: 1\n\n", "1"), Piece(b"data: 2", "2")]


def test_an_event_too_long_to_be_kept_loses_no_byte_and_the_next_one_is_read() -> None:
    chunks = [b"data: " + b"x" * 999_994, *[b"y" * 1_000_000] * 19, b"\n\ndata: 2\n\n"]
    reader, pieces = SseReader(), []
    for chunk in chunks:
        pieces += reader.feed(chunk)
        assert len(reader.pending(0)) <= EVENT_LIMIT
    assert b"".join(piece.raw for piece in pieces) == b"".join(chunks)
    assert events(pieces) == [(None, "2")]


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=6))
def test_no_bytes_are_lost_or_read_otherwise_for_where_they_are_split(data: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    pieces = read(*(data[a:b] for a, b in itertools.pairwise(edges)))
    assert b"".join(piece.raw for piece in pieces) == data
    assert events(pieces) == events(read(data))


@given(st.text(alphabet="d:at \r\n\ufeffé1", max_size=60))
def test_what_looks_like_events_is_read_the_same_byte_by_byte(text: str) -> None:
    data = text.encode()
    assert events(read(*(bytes([byte]) for byte in data))) == events(read(data))


LINES = (b"data: 1", b"data:", b"data:  {}", b"data: \xff", b"data", b"event: x", b"event:", b"id: 7", b": hm", b"")


@given(st.lists(st.lists(st.sampled_from(LINES), max_size=3), max_size=4), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_events_in_pieces_of_their_own_are_read_the_same_byte_by_byte(written: list[list[bytes]], end: bytes) -> None:
    chunks = [end.join([*lines, b"", b""]) for lines in written]
    pieces = read(*chunks)
    assert b"".join(piece.raw for piece in pieces) == b"".join(chunks)
    assert events(pieces) == events(read(*(bytes([byte]) for byte in b"".join(chunks))))
