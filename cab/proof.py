"""Proof that an agent works here: a rehearsal whose every token is accounted for."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from cab.cell import Plan, run_cell
from cab.edge import bad_input
from cab.machine import own
from proxy.upstream import Endpoint
from runner import agent, install
from runner.cell import CellId
from runner.rehearsal.server import Rehearsal, rehearsing
from runner.toolchain import on_the_path, toolchain
from runner.variant import Stack, vary
from store.bundle import Bundle
from store.reserve import reserve
from tasks import catalogue


def prove(name: str, task_id: str, tell: Callable[[str], None], plugins: Sequence[str] = ()) -> dict[str, bool]:
    """Each claim about the agent `name`, varied by `plugins`, and whether it holds."""
    with bad_input():
        task = catalogue.find(task_id)
        tools = toolchain(*task.languages)
        chosen, stack = vary(agent.find(name), plugins, on_the_path(tools))
        installed = install.ensure(chosen, tell)
    with rehearsing(task) as scripted, tempfile.TemporaryDirectory(prefix="cab-proof-") as folder:
        plan = Plan(
            task=task,
            agent=chosen,
            installed=installed,
            endpoint=Endpoint(scripted.url, scripted.key),
            model=scripted.model,
            kind="rehearsal",
            timeout_s=task.time_limit_s,
            from_path=False,
            stack=stack,
        )
        identity = reserve(Path(folder), CellId.of(name, plan.model, task.id, 1), None)
        machine = own(tools, installed, plan.endpoint, plan.traffic)
        finished = run_cell(plan, identity, Path(folder) / identity.folder, machine, lambda _: None)
        return claims(finished, scripted) | _varied(stack)


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
