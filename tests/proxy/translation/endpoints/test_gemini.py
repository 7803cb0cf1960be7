import orjson
import pytest

from proxy.translation.endpoints.gemini import camel
from tests.proxy.translation.conftest import Translate
from tests.proxy.translation.endpoints.test_messages import calls
from tests.proxy.translation.rig import Json, Said, answer, chatted, got, put_as

USAGE: Json = {
    "promptTokenCount": 90,
    "cachedContentTokenCount": 40,
    "candidatesTokenCount": 12,
    "thoughtsTokenCount": 8,
    "totalTokenCount": 110,
}

FIGURES: Json = {
    "prompt_tokens": 90,
    "completion_tokens": 20,
    "total_tokens": 110,
    "prompt_tokens_details": {"cached_tokens": 40},
    "completion_tokens_details": {"reasoning_tokens": 8},
}


def chunk(*parts: Json, finish: str | None = None, usage: Json | None = None) -> Json:
    candidate: Json = {"content": {"role": "model", "parts": list(parts)}, "index": 0}
    candidate |= {"finishReason": finish} if finish else {}
    return {"candidates": [candidate], "modelVersion": "gemini-x"} | ({"usageMetadata": usage} if usage else {})


def stream(*chunks: Json) -> bytes:
    return b"".join(b"data: %b\r\n\r\n" % orjson.dumps(each) for each in chunks)


PARTS: list[Json] = [
    {"text": "Let me see.", "thought": True},
    {"text": "I look über"},
    {"functionCall": {"name": "bash", "args": {"command": "ls"}}, "thoughtSignature": "c2ln"},
    {"functionCall": {"name": "now", "id": "own"}},
]

STREAM = stream(
    chunk({"text": "Let me ", "thought": True}, usage={"promptTokenCount": 90}),
    chunk({"text": "see.", "thought": True}),
    chunk({"text": "I look "}),
    chunk({"text": "über"}),
    chunk(*PARTS[2:], usage=USAGE),
    chunk({"text": ""}, finish="STOP", usage=USAGE),
)


def told_calls(message: Json) -> None:
    (signed, *first), second = calls(message)
    assert signed.startswith("call_")
    assert signed.endswith("__thought__c2ln")
    assert (first, second) == (["bash", {"command": "ls"}], ("own", "now", {}))


@pytest.mark.parametrize("piece", [1, 13, 10**6])
def test_a_stream_is_told_as_chat(piece: int) -> None:
    said = chatted("gemini", *(STREAM[at : at + piece] for at in range(0, len(STREAM), piece)))
    assert (said.message["reasoning_content"], said.message["content"]) == ("Let me see.", "I look über")
    told_calls(said.message)
    assert (said.finish, said.model, said.usage) == ("tool_calls", "gemini-x", FIGURES)


def test_a_body_is_told_as_chat() -> None:
    body = orjson.dumps(chunk(*PARTS, finish="STOP", usage=USAGE))
    told = orjson.loads(got(answer("chat", Said(body), stream=False, of="gemini")))
    message = told["choices"][0]["message"]
    assert (message["reasoning_content"], message["content"]) == ("Let me see.", "I look über")
    told_calls(message)
    assert (told["choices"][0]["finish_reason"], told["usage"]) == ("tool_calls", FIGURES)


@pytest.mark.parametrize("stream", [True, False])
def test_an_array_is_told_like_the_stream_that_it_is(stream: bool) -> None:  # noqa: FBT001
    chunks = [orjson.loads(line[6:]) for line in STREAM.splitlines() if line]
    told = got(answer("messages", Said(orjson.dumps(chunks)), stream=stream, of="gemini"))
    assert [word in told for word in (b"Let me see.", "I look über".encode(), b"own", b"tool_use")] == [True] * 4
    with pytest.raises(ConnectionError, match="none of gemini"):
        got(answer("messages", Said(orjson.dumps(chunks)[:-1]), stream=stream, of="gemini"))
    failed = orjson.dumps([chunks[0], {"error": {"code": 429, "message": "quota"}}])
    assert b"rate_limit_error" in got(answer("messages", Said(failed), stream=stream, of="gemini"))


@pytest.mark.parametrize(
    ("reason", "finish"), [("MAX_TOKENS", "length"), ("SAFETY", "content_filter"), ("MALFORMED_FUNCTION_CALL", "stop")]
)
def test_why_it_ended_is_told(reason: str, finish: str) -> None:
    assert chatted("gemini", stream(chunk({"text": "x"}, finish=reason))).finish == finish


def test_a_blocked_prompt_ends_the_answer() -> None:
    said = chatted("gemini", stream({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}))
    assert (said.finish, said.done) == ("content_filter", True)


def test_an_error_in_the_middle_is_one_for_the_agent_too() -> None:
    broken = stream(
        chunk({"text": "x"}), {"error": {"code": 429, "message": "Slow down.", "status": "RESOURCE_EXHAUSTED"}}
    )
    last = orjson.loads(got(answer("messages", Said(broken), of="gemini")).split(b"data: ")[-1])
    assert last["error"] == {"type": "rate_limit_error", "message": "Slow down."}


