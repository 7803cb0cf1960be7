"""One call's life with a fake endpoint and a fake agent at its two seams."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from proxy.asked import Asked, new_id
from proxy.bodies import Bodies
from proxy.budget import Budget
from proxy.calls import read_calls
from proxy.chat import DIALECT
from proxy.clock import Clock
from proxy.exchange import Desk, Exchange
from proxy.grant import CROWDED, Grants, Terms
from proxy.journal import Disk, Journal
from proxy.limits import Gate, Limits
from proxy.upstream import Answer, Ask, Headers
from proxy.verify import verify

BODY = b'{"model":"m","stream":true,"messages":[]}'


@dataclass
class Replay:
    """An answer that plays pieces; an exception among them is raised, a float waited for."""

    status: int
    steps: list[bytes | Exception | float]
    headers: Headers = ()
    whole: bool = False
    translated: None = None
    paused: list[bool] = field(default_factory=list)

    async def flow(self, to: Callable[[bytes], None]) -> None:
        for step in self.steps:
            if isinstance(step, Exception):
                raise type(step)(*step.args)  # a fresh one, as it holds on to whom it passed
            if isinstance(step, float):
                await asyncio.sleep(step)
            else:
                to(step)

    def pause(self) -> None:
        self.paused.append(True)

    def resume(self) -> None:
        self.paused.append(False)

    def close(self) -> None: ...


@dataclass
class FakeUpstream:
    answers: list[Replay]
    asked: list[Ask] = field(default_factory=list)

    async def send(self, ask: Ask) -> Answer:
        self.asked.append(ask)
        return self.answers[len(self.asked) - 1]

    async def aclose(self) -> None: ...


@dataclass
class FakeAgent:
    status: int | None = None
    body: bytes = b""
    whole: bool = False

    def start(self, status: int, fields: Headers, *, more: bool = False) -> None:  # noqa: ARG002 - do not matter here
        self.status = status

    def send(self, data: bytes) -> None:
        self.body += data

    def end(self, data: bytes) -> None:
        self.body += data
        self.whole = True

    def break_off(self, data: bytes) -> None:
        self.body += data

    def fail(self, status: int, message: str) -> None:
        self.status, self.body, self.whole = status, message.encode(), True


def asked() -> Asked:
    return Asked(
        dialect=DIALECT,
        method="POST",
        path="/v1/chat/completions",
        query=b"",
        headers=[],
        named={},
        body=BODY,
        clock=Clock(),
        id=new_id(),
    )


async def run(
    upstream: FakeUpstream, journal: Journal, agent: FakeAgent, meddle: Callable[[Exchange], None] | None = None
) -> None:
    """Carries one call; `meddle` comes in after a moment, without it the call is awaited."""
    exchange = Exchange(Desk(upstream, journal, Gate(Limits())), Grants().make("a"), asked(), agent)
    call = asyncio.create_task(exchange.run(None))
    if meddle is not None:
        await asyncio.sleep(0.1)
        meddle(exchange)
    await call


def test_a_call_is_carried_from_seam_to_seam(tmp_path: Path) -> None:
    agent, upstream = FakeAgent(), FakeUpstream([Replay(200, [b'data: {"choices": []}\n\n', b"data: [DONE]\n\n"])])
    with Journal(tmp_path / "j") as journal:
        asyncio.run(run(upstream, journal, agent))
    assert (agent.status, agent.body, agent.whole) == (200, b'data: {"choices": []}\n\ndata: [DONE]\n\n', True)
    assert (upstream.asked[0].path, read_calls(tmp_path / "j")[0].end) == ("/v1/chat/completions", "complete")


def test_a_proxy_that_stops_leaves_a_terminal_line(tmp_path: Path) -> None:
    agent, upstream = FakeAgent(), FakeUpstream([Replay(200, [b'data: {"choices": []}\n\n', 60.0])])

    async def stopped(journal: Journal) -> None:
        call = asyncio.create_task(run(upstream, journal, agent))
        await asyncio.sleep(0.1)
        call.cancel()
        await call

    with Journal(tmp_path / "j") as journal, pytest.raises(asyncio.CancelledError):
        asyncio.run(stopped(journal))
    assert verify(tmp_path / "j") == []
    call = read_calls(tmp_path / "j")[0]
    assert (call.end, call.error, agent.whole) == ("crashed", "the proxy stopped during this call", False)


def test_an_error_of_the_proxys_own_is_raised_and_leaves_a_terminal_line(tmp_path: Path) -> None:
    upstream = FakeUpstream([Replay(200, [ValueError("a bug")])])
    with Journal(tmp_path / "j") as journal, pytest.raises(ValueError, match="a bug"):
        asyncio.run(run(upstream, journal, FakeAgent()))
    assert [(call.end, call.error) for call in read_calls(tmp_path / "j")] == [
        ("crashed", "the proxy failed: ValueError")
    ]


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


def test_an_agent_that_leaves_is_drained_and_one_whose_cell_ends_is_cut(tmp_path: Path) -> None:
    stream: list[bytes | Exception | float] = [b'data: {"choices": []}\n\n', 0.3, b"data: [DONE]\n\n"]
    with Journal(tmp_path / "j") as journal:
        asyncio.run(run(FakeUpstream([Replay(200, [*stream])]), journal, FakeAgent(), Exchange.left))
        asyncio.run(run(FakeUpstream([Replay(200, [*stream])]), journal, FakeAgent(), Exchange.cut))
    drained, cut = read_calls(tmp_path / "j")
    assert (drained.end, drained.response.events, "aborted" in drained.tags) == ("client_aborted", 2, True)
    assert (cut.end, cut.response.events, cut.error) == ("client_aborted", 1, "the call was ended with its cell")


def test_an_agent_that_leaves_while_its_call_waits_costs_nothing(tmp_path: Path) -> None:
    async def wait_and_leave(journal: Journal) -> None:
        upstream, gate = FakeUpstream([]), Gate(Limits(concurrency=1))
        grant = Grants().make("a", terms=Terms(Budget(total=9)))
        await gate.enter("another")
        exchange = Exchange(Desk(upstream, journal, gate), grant, asked(), FakeAgent())
        call = asyncio.create_task(exchange.run(None))
        await asyncio.sleep(0.1)
        exchange.left()
        await call
        gate.leave("another")
        assert await gate.enter("a third") == 0.0
        assert upstream.asked == []
        assert grant.purse.account()["total"] == {"limit": 9, "used": 0, "unmeasured": 0}

    with Journal(tmp_path / "j") as journal:
        asyncio.run(wait_and_leave(journal))
    (call,) = read_calls(tmp_path / "j")
    assert (call.end, call.response.status) == ("client_aborted", None)
    assert 20 < call.ms.waited <= (call.ms.total or 0)


def test_a_body_that_cannot_be_kept_any_more_leaves_no_call_open(tmp_path: Path) -> None:
    async def fail_meanwhile(journal: Journal, bodies: Bodies) -> FakeAgent:
        agent, upstream = FakeAgent(), FakeUpstream([Replay(200, [b"{", 0.2, b"}"])])
        exchange = Exchange(Desk(upstream, journal, Gate(Limits()), bodies=bodies), Grants().make("a"), asked(), agent)
        call = asyncio.create_task(exchange.run(None))
        await asyncio.sleep(0.1)
        with pytest.raises(RuntimeError, match="hexadecimal"):
            await bodies.keep(b"", "another call's, that fails")
        await call
        return agent

    with Journal(tmp_path / "j") as journal:
        with Bodies(tmp_path / "bodies") as bodies:
            agent = asyncio.run(fail_meanwhile(journal, bodies))
        (call,) = read_calls(tmp_path / "j")
    assert (call.end, agent.whole, "hexadecimal" in (call.error or "")) == ("crashed", False, True)


def test_a_call_that_is_over_is_not_cut_any_more(tmp_path: Path) -> None:
    agent = FakeAgent()
    upstream = FakeUpstream([Replay(200, [b'data: {"choices": []}\n\ndata: [DONE]\n\n'])])

    async def cut_late() -> None:
        slow = Disk(sync=lambda _: time.sleep(0.2))
        with Journal(tmp_path / "j", disk=slow) as journal:
            exchange = Exchange(Desk(upstream, journal, Gate(Limits())), Grants().make("a"), asked(), agent)
            call = asyncio.create_task(exchange.run(None))
            await asyncio.sleep(0.3)
            assert upstream.asked
            exchange.cut()
            await call

    asyncio.run(cut_late())
    assert (read_calls(tmp_path / "j")[0].end, agent.whole) == ("complete", True)


def test_a_call_that_the_proxy_turned_down_is_an_attempt_like_any_other(tmp_path: Path) -> None:
    async def twice(journal: Journal) -> None:
        desk, grant = Desk(FakeUpstream([Replay(200, [b"{}"])]), journal, Gate(Limits())), Grants().make("a")
        await Exchange(desk, grant, asked(), FakeAgent()).run(CROWDED)
        await Exchange(desk, grant, asked(), FakeAgent()).run(None)

    with Journal(tmp_path / "j") as journal:
        asyncio.run(twice(journal))
    refused, again = read_calls(tmp_path / "j")
    assert (refused.attempt, again.attempt, again.logical) == (1, 2, refused.id)


def test_an_agent_that_takes_no_more_stops_the_endpoint_too(tmp_path: Path) -> None:
    answer = Replay(200, [b'data: {"choices": []}\n\n', 0.3, b"data: [DONE]\n\n"])
    with Journal(tmp_path / "j") as journal:
        asyncio.run(run(FakeUpstream([answer]), journal, FakeAgent(), lambda call: (call.pause(), call.resume())[0]))
    assert answer.paused == [True, False]
