"""Every agent's dialect by way of every endpoint's: what was said arrives, and what breaks it breaks the call."""

import asyncio
from contextlib import suppress
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects import DIALECTS
from proxy.translation.ways import AGENTS, ENDPOINTS, way
from tests.proxy.translation.rig import Json, Said, answer, calling, chatted, got, said, stream

NAMES = list(AGENTS)

READING = {dialect.name: dialect for dialect in DIALECTS}

ORIGINAL = stream(
    said({"reasoning_content": "Hm, "}),
    said({"reasoning_content": "well."}),
    said({"content": "Hällo "}),
    said({"content": "du"}),
    calling(0, "call_1", "bash", '{"command": '),
    calling(1, "call_2", "read", '{"path": "ü"}'),
    calling(0, None, None, '"ls"}'),
    finish="tool_calls",
)


def spoken(dialect: str) -> bytes:
    """The same answer as an endpoint of a dialect streams it."""
    return ORIGINAL if dialect == "chat" else got(answer(dialect, Said(ORIGINAL)))


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("agent", AGENTS)
def test_an_answer_arrives_with_its_figures(agent: str, endpoint: str) -> None:
    told = answer(agent, Said(spoken(endpoint)), of=endpoint, notes={"usage": True})
    back = chatted(agent, got(told))
    assert back.message["reasoning_content"] == "Hm, well."
    assert back.message["content"] == "Hällo du"
    functions = [call["function"] for call in back.message["tool_calls"]]
    assert [(each["name"], orjson.loads(each["arguments"])) for each in functions] == [
        ("bash", {"command": "ls"}),
        ("read", {"path": "ü"}),
    ]
    assert [call["id"] for call in back.message["tool_calls"]] == ["call_1", "call_2"]
    assert (back.finish, back.model) == ("tool_calls", "served-m")
    figures = told.translated["usage"]
    assert (figures["input"], figures["cache_read"], figures["output"], figures["reasoning"]) == (100, 64, 50, 20)
    assert back.usage == {
        "prompt_tokens": 100,
        "completion_tokens": 50,
        "total_tokens": 150,
        "prompt_tokens_details": {"cached_tokens": 64},
        "completion_tokens_details": {"reasoning_tokens": 20},
    }


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("agent", AGENTS)
def test_a_cut_answer_ends_nowhere(agent: str, endpoint: str) -> None:
    whole = spoken(endpoint)
    reading = READING[agent].reading()
    for line in got(answer(agent, Said(whole[: len(whole) // 2]), of=endpoint)).splitlines():
        if line.startswith(b"data: "):
            reading.event(line[6:].decode())
    assert not reading.finished


def test_chat_is_the_way_where_the_endpoint_speaks_it() -> None:
    assert [way(agent, NAMES) for agent in NAMES] == ["responses", "chat", "chat", "chat"]
    assert way("gemini", ("messages", "embeddings")) == "messages"
    assert way("chat", ("chat", "completions")) is None
    assert way("embeddings", NAMES) is None


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 0, 3, 2**63, 1.5, "", "x", "{", "tool_use", [], {}, [None], [[]], {"type": 3}]
)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, each in inside for place in places(each, (*at, key)))]


def changed(value: Any, at: tuple[Any, ...], odd: Any) -> Any:
    if not at:
        return odd
    copied = value.copy()
    copied[at[0]] = changed(value[at[0]], at[1:], odd)
    return copied


@st.composite
def odd_streams(draw: st.DrawFn, dialect: str) -> bytes:
    lines = [line[6:] for line in spoken(dialect).splitlines() if line.startswith(b"data: {")]
    said: list[Json] = [orjson.loads(line) for line in lines]
    for _ in range(draw(st.integers(1, 3))):
        number = draw(st.integers(0, len(said) - 1))
        said[number] = changed(said[number], draw(st.sampled_from(places(said[number]))), draw(ODD))
    kept = [each for each in said if draw(st.integers(0, 9))]
    return b"".join(b"data: %b\n\n" % orjson.dumps(each) for each in kept)


def fed(agent: str, endpoint: str, body: bytes, *, stream: bool) -> None:
    with suppress(ConnectionError):
        told = answer(agent, Said(body), of=endpoint, stream=stream)
        asyncio.run(told.flow(lambda _: None))
        assert told.translated["dialect"] == endpoint


@given(st.data(), st.sampled_from(NAMES), st.sampled_from(NAMES), st.booleans())
def test_whatever_an_endpoint_says_is_translated_or_breaks_the_call(
    data: st.DataObject,
    agent: str,
    endpoint: str,
    stream: bool,  # noqa: FBT001
) -> None:
    fed(agent, endpoint, data.draw(odd_streams(endpoint)), stream=stream)


WHOLES: dict[str, Json] = {name: orjson.loads(got(answer(name, Said(ORIGINAL), stream=False))) for name in NAMES}


@given(st.data(), st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_whatever_body_comes_is_translated_or_breaks_the_call(data: st.DataObject, agent: str, endpoint: str) -> None:
    value: Any = WHOLES[endpoint]
    for _ in range(data.draw(st.integers(0, 3))):
        value = changed(value, data.draw(st.sampled_from(places(value))), data.draw(ODD))
    for streamed in (True, False):
        fed(agent, endpoint, orjson.dumps(value), stream=streamed)
