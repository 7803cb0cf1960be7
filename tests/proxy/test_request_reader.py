"""The reader of requests: split anywhere they are the same, and neither bombs nor endless ones cost memory or time."""

import time
import tracemalloc

import pytest

from proxy.request_reader import HttpLimits, Malformed, Request, RequestReader

LIMITS = HttpLimits()

PLAIN = b"GET /v1/models HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer t\r\n\r\n"
SIZED = b"POST /v1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n\r\n0\r\n\r\n{}"
HEAD = b"POST /v1/y HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
CHUNKED = HEAD + b"2\r\n{}\r\nA\r\n0\r\n\r\nGET /\r\n0\r\n\r\n"
STREAM = PLAIN + SIZED + CHUNKED + PLAIN + CHUNKED + SIZED


def read(*pieces: bytes) -> list[Request]:
    reader = RequestReader(LIMITS)
    return [request for piece in pieces for request in reader.feed(piece)]


def test_requests_behind_each_other_are_told_apart() -> None:
    bodies = [request.body for request in read(STREAM)]
    assert bodies == [b"", SIZED[-9:], b"{}0\r\n\r\nGET /", b"", b"{}0\r\n\r\nGET /", SIZED[-9:]]


def test_a_split_at_any_position_changes_nothing() -> None:
    whole = read(STREAM)
    for at in range(len(STREAM) + 1):
        assert read(STREAM[:at], b"", STREAM[at:]) == whole, at


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_small_pieces_change_nothing(size: int) -> None:
    assert read(*(STREAM[at : at + size] for at in range(0, len(STREAM), size))) == read(STREAM)


def test_the_stage_says_what_is_awaited() -> None:
    reader, stages = RequestReader(LIMITS), ""
    for at in range(len(PLAIN + SIZED)):
        reader.feed((PLAIN + SIZED)[at : at + 1])
        stages += reader.stage[0]
    head = SIZED.index(b"\r\n\r\n") + 4
    assert stages == "h" * (len(PLAIN) - 1) + "i" + "h" * (head - 1) + "b" * (len(SIZED) - head) + "i"


@pytest.mark.parametrize("framing", [b"Content-Length: 2\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_a_body_held_back_is_asked_for_once(framing: bytes) -> None:
    reader = RequestReader(LIMITS)
    head = b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n" + framing + b"\r\n"
    assert reader.feed(head[:-1]) == []
    assert not reader.wants_continue
    assert reader.feed(head[-1:]) == []
    assert reader.wants_continue
    reader.feed(b"2")
    assert not reader.wants_continue


@pytest.mark.parametrize(
    ("head", "begun", "rest"),
    [(b"POST / HTTP/1.1\r\nHost: a\r\n", b"{", b"}"), (b"POST / HTTP/1.0\r\n", b"", b"{}")],
)
def test_a_body_that_has_begun_or_an_old_agents_is_not_asked_for(head: bytes, begun: bytes, rest: bytes) -> None:
    reader = RequestReader(LIMITS)
    assert reader.feed(head + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n" + begun) == []
    assert not reader.wants_continue
    assert [request.body for request in reader.feed(rest)] == [b"{}"]


def test_what_came_whole_before_something_malformed_is_handed_over_with_it() -> None:
    reader = RequestReader(LIMITS)
    with pytest.raises(Malformed) as caught:
        reader.feed(PLAIN + SIZED + b"GET / HTTP/1.1\r\nX\r\n\r\n" + PLAIN)
    assert [request.target for request in caught.value.before] == ["/v1/models", "/v1/x"]
    with pytest.raises(Malformed, match="use a new one"):
        reader.feed(PLAIN)
    assert reader.stage == "idle"


@pytest.mark.parametrize(
    "begin", [b"\n", b"\x16\x03\x01", b"GET / HTTP/1.1\n", b"GET / HTTP/1.1\r\nHost: a\n", b"GE\nT"]
)
def test_what_can_become_no_request_is_refused_before_it_is_complete(begin: bytes) -> None:
    for at in range(len(begin)):
        reader = RequestReader(LIMITS)
        with pytest.raises(Malformed) as caught:
            [reader.feed(piece) for piece in (begin[:at], begin[at:])]
        assert caught.value.status == 400


def test_a_flood_of_requests_is_refused() -> None:
    assert len(read(PLAIN * 64)) == 64
    with pytest.raises(Malformed) as caught:
        read(PLAIN * 65)
    assert (caught.value.status, len(caught.value.before)) == (400, 64)


def test_a_body_as_large_as_allowed_is_taken_and_a_larger_one_refused_at_its_head() -> None:
    size = LIMITS.body
    head = b"POST /v1/x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer t\r\nContent-Length: %d\r\n\r\n"
    reader = RequestReader(LIMITS)
    assert reader.feed(head % size) == []
    with pytest.raises(Malformed) as caught:
        RequestReader(LIMITS).feed(head % (size + 1))
    assert caught.value.status == 413
    assert caught.value.request is not None
    assert caught.value.request.named[b"authorization"] == b"Bearer t"


ENDLESS = {
    "a head": (b"GET / HTTP/1.1\r\nX: ", b"a"),
    "headers": (b"GET / HTTP/1.1\r\n", b"X: 1\r\n"),
    "a request line": (b"GET /", b"a"),
    "spaces": (b"GET / HTTP/1.1\r\nX:", b" "),
    "a body": (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 40000\r\n\r\n", b"ab"),
    "chunks": (HEAD, b"1\r\na\r\n"),
    "a size": (HEAD, b"0"),
}


@pytest.mark.parametrize("what", ENDLESS)
@pytest.mark.parametrize("step", [1, 65536])
def test_what_never_ends_costs_little_memory_and_time(what: str, step: int) -> None:
    begin, more = ENDLESS[what]
    data = begin + more * (30_000 // len(more))
    tracemalloc.start()
    started = time.process_time()
    try:
        reader = RequestReader(HttpLimits(head=16_000))
        for at in range(0, len(data), step):
            reader.feed(data[at : at + step])
    except Malformed as problem:
        assert problem.status in (400, 431)  # noqa: PT017 - some end like this, some never
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert held < 200_000, held
    assert time.process_time() - started < 3


def test_spaces_without_end_before_something_forbidden_are_no_trap() -> None:
    started = time.process_time()
    for trap in (b" " * 60_000 + b"\x00", b"\t " * 30_000 + b"\x00", b"a " * 30_000 + b"\x7f"):
        with pytest.raises(Malformed):
            RequestReader(LIMITS).feed(b"GET / HTTP/1.1\r\nHost: a\r\nX:" + trap + b"\r\n\r\n")
    with pytest.raises(Malformed):
        RequestReader(LIMITS).feed(b"GET /" + b"a" * 60_000 + b"\r\n\r\n")
    assert time.process_time() - started < 1


def test_a_million_tiny_chunks_cost_what_they_weigh() -> None:
    def cost(chunks: int) -> float:
        data, reader = HEAD + b"1\r\na\r\n" * chunks + b"0\r\n\r\n", RequestReader(LIMITS)
        started = time.process_time()
        requests = [it for at in range(0, len(data), 65536) for it in reader.feed(data[at : at + 65536])]
        assert [request.body for request in requests] == [b"a" * chunks]
        return time.process_time() - started

    assert cost(1_000_000) < 40 * cost(100_000)
