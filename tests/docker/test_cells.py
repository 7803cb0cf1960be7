"""Sealed cells end to end: real agents in their images, every token on the record, and nothing left behind."""

import shlex
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cab.cell import Plan
from cab.proof import claims
from cab.traffic import Traffic
from proxy.upstream import Endpoint
from runner.rehearsal.server import rehearsing
from runner.sandbox import Export, Prepared, Ran
from runner.variant import vary
from scorers.score import Score
from store import bundle
from tasks import catalogue
from tests.docker.sealed_cells import ASK, KEY, TASK, Wrapped, sailing, sealed, shell
from tests.endpoints import answering
from tests.model_server import MODEL, serving_a_real_model
from tests.runner.docker.things import nothing_left

pytestmark = [pytest.mark.docker, pytest.mark.download, pytest.mark.timeout(1200)]

FACTS = 25
ASKS = f"python3 -c {shlex.quote(ASK)}"


@pytest.fixture(autouse=True)
def _clean(engine: object) -> Iterator[None]:  # noqa: ARG001  # without it there is none
    with nothing_left():
        yield


PLUGINS = {"codex": ("outline",)}


def varied(plan: Plan, plugins: tuple[str, ...]) -> Plan:
    """The plan with its agent varied by plugins."""
    agent, stack = vary(plan.agent, plugins, lambda _: True)
    return plan.model_copy(update={"agent": agent, "stack": stack})


@pytest.mark.parametrize("name", ["mini-swe-agent", "aider", "opencode", "codex"])
def test_the_journal_of_a_sealed_agent_holds_the_tokens_that_the_endpoint_counted(tmp_path: Path, name: str) -> None:
    with rehearsing(catalogue.find(TASK)) as scripted:
        endpoint = Endpoint(scripted.url, scripted.key)
        with sailing(tmp_path, name, endpoint, scripted.model) as (plan, machines):
            finished = sealed(tmp_path, varied(plan, PLUGINS.get(name, ())), machines)
    proof = claims(finished, scripted)
    assert [claim for claim, holds in proof.items() if not holds] == []
    cell = finished.evidence.cell
    assert cell.settings["plugin_stack"] == list(PLUGINS.get(name, ()))
    # What the MCP server of the kit answers, which the scripted model asks where it is offered.
    assert ("4: def clusters(text: str)" in finished.cast) == (name in PLUGINS)
    assert (cell.provisional, cell.image_digest) == (False, None)
    assert (cell.image or "").startswith(f"cab/agent-{name}:")
    assert cell.container is not None
    assert cell.container.image_id.startswith("sha256:")
    assert cell.container.unsafe is False
    assert sum(fact.ok is True for fact in cell.container.facts) >= FACTS
    assert cell.container.engine["version"]
    assert cell.exit is not None
    assert (cell.exit.oom_killed, cell.exit.signal) == (False, None)
    assert (cell.exit.cpu_s or 0) > 0.1
    assert (cell.exit.peak_memory or 0) > 10_000_000
    assert cell.exit.out_no_routes is not None
    assert finished.evidence.grade is not None
    assert "cab/grader:" in finished.evidence.grade.isolation
    assert bundle.check(finished.folder) == []
    left = [path for path in finished.folder.rglob("*") if path.is_file()]
    assert [path.name for path in left if scripted.key.encode() in path.read_bytes()] == []


def test_a_sealed_agent_against_a_real_model_is_a_measurement_with_real_usage(tmp_path: Path) -> None:
    with (
        serving_a_real_model() as url,
        sailing(tmp_path, "pi", Endpoint(url, KEY), MODEL) as (plan, machines),
    ):
        brief = plan.agent.model_copy(update={"max_output": 64})  # a small model may ramble for as long as it is let
        finished = sealed(tmp_path, plan.model_copy(update={"agent": brief, "timeout_s": 300}), machines)
    cell, calls = finished.evidence.cell, finished.evidence.calls
    assert cell.outcome in ("completed", "timed_out", "agent_crashed")
    answered = [call for call in calls if call.end == "complete"]
    assert answered, (cell.outcome, cell.reason, [(call.end, call.error) for call in calls])
    for call in answered:
        assert (call.usage.source, call.model.served) == ("upstream", MODEL)
        assert (call.usage.input or 0) > 500
        assert (call.usage.output or 0) > 0
    assert finished.evidence.grade is not None
    assert cell.provisional is False


LEAVES = (
    "mkdir -p made/deep; echo new > made/deep/file; ln -s /etc/passwd link; mkfifo fifo; chmod 700 tests; "
    "printf 'changed\\n' >> README.md; rm -f mirror/reverse.py; echo out; echo err >&2; (sleep 300 &) ; exit 7"
)


