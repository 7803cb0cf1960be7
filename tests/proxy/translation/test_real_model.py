"""What each agent sends at its fourth turn, put to a real llama.cpp server that is spoken to in another dialect."""

import asyncio
from typing import Any

import orjson
import pytest

from proxy.dialects import DIALECTS
from proxy.translation.translating import Translating
from proxy.translation.translator import Translator
from proxy.upstream import Ask, Endpoint
from proxy.wire import Wire
from tests.model_server import MODEL, serving_a_real_model
from tests.proxy.translation.rig import CHAT, Json, events, request

pytestmark = [pytest.mark.download, pytest.mark.timeout(300)]

DIALECT = {dialect.name: dialect for dialect in DIALECTS}

PATHS = {
    "messages": ("claude", "/v1/messages", {"model": MODEL, "max_tokens": 12}),
    "responses": ("codex", "/v1/responses", {"model": MODEL, "max_output_tokens": 12}),
    "gemini": (
        "gemini",
        f"/v1beta/models/{MODEL}:streamGenerateContent",
        {"generationConfig": {"maxOutputTokens": 12}},
    ),
}


async def asked(translating: Translating, path: str, body: Json) -> tuple[int, list[Json], dict[str, Any] | None]:
    """Status, events, and the record's figures of the endpoint."""
    answer = await translating.send(Ask("POST", path, b"alt=sse", (), orjson.dumps(body), b"authorization"))
    pieces: list[bytes] = []
    await answer.flow(pieces.append)
    return answer.status, events(b"".join(pieces)), answer.translated


async def all_asked(url: str) -> dict[str, tuple[int, list[Json], dict[str, Any] | None]]:
    translating = Translating(Wire(Endpoint(url, None)), Translator(start_s=200))
    try:
        return {
            dialect: await asked(translating, path, request(name) | limits)
            for dialect, (name, path, limits) in PATHS.items()
        }
    finally:
        await translating.aclose()


# Without its picture: the model sees none.
CHATTING = CHAT | {"model": MODEL, "max_tokens": 16, "messages": CHAT["messages"][:-1], "reasoning_effort": None}


async def chatted(url: str, spoken: str, *, stream: bool) -> tuple[int, bytes, dict[str, Any] | None]:
    """The same of a chat agent where the endpoint is taken to speak nothing but another dialect."""
    translating = Translating(Wire(Endpoint(url, None)), Translator(start_s=200), frozenset((spoken,)))
    body = orjson.dumps(CHATTING | {"stream": stream, "stream_options": {"include_usage": True} if stream else None})
    try:
        answer = await translating.send(Ask("POST", "/v1/chat/completions", b"", (), body, b"authorization"))
        pieces: list[bytes] = []
        await answer.flow(pieces.append)
        return answer.status, b"".join(pieces), answer.translated
    finally:
        await translating.aclose()


def test_it_answers_each_and_its_figures_are_told() -> None:
    with serving_a_real_model() as url:
        answers = asyncio.run(all_asked(url))
    for dialect, (status, seen, facts) in answers.items():
        assert status == 200, seen
        assert facts is not None
        reading = DIALECT[dialect].reading()
        for event in seen:
            reading.event(orjson.dumps(event).decode())
        ours, theirs = DIALECT[dialect].usage(reading.usage), facts["usage"]
        assert (ours["input"], ours["output"], ours["total"]) == (theirs["input"], theirs["output"], theirs["total"])
        assert theirs["source"] == "upstream"
        assert theirs["input"] > 200
        assert 0 < theirs["output"] <= 12
        assert (reading.finished, reading.error) == (True, None)


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("spoken", ["messages", "responses"])
def test_a_chat_agent_is_answered_in_either_of_its_other_dialects(spoken: str, stream: bool) -> None:  # noqa: FBT001
    with serving_a_real_model() as url:
        status, said, facts = asyncio.run(chatted(url, spoken, stream=stream))
    assert status == 200, said
    assert facts is not None
    reading = DIALECT["chat"].reading()
    if stream:
        for line in said.split(b"\n\n")[:-1]:
            reading.event(line.removeprefix(b"data: ").decode())
    else:
        reading.whole(said)
    ours, theirs = DIALECT["chat"].usage(reading.usage), facts["usage"]
    assert (ours["input"], ours["output"]) == (theirs["input"], theirs["output"])
    assert (facts["dialect"], theirs["source"]) == (spoken, "upstream")
    assert 0 < theirs["output"] <= 16
    assert (reading.finished, reading.error, reading.served) == (True, None, facts["served"])
