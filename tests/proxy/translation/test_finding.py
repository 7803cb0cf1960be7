"""What an endpoint speaks, found out by asking it."""

import asyncio
from collections.abc import Callable

import pytest

from proxy.translation.finding import Finding
from proxy.translation.local import JSON, Local
from proxy.translation.translating import COUNT, MODELS, Translating
from proxy.translation.translator import Translated, Translator
from proxy.upstream import Answer, Ask

PATHS = {
    "chat": "/v1/chat/completions",
    "responses": "/v1/responses",
    "messages": "/v1/messages",
    "gemini": "/v1beta/models/m:generateContent",
    "count": COUNT,
    "models": MODELS,
}

DIALECTS = [dialect for dialect in PATHS if dialect not in ("count", "models")]


class Speaking:
    """An endpoint that gives statuses by path, and notes what it is asked."""

    def __init__(self, status: Callable[[str], int]) -> None:
        self.asked: list[str] = []
        self.key_fields: list[bytes] = []
        self._status = status

    async def send(self, ask: Ask) -> Answer:
        self.asked.append(ask.path)
        self.key_fields.append(ask.key_field)
        return Local(self._status(ask.path), JSON, b"{}")

    async def aclose(self) -> None: ...


class Putting(Translator):
    """A translator that puts everything alike."""

    async def request(self, way: tuple[str, str], path: str, body: bytes) -> Translated:
        answer = b'{"input_tokens":1}' if path == COUNT else None
        return Translated(PATHS[way[1]], b"", body, "m", stream=False, notes={}, answer=answer)


def ask(dialect: str) -> Ask:
    return Ask("GET" if dialect == "models" else "POST", PATHS[dialect], b"", [], b"{}", b"authorization")


def speaking(*dialects: str, missing: int = 404) -> Speaking:
    return Speaking(lambda path: 200 if path in [PATHS[dialect] for dialect in dialects] else missing)


def talk(endpoint: Speaking, *dialects: str) -> list[int]:
    async def run() -> list[int]:
        finding = Finding(endpoint, Translating(endpoint, Putting()))
        return [(await finding.send(ask(dialect))).status for dialect in dialects]

    return asyncio.run(run())


def paths(*dialects: str) -> list[str]:
    return [PATHS[dialect] for dialect in dialects]


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_missing_route_is_gone_round_and_remembered(status: int) -> None:
    endpoint = speaking("chat", missing=status)
    assert talk(endpoint, "responses", "responses", "messages") == [200, 200, 200]
    assert endpoint.asked == paths("responses", "chat", "chat", "messages", "chat")


@pytest.mark.parametrize("spoken", DIALECTS)
@pytest.mark.parametrize("agent", DIALECTS)
def test_whatever_agent_finds_whatever_endpoint(agent: str, spoken: str) -> None:
    endpoint = speaking(spoken)
    assert talk(endpoint, agent, agent) == [200, 200]
    assert endpoint.asked[-1] == PATHS[spoken]
    assert endpoint.asked.count(PATHS[agent]) == (2 if agent == spoken else 1)


def test_what_is_known_not_to_be_spoken_is_not_tried_again() -> None:
    endpoint = speaking("messages")
    assert talk(endpoint, "chat", "responses") == [200, 200]
    assert endpoint.asked == paths("chat", "responses", "messages", "responses", "messages")


def test_what_the_endpoint_speaks_is_never_translated_though_a_model_is_unknown() -> None:
    answers = iter((200, 404))
    endpoint = Speaking(lambda _: next(answers))
    assert talk(endpoint, "messages", "messages") == [200, 404]


def test_what_an_endpoint_was_found_to_speak_is_not_translated_either() -> None:
    answers = iter((404, 200, 404, 404, 404))
    endpoint = Speaking(lambda _: next(answers))
    assert talk(endpoint, "messages", "chat") == [200, 404]
    assert endpoint.asked == paths("messages", "chat", "chat")


def test_that_tokens_are_counted_here_does_not_say_what_the_endpoint_speaks() -> None:
    endpoint = speaking("messages")
    assert talk(endpoint, "count", "messages") == [200, 200]
    assert endpoint.asked == paths("count", "messages")


def test_models_are_asked_for_as_the_endpoint_was_found_to_want_it() -> None:
    endpoint = speaking("messages", "models")
    assert talk(endpoint, "models", "chat", "models") == [200, 200, 200]
    assert (endpoint.key_fields[0], endpoint.key_fields[-1]) == (b"authorization", b"x-api-key")


def test_where_every_way_is_missing_the_endpoints_own_words_pass() -> None:
    endpoint = speaking()
    assert talk(endpoint, "responses", "responses") == [404, 404]
    assert endpoint.asked == paths("responses", "chat", "messages", "gemini") * 2


def test_a_way_that_did_not_help_is_not_remembered() -> None:
    endpoint = Speaking(lambda path: 500 if path == PATHS["chat"] else 404)
    assert talk(endpoint, "responses", "responses") == [500, 500]
    assert endpoint.asked == paths("responses", "chat") * 2


def test_what_no_other_dialect_has_is_never_gone_round() -> None:
    async def embedded() -> int:
        finding = Finding(endpoint, Translating(endpoint, Putting()))
        return (await finding.send(Ask("POST", "/v1/embeddings", b"", [], b"{}", b"authorization"))).status

    endpoint = speaking("chat", "responses", "messages", "gemini")
    assert asyncio.run(embedded()) == 404
    assert endpoint.asked == ["/v1/embeddings"]
