"""An answer on its way: what passes, what is hidden, what is held, wherever the bytes are split."""

import gzip
import hashlib
import tracemalloc
import zlib
from dataclasses import dataclass, replace
from itertools import count, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.chat import DIALECT
from proxy.choices import ChoicesAnswer
from proxy.dialect import Seen
from proxy.passage import LATER, Kept, Passage
from proxy.sse import is_stream

HELLO = b'data: {"choices":[{"index":0,"delta":{"content":"Hello"}}]}'
STOP = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}'
USAGE = b'data: {"choices":[],"usage":{"prompt_tokens":2,"completion_tokens":1}}'
DONE = b"data: [DONE]"


def passage(*, hide: bool = False, encoding: str | None = None, length: int | None = None) -> Passage:
    ticks = count(1.0)
    return Passage(DIALECT, hide_usage=hide, encoding=encoding, length=length, now=lambda: next(ticks))


def carry(it: Passage, *chunks: bytes) -> tuple[bytes, bytes]:
    passed = b"".join([it.feed(chunk) for chunk in chunks])
    it.finish()
    return passed, it.rest()


@pytest.mark.parametrize("end", [b"\n\n", b"\r\n\r\n", b"\r\r"])
@pytest.mark.parametrize("hide", [True, False])
def test_a_stream_split_at_any_position_passes_all_but_what_is_hidden_and_its_end(end: bytes, *, hide: bool) -> None:
    events = [b": hm" + end, HELLO + end, STOP + end, USAGE + end, DONE + end]
    whole, shown = b"".join(events), events[:3] + ([] if hide else events[3:4])
    for at in range(len(whole) + 1):
        it = passage(hide=hide)
        passed, held = carry(it, whole[:at], whole[at:])
        assert passed == b"".join(shown), at
        assert held == events[4], at
        assert (it.events, it.answer.finished, it.bytes) == (4, True, len(whole))
        assert it.facts(200)["sha256"] == hashlib.sha256(whole).hexdigest()


def test_every_event_passes_as_soon_as_it_is_whole() -> None:
    it = passage(hide=True)
    assert it.feed(HELLO + b"\n") == b""
    assert it.feed(b"\n") == HELLO + b"\n\n"
    assert it.first_token == 1.0


def test_where_nothing_is_to_be_hidden_even_parts_of_events_pass_at_once() -> None:
    it = passage()
    assert it.feed(HELLO[:20]) == HELLO[:20]
    assert it.feed(HELLO[20:] + b"\n\ndata: [DO") == HELLO[20:] + b"\n\n"
    assert it.feed(b"NE]\n\n") == b""
    assert it.rest() == DONE + b"\n\n"


def test_an_event_larger_than_any_usage_chunk_passes_before_its_end() -> None:
    it = passage(hide=True)
    assert len(it.feed(b'data: {"x":"' + b"y" * 70_000)) > 70_000
    assert it.feed(b'"}\n\n') == b'"}\n\n'


def test_the_last_byte_of_a_plain_body_is_held() -> None:
    it = passage()
    assert [it.feed(b'{"choices"'), it.feed(b":[]"), it.feed(b"}")] == [b'{"choices', b'":[', b"]"]
    it.finish()
    assert (it.rest(), it.answer.answers) == (b"}", True)


def test_of_a_known_length_only_the_last_byte_is_held() -> None:
    it = passage(length=16)
    assert it.feed(b'{"choices"') == b'{"choices"'
    assert it.feed(b": [] }") == b": [] "
    assert it.rest() == b"}"


def test_a_stream_of_known_length_holds_its_last_byte_even_without_done() -> None:
    body = STOP + b"\n\n"
    assert carry(passage(length=len(body)), body) == (body[:-1], b"\n")


def test_of_a_compressed_stream_no_byte_of_the_end_marker_passes() -> None:
    packer = zlib.compressobj(wbits=31)
    first = packer.compress(HELLO + b"\n\n" + STOP + b"\n\n") + packer.flush(zlib.Z_SYNC_FLUSH)
    end = packer.compress(DONE + b"\n\n") + packer.flush(zlib.Z_SYNC_FLUSH)
    it = passage(encoding="gzip")
    assert it.feed(first) == first[:-1]
    assert (it.feed(end), it.feed(packer.flush())) == (b"", b"")
    it.finish()
    assert gzip.decompress(first[:-1] + it.rest()) == b"\n\n".join([HELLO, STOP, DONE, b""])


def test_a_compressed_stream_that_ends_inside_an_event_passes_as_it_is() -> None:
    packed = gzip.compress(HELLO + b"\n\nevent: x")
    assert b"".join(carry(passage(encoding="gzip"), packed)) == packed


@pytest.mark.parametrize("hide", [True, False])
def test_an_endless_event_passes_and_does_not_fill_the_memory(*, hide: bool) -> None:
    it, piece, passed = passage(hide=hide), b"y" * 2**20, 0
    tracemalloc.start()
    try:
        it.feed(b'data: {"x":"')
        for _ in range(60):
            passed += len(it.feed(piece))
        assert tracemalloc.get_traced_memory()[1] < 40 * 2**20
    finally:
        tracemalloc.stop()
    assert passed > 59 * 2**20


