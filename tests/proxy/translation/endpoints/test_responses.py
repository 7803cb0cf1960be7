import orjson
import pytest

from tests.proxy.translation.conftest import Translate
from tests.proxy.translation.endpoints.test_messages import calls
from tests.proxy.translation.rig import Json, Said, answer, chatted, got, put_as

USAGE: Json = {
    "input_tokens": 81,
    "input_tokens_details": {"cached_tokens": 64},
    "output_tokens": 20,
    "output_tokens_details": {"reasoning_tokens": 5},
    "total_tokens": 101,
}

FIGURES: Json = {
    "prompt_tokens": 81,
    "completion_tokens": 20,
    "total_tokens": 101,
    "prompt_tokens_details": {"cached_tokens": 64},
    "completion_tokens_details": {"reasoning_tokens": 5},
}

ITEMS: list[Json] = [
    {"type": "reasoning", "id": "rs_1", "summary": [
        {"type": "summary_text", "text": "First this."}, {"type": "summary_text", "text": "Then that."}]},
    {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [
        {"type": "output_text", "text": "I look über", "annotations": []}]},
    {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "bash", "arguments": '{"command":"ls"}'},
    {"type": "function_call", "id": "fc_2", "call_id": "call_2", "name": "now", "arguments": "{}"},
]  # fmt: skip

RESPONSE: Json = {
    "id": "resp_1", "object": "response", "model": "gpt-x", "status": "completed", "error": None,
    "incomplete_details": None, "output": ITEMS, "usage": USAGE,
}  # fmt: skip

UNDER_WAY = RESPONSE | {"status": "in_progress", "output": [], "usage": None}


def events(*said: Json) -> bytes:
    return b"".join(b"event: %b\ndata: %b\n\n" % (each["type"].encode(), orjson.dumps(each)) for each in said)


def at(index: int, kind: str, **members: object) -> Json:
    return {"type": f"response.{kind}", "output_index": index} | members


STREAM = events(
    {"type": "response.created", "response": UNDER_WAY},
    {"type": "response.in_progress", "response": UNDER_WAY},
    at(0, "output_item.added", item={"type": "reasoning", "id": "rs_1", "summary": []}),
    at(0, "reasoning_summary_part.added", summary_index=0, part={"type": "summary_text", "text": ""}),
    at(0, "reasoning_summary_text.delta", summary_index=0, delta="First "),
    at(0, "reasoning_summary_text.delta", summary_index=0, delta="this."),
    at(0, "reasoning_summary_text.done", summary_index=0, text="First this."),
    at(0, "reasoning_summary_part.added", summary_index=1, part={"type": "summary_text", "text": ""}),
    at(0, "reasoning_summary_text.delta", summary_index=1, delta="Then that."),
    at(0, "output_item.done", item=ITEMS[0]),
    at(1, "output_item.added", item=ITEMS[1] | {"content": []}),
    at(1, "content_part.added", content_index=0, part={"type": "output_text", "text": ""}),
    at(1, "output_text.delta", content_index=0, delta="I look "),
    at(1, "output_text.delta", content_index=0, delta="über"),
    at(1, "output_text.done", content_index=0, text="I look über"),
    at(1, "output_item.done", item=ITEMS[1]),
    at(2, "output_item.added", item=ITEMS[2] | {"arguments": ""}),
    at(2, "function_call_arguments.delta", delta='{"command"'),
    at(2, "function_call_arguments.delta", delta=':"ls"}'),
    at(2, "function_call_arguments.done", arguments='{"command":"ls"}'),
    at(2, "output_item.done", item=ITEMS[2]),
    at(3, "output_item.added", item=ITEMS[3] | {"arguments": ""}),
    at(3, "output_item.done", item=ITEMS[3]),  # some servers give all arguments at the end alone
    {"type": "response.completed", "response": RESPONSE},
)


@pytest.mark.parametrize("piece", [1, 11, 10**6])
def test_a_stream_is_told_as_chat(piece: int) -> None:
    said = chatted("responses", *(STREAM[at : at + piece] for at in range(0, len(STREAM), piece)))
    assert said.message["reasoning_content"] == "First this.\n\nThen that."
    assert said.message["content"] == "I look über"
    assert calls(said.message) == [("call_1", "bash", {"command": "ls"}), ("call_2", "now", {})]
    assert (said.finish, said.model, said.usage) == ("tool_calls", "gpt-x", FIGURES)


