"""One call disturbed at every moment at which it waits: neither its record nor its place nor its agent is lost."""

import asyncio
import gc
import weakref
from collections.abc import Callable, Coroutine, Generator
from functools import partial
from pathlib import Path
from types import coroutine
from typing import Any

import pytest

from proxy.bodies import Bodies
from proxy.calls import read_calls
from proxy.exchange import Desk, Exchange
from proxy.faults import parse
from proxy.grant import Grants, Refusal, Terms
from proxy.journal import Disk, Journal
from proxy.limits import Gate, Limits
from proxy.passage import KEPT
from proxy.upstream import Headers
from proxy.verify import verify
from tests.proxy.test_exchange import FakeUpstream, Replay, asked

EVENT = b'data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}\n\n'
STREAM: list[bytes | Exception | float] = [EVENT, 0.001, EVENT, 0.001, b"data: [DONE]\n\n", 0.001]
REFUSED = Replay(400, [b'{"error":"no ', 0.001, b'stream_options"}'])

Act = Callable[[Exchange, "asyncio.Task[None]"], None]

Gone = Callable[[], Exchange | None]


class Told:
    """An agent that notes how often it was told the end."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.started = 0

    def start(self, status: int, fields: Headers, *, more: bool = False) -> None:  # noqa: ARG002 - of no matter here
        self.started += 1

    def send(self, data: bytes) -> None:
        assert data
        assert self.started
        assert not self.told

    def end(self, data: bytes) -> None:  # noqa: ARG002
        self.told.append("end")

    def break_off(self, data: bytes) -> None:  # noqa: ARG002
        self.told.append("broken off")

    def fail(self, status: int, message: str) -> None:  # noqa: ARG002
        assert not self.started
        self.told.append("failed")


class Moments:
    """Runs a coroutine and acts the n-th time that it waits: when it begins to, or when it need not any more."""

    def __init__(self, at: int, *, late: bool) -> None:
        self.seen = 0
        self.act: Callable[[], None] = lambda: None
        self._at = at
        self._late = late

    async def watching(self, inner: Coroutine[Any, Any, None]) -> None:
        await self._steps(inner)

    @coroutine
    def _steps(self, inner: Coroutine[Any, Any, None]) -> Generator[Any, Any, None]:
        steps = inner.__await__()
        raised: BaseException | None = None
        while True:
            try:
                waited = next(steps) if raised is None else steps.throw(raised)
            except StopIteration:
                return
            raised = None
            self.seen += 1
            if self.seen == self._at:
                if self._late and waited is not None:
                    # Called before the task's own wake-up, as it is added before.
                    waited.add_done_callback(lambda _: self.act())
                else:
                    asyncio.get_running_loop().call_soon(self.act)
            if waited is not None:
                waited._asyncio_future_blocking = True
            try:
                yield waited
            except BaseException as problem:  # noqa: BLE001 - it goes where it was meant to
                raised = problem


def nothing(_: Exchange, __: "asyncio.Task[None]") -> None:
    """The call goes on."""


def leave(call: Exchange, _: "asyncio.Task[None]") -> None:
    call.left()


def cut(call: Exchange, _: "asyncio.Task[None]") -> None:
    call.cut()


def leave_paused_then_cut(call: Exchange, _: "asyncio.Task[None]") -> None:
    call.pause()
    call.left()
    call.left()
    call.cut()
    call.cut()


def stop(_: Exchange, task: "asyncio.Task[None]") -> None:
    task.cancel()


def cut_and_stop(call: Exchange, task: "asyncio.Task[None]") -> None:
    call.cut()
    asyncio.get_running_loop().call_soon(task.cancel)


SCENES: dict[str, tuple[list[Replay], dict[str, Any]]] = {
    "stream": ([Replay(200, STREAM)], {}),
    "body": ([Replay(200, [b'{"choices":', 0.001, b"[]}"])], {}),
    "refused usage": ([REFUSED, Replay(200, STREAM)], {}),
    "broken": ([Replay(200, [EVENT, 0.001, ConnectionError("reset")])], {}),
    "a turn to wait for": ([Replay(200, STREAM)], {"wait": True}),
    "bodies": ([Replay(200, STREAM)], {"bodies": True}),
    "slow": ([Replay(200, STREAM)], {"fault": "slow=1ms"}),
    "cut": ([Replay(200, STREAM)], {"fault": "cut@1:90"}),
    "500": ([], {"fault": "500@1"}),
    "refused": ([], {"refusal": Refusal(409, "settled")}),
}


def desk_of(journal: Journal, bodies: Bodies, name: str) -> Desk:
    answers, how = SCENES[name]
    upstream = FakeUpstream([Replay(one.status, list(one.steps)) for one in answers])
    gate = Gate(Limits(concurrency=1))
    return Desk(upstream, journal, gate, drain_s=0.05, bodies=bodies if how.get("bodies") else None)


async def carried(desk: Desk, how: dict[str, Any], act: Act, moments: Moments) -> tuple[Told, bool, Gone]:
    """One call, disturbed: what its agent was told, whether it was stopped, and whether it is gone."""
    agent, terms = Told(), Terms(faults=parse(how["fault"])) if "fault" in how else None
    call = Exchange(desk, Grants().make("a", terms=terms), asked(), agent)
    task = asyncio.create_task(moments.watching(call.run(how.get("refusal"))))
    moments.act = partial(act, call, task)
    await asyncio.wait([task], timeout=5)
    assert task.done()
    stopped = task.cancelled() or task.exception() is not None
    assert stopped or task.cancelling() == 0 or act is cut_and_stop
    moments.act = lambda: None
    return agent, stopped, weakref.ref(call)


async def scene(path: Path, name: str, act: Act, moments: Moments) -> tuple[Told, bool]:
    """A scene with one call in it, disturbed, after which all is as it was before."""
    how, quick = SCENES[name][1], Disk(sync=lambda _: None)
    with Journal(path / "j", disk=quick) as journal, Bodies(path / "bodies", quick) as bodies:
        desk = desk_of(journal, bodies, name)
        if how.get("wait"):
            await desk.gate.enter("b")
            asyncio.get_running_loop().call_later(0.01, desk.gate.leave, "b")
        agent, stopped, gone = await carried(desk, how, act, moments)
        if not stopped:
            assert [one.end == "crashed" for one in read_calls(path / "j")] == [False]
        await asyncio.wait_for(desk.gate.enter("c"), 1)
        assert desk.kept.left == KEPT
        gc.collect(1)
        assert gone() is None, "something holds on to a call that is over, a timer perhaps"
    assert verify(path / "j") == []
    return agent, stopped


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("act", [leave, cut, leave_paused_then_cut, stop, cut_and_stop], ids=lambda act: act.__name__)
@pytest.mark.parametrize("name", SCENES)
def test_a_call_disturbed_at_any_moment_has_one_record_and_leaves_nothing_behind(
    tmp_path: Path, name: str, act: Act, *, late: bool
) -> None:
    count = Moments(0, late=late)
    (tmp_path / "0").mkdir()
    assert asyncio.run(scene(tmp_path / "0", name, nothing, count))[0].told
    for at in range(1, count.seen + 1):
        folder = tmp_path / str(at)
        folder.mkdir()
        agent, stopped = asyncio.run(scene(folder, name, act, Moments(at, late=late)))
        (call,) = read_calls(folder / "j")
        assert len(agent.told) == 1 or (stopped and not agent.told), at
        if call.end == "complete" and not stopped:
            assert agent.told == ["end"], at
