"""The real agents of the other dialects do the scripted task on an endpoint that speaks chat alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from proxy.app import proxy_app
from proxy.asked import Rules
from proxy.call import Call
from proxy.connection import Connection
from proxy.door import Door
from proxy.exchange import Desk
from proxy.grant import Grants
from proxy.journal import Journal, read_calls, verify
from proxy.limits import Gate, Limits
from proxy.serve import serving
from proxy.translation.translating import Translating
from proxy.translation.translator import Translator
from proxy.upstream import Endpoint
from proxy.wire import Wire
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


@contextmanager
def translating(endpoint: Endpoint, journal: Path) -> Iterator[tuple[str, str]]:
    """A proxy for an endpoint that speaks chat alone: its URL, and a token."""
    grants = Grants()
    with Journal(journal) as lines:
        upstream = Translating(Wire(endpoint), Translator(start_s=200))
        desk = Desk(upstream, lines, Gate(Limits()), rules=Rules())
        with serving(proxy_app(desk), "127.0.0.1", 0, partial(Connection, Door(desk, grants)), ()) as url:
            yield url, grants.make("t/t/m/c/t#run1", MODEL).token


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
    with rehearsing(TASK) as endpoint, translating(Endpoint(endpoint.url, endpoint.key), journal) as (url, token):
        env |= {"PATH": f"{installed.bin.parent}:{env['PATH']}"}
        env |= {"YOUR_ENDPOINT": url, "YOUR_KEY": token, "YOUR_MODEL_ID": "alias"}
        done = run(["/bin/sh", "-c", chosen.wiring], workspace, env)
    assert done.exit_code == 0, done.output
    assert {path: (workspace / path).read_text() for path in KNOWN.after} == KNOWN.after, done.output
    calls = read_calls(journal)
    assert [both(call) for call in calls] == [logged(counted) for counted in endpoint.counted]
    assert len(calls) >= 3
    assert {call.dialect for call in calls} == {chosen.dialect}
    assert verify(journal) == []
    assert endpoint.key not in journal.read_text() + done.output
