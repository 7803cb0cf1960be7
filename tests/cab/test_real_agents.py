"""The agents, installed from their registries, through the real proxy: every token accounted for."""

import json
from pathlib import Path
from typing import Any

import pytest

from cab.cell import Plan, run_cell
from cab.machine import own
from cab.proof import prove
from proxy.upstream import Endpoint
from runner import agent, install
from runner.agent import all_agents
from runner.cell import CellId
from runner.toolchain import toolchain
from store import bundle
from store.bundle import Bundle
from store.reserve import reserve
from tasks import catalogue
from tests.cab.command import cab
from tests.endpoints import answering
from tests.model_server import MODEL, serving_a_real_model
from tests.needs import needs

pytestmark = [pytest.mark.download, pytest.mark.timeout(1200)]

AGENTS = [each.name for each in all_agents()]


def run(tmp_path: Path, name: str, endpoint: str, timeout_s: float) -> Bundle:
    """One cell of a real agent against `endpoint`."""
    # A small model may ramble for as long as it is let.
    chosen = agent.find(name).model_copy(update={"max_output": 64})
    task = catalogue.find("polyglot/python-reverse-string")
    installed, tools = install.ensure(chosen, print), toolchain(*task.languages)
    plan = Plan(
        task=task,
        agent=chosen,
        installed=installed,
        endpoint=Endpoint(endpoint, "sk-canary"),
        model=MODEL,
        kind="measurement",
        timeout_s=timeout_s,
        settle_s=2,
        from_path=False,
    )
    identity = reserve(tmp_path, CellId.of(name, MODEL, task.id, 1))
    seen: list[dict[str, Any]] = []
    machine = own(tools, installed, plan.endpoint, plan.traffic)
    return run_cell(plan, identity, tmp_path / identity.folder, machine, seen.append)


@pytest.mark.parametrize("name", AGENTS)
@pytest.mark.parametrize("task", ["polyglot/python-reverse-string", "mutations/rust-error-negated"])
def test_the_journal_holds_exactly_the_tokens_that_the_scripted_endpoint_counted(name: str, task: str) -> None:
    needs(*catalogue.find(task).languages)
    proof = prove(name, task, print)
    assert [claim for claim, holds in proof.items() if not holds] == []
    assert len(proof) == 4


@pytest.mark.parametrize("name", AGENTS)
def test_an_agent_that_is_told_its_key_is_wrong_ends_as_endpoint_failed_whatever_its_exit_code(
    tmp_path: Path, name: str
) -> None:
    with answering("401") as endpoint:
        finished = run(tmp_path, name, endpoint, timeout_s=20)
    assert finished.evidence.cell.outcome == "endpoint_failed"
    assert "401" in (finished.evidence.cell.reason or "")


@pytest.mark.parametrize("what", ["429", "500", "half", "empty"])
def test_pi_exits_with_0_after_a_failure_and_the_calls_tell(tmp_path: Path, what: str) -> None:
    with answering(what) as endpoint:
        finished = run(tmp_path, "pi", endpoint, timeout_s=90)
    cell = finished.evidence.cell
    assert cell.exit is not None
    assert cell.exit.exit_code == 0
    assert cell.outcome == "endpoint_failed"


def test_a_silent_endpoint_costs_the_deadline_and_leaves_its_call_on_the_record(tmp_path: Path) -> None:
    with answering("silence") as endpoint:
        finished = run(tmp_path, "pi", endpoint, timeout_s=6)
    assert finished.evidence.cell.exit is not None
    assert finished.evidence.cell.exit.timed_out
    assert finished.evidence.cell.outcome == "endpoint_failed"
    assert len(finished.evidence.calls) == 1


# The two with long prompts take a slow CPU minutes each.
LONG = [pytest.param(name, marks=[pytest.mark.soak, pytest.mark.timeout(600)]) for name in ("codex", "claude-code")]


@pytest.mark.parametrize("name", ["pi", *LONG])
def test_a_real_agent_against_a_real_model_in_its_own_dialect_is_a_measurement_with_real_usage(
    tmp_path: Path, name: str
) -> None:
    with serving_a_real_model() as endpoint:
        finished = run(tmp_path, name, endpoint, timeout_s=300)
    cell, calls = finished.evidence.cell, finished.evidence.calls
    # Claude Code exits with 1 when its answers were cut by the limit on their tokens too often.
    assert cell.outcome in ("completed", "timed_out", "agent_crashed")
    answered = [call for call in calls if call.end == "complete"]
    assert answered, (cell.outcome, cell.reason, [(call.end, call.error, call.ms.total) for call in calls])
    for call in answered:
        assert call.dialect == agent.find(name).dialect
        assert call.usage.source == "upstream"
        assert (call.usage.input or 0) > 500
        assert (call.usage.output or 0) > 0
        assert call.model.served == MODEL
        assert call.ms.first_token is not None
    assert finished.evidence.grade is not None


@pytest.mark.parametrize(
    ("name", "plugin", "calls", "shows"),
    [
        ("aider", "architect", 2, "mirror/clusters.py"),
        ("aider", "no-repo-map", 1, "Repo-map: disabled"),
        # One more than without it: the tool answers, with the line's number before it.
        ("codex", "outline", 6, "4: def clusters(text: str)"),
        ("claude-code", "outline", 6, "4: def clusters(text: str)"),
        ("opencode", "outline", 7, "4: def clusters(text: str)"),
    ],
)
def test_an_agent_is_varied_by_its_plugin(name: str, plugin: str, calls: int, shows: str, tmp_path: Path) -> None:
    done = cab("check", "--tui", name, "--plugin", plugin, "--out", tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    made = bundle.read(Path(json.loads(done.stdout)["bundle"]))
    assert made.evidence.grade is not None
    assert made.evidence.grade.status == "passed"
    assert made.evidence.cell.settings["behavior_mode"] == plugin
    assert made.evidence.cell.digests["plugins"]
    assert len(made.evidence.calls) == calls
    assert shows in made.cast
