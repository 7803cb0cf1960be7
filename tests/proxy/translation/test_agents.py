"""The real agents do the scripted task on an endpoint that speaks one dialect alone, and that not theirs."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from proxy.call import Call
from proxy.calls import read_calls
from proxy.dialect import Dialect
from proxy.dialects import DIALECTS
from proxy.recorder import Settings, recording
from proxy.serve import serving
from proxy.upstream import Endpoint
from proxy.verify import verify
from runner import agent, install
from runner.agent import all_agents
from runner.rehearsal.reference import reference
from runner.rehearsal.server import MODEL, Rehearsal, rehearsing
from runner.rehearsal.usage import Counted
from tasks import catalogue
from tests.runner.rehearsal.drive import prepared, run

pytestmark = [pytest.mark.download, pytest.mark.timeout(600)]

AGENTS = [each.name for each in all_agents() if each.dialect != "chat"]

# What chat agents find where there is no chat, streaming or not, and two others on what is foreign to them.
FOREIGN = [
    ("mini-swe-agent", "messages"),
    ("pi", "responses"),
    ("pi", "gemini"),
    ("codex", "messages"),
    ("claude-code", "responses"),
]
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
    journal, chosen = tmp_path / "calls.jsonl", agent.find(name)
    with rehearsing(TASK) as endpoint:
        output = driven(tmp_path, name, Endpoint(endpoint.url, endpoint.key), "chat")
    calls = read_calls(journal)
    assert [both(call) for call in calls] == [logged(counted) for counted in endpoint.counted]
    assert len(calls) >= 3
    assert {call.dialect for call in calls} == {chosen.dialect}
    assert verify(journal) == []
    assert endpoint.key not in journal.read_text() + output


@pytest.mark.parametrize(("name", "spoken"), FOREIGN)
def test_it_completes_the_task_where_there_is_no_chat(tmp_path: Path, name: str, spoken: str) -> None:
    with rehearsing(TASK) as endpoint, speaking(spoken, endpoint, tmp_path / "inner.jsonl") as behind:
        driven(tmp_path, name, behind, None)
    calls = read_calls(tmp_path / "calls.jsonl")
    assert [both(call) for call in calls] == [logged(counted) for counted in endpoint.counted]
    assert len(calls) >= 2
    assert {call.dialect for call in calls} == {agent.find(name).dialect}
    assert {call.translated["dialect"] for call in calls if call.translated} == {spoken}


def only(dialect: Dialect, url: str) -> Starlette:
    """What passes the routes of one dialect on, and has no others."""

    async def pass_on(request: Request) -> Response:
        if not any(re.fullmatch(route, request.url.path) for _, route in dialect.routes):
            return JSONResponse({"detail": "Not Found"}, 404)
        headers = {name: value for name, value in request.headers.items() if name not in ("host", "content-length")}
        async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as client:
            target = f"{request.url.path}?{request.url.query}"
            answer = await client.request(request.method, target, headers=headers, content=await request.body())
        return Response(answer.content, answer.status_code, media_type=answer.headers["content-type"])

    return Starlette(routes=[Route("/{path:path}", pass_on, methods=["GET", "POST"])])


@contextmanager
def speaking(dialect: str, endpoint: Rehearsal, journal: Path) -> Iterator[Endpoint]:
    """The scripted endpoint, which speaks chat, as one that speaks nothing but another dialect."""
    chat_alone = Settings(speaks=frozenset(("chat",)))
    with recording(Endpoint(endpoint.url, endpoint.key), journal, settings=chat_alone) as inner:
        token = inner.grant("t/t/m/c/t#run1", MODEL)
        spoken = next(each for each in DIALECTS if each.name == dialect)
        with serving(only(spoken, inner.url)) as url:
            yield Endpoint(url, token)


def driven(folder: Path, name: str, behind: Endpoint, speaks: str | None) -> str:
    """What an agent prints while it does the task, as it must; its calls are in calls.jsonl."""
    chosen = agent.find(name)
    installed = install.ensure(chosen, print)
    _, workspace, env = prepared(TASK, folder)
    settings = Settings(speaks=None if speaks is None else frozenset((speaks,)))
    with recording(behind, folder / "calls.jsonl", settings=settings) as proxy:
        env |= {"PATH": f"{installed.bin.parent}:{env['PATH']}", "YOUR_ENDPOINT": proxy.url}
        env |= {"YOUR_KEY": proxy.grant("t/t/m/c/t#run1", MODEL), "YOUR_MODEL_ID": "alias"}
        done = run(["/bin/sh", "-c", chosen.wiring], workspace, env)
    assert done.exit_code == 0, done.output
    assert {path: (workspace / path).read_text() for path in KNOWN.after} == KNOWN.after, done.output
    return done.output
