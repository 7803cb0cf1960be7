"""Proof that an agent works here: a rehearsal whose every token is accounted for."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from cab.cell import Plan, run_cell
from cab.edge import bad_input
from cab.machine import own
from cab.plan import Aim, Machines, Options
from cab.traffic import Traffic
from proxy.upstream import Endpoint
from runner import agent, install
from runner.cell import CellId
from runner.rehearsal.server import Rehearsal, rehearsing
from runner.toolchain import on_the_path, toolchain
from runner.variant import Stack, vary
from store.bundle import Bundle
from store.reserve import reserve
from tasks import catalogue


def prove(
    name: str, task_id: str, tell: Callable[[str], None], plugins: Sequence[str] = (), *, sealed: bool = False
) -> dict[str, bool]:
    """Each claim about the agent `name`, varied by `plugins`, and whether it holds; `sealed`: in its container."""
    with bad_input():
        task, chosen = catalogue.find(task_id), agent.find(name)
        vary(chosen, plugins, lambda _: True)  # what is not offered is said before anything is installed
    machines = _sealed if sealed else _here
    with rehearsing(task) as scripted, tempfile.TemporaryDirectory(prefix="cab-proof-") as folder:
        aim = Aim(task, chosen, "rehearsal", scripted.model, Endpoint(scripted.url, scripted.key))
        with machines(aim, _options(aim, plugins, Path(folder)), tell) as (plan, one):
            identity = reserve(Path(folder), CellId.of(name, plan.model, task.id, 1), None)
            with one(identity) as machine:
                finished = run_cell(plan, identity, Path(folder) / identity.folder, machine, lambda _: None)
        return claims(finished, scripted) | _varied(plan.stack)


@contextmanager
def _here(aim: Aim, options: Options, tell: Callable[[str], None]) -> Iterator[tuple[Plan, Machines]]:
    with bad_input():
        tools = toolchain(*aim.task.languages)
        installed = install.ensure(aim.agent, tell)
        plan = aim.plan(installed, options, on_the_path(tools))
    yield plan, lambda _: nullcontext(own(tools, installed, plan.endpoint, plan.traffic))


@contextmanager
def _sealed(aim: Aim, options: Options, tell: Callable[[str], None]) -> Iterator[tuple[Plan, Machines]]:
    from cab.fleet import Walls, fleet

    with fleet(aim, options, Walls(), tell) as (_, plan, machines):
        yield plan, machines


def _options(aim: Aim, plugins: Sequence[str], out: Path) -> Options:
    return Options(
        tui=aim.agent.name,
        model=None,
        endpoint=None,
        key=None,
        task=aim.task.id,
        runs=1,
        run=None,
        timeout=None,
        out=out,
        as_json=False,
        open_page=False,
        from_path=False,
        plugin=tuple(plugins),
        traffic=Traffic(),
    )


def _varied(stack: Stack) -> dict[str, bool]:
    applied = {f"plugin {name} was applied": True for name in stack.applied}
    return applied | {f"plugin {name} was applied: {why}": False for name, why in stack.skipped.items()}


def claims(finished: Bundle, scripted: Rehearsal) -> dict[str, bool]:
    """What the bundle shows, held against what the scripted server logged."""
    evidence = finished.evidence
    said = [call.usage for call in evidence.calls if call.usage.source == "upstream"]
    recorded = [(usage.input, usage.cache_read, usage.output) for usage in said]
    counted = [(usage.prompt_tokens, usage.cached_tokens, usage.completion_tokens) for usage in scripted.counted]
    grade = evidence.grade
    ended = f"{evidence.cell.outcome}" + (f" ({evidence.cell.reason})" if evidence.cell.reason else "")
    return {
        f"the cell completed: {ended}": evidence.cell.outcome == "completed",
        f"the fix was made: {grade.reason or grade.status if grade else 'not graded'}": bool(
            grade and grade.status == "passed"
        ),
        f"its calls were recorded: {len(recorded)} of {len(counted)}": 0 < len(recorded) == len(counted),
        f"every token is accounted for: {_total(recorded)} recorded, {_total(counted)} counted": recorded == counted,
    }


def _total(calls: Sequence[tuple[int | None, int | None, int | None]]) -> str:
    return f"{sum(call[0] or 0 for call in calls)} in + {sum(call[2] or 0 for call in calls)} out"
