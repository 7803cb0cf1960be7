"""The eight steps of one cell: prepare, grant, run, export, settle, grade, score, clean up."""

import hashlib
import importlib.metadata
import platform
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, InstanceOf

from cab.machine import Machine, Watch
from cab.traffic import Traffic
from proxy.call import Call
from proxy.calls import cell_lines, read_calls
from proxy.recorder import ROUTES
from proxy.upstream import Endpoint
from runner import agent as agents
from runner.agent import Agent
from runner.archive import TooMuchError
from runner.cell import MEASURED, Cell, CellId, Exit, Outcome, Spent, TaskFacts
from runner.evidence import Grade
from runner.grader.verdict import grade, unread
from runner.install import Installed
from runner.join import call_spans, join
from runner.outcome import outcome
from runner.sandbox import Command, Export, Sandbox
from runner.span import Stopwatch
from runner.variant import Stack
from scorers.score_cell import score
from store import bundle
from store.bundle import Bundle, Parts
from tasks import catalogue
from tasks.task import Task

FROZEN = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

# What every agent is told the model is called: several choose a protocol, a price or a prompt by the name.
ALIAS = "cab-model"


class Plan(BaseModel):
    """What is to be run: one agent, one model, one task."""

    model_config = FROZEN
    task: Task
    agent: Agent
    installed: Installed
    endpoint: Endpoint
    model: str
    kind: Literal["measurement", "rehearsal"]
    timeout_s: float
    settle_s: float = Field(default=30, description="how long calls still in flight at the agent's end are awaited")
    from_path: bool = Field(description="the agent is the user's own, not the pinned version")
    traffic: InstanceOf[Traffic] = Traffic()
    stack: Stack = Field(default=Stack(), description="the plugins that `agent` has been varied by")

    @property
    def cell(self) -> CellId:
        """The first cell of this plan."""
        return CellId.of(self.agent.name, self.model, self.task.id, 1)


class _Left:
    """What the steps have left so far; whatever happens to a later step, it is written down."""

    def __init__(self) -> None:
        self.exit: Exit | None = None
        self.cast = ""
        self.export: Export | None = None
        self.grade: Grade | None = None
        self.problem: str | None = None
        self.calls: tuple[Call, ...] = ()
        self.spent: dict[str, Spent] = {}
        self.started_at = datetime.now(UTC)
        self.stopwatch = Stopwatch()


def run_cell(plan: Plan, identity: CellId, folder: Path, machine: Machine, watch: Watch) -> Bundle:
    """Runs one cell and seals its bundle in `folder`, which is reserved and empty.

    A failure of the kit or the machine is sealed as `infra_failed` with its reason; only an interrupt leaves the
    folder unfinished. What ran is removed in every case.
    """
    left = _Left()
    journal = folder / "calls.jsonl"
    try:
        facts = {"timeout_s": plan.timeout_s, "plugin_stack": list(plan.stack.applied)}
        with left.stopwatch.step("adapter_run", f"{plan.agent.name}:{plan.task.id}", **facts) as said:
            # The kit's own calls, which stand in the journal too, are none of the cell's.
            _record(plan, identity, machine, left, (journal, lambda line: _tell(watch, identity, line)))
            said["exit_code"] = left.exit.exit_code if left.exit else None
        left.calls = read_calls(journal, str(identity))
        if left.exit and left.export and outcome(left.exit, left.calls)[0] in MEASURED:
            with left.stopwatch.step("grading", f"grade:{plan.task.id}"):
                left.grade = grade(plan.task, left.export.folder, left.export.manifest, machine.place)
    except Exception as error:  # noqa: BLE001  # whatever the kit's own failure is, the cell ends in one outcome
        left.problem = _told(error)
    finally:
        _clean_up(plan, machine.sandbox, left)
    return _seal(plan, identity, machine, left, folder)


def _tell(watch: Watch, identity: CellId, line: dict[str, Any]) -> None:
    if line["cell"] == str(identity):
        watch(line)


def _clean_up(plan: Plan, sandbox: Sandbox, left: _Left) -> None:
    try:
        with left.stopwatch.step("cleanup", f"cleanup:{plan.agent.name}"):
            sandbox.clean()
    except Exception as error:  # noqa: BLE001  # likewise: what was measured before is sealed with the reason
        left.problem = left.problem or _told(error)


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error} ({traceback.extract_tb(error.__traceback__)[-1].name})"


