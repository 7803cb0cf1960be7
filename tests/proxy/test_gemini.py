"""Gemini's answers, read from JSON, from events and from arrays."""

from typing import Any

import orjson
import pytest

from proxy.dialect import Facts
from proxy.gemini import GeminiAnswer, read_request, refusal, usage_of

STREAM = "/v1beta/models/gemini-2.5-pro:streamGenerateContent"


def event(*parts: Any, **more: Any) -> str:
    return orjson.dumps({"candidates": [{"content": {"parts": list(parts)}} | more]}).decode()


def figures(raw: Any) -> tuple[Any, ...]:
    usage = usage_of(raw)
    return tuple(usage[key] for key in ("input", "cache_read", "cache_write", "output", "reasoning", "total"))


def test_a_request_says_what_it_asks_in_its_path_and_body() -> None:
    body = {
        "contents": [1, 2],
        "tools": [{"functionDeclarations": [{}, {}]}, {"function_declarations": [{}]}, {"googleSearch": {}}],
    }
    assert read_request(STREAM, body) == Facts(model="gemini-2.5-pro", stream=True, messages=2, tools=4)
    plain = read_request("/v1beta/models/m:generateContent", {"contents": {}, "tools": "x"})
    assert plain == Facts(model="m", stream=False, messages=1, tools=0)
    assert read_request(STREAM, None) == Facts(model="gemini-2.5-pro", stream=True)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (  # 8: thoughts beside the candidates, as Google counts
            {"promptTokenCount": 10, "candidatesTokenCount": 4, "thoughtsTokenCount": 3, "totalTokenCount": 17},
            (10, None, None, 7, 3, 17),
        ),
        (  # 8: inside them, as the total shows
            {"promptTokenCount": 10, "candidatesTokenCount": 4, "thoughtsTokenCount": 3, "totalTokenCount": 14},
            (10, None, None, 4, 3, 14),
        ),
        (  # 7: cached ones are part of the prompt
            {"promptTokenCount": 10, "cachedContentTokenCount": 8, "candidatesTokenCount": 4, "totalTokenCount": 14},
            (10, 8, None, 4, None, 14),
        ),
        (  # the results of tools are beside the prompt
            {
                "promptTokenCount": 10,
                "toolUsePromptTokenCount": 5,
                "candidatesTokenCount": 4,
                "totalTokenCount": 19,
            },
            (15, None, None, 4, None, 19),
        ),
        (  # it thought until its limit: the 0 candidates are left out
            {"promptTokenCount": 10, "thoughtsTokenCount": 3, "totalTokenCount": 13},
            (10, None, None, 3, 3, 13),
        ),
        ({"promptTokenCount": 10, "candidatesTokenCount": 4}, (10, None, None, 4, None, 14)),
        ({"promptTokenCount": 10}, (10, None, None, None, None, None)),
        ({}, (None,) * 6),
        (None, (None,) * 6),
    ],
)
def test_figures_are_read_from_where_they_stand(raw: Any, expected: tuple[Any, ...]) -> None:
    assert figures(raw) == expected


def test_usage_on_every_chunk_counts_once() -> None:
    answer = GeminiAnswer()
    for usage in (
        {"promptTokenCount": 9, "totalTokenCount": 9},
        {"candidatesTokenCount": 2, "totalTokenCount": 11},
        {},
    ):
        answer.event(orjson.dumps({"candidates": [], "usageMetadata": usage}).decode())
    assert figures(answer.usage) == (9, None, None, 2, None, 11)


@pytest.mark.parametrize(
    ("said", "token"),
    [
        ({"text": "x"}, True),
        ({"text": "x", "thought": True}, True),
        ({"functionCall": {"name": "f"}}, True),
        ({"text": "", "thoughtSignature": "x"}, False),
        ({}, False),
        ("x", False),
    ],
)
def test_what_is_a_token_and_what_is_not(said: Any, *, token: bool) -> None:
    assert GeminiAnswer().event(event(said)).token is token


def test_a_finish_reason_may_be_the_end_and_is_never_surely_it() -> None:
    answer = GeminiAnswer()
    assert not answer.event(event({"text": "x"})).may_end
    assert answer.event(event(finishReason="STOP")).may_end
    assert (answer.finished, answer.done, answer.finish_reasons) == (True, False, ["STOP"])
    assert GeminiAnswer().event('{"error":{"message":"no"}}').may_end


def test_several_candidates_have_a_reason_each() -> None:
    answer = GeminiAnswer()
    answer.event('{"candidates":[{"index":1,"finishReason":"MAX_TOKENS"},{"index":0,"finishReason":"STOP"}]}')
    answer.event('{"candidates":[{"index":1,"finishReason":null}]}')
    assert answer.finish_reasons == ["STOP", "MAX_TOKENS"]


def test_a_blocked_prompt_is_an_answer() -> None:
    answer = GeminiAnswer()
    answer.whole(b'{"promptFeedback":{"blockReason":"SAFETY"},"modelVersion":"s"}')
    assert (answer.done, answer.finish_reasons, answer.served) == (True, ["SAFETY"], "s")


def test_an_array_is_a_stream_too_and_what_came_of_it_counts() -> None:
    first, last = b'{"candidates":[{"content":{}}]}', b'{"candidates":[{"finishReason":"STOP"}],"modelVersion":"s"}'
    whole = b"[" + first + b"\r\n,\r\n" + last + b"\n]\n"
    answer = GeminiAnswer()
    answer.whole(whole)
    assert (answer.done, answer.finish_reasons, answer.served) == (True, ["STOP"], "s")
    for end in range(1, len(whole) - 2):
        part = GeminiAnswer()
        part.whole(whole[:end])
        assert not part.done
        assert part.answers is (end >= 1 + len(first))
    unfinished = GeminiAnswer()
    unfinished.whole(b"[" + first + b"]")
    assert (unfinished.answers, unfinished.finished) == (True, False)


def test_half_a_character_inside_an_array_costs_nothing() -> None:
    answer = GeminiAnswer()
    answer.whole(b'[{"candidates":[{"finishReason":"\\ud83d"}],"modelVersion":"s"}]')
    assert (answer.finish_reasons, answer.served) == (["\ufffd"], "s")


def test_hostile_answers_are_nothing() -> None:
    answer = GeminiAnswer()
    for data in ("", "x", "1", "null", "[]", '{"candidates":1}', '{"candidates":[1]}', '{"promptFeedback":[]}'):
        assert not answer.event(data).token
    for body in (b"", b"[", b"[[[", b"[5,{},", b"[" * 100_000, b"\xff", b"[1,2", b'["x"]'):
        answer.whole(body)
    assert (answer.served, answer.usage, answer.error, answer.finished) == (None, None, None, False)


def test_its_errors_have_its_shape() -> None:
    assert refusal(401, "x") == {"error": {"code": 401, "message": "x", "status": "UNAUTHENTICATED"}}
    statuses = {status: refusal(status, "x")["error"]["status"] for status in (404, 409, 413, 502, 503)}
    assert statuses == {
        404: "NOT_FOUND",
        409: "ABORTED",
        413: "INVALID_ARGUMENT",
        502: "UNAVAILABLE",
        503: "UNAVAILABLE",
    }