def test_what_an_agent_leaves_is_read_as_it_is_and_nothing_in_it_is_followed(tmp_path: Path) -> None:
    with answering("prose") as url, sailing(tmp_path, "pi", Endpoint(url, KEY)) as (plan, machines):
        finished = sealed(tmp_path, shell(plan, f"{ASKS}; {LEAVES}"), machines)
    evidence = finished.evidence
    assert evidence.manifest is not None
    assert {"made/deep/file", "link", "fifo"} <= set(evidence.manifest.added)
    kinds = {entry.path: entry.type for entry in evidence.manifest.after}
    assert (kinds["link"], kinds["fifo"], kinds["made/deep/file"]) == ("link", "special", "file")
    assert "mirror/reverse.py" in evidence.manifest.removed
    assert "root:" not in finished.diff
    ended = evidence.cell.exit
    assert ended is not None
    assert (ended.exit_code, ended.signal, ended.timed_out, ended.left_running) == (7, None, False, 1)
    assert (ended.stdout_tail, ended.stderr_tail) == ("200\nout\n", "err\n")
    assert [(call.response.status, call.usage.total) for call in evidence.calls] == [(200, 10)]
    assert evidence.cell.outcome == "agent_crashed"


def test_at_its_deadline_the_container_is_killed_and_the_open_call_is_on_the_record(tmp_path: Path) -> None:
    with answering("silence") as url, sailing(tmp_path, "pi", Endpoint(url, KEY)) as (plan, machines):
        script = shell(plan, "echo at work; python3 -c " + shlex.quote(ASK)).model_copy(
            update={"timeout_s": 4, "settle_s": 1}
        )
        began = time.monotonic()
        finished = sealed(tmp_path, script, machines)
        took = time.monotonic() - began
    ended = finished.evidence.cell.exit
    assert ended is not None
    assert (ended.exit_code, ended.signal, ended.timed_out) == (None, 9, True)
    assert ended.stdout_tail == "at work\n"
    assert finished.evidence.cell.outcome == "endpoint_failed"
    assert len(finished.evidence.calls) == 1
    assert took < 60


def test_memory_that_runs_out_and_a_signal_are_told_apart_from_an_exit(tmp_path: Path) -> None:
    hungry = (
        ASKS
        + "; python3 -c 'b = bytearray(1 << 40)' ; python3 -c "
        + shlex.quote("x = [bytearray(b'x' * (1 << 24)) for _ in range(1000)]")
    )
    killed = ASKS + "; kill -TERM $$$$"  # agent.toml's way to say two of them
    with answering("prose") as url, sailing(tmp_path, "pi", Endpoint(url, KEY)) as (plan, machines):
        first = sealed(tmp_path, shell(plan, hungry), machines).evidence.cell.exit
        second = sealed(tmp_path, shell(plan, killed), machines).evidence.cell.exit
    assert first is not None
    assert second is not None
    assert (first.oom_killed, first.signal, first.exit_code) == (True, 9, None)
    assert (first.peak_memory or 0) > 3 * 1024**3
    assert (second.oom_killed, second.signal, second.exit_code) == (False, 15, None)


def test_attempts_to_leave_are_counted_and_kept_bodies_come_back(tmp_path: Path) -> None:
    out = "python3 -c " + shlex.quote(
        "import socket\nfor n in range(5):\n s = socket.socket()\n s.connect_ex(('198.51.100.7', 80))"
    )
    traffic = Traffic(bodies=Path("bodies"))
    with (
        answering("prose") as url,
        sailing(tmp_path, "pi", Endpoint(url, KEY), traffic=traffic) as (plan, machines),
    ):
        finished = sealed(tmp_path, shell(plan, ASKS + f"; {out}"), machines)
    assert finished.evidence.cell.exit is not None
    assert finished.evidence.cell.exit.out_no_routes == 5
    assert len(list((finished.folder / "bodies").rglob("*.zst"))) == 2
    assert bundle.check(finished.folder) == []


class FailsToPrepare(Wrapped):
    def __init__(self, inner: Any) -> None:
        super().__init__(inner)

        def prepare(task: Any) -> Prepared:
            inner.prepare(task)
            raise OSError(28, "No space left on device")

        self.prepare = prepare


class FailsToRun(Wrapped):
    def __init__(self, inner: Any) -> None:
        super().__init__(inner)

        def run(command: Any) -> Ran:
            inner.run(command)
            raise OSError(28, "No space left on device")

        self.run = run


class FailsToExport(Wrapped):
    def __init__(self, inner: Any) -> None:
        super().__init__(inner)

        def export() -> Export:
            inner.export()
            raise OSError(28, "No space left on device")

        self.export = export


@pytest.mark.parametrize("broken", [FailsToPrepare, FailsToRun, FailsToExport])
def test_whatever_step_fails_the_cell_says_so_and_leaves_nothing(tmp_path: Path, broken: type[Wrapped]) -> None:
    with answering("prose") as url, sailing(tmp_path, "pi", Endpoint(url, KEY)) as (plan, machines):
        finished = sealed(tmp_path, shell(plan, ASKS), machines, broken)
        with nothing_left(besides=("proxy", "slot")):
            """Nothing more is done."""
    cell = finished.evidence.cell
    assert cell.outcome == "infra_failed"
    assert "No space left" in (cell.reason or "")
    assert [axis for axis in finished.scores.axes if isinstance(axis, Score) and axis.axis == "composite"] == []