def test_a_body_is_told_as_chat() -> None:
    told = orjson.loads(got(answer("chat", Said(orjson.dumps(RESPONSE)), stream=False, of="responses")))
    choice = told["choices"][0]
    assert choice["message"]["reasoning_content"] == "First this.\n\nThen that."
    assert choice["message"]["content"] == "I look über"
    assert calls(choice["message"]) == [("call_1", "bash", {"command": "ls"}), ("call_2", "now", {})]
    assert (choice["finish_reason"], told["model"], told["usage"]) == ("tool_calls", "gpt-x", FIGURES)


def test_open_models_thoughts_are_thoughts_and_a_refusal_is_said() -> None:
    said = chatted(
        "responses",
        events(
            at(0, "reasoning_text.delta", delta="Hm."),
            at(1, "refusal.delta", delta="I will not."),
            {"type": "response.completed", "response": RESPONSE | {"output": []}},
        ),
    )
    assert (said.message["reasoning_content"], said.message["content"]) == ("Hm.", "I will not.")
    assert said.finish == "stop"


def test_what_is_said_at_the_end_alone_is_told() -> None:
    end = {"type": "response.completed", "response": RESPONSE | {"output": ITEMS}}
    late = chatted("responses", events({"type": "response.created", "response": UNDER_WAY}, end))
    assert late.message == chatted("responses", STREAM).message
    assert (late.finish, late.done) == ("tool_calls", True)


@pytest.mark.parametrize(("reason", "finish"), [("max_output_tokens", "length"), ("content_filter", "content_filter")])
def test_why_it_is_incomplete_is_told(reason: str, finish: str) -> None:
    cut = RESPONSE | {"status": "incomplete", "incomplete_details": {"reason": reason}, "output": ITEMS[1:2]}
    said = chatted(
        "responses", events(at(1, "output_text.delta", delta="I"), {"type": "response.incomplete", "response": cut})
    )
    assert (said.finish, said.done) == (finish, True)


@pytest.mark.parametrize(
    "event",
    [
        {"type": "response.failed", "response": UNDER_WAY | {
            "status": "failed", "error": {"code": "server_error", "message": "The model is sick."}}},
        {"type": "error", "code": "server_error", "message": "The model is sick.", "param": None},
        {"type": "error", "error": {"type": "x", "code": "server_error", "message": "The model is sick."}},
    ],
)  # fmt: skip
def test_an_error_in_the_middle_is_one_for_the_agent_too(event: Json) -> None:
    told = answer("messages", Said(events({"type": "response.created", "response": UNDER_WAY}, event)), of="responses")
    last = orjson.loads(got(told).split(b"data: ")[-1])
    assert last == {"type": "error", "error": {"type": "api_error", "message": "The model is sick."}}


def test_a_chat_request_becomes_one_of_responses(translate_to: Translate) -> None:
    asked = put_as(translate_to, "responses")
    assert (asked.path, asked.query) == ("/v1/responses", b"")
    body = orjson.loads(asked.body)
    assert body["instructions"] == "Be good."
    kinds = [item["type"] for item in body["input"]]
    assert kinds == ["message", "message", "function_call", "function_call", *["function_call_output"] * 2, "message"]
    assert body["input"][2] | {"id": None} == {
        "type": "function_call", "id": None, "call_id": "c1", "name": "bash", "arguments": '{"command": "ls"}',
    }  # fmt: skip
    assert (body["input"][4]["call_id"], body["input"][4]["output"]) == ("c1", "a.py")
    assert (body["tools"][0]["name"], body["tools"][0]["strict"]) == ("bash", False)
    assert (body["model"], body["stream"], body["max_output_tokens"], body["store"]) == ("m", True, 500, False)
    assert body["reasoning"]["effort"] == "low"
    assert "stream_options" not in body


@pytest.mark.parametrize(("asked", "sent"), [(1, 16), (16, 16), (500, 500)])
def test_no_fewer_tokens_are_asked_for_than_may_be(translate_to: Translate, asked: int, sent: int) -> None:
    assert orjson.loads(put_as(translate_to, "responses", max_tokens=asked).body)["max_output_tokens"] == sent
