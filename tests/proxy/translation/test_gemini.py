import orjson
import pytest

from tests.proxy.translation.conftest import Translate
from tests.proxy.translation.rig import (
    Json,
    Said,
    answer,
    calling,
    completion,
    events,
    got,
    request,
    said,
    sse,
    stream,
    streamed,
    whole,
)

PATH = "/v1beta/models/mymodel:streamGenerateContent?alt=sse"

FIGURES = {
    "promptTokenCount": 100,
    "cachedContentTokenCount": 64,
    "candidatesTokenCount": 30,
    "thoughtsTokenCount": 20,
    "totalTokenCount": 150,
}


def asked(translate: Translate, path: str = PATH, **changed: object) -> Json:
    read: Json = orjson.loads(translate("gemini", path, request("gemini") | changed).body)
    return read


def parts(chunks: list[Json]) -> list[Json]:
    return [part for chunk in chunks for part in chunk["candidates"][0]["content"]["parts"]]


def test_what_gemini_cli_sends_becomes_a_plain_chat_request(translate: Translate) -> None:
    chat = asked(translate)
    assert set(chat) == {"model", "messages", "tools", "temperature", "top_p", "stream", "stream_options"}
    assert (chat["model"], chat["temperature"], chat["top_p"], chat["stream"]) == ("mymodel", 1, 0.95, True)
    roles = [message["role"] for message in chat["messages"]]
    assert roles == ["system", "user", "assistant", "tool", "assistant", "tool", "assistant", "tool"]
    assert all(isinstance(message["content"], str) for message in chat["messages"])


def test_calls_keep_their_ids_and_results_their_words(translate: Translate) -> None:
    messages = asked(translate)["messages"]
    calls = [call["id"] for message in messages for call in message.get("tool_calls", [])]
    assert calls == ["call_0", "call_1", "call_2"]
    assert [message["tool_call_id"] for message in messages if message["role"] == "tool"] == calls
    assert messages[3]["content"].startswith("<untrusted_context>\nOutput: def add(a, b):")
    assert messages[2]["tool_calls"][0]["function"]["name"] == "run_shell_command"


def test_two_calls_of_one_tool_without_ids_are_told_apart(translate: Translate) -> None:
    calls = [{"functionCall": {"name": "read", "args": {"p": name}}} for name in ("ä", "b")]
    results = [{"functionResponse": {"name": "read", "response": {"text": name, "n": 1}}} for name in ("ä", "b")]
    contents = [
        {"role": "user", "parts": [{"text": "hi"}]},
        {"role": "model", "parts": calls},
        {"role": "user", "parts": [{"text": "go on"}, *results]},
    ]
    sent = asked(translate, contents=contents)["messages"][1:]
    assert [message["role"] for message in sent] == ["user", "assistant", "tool", "tool", "user"]
    ids = [call["id"] for call in sent[1]["tool_calls"]]
    assert len(set(ids)) == 2
    assert [message["tool_call_id"] for message in sent[2:4]] == ids
    assert sent[2]["content"] == '{"text":"ä","n":1}'
    assert sent[1]["tool_calls"][0]["function"]["arguments"] == '{"p": "ä"}'


def test_results_find_their_calls_by_id_in_any_order(translate: Translate) -> None:
    calls = [{"functionCall": {"id": name, "name": "read", "args": {}}} for name in "ab"]
    results = [{"functionResponse": {"id": name, "name": "read", "response": {"output": name}}} for name in "ba"]
    contents = [{"role": "user", "parts": [{"text": "hi"}]}, {"role": "model", "parts": calls}]
    sent = asked(translate, contents=[*contents, {"role": "function", "parts": results}])["messages"][-2:]
    assert [(message["tool_call_id"], message["content"]) for message in sent] == [("b", "b"), ("a", "a")]


def test_old_thoughts_stay_out_of_the_text(translate: Translate) -> None:
    thought = {"text": "secretly", "thought": True}
    contents = [
        {"role": "user", "parts": [{"text": "hi"}]},
        {"role": "model", "parts": [thought, {"text": "hello"}]},
        {"role": "model", "parts": [thought]},
        {"role": "user", "parts": [{"text": "more"}]},
    ]
    sent = asked(translate, contents=contents)["messages"]
    assert "secretly" not in str(sent)
    assert sent[2] == {"role": "assistant", "content": "hello"}


def test_all_of_the_system_s_parts_are_kept(translate: Translate) -> None:
    system = {"parts": [{"text": "Be brief."}, {"text": "Be kind."}]}
    assert asked(translate, systemInstruction=system)["messages"][0]["content"] == "Be brief.\n\nBe kind."


def test_images_pass(translate: Translate) -> None:
    parts = [{"text": "look"}, {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}]
    sent = asked(translate, contents=[{"role": "user", "parts": parts}])["messages"][-1]
    assert sent["content"][1] == {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}