def test_a_stream_that_is_cut_has_no_end() -> None:
    said = chatted("gemini", stream(chunk({"text": "x"})))
    assert (said.finish, said.done) == (None, False)


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_refusal_keeps_its_words_and_says_that_the_context_is_full(wrapped: bool) -> None:  # noqa: FBT001
    words = "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."
    error = {"error": {"code": 400, "message": words, "status": "INVALID_ARGUMENT"}}
    body = orjson.dumps([error] if wrapped else error)
    said = orjson.loads(got(answer("chat", Said(body, status=400), of="gemini")))["error"]
    assert (said["message"], said["code"]) == (words, "context_length_exceeded")


def test_a_chat_request_becomes_one_of_gemini(translate_to: Translate) -> None:
    asked = put_as(translate_to, "gemini")
    assert (asked.path, asked.query) == ("/v1beta/models/m:streamGenerateContent", b"alt=sse")
    body = orjson.loads(asked.body)
    assert body["systemInstruction"] == {"parts": [{"text": "Be good."}]}
    parts = [[next(iter(part)) for part in content["parts"]] for content in body["contents"]]
    assert [kind for kinds in parts for kind in kinds] == [
        "text", "text", "functionCall", "functionCall", "functionResponse", "functionResponse", "text", "inlineData",
    ]  # fmt: skip
    results = [
        part["functionResponse"]
        for content in body["contents"]
        for part in content["parts"]
        if "functionResponse" in part
    ]
    assert [result["response"] for result in results] == [{"output": "a.py"}, {"output": "/w"}]
    declared = body["tools"][0]["functionDeclarations"][0]
    assert (declared["name"], declared["parameters"]["required"]) == ("bash", ["command"])
    config = body["generationConfig"]
    assert (config["maxOutputTokens"], config["temperature"]) == (500, 0.5)


def test_a_request_that_is_no_stream_asks_for_none_and_keeps_the_model_s_own_warmth(translate_to: Translate) -> None:
    asked = put_as(translate_to, "gemini", stream=False, temperature=None, model="odd/name")
    assert (asked.path, asked.query) == ("/v1beta/models/odd%2Fname:generateContent", b"")
    assert "temperature" not in orjson.loads(asked.body)["generationConfig"]


def test_a_signature_goes_back_with_its_call(translate_to: Translate) -> None:
    said = chatted("gemini", STREAM)
    history = [
        {"role": "user", "content": "hi"},
        said.message,
        *({"role": "tool", "tool_call_id": call["id"], "content": "ok"} for call in said.message["tool_calls"]),
    ]
    body = orjson.loads(put_as(translate_to, "gemini", model="gemini-3-pro", messages=history).body)
    sent = [part for content in body["contents"] for part in content["parts"] if "functionCall" in part]
    assert sent[0]["thoughtSignature"] == "c2ln"
    assert "__thought__" not in orjson.dumps([part["functionCall"] for part in sent]).decode()


def test_an_agent_s_own_names_stay_as_they_are() -> None:
    given = {"function_call": {"name": "x_y", "args": {"a_b": {"c_d": 1}}}, "inline_data": {"mime_type": "a/b"}}
    assert camel([given]) == [
        {"functionCall": {"name": "x_y", "args": {"a_b": {"c_d": 1}}}, "inlineData": {"mimeType": "a/b"}}
    ]


def test_two_equal_calls_of_a_turn_are_two(translate_to: Translate) -> None:
    calls = [{"id": name, "type": "function", "function": {"name": "now", "arguments": "{}"}} for name in "ab"]
    history: list[Json] = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": None, "tool_calls": calls},
        *({"role": "tool", "tool_call_id": call["id"], "content": call["id"]} for call in calls),
    ]
    contents = orjson.loads(put_as(translate_to, "gemini", messages=history).body)["contents"]
    assert contents[1]["parts"] == [{"functionCall": {"name": "now", "args": {}}}] * 2
    assert [part["functionResponse"]["response"]["output"] for part in contents[2]["parts"]] == ["a", "b"]


def test_results_stand_in_the_order_of_their_calls(translate_to: Translate) -> None:
    calls = [{"id": name, "type": "function", "function": {"name": "now", "arguments": "{}"}} for name in "ab"]
    turn: list[Json] = [
        {"role": "assistant", "content": None, "tool_calls": calls},
        *({"role": "tool", "tool_call_id": name, "content": name} for name in "ba"),
    ]
    history = [{"role": "user", "content": "hi"}, *turn, {"role": "user", "content": "again"}, *turn]
    contents = orjson.loads(put_as(translate_to, "gemini", messages=history).body)["contents"]
    said = [part["functionResponse"]["response"]["output"] for content in contents for part in content["parts"]
            if "functionResponse" in part]  # fmt: skip
    assert said == ["a", "b", "a", "b"]


@pytest.mark.parametrize(("effort", "budget"), [("xhigh", 4096), ("high", 4096), ("none", 0)])
def test_more_thought_than_there_is_is_the_most(translate_to: Translate, effort: str, budget: int) -> None:
    body = orjson.loads(put_as(translate_to, "gemini", reasoning_effort=effort).body)
    assert body["generationConfig"]["thinkingConfig"]["thinkingBudget"] == budget


def test_a_model_is_asked_for_as_google_s_list_names_it(translate_to: Translate) -> None:
    asked = put_as(translate_to, "gemini", model="models/gemini-2.5-pro")
    assert asked.path == "/v1beta/models/gemini-2.5-pro:streamGenerateContent"
