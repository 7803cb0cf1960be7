import orjson
import pytest

from proxy.translation import chat
from tests.proxy.translation.rig import (
    USAGE,
    Json,
    Said,
    answer,
    calling,
    chatted,
    completion,
    events,
    got,
    said,
    stream,
)

BODY: Json = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}

ANSWER = stream(
    said({"reasoning_content": "Hm."}),
    said({"content": "Hel"}),
    said({"content": "lo"}),
    calling(0, "c1", "bash", '{"command"'),
    calling(0, None, None, ': "ls"}'),
    calling(1, "c2", "now", ""),
    finish="tool_calls",
)


def test_a_request_keeps_what_every_dialect_has() -> None:
    asked = chat.request("", BODY | {"max_completion_tokens": 7, "seed": 1, "user": "u", "stream": True})
    assert asked.chat == BODY | {"max_tokens": 7, "stream": True, "stream_options": {"include_usage": True}}
    assert (asked.stream, asked.notes) == (True, {"usage": False})


@pytest.mark.parametrize(
    ("member", "words"),
    [({"n": 2}, "gives one answer"), ({"functions": [{}]}, "functions"), ({"logprobs": True}, "logprobs")],
)
def test_what_no_other_dialect_has_is_refused(member: Json, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        chat.request("", BODY | member)


def test_what_stands_there_as_a_default_is_not_refused() -> None:
    assert chat.request("", BODY | {"n": 1, "logprobs": False, "functions": []}).chat == BODY


def test_an_answer_is_written_as_openai_does() -> None:
    told = chatted("chat", ANSWER)
    assert told.message == {
        "role": "assistant",
        "reasoning_content": "Hm.",
        "content": "Hello",
        "tool_calls": [
            {"id": "c1", "type": "function", "function": {"name": "bash", "arguments": '{"command": "ls"}'}},
            {"id": "c2", "type": "function", "function": {"name": "now", "arguments": "{}"}},
        ],
    }
    assert (told.finish, told.model, told.usage, told.done) == ("tool_calls", "served-m", USAGE, True)


def test_usage_goes_to_those_who_asked_for_it() -> None:
    chunks = events(got(answer("chat", Said(ANSWER), notes={"usage": False})).removesuffix(b"data: [DONE]\n\n"))
    assert all(chunk["choices"] and "usage" not in chunk for chunk in chunks)


def test_a_body_is_written_as_openai_does() -> None:
    body = completion({"content": "Hello", "reasoning_content": "Hm."})
    told = orjson.loads(got(answer("chat", Said(body), stream=False)))
    message = {"role": "assistant", "content": "Hello", "reasoning_content": "Hm."}
    assert told["choices"] == [{"index": 0, "message": message, "finish_reason": "stop"}]
    assert (told["object"], told["usage"]) == ("chat.completion", USAGE)


def test_what_was_not_counted_is_not_said() -> None:
    told = orjson.loads(got(answer("chat", Said(completion({"content": "x"}, usage=None)), stream=False)))
    assert "usage" not in told


def test_a_comment_keeps_the_stream_alive() -> None:
    assert got(answer("chat", Said(b": waiting\n\n" + ANSWER))).startswith(b":\n\n")