def test_tools_keep_their_json_schemas(translate: Translate) -> None:
    given = request("gemini")["tools"][0]["functionDeclarations"]
    tools = [tool["function"] for tool in asked(translate)["tools"]]
    assert [tool["name"] for tool in tools] == [function["name"] for function in given]
    for tool, function in zip(tools, given, strict=True):
        assert tool["parameters"]["properties"].keys() == function["parametersJsonSchema"]["properties"].keys()
        assert tool["parameters"].get("required") == function["parametersJsonSchema"].get("required")


def test_structured_output_and_limits_pass(translate: Translate) -> None:
    config = {"responseMimeType": "application/json", "maxOutputTokens": 7, "stopSequences": ["END"]}
    chat = asked(translate, generationConfig=config)
    assert (chat["response_format"], chat["max_tokens"], chat["stop"]) == ({"type": "json_object"}, 7, ["END"])
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    chat = asked(translate, generationConfig=config | {"responseJsonSchema": schema})
    assert chat["response_format"]["json_schema"]["schema"]["properties"] == schema["properties"]


def test_a_request_for_one_body_is_no_stream(translate: Translate) -> None:
    assert "stream" not in asked(translate, "/v1beta/models/mymodel:generateContent")


def test_a_path_of_another_kind_is_refused(translate: Translate) -> None:
    with pytest.raises(ValueError, match="is no path"):
        asked(translate, "/v1beta/models/mymodel:embedContent")


def test_a_stream_of_thoughts_text_and_calls() -> None:
    chunks = streamed(
        "gemini",
        stream(
            said({"reasoning_content": "I think ü"}),
            said({"content": "Hé"}),
            said({"content": "llo"}),
            calling(0, "call_1", "run", ""),
            calling(0, None, None, '{"command"'),
            calling(0, None, None, ': "ls"}'),
            calling(1, "call_2", "read", ""),
            finish="tool_calls",
        ),
    )
    assert parts(chunks) == [
        {"text": "I think ü", "thought": True},
        {"text": "Hé"},
        {"text": "llo"},
        {"functionCall": {"id": "call_1", "name": "run", "args": {"command": "ls"}}},
        {"functionCall": {"id": "call_2", "name": "read", "args": {}}},
    ]
    assert chunks[-1]["candidates"][0]["finishReason"] == "STOP"
    assert [chunk["modelVersion"] for chunk in chunks] == ["served-m"] * len(chunks)


def test_thoughts_and_cached_tokens_are_told_at_the_end_of_a_stream() -> None:
    chunks = streamed("gemini", stream(said({"content": "a"})))
    assert [chunk.get("usageMetadata") for chunk in chunks] == [None, FIGURES]


def test_figures_that_never_come_are_left_out() -> None:
    assert "usageMetadata" not in streamed("gemini", stream(said({"content": "a"}), usage=None))[-1]


@pytest.mark.parametrize(
    ("finish", "reason"),
    [("stop", "STOP"), ("length", "MAX_TOKENS"), ("content_filter", "SAFETY"), ("eos", "STOP")],
)
def test_finish_reasons(finish: str, reason: str) -> None:
    chunks = streamed("gemini", stream(said({"content": "a"}), finish=finish))
    assert chunks[-1]["candidates"][0]["finishReason"] == reason
    assert whole("gemini", completion({"content": "a"}, finish))["candidates"][0]["finishReason"] == reason


def test_a_whole_answer() -> None:
    call = {"id": "call_1", "type": "function", "function": {"name": "run", "arguments": '{"a": 1}'}}
    body = whole("gemini", completion({"content": "Hi", "reasoning": "hm", "tool_calls": [call]}, "tool_calls"))
    assert parts([body]) == [
        {"text": "hm", "thought": True},
        {"text": "Hi"},
        {"functionCall": {"id": "call_1", "name": "run", "args": {"a": 1}}},
    ]
    assert body["usageMetadata"] == FIGURES


def test_without_alt_sse_a_stream_is_an_array() -> None:
    body = got(answer("gemini", Said(stream(said({"content": "a"}), said({"content": "b"}))), notes={"array": True}))
    chunks = orjson.loads(body)
    assert [part["text"] for part in parts(chunks)] == ["a", "b"]
    assert chunks[-1]["usageMetadata"] == FIGURES


def test_an_error_in_the_stream_is_an_error_and_no_end_follows() -> None:
    body = sse(said({"content": "a"}), {"error": {"message": "too busy"}}, said({}, "stop"), b"[DONE]")
    chunks = events(got(answer("gemini", Said(body))))
    assert chunks[-1] == {"error": {"code": 500, "message": "too busy", "status": "INTERNAL"}}
    assert len(chunks) == 2
