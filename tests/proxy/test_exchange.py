"""One call's life with a fake endpoint and a fake agent at its two seams."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from proxy.asked import Asked
from proxy.chat import DIALECT
from proxy.clock import Clock
from proxy.exchange import Desk, Exchange
from proxy.grant import Grant
from proxy.journal import Journal, read_calls, verify
from proxy.upstream import Answer, Ask, Headers

BODY = b'{"model":"m","stream":true,"messages":[]}'


@dataclass
class Replay:
    """An answer that plays pieces; an exception among them is raised, a float waited for."""

    status: int
    steps: list[bytes | Exception | float]
    headers: Headers = ()

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        for step in self.steps:
            if isinstance(step, Exception):
                raise step
            if isinstance(step, float):
                await asyncio.sleep(step)
            else:
                yield step


@dataclass
class FakeUpstream:
    answers: list[Replay]
    asked: list[Ask] = field(default_factory=list)

    @asynccontextmanager
    async def send(self, ask: Ask) -> AsyncIterator[Answer]:
        self.asked.append(ask)
        yield self.answers[len(self.asked) - 1]

    async def aclose(self) -> None: ...


@dataclass
class FakeAgent:
    status: int | None = None
    body: bytes = b""
    whole: bool = False

    async def start(self, status: int, fields: Headers) -> None:  # noqa: ARG002 - the headers do not matter here
        self.status = status

    async def send(self, data: bytes, *, last: bool) -> None:
        self.body += data
        self.whole = last

    async def fail(self, status: int, message: str) -> None:
        self.status, self.body, self.whole = status, message.encode(), True

    async def gone(self) -> None:
        await asyncio.Event().wait()


def asked() -> Asked:
    return Asked(
        dialect=DIALECT, method="POST", path="/v1/chat/completions", query=b"", headers=[], body=BODY, clock=Clock()
    )


async def run(upstream: FakeUpstream, journal: Journal, agent: FakeAgent, stop_after: float | None = None) -> None:
    grant = Grant("a", "m")
    flight = grant.board()
    assert flight is not None
    call = asyncio.create_task(Exchange(Desk(upstream, journal), grant, asked(), agent).run(flight))
    if stop_after is not None:
        await asyncio.sleep(stop_after)
        call.cancel()
    await call


def test_a_call_is_carried_from_seam_to_seam(tmp_path: Path) -> None:
    agent, upstream = FakeAgent(), FakeUpstream([Replay(200, [b'data: {"choices": []}\n\n', b"data: [DONE]\n\n"])])
    with Journal(tmp_path / "j") as journal:
        asyncio.run(run(upstream, journal, agent))
    assert (agent.status, agent.body, agent.whole) == (200, b'data: {"choices": []}\n\ndata: [DONE]\n\n', True)
    assert (upstream.asked[0].path, read_calls(tmp_path / "j")[0].end) == ("/v1/chat/completions", "complete")


def test_a_proxy_that_stops_leaves_a_terminal_line(tmp_path: Path) -> None:
    agent, upstream = FakeAgent(), FakeUpstream([Replay(200, [b'data: {"choices": []}\n\n', 60.0])])
    with Journal(tmp_path / "j") as journal, pytest.raises(asyncio.CancelledError):
        asyncio.run(run(upstream, journal, agent, stop_after=0.1))
    assert verify(tmp_path / "j") == []
    call = read_calls(tmp_path / "j")[0]
    assert (call.end, call.error, agent.whole) == ("crashed", "the proxy stopped during this call", False)


def test_an_error_of_the_proxys_own_is_raised_and_leaves_a_terminal_line(tmp_path: Path) -> None:
    upstream = FakeUpstream([Replay(200, [ValueError("a bug")])])
    with Journal(tmp_path / "j") as journal, pytest.raises(ValueError, match="a bug"):
        asyncio.run(run(upstream, journal, FakeAgent()))
    assert [call.end for call in read_calls(tmp_path / "j")] == ["crashed"]


def test_a_400_that_breaks_off_keeps_its_status(tmp_path: Path) -> None:
    agent = FakeAgent()
    upstream = FakeUpstream([Replay(400, [b'{"error":', ConnectionError("reset")])])
    with Journal(tmp_path / "j") as journal:
        asyncio.run(run(upstream, journal, agent))
    assert (agent.status, agent.body, agent.whole) == (400, b'{"error":', False)
    call = read_calls(tmp_path / "j")[0]
    assert (call.end, call.error, call.response.status) == ("upstream_truncated", "reset", 400)


def test_a_reset_after_the_end_of_the_answer_changes_nothing(tmp_path: Path) -> None:
    agent = FakeAgent()
    upstream = FakeUpstream([Replay(200, [b'data: {"choices": []}\n\ndata: [DONE]\n\n', ConnectionError("reset")])])
    with Journal(tmp_path / "j") as journal:
        asyncio.run(run(upstream, journal, agent))
    assert (agent.whole, read_calls(tmp_path / "j")[0].end) == (True, "complete")


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_without_a_body_ends_with_its_headers(tmp_path: Path, status: int) -> None:
    agent, upstream = FakeAgent(), FakeUpstream([Replay(status, [], headers=[(b"content-length", b"7")])])
    with Journal(tmp_path / "j") as journal:
        asyncio.run(run(upstream, journal, agent))
    assert (agent.status, agent.body, agent.whole) == (status, b"", True)
