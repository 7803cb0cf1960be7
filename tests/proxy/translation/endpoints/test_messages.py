import orjson
import pytest

from tests.proxy.translation.conftest import Translate
from tests.proxy.translation.rig import Json, Said, answer, chatted, got, put_as

# As Anthropic's documentation shows a stream, with a thought before it.
START: Json = {
    "id": "msg_1", "type": "message", "role": "assistant", "content": [], "model": "claude-x", "stop_reason": None,
    "usage": {"input_tokens": 36, "cache_creation_input_tokens": 10, "cache_read_input_tokens": 54, "output_tokens": 1},
}  # fmt: skip

STREAM = b"""event: message_start
data: {"type":"message_start","message":%b}

event: content_block_start
data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Let me see."}}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqQB"}}

event: content_block_stop
data: {"type":"content_block_stop","index":0}

event: ping
data: {"type": "ping"}

event: content_block_start
data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

event: content_block_delta
data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"I look \xc3\xbcber"}}

event: content_block_stop
data: {"type":"content_block_stop","index":1}

event: content_block_start
data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"bash"}}

event: content_block_delta
data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":""}}

event: content_block_delta
data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"command\\": \\"l"}}

event: content_block_delta
data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"s\\"}"}}

event: content_block_stop
data: {"type":"content_block_stop","index":2}

event: content_block_start
data: {"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"t2","name":"now","input":{}}}

event: content_block_stop
data: {"type":"content_block_stop","index":3}

event: message_delta
data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":89}}

event: message_stop
data: {"type":"message_stop"}

""" % orjson.dumps(START)

WHOLE: Json = {
    "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-x", "stop_reason": "tool_use",
    "content": [
        {"type": "thinking", "thinking": "Let me see.", "signature": "EqQB"},
        {"type": "text", "text": "I look über"},
        {"type": "tool_use", "id": "toolu_1", "name": "bash", "input": {"command": "ls"}},
        {"type": "tool_use", "id": "t2", "name": "now", "input": {}},
    ],
    "usage": START["usage"] | {"output_tokens": 89},
}  # fmt: skip

USAGE: Json = {
    "prompt_tokens": 100,
    "completion_tokens": 89,
    "total_tokens": 189,
    "prompt_tokens_details": {"cached_tokens": 54, "cache_write_tokens": 10},
}


def calls(message: Json) -> list[tuple[str, str, object]]:
    return [
        (call["id"], call["function"]["name"], orjson.loads(call["function"]["arguments"]))
        for call in message["tool_calls"]
    ]


@pytest.mark.parametrize("piece", [1, 7, 10**6])
def test_a_stream_is_told_as_chat(piece: int) -> None:
    pieces = [STREAM[at : at + piece] for at in range(0, len(STREAM), piece)]
    said = chatted("messages", *pieces)
    assert said.message["reasoning_content"] == "Let me see."
    assert said.message["content"] == "I look über"
    assert calls(said.message) == [("toolu_1", "bash", {"command": "ls"}), ("t2", "now", {})]
    assert (said.finish, said.model, said.usage) == ("tool_calls", "claude-x", USAGE)


def test_a_body_is_told_as_chat() -> None:
    told = orjson.loads(got(answer("chat", Said(orjson.dumps(WHOLE)), stream=False, of="messages")))
    choice = told["choices"][0]
    assert choice["message"]["reasoning_content"] == "Let me see."
    assert choice["message"]["content"] == "I look über"
    assert calls(choice["message"]) == [("toolu_1", "bash", {"command": "ls"}), ("t2", "now", {})]
    assert (choice["finish_reason"], told["model"], told["usage"]) == ("tool_calls", "claude-x", USAGE)


def test_the_record_has_the_endpoint_s_own_words() -> None:
    told = answer("chat", Said(STREAM), of="messages")
    got(told)
    facts = told.translated
    assert (facts["dialect"], facts["finish_reason"], facts["served"]) == ("messages", "tool_use", "claude-x")
    assert (facts["response"]["bytes"], facts["response"]["events"]) == (len(STREAM), 18)
    assert facts["usage"]["raw"] == WHOLE["usage"]


