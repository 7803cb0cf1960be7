"""Agents that speak another dialect than chat, through the real proxy to an endpoint that speaks it: equal figures."""

import shlex
from pathlib import Path
from typing import Any

import pytest

from cab.cell import Plan, run_cell
from cab.machine import own
from proxy.call import Call
from proxy.calls import read_calls
from proxy.upstream import Endpoint
from proxy.verify import verify
from runner import agent, install
from runner.agent import all_agents
from runner.cell import CellId
from runner.rehearsal.reference import reference
from runner.toolchain import toolchain
from store.reserve import reserve
from tasks import catalogue
from tests.cab.command import CAB
from tests.runner.rehearsal.drive import prepared, run
from tests.speakers import SERVED, Said, speaking

pytestmark = [pytest.mark.download, pytest.mark.timeout(600)]

AGENTS = [each.name for each in all_agents() if each.dialect != "chat"]
TASK = catalogue.find("polyglot/python-reverse-string")
KNOWN = reference(TASK)


def recorded(call: Call) -> tuple[Any, ...]:
    """The figures of one line of the journal."""
    usage = (call.usage.input, call.usage.cache_read, call.usage.output, call.usage.source)
    asked = (call.model.sent, call.stream, call.messages, call.tools)
    return (*asked, call.model.served, call.finish_reason, *usage, call.dialect, call.end)


def logged(said: Said, dialect: str) -> tuple[Any, ...]:
    """What they must be, by the endpoint's own log."""
    usage = (said.usage.prompt_tokens, said.usage.cached_tokens, said.usage.completion_tokens, "upstream")
    return (said.model, said.stream, said.messages, said.tools, SERVED, said.finish, *usage, dialect, "complete")


@pytest.mark.parametrize("name", AGENTS)
def test_the_journal_of_its_cell_holds_the_figures_that_the_endpoint_logged(tmp_path: Path, name: str) -> None:
    chosen = agent.find(name)
    installed, tools = install.ensure(chosen, print), toolchain(TASK.language)
    with speaking(chosen.dialect, KNOWN) as speaker:
        plan = Plan(
            task=TASK,
            agent=chosen,
            installed=installed,
            endpoint=Endpoint(speaker.url, speaker.key),
            model=speaker.model,
            kind="rehearsal",
            timeout_s=120,
            from_path=False,
        )
        identity = reserve(tmp_path, CellId.of(name, speaker.model, TASK.id, 1))
        machine = own(tools, installed, plan.endpoint, plan.traffic)
        finished = run_cell(plan, identity, tmp_path / identity.folder, machine, lambda _: None)
    evidence = finished.evidence
    assert (evidence.cell.outcome, evidence.cell.reason) == ("completed", None)
    assert evidence.grade is not None
    assert evidence.grade.status == "passed"
    assert [recorded(call) for call in evidence.calls] == [logged(said, chosen.dialect) for said in speaker.said]
    assert speaker.aside == []


@pytest.mark.parametrize("name", AGENTS)
def test_cab_record_records_it_as_a_reader_wires_it(tmp_path: Path, name: str) -> None:
    chosen = agent.find(name)
    installed = install.ensure(chosen, print)
    journal = tmp_path / "calls.jsonl"
    with speaking(chosen.dialect, KNOWN) as speaker:
        _, workspace, env = prepared(TASK, tmp_path)
        env |= {"PATH": f"{installed.bin.parent}:{env['PATH']}", "CAB_KEY": speaker.key}
        wired = f'YOUR_ENDPOINT="${{OPENAI_BASE_URL%/v1}}" YOUR_KEY="$OPENAI_API_KEY" YOUR_MODEL_ID={speaker.model}\n'
        script = shlex.join(["sh", "-c", wired + chosen.wiring])
        options = f"--endpoint {speaker.url} --journal {shlex.quote(str(journal))}"
        done = run(["/bin/sh", "-c", f"{shlex.quote(str(CAB))} record {options} -- {script}"], workspace, env)
    assert done.exit_code == 0, done.output
    assert {path: (workspace / path).read_text() for path in KNOWN.after} == KNOWN.after, done.output
    assert [recorded(call) for call in read_calls(journal)] == [logged(said, chosen.dialect) for said in speaker.said]
    assert f"of {len(speaker.said)} calls" in done.output
    assert verify(journal) == []
    assert speaker.key not in journal.read_text() + done.output
