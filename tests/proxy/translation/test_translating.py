import asyncio

import orjson
import pytest

from proxy.translation.local import Local
from proxy.translation.translating import Translating
from proxy.translation.translator import Translated, Translator
from proxy.upstream import Answer, Ask
from tests.proxy.translation.rig import Said, Scripted, events, got, kinds, put, said, stream

BODY = stream(said({"content": "Hello"}))

JSON = [(b"content-type", b"application/json")]

CHAT = {"model": "m", "messages": [], "stream": True, "stream_options": {"include_usage": True}}


class Given(Translator):
    """A translator that gives what it was given, and keeps what it was asked."""

    def __init__(self, translated: Translated | Exception | None = None) -> None:
        super().__init__(command=("false",))
        self.asked: list[tuple[tuple[str, str], str, bytes]] = []
        self._given = translated or put(orjson.dumps(CHAT))

    async def request(self, pair: tuple[str, str], path: str, body: bytes) -> Translated:
        self.asked.append((pair, path, body))
        if isinstance(self._given, Exception):
            raise self._given
        return self._given


def ask(path: str, *headers: tuple[bytes, bytes], query: bytes = b"", method: str = "POST") -> Ask:
    return Ask(method, path, query, headers, b"{}", b"x-api-key")


def sent(inner: Scripted, asked: Ask, translator: Translator | None = None) -> Answer:
    return asyncio.run(Translating(inner, translator or Given()).send(asked))


def test_what_the_endpoint_speaks_passes_untouched() -> None:
    for asked in (ask("/v1/chat/completions"), ask("/v1/models", method="GET"), ask("/v1/embeddings")):
        answer = Said(b"x")
        inner = Scripted(answer)
        assert sent(inner, asked) is answer
        assert inner.asks == [asked]


@pytest.mark.parametrize(
    ("speaks", "key_field"),
    [
        (("messages",), b"x-api-key"), (("messages", "gemini"), b"x-api-key"), (("gemini",), b"authorization"),
        (("chat", "messages"), b"authorization"), (("responses", "messages"), b"authorization"),
    ],
)  # fmt: skip
def test_the_models_of_an_endpoint_that_speaks_messages_are_asked_for_as_there(
    speaks: tuple[str, ...], key_field: bytes
) -> None:
    inner = Scripted(Said(b"x"), Said(b"x"))
    given = Ask("GET", "/v1/models", b"", [(b"Anthropic-Version", b"2023-01-01"), (b"a", b"b")], b"", b"authorization")

    async def both() -> None:
        translating = Translating(inner, Given(), frozenset(speaks))
        await translating.send(given)
        await translating.send(given._replace(path="/v1/embeddings"))

    asyncio.run(both())
    wanted = [(b"a", b"b"), (b"anthropic-version", b"2023-06-01")] if key_field == b"x-api-key" else given.headers
    assert (inner.asks[0].key_field, inner.asks[0].headers) == (key_field, wanted)
    assert inner.asks[1] == given._replace(path="/v1/embeddings")


def test_an_endpoint_that_speaks_the_agent_s_dialect_too_gets_it() -> None:
    inner, asked = Scripted(Said(b"x")), ask("/v1/messages")
    asyncio.run(Translating(inner, Given(), frozenset(("chat", "messages"))).send(asked))
    assert inner.asks == [asked]


@pytest.mark.parametrize(
    ("path", "dialect"),
    [
        ("/v1/messages", "messages"),
        ("/v1/responses", "responses"),
        ("/v1beta/models/m:streamGenerateContent", "gemini"),
        ("/v1beta/models/m:generateContent", "gemini"),
    ],
)
def test_another_dialect_is_translated_into_a_chat_request(path: str, dialect: str) -> None:
    inner, translator = Scripted(Said(BODY)), Given()
    answer = sent(inner, ask(path, query=b"alt=sse"), translator)
    assert translator.asked == [((dialect, "chat"), f"{path}?alt=sse", b"{}")]
    assert (inner.asks[0].method, inner.asks[0].path, inner.asks[0].query) == ("POST", "/v1/chat/completions", b"")
    assert inner.asks[0].key_field == b"authorization"
    assert orjson.loads(inner.asks[0].body) == CHAT
    assert b"Hello" in got(answer)