def test_an_encoding_nobody_here_reads_passes_unread() -> None:
    it = passage(encoding="br", hide=True)
    assert carry(it, b"\x8b\x00", b"abc") == (b"\x8b\x00ab", b"c")
    assert (it.readable, it.stream, it.answer.parsed) == (False, None, False)


def test_an_encoding_that_is_not_what_it_says_passes_unread() -> None:
    it = passage(encoding="gzip")
    assert carry(it, b"not gzip at all") == (b"not gzip at al", b"l")
    assert not it.readable


@pytest.mark.parametrize(
    ("start", "stream"),
    [
        (b"", None), (b" \n", None), (b"\xef\xbb", None), (b"\xef\xbb\xbf", None), (b"da", None), (b"\nid", None),
        (b"data:", True), (b":", True), (b"\xef\xbb\xbfevent: x", True), (b"retry: 1", True),
        (b"{", False), (b"[", False), (b"data center down", False), (b"<html>", False), (b"error", False),
        (b"\n" * 5000, False),
    ],
)  # fmt: skip
def test_what_a_body_is_shows_in_its_first_bytes(start: bytes, *, stream: bool | None) -> None:
    assert is_stream(start) is stream


@given(st.binary(max_size=120), st.lists(st.integers(0, 120), max_size=5), st.sampled_from([b"", b"data: 1\n"]))
def test_whatever_comes_passes_once_and_in_order(data: bytes, cuts: list[int], start: bytes) -> None:
    data = start + data
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    for length in (None, len(data)):
        it = passage(hide=True, length=length)
        passed, held = carry(it, *(data[a:b] for a, b in pairwise(edges)))
        assert passed + held == data


@pytest.mark.parametrize("end", [DONE, DONE + b"\n", DONE + b"\n\ndata: {", DONE + b"\n\n: bye"])
def test_an_end_without_its_blank_line_is_not_lost(end: bytes) -> None:
    assert carry(passage(), STOP + b"\n\n" + end) == (STOP + b"\n\n", end)


def test_what_streams_say_is_kept_while_there_is_room_and_never_in_part() -> None:
    kept, event = Kept(100), b'data: {"choices":[]}\n\n'
    first, second, third = passage(), passage(), passage()
    for one in (first, second):
        one.keep(kept)
        for _ in range(3):
            one.feed(event)
    assert (first.text(), second.text(), kept.left) == (event * 3, None, 100 - 3 * len(event))
    first.forget()
    assert (first.text(), kept.left) == (None, 100)
    third.feed(event)
    assert third.text() is None


@dataclass
class Counted(ChoicesAnswer):
    """An answer that counts what is read of it."""

    read: int = 0

    def event(self, data: str) -> Seen:
        self.read += 1
        return super().event(data)


@pytest.mark.parametrize("space", [b"", b" "])
def test_of_a_block_of_events_only_those_around_the_news_are_read(space: bytes) -> None:
    delta = HELLO.replace(b'"index":', b'"index":' + space)
    events = [*[delta] * 150, STOP, *[delta] * 150, USAGE, DONE]
    it = Passage(replace(DIALECT, reading=Counted), hide_usage=False, encoding=None, length=None, now=lambda: 0.0)
    passed, held = carry(it, b"".join(event + b"\n\n" for event in events))
    assert passed + held == b"".join(event + b"\n\n" for event in events)
    assert (it.events, it.answer.finish_reasons, it.answer.usage) == (
        303,
        ["stop"],
        {"prompt_tokens": 2, "completion_tokens": 1},
    )
    assert isinstance(it.answer, Counted)
    assert it.answer.read < 40


def test_whole_events_in_the_middle_pass_at_once_and_are_read_in_one_go() -> None:
    it = passage(hide=True)
    assert it.feed(HELLO + b"\n\n") == HELLO + b"\n\n"
    for _ in range(3):
        assert it.feed(HELLO + b"\n\n: hm\n\n") == HELLO + b"\n\n: hm\n\n"
    assert (it.events, it.bytes) == (1, len(HELLO + b"\n\n") * 4 + 18)
    assert it.feed(USAGE + b"\n\n") == b""
    assert (it.events, it.answer.usage) == (5, {"prompt_tokens": 2, "completion_tokens": 1})


def test_what_comes_shortly_before_the_end_is_read_at_once_so_that_the_end_need_not_wait_for_it() -> None:
    it = passage()
    for _ in range(4):
        it.feed(HELLO + b"\n\n")
    assert it.events == 1
    it.feed(STOP + b"\n\n")
    assert (it.events, it.answer.finish_reasons) == (5, ["stop"])
    it.feed(USAGE + b"\n\n")
    assert (it.events, it.answer.usage) == (6, {"prompt_tokens": 2, "completion_tokens": 1})


def test_what_has_passed_unread_is_read_before_it_is_much() -> None:
    it, event = passage(), HELLO + b"\n\n"
    for _ in range(1000):
        it.feed(event)
    assert it.events > 1000 - LATER / len(event) - 1
    it.finish()
    assert (it.events, it.facts(200)["sha256"]) == (1000, hashlib.sha256(event * 1000).hexdigest())