def _record(plan: Plan, identity: CellId, machine: Machine, left: _Left, journal: tuple[Path, Watch]) -> None:
    step, sandbox = left.stopwatch.step, machine.sandbox
    with machine.recording(*journal) as recorder:
        setup = {"task_category": plan.task.category, **plan.stack.settings}
        with step("task_setup", f"prepare:{plan.task.id}", **setup) as said:
            prepared = sandbox.prepare(plan.task)
            said["workdir"] = prepared.workspace
        if plan.agent.dialect in ROUTES:
            with step("task_setup", "warm_up", dialect=plan.agent.dialect):
                recorder.warm_up(plan.agent.dialect)
        token = recorder.grant(str(identity), plan.model, plan.traffic.terms)
        with step("tool_call", "applied_plugins", tui=plan.agent.name, **plan.stack.span) as said:
            start = agents.start(
                plan.agent,
                bin=str(plan.installed.bin),
                model=ALIAS,
                prompt=plan.task.prompt,
                endpoint=sandbox.endpoint(recorder.url),
                token=token,
                home=prepared.home,
                workspace=prepared.workspace,
            )
            said |= {"env_keys": sorted(start.env), "files": sorted(start.files)}
        with step("container", f"{plan.agent.name}:run", **sandbox.facts) as said:
            ran = sandbox.run(
                Command(
                    argv=start.command,
                    env=start.env,
                    files=start.files,
                    terminal=plan.agent.run.terminal,
                    deadline_s=plan.timeout_s,
                )
            )
            left.exit, left.cast = ran.exit, ran.cast
            said |= {"exit_code": ran.exit.exit_code, "timed_out": ran.exit.timed_out}
        try:
            left.export = sandbox.export()
        except TooMuchError as flood:
            left.grade = unread(str(flood))
        recorder.settle(token, plan.settle_s)
        left.spent = {name: Spent.model_validate(used) for name, used in recorder.account(token).items()}


def _seal(plan: Plan, identity: CellId, machine: Machine, left: _Left, folder: Path) -> Bundle:
    journal = folder / "calls.jsonl"
    left.calls = read_calls(journal, str(identity)) if journal.exists() else ()
    cell = _cell(plan, identity, machine, left)
    evidence = join(cell, left.export.manifest if left.export else None, left.calls, left.grade)
    return bundle.write(
        folder,
        Parts(
            evidence=evidence,
            journal=cell_lines(journal, str(identity)) if journal.exists() else b"",
            spans=(*left.stopwatch.spans, *call_spans(cell, left.calls, _agent_span(left))),
            cast=left.cast,
            diff=left.export.diff if left.export else "",
            scores=score(evidence),
        ),
    )


def _agent_span(left: _Left) -> str | None:
    return next((span.id for span in left.stopwatch.spans if span.kind == "container"), None)


def _ended(left: _Left) -> tuple[Outcome, str | None]:
    if left.problem is not None or left.exit is None:
        return "infra_failed", left.problem
    if left.grade is not None and left.grade.status == "infra_failed":
        return "infra_failed", f"not graded: {left.grade.reason}"
    return outcome(left.exit, left.calls)


def _cell(plan: Plan, identity: CellId, machine: Machine, left: _Left) -> Cell:
    how, reason = _ended(left)
    address = urlsplit(plan.endpoint.url)
    return Cell(
        cell_id=str(identity),
        identity=identity,
        kind=plan.kind,
        provisional=machine.container is None or machine.container.unsafe,
        started_at=left.started_at,
        ended_at=datetime.now(UTC),
        outcome=how,
        reason=reason,
        exit=left.exit,
        task=TaskFacts.of(plan.task),
        leaves=plan.agent.leaves,
        versions={
            "cab": importlib.metadata.version("codingagentbench"),
            "agent": plan.installed.version,
            "kit_python": platform.python_version(),
            "platform": platform.platform(),
            **machine.versions,
        },
        digests={
            "task": catalogue.digest(plan.task),
            "prompt": hashlib.sha256(plan.task.prompt.encode()).hexdigest(),
            "agent": agents.digest(plan.agent),
            **({"plugins": plan.stack.digest} if plan.stack.digest else {}),
        },
        settings={
            "timeout_s": plan.timeout_s,
            "endpoint": f"{address.scheme}://{address.netloc}{address.path}",
            "from_path": plan.from_path,
            "alias": ALIAS,
            **plan.stack.settings,
            **plan.traffic.facts(),
            **machine.sandbox.facts,
        },
        spent=left.spent,
        image=machine.image,
        image_digest=machine.image_digest,
        container=machine.container,
    )