def test_headers_meant_for_the_agent_s_own_provider_stay_behind() -> None:
    asked = ask(
        "/v1/messages",
        (b"anthropic-beta", b"x"), (b"X-Goog-Api-Client", b"x"), (b"x-codex-window-id", b"x"),
        (b"X-Stainless-Lang", b"js"), (b"User-Agent", b"claude-cli"), (b"content-type", b"application/json"),
        (b"content-encoding", b"gzip"), (b"accept", b"text/event-stream"), (b"accept-encoding", b"gzip, br"),
        (b"traceparent", b"t"),
    )  # fmt: skip
    inner = Scripted(Said(BODY))
    sent(inner, asked)
    assert inner.asks[0].headers == [
        (b"User-Agent", b"claude-cli"), (b"traceparent", b"t"),
        (b"content-type", b"application/json"), (b"accept-encoding", b"identity"),
    ]  # fmt: skip


def test_an_endpoint_that_refuses_stream_options_is_asked_without_and_remembered() -> None:
    refusal = b'{"error": {"message": "Unknown field: stream_options"}}'
    inner = Scripted(Said(refusal, status=400), Said(BODY), Said(BODY))

    async def twice() -> list[Answer]:
        translating = Translating(inner, Given())
        return [await translating.send(ask("/v1/messages")) for _ in range(2)]

    answers = asyncio.run(twice())
    assert ["stream_options" in orjson.loads(asked.body) for asked in inner.asks] == [True, False, False]
    assert kinds(events(got(answers[0])))[-1] == "message_stop"
    facts = getattr(answers[0], "translated", None)
    assert facts is not None
    assert facts["request"]["bytes"] == len(inner.asks[1].body)


def test_any_other_refusal_reaches_the_agent_whole() -> None:
    inner = Scripted(Said(b'{"error": {"mess', b'age": "no such model"}}', status=400))
    answer = sent(inner, ask("/v1/messages"))
    assert answer.status == 400
    assert orjson.loads(got(answer))["error"] == {"type": "invalid_request_error", "message": "no such model"}
    assert len(inner.asks) == 1


def test_what_cannot_be_translated_is_refused_in_the_agent_s_dialect() -> None:
    inner = Scripted()
    answer = sent(inner, ask("/v1/messages"), Given(ValueError("no messages")))
    assert answer.status == 400
    assert orjson.loads(got(answer))["error"] == {"type": "invalid_request_error", "message": "no messages"}
    assert inner.asks == []


def test_a_worker_that_fails_fails_the_call() -> None:
    with pytest.raises(ConnectionError, match="worker"):
        sent(Scripted(), ask("/v1/messages"), Given(ConnectionError("the translation worker ended")))


def test_tokens_are_counted_without_the_endpoint_and_marked() -> None:
    inner = Scripted()
    counted = put(b"{}", stream=False, answer=b'{"input_tokens":42}')
    answer = sent(inner, ask("/v1/messages/count_tokens"), Given(counted))
    assert isinstance(answer, Local)
    assert (answer.status, got(answer)) == (200, b'{"input_tokens":42}')
    assert inner.asks == []
    assert answer.translated is not None
    usage = answer.translated["usage"]
    assert (usage["input"], usage["source"], usage["tokenizer"]) == (42, "estimated", "tiktoken/cl100k_base")


def test_closing_it_closes_what_it_wraps() -> None:
    inner = Scripted()
    asyncio.run(Translating(inner, Given()).aclose())
    assert inner.closed


def test_an_answer_that_cannot_be_read_is_closed() -> None:
    answer = Said(BODY, headers=((b"content-encoding", b"br"),))
    with pytest.raises(ConnectionError, match="compressed as br"):
        sent(Scripted(answer), ask("/v1/responses"))
    assert answer.did == ["closed"]
