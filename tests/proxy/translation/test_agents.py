"""The real agents of the other dialects do the scripted task on an endpoint that speaks chat alone."""

from pathlib import Path

import pytest

from proxy.call import Call
from proxy.calls import read_calls
from proxy.recorder import Settings, recording
from proxy.upstream import Endpoint
from proxy.verify import verify
from runner import agent, install
from runner.agent import all_agents
from runner.rehearsal.reference import reference
from runner.rehearsal.server import MODEL, rehearsing
from runner.rehearsal.usage import Counted
from tasks import catalogue
from tests.runner.rehearsal.drive import prepared, run

pytestmark = [pytest.mark.download, pytest.mark.timeout(600)]

AGENTS = [each.name for each in all_agents() if each.dialect != "chat"]
TASK = catalogue.find("polyglot/python-reverse-string")
KNOWN = reference(TASK)


def both(call: Call) -> tuple[object, ...]:
    """What the record has of a call, in the agent's dialect and in the endpoint's own."""
    usage = (call.usage.input, call.usage.cache_read, call.usage.output)
    own = call.translated
    assert own is not None
    return (call.end, call.model.served, *usage, *(own["usage"][key] for key in ("input", "cache_read", "output")))


def logged(counted: Counted) -> tuple[object, ...]:
    """What it must be, by the endpoint's own count."""
    figures = (counted.prompt_tokens, counted.cached_tokens, counted.completion_tokens)
    return ("complete", MODEL, *figures, *figures)


@pytest.mark.parametrize("name", AGENTS)
def test_it_completes_the_task_and_both_shapes_figures_are_recorded(tmp_path: Path, name: str) -> None:
    chosen = agent.find(name)
    installed = install.ensure(chosen, print)
    journal = tmp_path / "calls.jsonl"
    _, workspace, env = prepared(TASK, tmp_path)
    chat_alone = Settings(speaks=frozenset(("chat",)))
    with rehearsing(TASK) as endpoint:
        behind = Endpoint(endpoint.url, endpoint.key)
        with recording(behind, journal, settings=chat_alone) as proxy:
            env |= {"PATH": f"{installed.bin.parent}:{env['PATH']}", "YOUR_ENDPOINT": proxy.url}
            env |= {"YOUR_KEY": proxy.grant("t/t/m/c/t#run1", MODEL), "YOUR_MODEL_ID": "alias"}
            done = run(["/bin/sh", "-c", chosen.wiring], workspace, env)
    assert done.exit_code == 0, done.output
    assert {path: (workspace / path).read_text() for path in KNOWN.after} == KNOWN.after, done.output
    calls = read_calls(journal)
    assert [both(call) for call in calls] == [logged(counted) for counted in endpoint.counted]
    assert len(calls) >= 3
    assert {call.dialect for call in calls} == {chosen.dialect}
    assert verify(journal) == []
    assert endpoint.key not in journal.read_text() + done.output
