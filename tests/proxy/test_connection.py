"""An agent's connection, in bytes on a real socket: what is taken, in which order it is answered, what ends it."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import orjson
import pytest

from proxy.app import proxy_app
from proxy.calls import read_calls
from proxy.connection import Connection
from proxy.deadline import Patience
from proxy.exchange import Desk
from proxy.journal import Journal
from proxy.limits import Gate, Limits
from proxy.recorder import Settings, recording
from proxy.reply import Reply
from proxy.request_reader import Malformed, Request
from proxy.serve import serving
from proxy.upstream import Endpoint
from proxy.verify import verify
from proxy.wire import Wire
from tests.proxy.chunks import DONE, HELLO, PLAIN, STOP, WHOLE
from tests.proxy.rig import RESET, answer, chunk, playing, rig, sse, stream_head

QUICK = Patience(head=0.3, piece=0.3, body=0.8, refused=0.5)

MUCH = 32 * 2**20  # bytes, more than any socket takes by itself


@dataclass
class FakeCall:
    """One that notes what its connection tells it."""

    told: list[str] = field(default_factory=list)

    def left(self) -> None:
        self.told.append("left")

    def pause(self) -> None:
        self.told.append("pause")

    def resume(self) -> None:
        self.told.append("resume")


@dataclass
class FakeDoor:
    """Answers with the path that was asked for and the size of the body, after as many ms as the path says, or much."""

    calls: list[FakeCall] = field(default_factory=list)

    def admit(self, request: Request, reply: Reply, arrived: float) -> FakeCall | None:
        assert 0 <= time.perf_counter() - arrived < 60
        self.calls.append(FakeCall())
        delay = request.target.removeprefix("/after/")
        if delay == request.target:
            self._answer(request, reply)
        else:
            asyncio.get_running_loop().call_later(int(delay) / 1000, self._answer, request, reply)
        return self.calls[-1]

    def too_much(self, problem: Malformed, reply: Reply, arrived: float) -> FakeCall | None:
        assert arrived > 0
        reply.fail(problem.status, str(problem))
        return None

    @staticmethod
    def _answer(request: Request, reply: Reply) -> None:
        body = b"%b %d" % (request.target.encode(), len(request.body))
        body = body if request.target != "/much" else bytes(MUCH)
        reply.start(200, [(b"content-length", b"%d" % len(body))])
        reply.end(body)


@contextmanager
def serving_connections(folder: Path, patience: Patience | None = None) -> Iterator[tuple[str, FakeDoor]]:
    door = FakeDoor()
    with Journal(folder / "journal") as journal:
        desk = Desk(Wire(Endpoint("http://127.0.0.1:9", None)), journal, Gate(Limits()))
        with serving(proxy_app(desk), protocol=partial(Connection, door, patience)) as url:
            yield url, door


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as plug:
        yield plug


def read(plug: socket.socket, until: bytes) -> bytes:
    data = b""
    while until not in data:
        more = plug.recv(65536)
        assert more, data
        data += more
    return data


def read_all(plug: socket.socket) -> bytes:
    data = b""
    while more := plug.recv(65536):
        data += more
    return data


def request(target: str, body: bytes = b"", *fields: bytes, line: bytes = b"POST %b HTTP/1.1") -> bytes:
    lines = [line % target.encode(), b"Host: x", *fields]
    return b"\r\n".join([*lines, b"Content-Length: %d" % len(body), b"", body])


def told(target: str, size: int, *fields: bytes) -> bytes:
    """What FakeDoor answers."""
    body = b"%b %d" % (target.encode(), size)
    lines = [b"HTTP/1.1 200 OK", b"content-length: %d" % len(body), *fields]
    return b"\r\n".join([*lines, b"", body])


def test_requests_sent_at_once_are_answered_in_their_order(tmp_path: Path) -> None:
    slow = "/after/150"
    with serving_connections(tmp_path) as (url, _), connected(url) as plug:
        plug.sendall(request(slow) + request("/a", b"12") + b"".join(request(f"/{n}") for n in range(30)))
        expected = told(slow, 0) + told("/a", 2) + b"".join(told(f"/{n}", 0) for n in range(30))
        assert read(plug, told("/29", 0)) == expected
        plug.sendall(request("/more"))
        assert read(plug, b"/more 0") == told("/more", 0)


def test_a_connection_is_kept_or_closed_as_the_agent_wants(tmp_path: Path) -> None:
    with serving_connections(tmp_path) as (url, _):
        with connected(url) as plug:
            for _ in range(3):
                plug.sendall(request("/a"))
                assert read(plug, b"/a 0") == told("/a", 0)
            plug.sendall(request("/a", b"", b"Connection: close"))
            assert read_all(plug) == told("/a", 0, b"connection: close")
        with connected(url) as plug:
            plug.sendall(request("/a", line=b"POST %b HTTP/1.0"))
            assert read_all(plug) == told("/a", 0, b"connection: close")
        with connected(url) as plug:
            plug.sendall(request("/a", b"", b"Connection: keep-alive", line=b"POST %b HTTP/1.0"))
            assert read(plug, b"/a 0") == told("/a", 0, b"connection: keep-alive")


def test_health_is_told_between_calls_on_one_connection(tmp_path: Path) -> None:
    with serving_connections(tmp_path) as (url, _), connected(url) as plug:
        for _ in range(2):
            plug.sendall(request("/a") + request("/healthz", line=b"GET %b HTTP/1.1") + request("/b"))
            got = read(plug, told("/b", 0))
            assert got.startswith(told("/a", 0) + b"HTTP/1.1 200 OK")
            assert got.count(b'{"status":"ok","in_flight":0}') == 1


def test_the_answer_to_a_head_has_no_body(tmp_path: Path) -> None:
    with serving_connections(tmp_path) as (url, _), connected(url) as plug:
        plug.sendall(request("/a", line=b"HEAD %b HTTP/1.1") + request("/b"))
        assert read(plug, told("/b", 0)) == told("/a", 0).removesuffix(b"/a 0") + told("/b", 0)


@pytest.mark.parametrize(
    "begun", [b"POST /a HTTP/1.1\r\nHo", request("/a", b"12345")[:-2], request("/a")[:-1]], ids=["head", "body", "end"]
)
def test_a_request_that_stops_coming_is_a_408(tmp_path: Path, begun: bytes) -> None:
    with serving_connections(tmp_path, QUICK) as (url, door), connected(url) as plug:
        plug.sendall(request("/before") + begun)
        got = read_all(plug)
    assert got.startswith(told("/before", 0) + b"HTTP/1.1 408 ")
    assert got.count(b"HTTP/1.1 ") == 2
    assert len(door.calls) == 1


def test_a_body_may_be_slow_while_it_moves(tmp_path: Path) -> None:
    with serving_connections(tmp_path, QUICK) as (url, _), connected(url) as plug:
        plug.sendall(request("/slow", b"123")[:-3])
        for byte in (b"1", b"2", b"3"):
            time.sleep(0.2)
            plug.sendall(byte)
        assert read(plug, b"/slow 3") == told("/slow", 3)


def test_a_body_that_moves_for_ever_is_a_408(tmp_path: Path) -> None:
    done = threading.Event()

    def drip(plug: socket.socket) -> None:
        while not done.wait(0.05):
            plug.sendall(b"1")

    with serving_connections(tmp_path, QUICK) as (url, _), connected(url) as plug:
        plug.sendall(request("/endless", b"1" * 1000)[:-1000])
        dripping = threading.Thread(target=drip, args=(plug,))
        dripping.start()
        started = time.monotonic()
        got = read(plug, b"did not come in whole in time")
        done.set()
        dripping.join()
    assert got.startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - started > 0.7


def test_a_refusal_is_the_last_thing_said(tmp_path: Path) -> None:
    with serving_connections(tmp_path, QUICK) as (url, _), connected(url) as plug:
        plug.sendall(b"POST /a HT")
        time.sleep(0.1)
        plug.sendall(b"TP/7\r\nHost: x\r\n\r\n")
        # Longer than a head may take to come in: nothing but the refusal may follow.
        time.sleep(0.4)
        got = read_all(plug)
    assert got.startswith(b"HTTP/1.1 505 ")
    assert got.count(b"HTTP/1.1 ") == 2  # the other one in its own words
    assert b"408" not in got


def test_an_idle_connection_waits_for_no_request(tmp_path: Path) -> None:
    with serving_connections(tmp_path, QUICK) as (url, _), connected(url) as plug:
        plug.sendall(request("/a"))
        read(plug, b"/a 0")
        time.sleep(1)
        plug.sendall(request("/b"))
        assert read(plug, b"/b 0") == told("/b", 0)


def test_a_body_held_back_is_asked_for_once_it_is_its_turn(tmp_path: Path) -> None:
    held = request("/held", b"123", b"Expect: 100-continue")
    with serving_connections(tmp_path, QUICK) as (url, _), connected(url) as plug:
        for before, answered in ((b"", b""), (request("/after/500"), told("/after/500", 0))):
            plug.sendall(before + held[:-3])
            assert read(plug, b"100 Continue\r\n\r\n") == answered + b"HTTP/1.1 100 Continue\r\n\r\n"
            plug.sendall(held[-3:])
            assert read(plug, b"/held 3") == told("/held", 3)


@pytest.mark.parametrize(
    ("bytes_", "status"),
    [
        (request("/a", b"1" * (2**26 + 1)), 413),
        (b"POST /a HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 2**20, 431),
        (b"POST /a HTTP/1.1\r\nHost: x\r\n" + b"X: x\r\n" * 101 + b"\r\n", 431),
        (b"\x16\x03\x01" + b"x" * 2**20, 400),
    ],
    ids=["body", "head", "headers", "tls"],
)
def test_who_still_sends_what_is_refused_reads_the_refusal(tmp_path: Path, bytes_: bytes, status: int) -> None:
    with serving_connections(tmp_path) as (url, door), connected(url) as plug:
        plug.sendall(request("/a"))
        read(plug, b"/a 0")
        plug.sendall(bytes_)
        assert read_all(plug).startswith(b"HTTP/1.1 %d " % status)
        assert len(door.calls) == 1


def test_a_call_is_told_that_its_agent_has_left(tmp_path: Path) -> None:
    with serving_connections(tmp_path) as (url, door):
        with connected(url) as plug:
            plug.sendall(request("/a") + request("/after/60000"))
            read(plug, b"/a 0")
            while len(door.calls) < 2:
                time.sleep(0.01)
        until(lambda: door.calls[1].told == ["left"])
        assert door.calls[0].told == []


def test_a_call_whose_agent_has_yet_to_take_the_answer_before_is_told_to_wait(tmp_path: Path) -> None:
    with serving_connections(tmp_path) as (url, door), connected(url) as plug:
        plug.sendall(request("/much") + request("/after/60000"))
        until(lambda: len(door.calls) == 2 and door.calls[1].told == ["pause"])
        size = 0
        while size < MUCH:
            size += len(plug.recv(2**20))
        until(lambda: door.calls[1].told == ["pause", "resume"])


# With all of the proxy behind the connection.


def call(token: str, *fields: bytes, line: bytes = b"POST %b HTTP/1.1") -> bytes:
    bearer = b"Authorization: Bearer " + token.encode()
    return request("/v1/chat/completions", orjson.dumps(PLAIN), bearer, *fields, line=line)


@pytest.mark.parametrize(
    ("field", "status"),
    [
        (b"Transfer-Encoding: chunked", 400),
        (b"Content-Length: 1", 400),
        (b"Host: y", 400),
        (b"X: a\n b", 400),
        (b"X : a", 400),
        (b"Content_Length: 3", 400),
        (b"X: \0", 400),
    ],
)
def test_ambiguous_framing_is_refused_and_goes_nowhere(tmp_path: Path, field: bytes, status: int) -> None:
    with rig(tmp_path, [answer(WHOLE)]) as it:
        with connected(it.url) as plug:
            plug.sendall(call(it.grant.token, field) + call(it.grant.token))
            got = read_all(plug)
        it.grant.settle(5)
        assert it.player.asked == []
        calls = read_calls(it.path, it.grant.cell)
    assert got.startswith(b"HTTP/1.1 %d " % status)
    assert got.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in got
    # Who asks is known where the headers could be read.
    assert [(call.end, call.response.status) for call in calls] in ([], [("refused", None)])
    assert verify(it.path) == []


def test_a_stream_to_an_old_agent_lasts_until_the_connection_closes(tmp_path: Path) -> None:
    with rig(tmp_path, [sse(HELLO, STOP, DONE, chunked=True)]) as it, connected(it.url) as plug:
        plug.sendall(call(it.grant.token, line=b"POST %b HTTP/1.0"))
        head, _, body = read_all(plug).partition(b"\r\n\r\n")
    assert b"chunked" not in head
    assert body == b"".join(b"data: " + event + b"\n\n" for event in (HELLO, STOP, DONE))


def test_a_broken_stream_to_an_old_agent_ends_with_a_reset(tmp_path: Path) -> None:
    begun = stream_head(chunked=True) + chunk(b"data: " + HELLO + b"\n\n")
    with rig(tmp_path, [begun, 0.2, RESET]) as it, connected(it.url) as plug:
        plug.sendall(call(it.grant.token, line=b"POST %b HTTP/1.0"))
        read(plug, HELLO)
        with pytest.raises(ConnectionResetError):
            read_all(plug)
        assert it.call().end == "upstream_truncated"


def test_an_agent_that_does_not_read_stops_the_endpoint(tmp_path: Path) -> None:
    event = b"data: " + HELLO.replace(b"Hello", b"Hello" * 20_000) + b"\n\n"
    with rig(tmp_path, [stream_head(), *[event] * 400]) as it, connected(it.url) as plug:
        plug.sendall(call(it.grant.token))
        read(plug, b"200 OK")
        time.sleep(1)
        assert it.player.played == []  # 40 MB would long be out
        size = 0
        while it.player.played == []:
            size += len(plug.recv(2**20))
        assert size > 20 * 2**20


def test_a_unix_socket_is_its_cells_own(tmp_path: Path) -> None:
    mine, others = tmp_path / "mine", tmp_path / "others"
    settings = Settings(sockets=(mine, others))
    with playing([answer(WHOLE)]) as (url, player):
        with recording(Endpoint(url, None), tmp_path / "calls", settings=settings) as proxy:
            token, other = proxy.grant("a", socket=mine), proxy.grant("b", socket=others)
            assert [over(mine, said) for said in ("", token, "some key", other)] == [200, 200, 200, 401]
            assert over(others, "") == 200
            proxy.settle(token)
            proxy.settle(other)
        assert len(player.asked) == 4
    assert [len(read_calls(tmp_path / "calls", cell)) for cell in "ab"] == [3, 1]


def over(path: Path, token: str) -> int:
    """The status of a call over a Unix socket; without a token its header is left out."""
    with closing(socket.socket(socket.AF_UNIX)) as plug:
        plug.settimeout(20)
        plug.connect(str(path))
        asked = call(token, b"Connection: close")
        plug.sendall(asked if token else asked.replace(b"Authorization: Bearer \r\n", b""))
        return int(read_all(plug).split(b" ")[1])


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)