@pytest.mark.parametrize(
    ("stop", "finish"),
    [
        ("end_turn", "stop"), ("max_tokens", "length"), ("stop_sequence", "stop"), ("refusal", "content_filter"),
        ("model_context_window_exceeded", "length"), ("something_new", "something_new"),
    ],
)  # fmt: skip
def test_why_it_ended_is_told(stop: str, finish: str) -> None:
    body = WHOLE | {"stop_reason": stop, "content": [{"type": "text", "text": "x"}]}
    told = orjson.loads(got(answer("chat", Said(orjson.dumps(body)), stream=False, of="messages")))
    assert told["choices"][0]["finish_reason"] == finish


def test_an_error_in_the_middle_is_one_for_the_agent_too() -> None:
    broken = STREAM.partition(b"event: ping")[0]
    broken += b'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n'
    told = answer("gemini", Said(broken), of="messages")
    last = orjson.loads(got(told).split(b"data: ")[-1])
    assert last == {"error": {"code": 503, "message": "Overloaded", "status": "UNAVAILABLE"}}


def test_a_stream_that_is_cut_has_no_end() -> None:
    said = chatted("messages", STREAM.partition(b"event: message_delta")[0])
    assert (said.finish, said.done) == (None, False)


def test_a_refusal_keeps_status_and_words_and_says_that_the_context_is_full() -> None:
    words = "prompt is too long: 210000 tokens > 200000 maximum"
    body = orjson.dumps({"type": "error", "error": {"type": "invalid_request_error", "message": words}})
    told = answer("chat", Said(body, status=400), of="messages")
    error = orjson.loads(got(told))["error"]
    assert (told.status, error["message"], error["code"]) == (400, words, "context_length_exceeded")


def test_a_chat_request_becomes_one_of_messages(translate_to: Translate) -> None:
    asked = put_as(translate_to, "messages")
    assert (asked.path, asked.query, asked.model) == ("/v1/messages", b"", "m")
    body = orjson.loads(asked.body)
    assert body["system"] == [{"type": "text", "text": "Be good."}]
    assert [(message["role"], [part["type"] for part in message["content"]]) for message in body["messages"]] == [
        ("user", ["text"]),
        ("assistant", ["text", "tool_use", "tool_use"]),
        ("user", ["tool_result", "tool_result", "text", "image"]),
    ]
    assert body["messages"][1]["content"][1] == {
        "type": "tool_use", "id": "c1", "name": "bash", "input": {"command": "ls"},
    }  # fmt: skip
    assert body["tools"][0]["name"] == "bash"
    assert body["tools"][0]["input_schema"]["required"] == ["command"]
    assert (body["model"], body["stream"], body["max_tokens"], body["temperature"]) == ("m", True, 500, 0.5)
    assert body.keys() == {"model", "stream", "max_tokens", "temperature", "system", "messages", "tools"}


def test_a_request_that_names_no_limit_has_one_as_messages_wants_it(translate_to: Translate) -> None:
    asked = put_as(translate_to, "messages", max_tokens=None)
    assert orjson.loads(asked.body)["max_tokens"] == 8192
    known = put_as(translate_to, "messages", max_tokens=None, model="claude-sonnet-4-5")
    assert orjson.loads(known.body)["max_tokens"] == 64000


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ('{"command": "l', {"unreadable_arguments": '{"command": "l'}),
        ('{"command": "a\nb"}', {"command": "a\nb"}),
        ('["ü"]', {"unreadable_arguments": '["ü"]'}),
        ("", {}),
    ],
)
@pytest.mark.parametrize("endpoint", ["messages", "gemini"])
def test_arguments_are_an_object_whatever_the_model_had_said(
    translate_to: Translate, endpoint: str, said: str, sent: Json
) -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "bash", "arguments": said}}
    history: list[Json] = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "\n\n", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "no JSON"},
    ]
    body = orjson.loads(put_as(translate_to, endpoint, messages=history).body)
    (told,) = body["messages"][1]["content"] if endpoint == "messages" else body["contents"][1]["parts"]
    assert (told["input"] if endpoint == "messages" else told["functionCall"]["args"]) == sent


def test_of_temperature_and_top_p_one_is_sent(translate_to: Translate) -> None:
    both = orjson.loads(put_as(translate_to, "messages", top_p=0.9).body)
    assert (both["temperature"], "top_p" in both) == (0.5, False)
    alone = orjson.loads(put_as(translate_to, "messages", top_p=0.9, temperature=None).body)
    assert (alone["top_p"], "temperature" in alone) == (0.9, False)
