"""More cases about connections: the moments at which an agent leaves, what is sent again, and the older HTTP."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest

from proxy.call import Call
from proxy.calls import read_calls
from proxy.journal import Disk
from tests.proxy.chunks import ASK, DONE, HELLO, PLAIN, STOP, USAGE, WHOLE, data
from tests.proxy.rig import AGAIN, RESET, Rig, Script, answer, chunk, raw, rig, sse, stream_head

TWO: Script = [
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(WHOLE), WHOLE),
    AGAIN,
]


def request(it: Rig, body: dict[str, Any], *, version: bytes = b"1.1", head: bytes = b"") -> bytes:
    """A call in bytes."""
    content = orjson.dumps(body)
    return b"POST /t/%b/v1/chat/completions HTTP/%b\r\nHost: x\r\nContent-Length: %d\r\n%b\r\n%b" % (
        it.grant.token.encode(), version, len(content), head, content,
    )  # fmt: skip


@contextmanager
def connected(it: Rig) -> Iterator[socket.socket]:
    parts = urlsplit(it.url)
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=20) as agent:
        yield agent


def aborted(call: Call) -> tuple[Any, ...]:
    return call.end, call.error, call.tags, call.usage.total, call.finish_reason


LEFT = ("client_aborted", "the agent left before the end of the answer", ("aborted",), 15, "stop")


@pytest.mark.parametrize("ask", [ASK, PLAIN])
def test_19_an_agent_that_leaves_before_a_byte_of_the_answer_came(tmp_path: Path, ask: dict[str, Any]) -> None:
    left = threading.Event()
    with rig(tmp_path, [left, 0.1, sse(HELLO, STOP, USAGE, DONE) if ask is ASK else answer(WHOLE)]) as it:
        with connected(it) as agent:
            agent.sendall(request(it, ask))
            while not it.player.asked:
                time.sleep(0.005)
        left.set()
        call = it.call()
    assert aborted(call) == LEFT
    assert call.response.status == 200


def test_19_an_agent_that_leaves_in_the_middle_of_a_plain_answer(tmp_path: Path) -> None:
    left, script = threading.Event(), answer(WHOLE)
    with rig(tmp_path, [script[:-30], left, 0.1, script[-30:]]) as it:
        with connected(it) as agent:
            agent.sendall(request(it, PLAIN))
            assert agent.recv(65536)
        left.set()
        call = it.call()
    assert aborted(call) == LEFT
    assert call.response.bytes == len(WHOLE)


def test_19_an_agent_that_leaves_while_the_end_of_its_stream_is_held(tmp_path: Path) -> None:
    left = threading.Event()
    with rig(tmp_path, [stream_head() + data(HELLO, STOP, USAGE, DONE), left]) as it:
        with connected(it) as agent:
            agent.sendall(request(it, ASK))
            got = b""
            while data(STOP) not in got:
                got += agent.recv(65536)
            assert DONE not in got
        call = it.call()
        left.set()
    assert aborted(call) == LEFT


def test_19_an_agent_that_closes_its_sending_side_has_left(tmp_path: Path) -> None:
    with rig(tmp_path, [0.3, answer(WHOLE)]) as it:
        with connected(it) as agent:
            agent.sendall(request(it, PLAIN))
            while not it.player.asked:
                time.sleep(0.005)
            agent.shutdown(socket.SHUT_WR)
            assert agent.recv(65536) == b""
        call = it.call()
    assert aborted(call) == LEFT


def test_19_an_agent_that_leaves_before_its_call_went_out_costs_nothing_and_is_on_record(tmp_path: Path) -> None:
    def slow(file: int, lines: memoryview) -> int:
        time.sleep(0.2)
        return os.write(file, lines)

    with rig(tmp_path, [answer(WHOLE)], disk=Disk(write=slow)) as it:
        with connected(it) as agent:
            agent.sendall(request(it, PLAIN))
            time.sleep(0.05)
        call = it.call()
        assert it.player.asked == []
    assert (call.end, call.tags, call.response.status) == ("client_aborted", ("aborted",), None)


@pytest.mark.parametrize("late", [b"7", b"0", b"Wed, 21 Oct 2026 07:28:00 GMT", b"soon"])
@pytest.mark.parametrize("status", [b"429 Too Many Requests", b"503 Service Unavailable"])
def test_26_retry_after_passes_untouched_and_nothing_is_sent_again(tmp_path: Path, late: bytes, status: bytes) -> None:
    body = b'{"error":{"message":"slow down"}}'
    head = b"Retry-After: %b\r\nretry-after-ms: 20\r\nx-should-retry: true\r\n" % late
    with rig(tmp_path, [answer(body, status, head)]) as it:
        got, call = it.post(ASK), it.call()
        assert len(it.player.asked) == 1
    assert (got.status, got.headers["retry-after"], got.body) == (int(status[:3]), late.decode(), body)
    assert (got.headers["retry-after-ms"], got.headers["x-should-retry"]) == ("20", "true")
    assert (call.end, call.error, call.response.status, call.attempt) == ("upstream_error", "slow down", got.status, 1)


def test_26_a_retry_that_says_so_is_the_same_logical_call_whatever_the_sdk_adds(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(b"{}", b"429 No")], [answer(WHOLE)]) as it:
        it.post(PLAIN, x_stainless_retry_count="0", idempotency_key="a")
        it.post(PLAIN | {"user": "b"}, x_stainless_retry_count="1", idempotency_key="a")
        first, second = it.calls(2)
        assert b"x-stainless-retry-count: 1\r\n" in it.player.asked[1]
    assert (first.request.hash, second.logical, second.attempt) == (second.request.hash, first.id, 2)


@pytest.mark.parametrize("end", [[], [RESET]])
def test_27_a_kept_connection_that_the_endpoint_closed_meanwhile_costs_the_agent_nothing(
    tmp_path: Path, end: Script
) -> None:
    with rig(tmp_path, [*TWO, *end], [sse(HELLO, STOP, USAGE, DONE)]) as it:
        first, second = it.post(PLAIN), it.post(ASK | {"messages": []})
        calls = it.calls(2)
        assert [request.partition(b"\r\n")[0] for request in it.player.again] == [b"POST /v1/chat/completions HTTP/1.1"]
        assert it.player.again[0] == it.player.asked[1]
    assert (first.body, second.body, second.whole) == (WHOLE, data(HELLO, STOP, DONE), True)
    assert [(call.end, call.attempt, call.usage.total, call.tags) for call in calls] == [("complete", 1, 15, ())] * 2


@pytest.mark.parametrize("begun", [b"H", b"HTTP/1.1 200 OK\r\n", stream_head() + b"data: "])
def test_27_once_a_byte_of_an_answer_came_nothing_is_sent_again(tmp_path: Path, begun: bytes) -> None:
    with rig(tmp_path, [*TWO, begun, RESET], [answer(WHOLE)]) as it:
        it.post(PLAIN)
        second = it.post(ASK)
        calls = it.calls(2)
        assert (len(it.player.asked), len(it.player.again)) == (1, 1)
    assert (second.status, second.whole) == ((200, False) if begun.endswith(b"data: ") else (502, True))
    assert calls[1].end == ("upstream_truncated" if begun.endswith(b"data: ") else "upstream_error")
    assert "broke the connection off" in (calls[1].error or "")


def test_28_a_silence_before_the_answer_is_a_502_and_has_no_status_on_record(tmp_path: Path) -> None:
    with rig(tmp_path, [3.0], idle_s=0.3) as it:
        got, call = it.post(ASK), it.call()
    assert (got.status, b"nothing came from the endpoint for 0.3 s" in got.body) == (502, True)
    assert (call.end, call.error) == ("upstream_error", "nothing came from the endpoint for 0.3 s")
    assert (call.response.status, call.ms.first_byte) == (None, None)


def test_28_a_stream_may_last_as_long_as_it_likes_while_it_says_something(tmp_path: Path) -> None:
    script: Script = [stream_head()]
    for event in (b": ping\n\n", data(HELLO), b": ping\n\n", data(HELLO), b": ping\n\n", data(STOP)):
        script += [event, 0.25]
    with rig(tmp_path, [*script, data(DONE)], idle_s=0.6) as it:
        got, call = it.post(ASK), it.call()
    assert (got.whole, got.at[-1] > 1.2, call.end, call.response.events) == (True, True, "complete", 4)


def test_30_a_journal_that_fails_between_intent_and_end_breaks_every_answer_off_and_admits_no_more(
    tmp_path: Path,
) -> None:
    def write(file: int, lines: memoryview) -> int:
        if b'"kind":"call"' in bytes(lines):
            raise OSError(5, "Input/output error")
        return os.write(file, lines)

    with rig(tmp_path, [0.2, answer(WHOLE)], disk=Disk(write=write)) as it:
        got: list[Any] = []
        agents = [threading.Thread(target=lambda: got.append(it.post(PLAIN))) for _ in range(3)]
        for agent in agents:
            agent.start()
        for agent in agents:
            agent.join(20)
        assert it.post(PLAIN).status == 503
        assert len(it.player.asked) == 3
        assert read_calls(it.path) == ()
    # None got its whole answer: a 503, or one that lacks its last byte.
    assert [(one.status, one.whole) in ((503, True), (200, False)) for one in got] == [True] * 3


def test_an_agent_of_http_1_0_gets_a_stream_that_ends_with_its_connection(tmp_path: Path) -> None:
    with rig(tmp_path, [sse(HELLO, STOP, USAGE, DONE, chunked=True)]) as it:
        got, clean = raw(it.url, request(it, ASK, version=b"1.0", head=b"Connection: keep-alive\r\n"))
        call = it.call()
    head, _, body = got.partition(b"\r\n\r\n")
    assert (body, clean) == (data(HELLO, STOP, DONE), True)
    assert (b"connection: close" in head.lower(), b"chunked" in head.lower()) == (True, False)
    assert (call.end, call.usage.total) == ("complete", 15)


def test_an_agent_of_http_1_0_sees_by_a_reset_that_its_stream_was_cut(tmp_path: Path) -> None:
    with rig(tmp_path, [stream_head(chunked=True) + chunk(data(HELLO)), 0.2, RESET]) as it:
        got, clean = raw(it.url, request(it, ASK, version=b"1.0"))
        call = it.call()
    assert (got.partition(b"\r\n\r\n")[2], clean) == (data(HELLO), False)
    assert call.end == "upstream_truncated"


@pytest.mark.parametrize("keep", [True, False])
def test_an_agent_of_http_1_0_may_keep_its_connection_where_the_length_is_known(tmp_path: Path, *, keep: bool) -> None:
    with rig(tmp_path, [answer(WHOLE)]) as it:
        first = request(it, PLAIN, version=b"1.0", head=b"Connection: keep-alive\r\n" if keep else b"")
        got, clean = raw(it.url, first, request(it, PLAIN, version=b"1.0"), seconds=0.3)
        calls = it.calls(2 if keep else 1)
    assert (got.count(WHOLE), clean or not keep) == (2 if keep else 1, True)
    assert got.lower().count(b"connection: keep-alive") == (1 if keep else 0)
    assert {call.end for call in calls} == {"complete"}


def test_an_agent_that_waits_to_be_told_is_told_to_send_its_body(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(WHOLE)]) as it:
        whole = request(it, PLAIN, head=b"Expect: 100-continue\r\nConnection: close\r\n")
        at = whole.index(b"\r\n\r\n") + 4
        got, _ = raw(it.url, whole[:at], whole[at:], seconds=0.2)
        call = it.call()
        assert b"expect" not in it.player.asked[0].lower()
    assert got.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")
    assert (got.endswith(WHOLE), call.end) == (True, "complete")


def test_a_body_in_chunks_goes_on_with_its_length(tmp_path: Path) -> None:
    body = orjson.dumps(PLAIN)
    with rig(tmp_path, [answer(WHOLE)]) as it:
        head = b"POST /t/%b/v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" % it.grant.token.encode()
        pieces = [chunk(body[at : at + 7]) for at in range(0, len(body), 7)]
        got, _ = raw(it.url, head + b"Transfer-Encoding: chunked\r\n\r\n", *pieces, b"0\r\n\r\n", seconds=0.002)
        call, asked = it.call(), it.player.asked[0]
    assert (got.endswith(WHOLE), asked.endswith(b"\r\n\r\n" + body)) == (True, True)
    assert (b"content-length: %d\r\n" % len(body) in asked, b"transfer-encoding" in asked.lower()) == (True, False)
    assert (call.end, call.request.bytes, call.messages) == ("complete", len(body), 1)


def test_headers_of_an_answer_pass_in_their_order_and_spelling_and_as_often_as_they_come(tmp_path: Path) -> None:
    head = b"X-Request-ID: 1\r\nset-cookie: a=1\r\nSet-Cookie: b=2\r\nx-empty:\r\nX-Latin: \xe9\r\nVary: A, B\r\n"
    hop = b"Keep-Alive: timeout=5\r\nConnection: keep-alive, X-Drop\r\nX-Drop: 1\r\nUpgrade: h2c\r\nTrailer: x\r\n"
    with rig(tmp_path, [answer(WHOLE, head=head + hop)]) as it:
        got, _ = raw(it.url, request(it, PLAIN, head=b"Connection: close\r\n"))
        it.call()
    lines = got.partition(b"\r\n\r\n")[0].split(b"\r\n")
    length = b"Content-Length: %d" % len(WHOLE)
    expected = [b"Content-Type: application/json", length, *head.replace(b"empty:", b"empty: ").split(b"\r\n")[:-1]]
    assert lines == [b"HTTP/1.1 200 OK", *expected, b"connection: close"]


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
def test_an_answer_without_a_body_leaves_the_connection_in_order(tmp_path: Path, status: bytes) -> None:
    with rig(tmp_path, [b"HTTP/1.1 %b\r\nETag: x\r\n\r\n" % status], [answer(WHOLE)]) as it:
        second = request(it, PLAIN | {"messages": []}, head=b"Connection: close\r\n")
        got, clean = raw(it.url, request(it, PLAIN) + second)
        first, last = it.calls(2)
    assert got.startswith(b"HTTP/1.1 %b\r\nETag: x\r\n\r\nHTTP/1.1 200 OK\r\n" % status)
    assert (got.endswith(WHOLE), clean, last.end) == (True, True, "complete")
    assert (first.response.status, first.response.bytes) == (int(status[:3]), 0)
