import orjson
import pytest

from proxy.messages import usage_of
from proxy.usage import usage_of as usage_of_chat
from tests.proxy.translation.conftest import Translate
from tests.proxy.translation.rig import (
    USAGE,
    Json,
    calling,
    completion,
    kinds,
    of_kind,
    request,
    said,
    sse,
    stream,
    streamed,
    whole,
)

FIGURES = {
    "input_tokens": 36,
    "cache_creation_input_tokens": None,
    "cache_read_input_tokens": 64,
    "output_tokens": 50,
    "output_tokens_details": {"thinking_tokens": 20},
}

LONG = "a_tool_whose_name_is_longer_than_the_sixty_four_characters_that_chat_allows"


def asked(translate: Translate, **changed: object) -> Json:
    body = request("claude") | changed
    read: Json = orjson.loads(translate("messages", "/v1/messages", body).body)
    return read


def blocks(events: list[Json]) -> list[Json]:
    """The content as Anthropic's SDK puts it together."""
    content: list[Json] = []
    for event in events:
        if event["type"] == "content_block_start":
            assert event["index"] == len(content)
            content.append(dict(event["content_block"]))
        if event["type"] == "content_block_delta":
            assert event["index"] == len(content) - 1
            kind, piece = next((k, v) for k, v in event["delta"].items() if k != "type")
            content[-1][kind] = content[-1].get(kind, "") + piece
    return content


def test_what_claude_sends_becomes_a_plain_chat_request(translate: Translate) -> None:
    chat = asked(translate)
    assert set(chat) == {"model", "messages", "tools", "max_tokens", "stream", "stream_options"}
    assert (chat["model"], chat["max_tokens"], chat["stream"]) == ("mymodel", 32000, True)
    assert chat["stream_options"] == {"include_usage": True}
    roles = [message["role"] for message in chat["messages"]]
    assert roles == ["system", "user", "assistant", "tool", "assistant", "tool", "user", "assistant", "tool"]
    assert all(isinstance(message["content"], str) for message in chat["messages"])


def test_its_thoughts_and_calls_go_back_to_the_model(translate: Translate) -> None:
    message = asked(translate)["messages"][2]
    assert message["reasoning_content"] == "I think about ü this."
    assert message["content"] == "I run a command."
    call = {"name": "Bash", "arguments": '{"command": "cat calc.py"}'}
    assert message["tool_calls"] == [{"id": "call_0", "type": "function", "function": call}]
    assert "thinking_blocks" not in message


def test_results_stand_right_after_their_calls_and_errors_say_so(translate: Translate) -> None:
    result = {"type": "tool_result", "tool_use_id": "call_0", "content": "no such file", "is_error": True}
    use = {"type": "tool_use", "id": "call_0", "name": "Bash", "input": {"command": "ü"}}
    messages = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": [use]},
        {"role": "user", "content": [{"type": "text", "text": "and now"}, result]},
    ]
    chat = asked(translate, messages=messages)["messages"][1:]
    assert [message["role"] for message in chat] == ["user", "assistant", "tool", "user"]
    assert chat[1]["tool_calls"][0]["function"]["arguments"] == '{"command": "ü"}'
    assert chat[2] == {"role": "tool", "tool_call_id": "call_0", "content": "Error: no such file"}


def test_system_items_among_the_messages_are_kept_as_notes(translate: Translate) -> None:
    chat = asked(translate)["messages"]
    assert "Primary working directory" in chat[1]["content"]
    assert "changed on disk" in chat[6]["content"]


def test_what_only_anthropic_knows_stays_out(translate: Translate) -> None:
    text = str(asked(translate))
    for word in (
        "cache_control",
        "x-anthropic-billing-header",
        "defer_loading",
        "context_management",
        "effort",
        "user_id",
    ):
        assert word not in text


def test_tools_keep_their_schemas(translate: Translate) -> None:
    tools = asked(translate)["tools"]
    assert [tool["function"]["name"] for tool in tools] == ["Bash", "Edit", "DeferredToolPlaceholder"]
    given = {tool["name"]: tool for tool in request("claude")["tools"]}
    assert tools[0]["function"]["parameters"] == given["Bash"]["input_schema"]
    assert tools[2]["function"]["parameters"] == {"type": "object", "properties": {}}


def test_a_budget_of_thinking_asks_for_effort_and_an_adaptive_one_for_nothing(translate: Translate) -> None:
    assert asked(translate, thinking={"type": "enabled", "budget_tokens": 10_000})["reasoning_effort"] == "high"
    assert "reasoning_effort" not in asked(translate)


def test_choices_and_limits_pass(translate: Translate) -> None:
    more = {"tool_choice": {"type": "tool", "name": "Bash"}, "temperature": 0.5, "stop_sequences": ["END"]}
    chat = asked(translate, stream=False, **more)
    assert chat["tool_choice"] == {"type": "function", "function": {"name": "Bash"}}
    assert (chat["temperature"], chat["stop"]) == (0.5, ["END"])
    assert "stream" not in chat


def test_images_pass_and_a_found_tool_is_named(translate: Translate) -> None:
    source = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
    found = {"type": "tool_result", "tool_use_id": "c", "content": [{"type": "tool_reference", "tool_name": "Monitor"}]}
    content = [
        {"type": "image", "source": source, "cache_control": {"type": "ephemeral"}},
        {"type": "text", "text": "?"},
    ]
    chat = asked(translate, messages=[{"role": "user", "content": content}, {"role": "user", "content": [found]}])
    assert chat["messages"][1]["content"] == [
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
        {"type": "text", "text": "?"},
    ]
    assert chat["messages"][2]["content"] == "The tool Monitor can be used now."


def test_a_picture_that_a_tool_gave_follows_its_result(translate: Translate) -> None:
    source = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
    result = {"type": "tool_result", "tool_use_id": "c", "content": [{"type": "image", "source": source}]}
    use = {"type": "tool_use", "id": "c", "name": "Read", "input": {}}
    messages = [
        {"role": "user", "content": "look"},
        {"role": "assistant", "content": [use]},
        {"role": "user", "content": [result]},
    ]
    chat = asked(translate, messages=messages)["messages"]
    assert [message["role"] for message in chat[-2:]] == ["tool", "user"]
    assert chat[-1]["content"] == [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]


def test_a_tool_with_a_long_name_is_called_by_its_own_name(translate: Translate) -> None:
    tool = {"name": LONG, "input_schema": {"type": "object", "properties": {}}}
    translated = translate("messages", "/v1/messages", request("claude") | {"tools": [tool]})
    short = orjson.loads(translated.body)["tools"][0]["function"]["name"]
    assert len(short) <= 64
    events = streamed("messages", stream(calling(0, "a", short, "{}")), notes=translated.notes)
    assert blocks(events)[0]["name"] == LONG


def test_tokens_are_counted_on_the_spot(translate: Translate) -> None:
    def count(body: Json) -> int:
        counted = translate("messages", "/v1/messages/count_tokens", body)
        assert counted.answer is not None
        tokens = orjson.loads(counted.answer)["input_tokens"]
        assert isinstance(tokens, int)
        return tokens

    short = {"model": "m", "messages": [{"role": "user", "content": "hello there"}]}
    assert 2 <= count(short) <= 20
    assert count(request("claude")) > 300


def test_a_stream_of_thoughts_text_and_calls() -> None:
    events = streamed(
        "messages",
        stream(
            said({"reasoning_content": "I th"}),
            said({"reasoning_content": "ink ü"}),
            said({"content": "Héllo"}),
            calling(0, "call_1", "Bash", ""),
            calling(0, None, None, '{"command"'),
            calling(0, None, None, ': "ls"}'),
            calling(1, "call_2", "Read", '{"file_path": "ü"}'),
            finish="tool_calls",
        ),
    )
    assert blocks(events) == [
        {"type": "thinking", "thinking": "I think ü", "signature": ""},
        {"type": "text", "text": "Héllo"},
        {"type": "tool_use", "id": "call_1", "name": "Bash", "input": {}, "partial_json": '{"command": "ls"}'},
        {"type": "tool_use", "id": "call_2", "name": "Read", "input": {}, "partial_json": '{"file_path": "ü"}'},
    ]
    assert kinds(events)[0] == "message_start"
    assert kinds(events)[-2:] == ["message_delta", "message_stop"]
    assert kinds(events).count("content_block_start") == kinds(events).count("content_block_stop") == 4
    assert events[0]["message"]["model"] == "served-m"


def test_reasoning_and_cached_tokens_are_told_at_the_end_of_a_stream() -> None:
    delta = of_kind(streamed("messages", stream(said({"content": "a"}))), "message_delta")[0]
    assert delta["usage"] == FIGURES


def test_figures_that_come_first_stand_in_message_start() -> None:
    first = said({"content": "a"}) | {"usage": {"prompt_tokens": 100, "prompt_tokens_details": {"cached_tokens": 64}}}
    start = streamed("messages", stream(first))[0]
    # The first chunk, which carries the role alone, says nothing that would begin the message.
    assert start["message"]["usage"]["cache_read_input_tokens"] == 64
    assert start["message"]["usage"]["input_tokens"] == 36


def test_figures_that_never_come_are_null_and_not_0() -> None:
    events = streamed("messages", stream(said({"content": "a"}), usage=None))
    nothing = {"input_tokens": None, "output_tokens": None}
    assert events[0]["message"]["usage"] == nothing
    assert of_kind(events, "message_delta")[0]["usage"] == nothing


@pytest.mark.parametrize(
    ("finish", "stop"),
    [
        ("stop", "end_turn"),
        ("length", "max_tokens"),
        ("content_filter", "refusal"),
        ("tool_calls", "end_turn"),
        ("eos", "end_turn"),
    ],
)
def test_finish_reasons(finish: str, stop: str) -> None:
    events = streamed("messages", stream(said({"content": "a"}), finish=finish))
    assert of_kind(events, "message_delta")[0]["delta"]["stop_reason"] == stop
    assert whole("messages", completion({"content": "a"}, finish))["stop_reason"] == stop


def test_a_call_makes_it_tool_use() -> None:
    events = streamed("messages", stream(calling(0, "a", "Bash", "{}"), finish="stop"))
    assert of_kind(events, "message_delta")[0]["delta"]["stop_reason"] == "tool_use"


def test_an_answer_that_says_nothing_still_begins_and_ends() -> None:
    assert kinds(streamed("messages", stream())) == ["message_start", "message_delta", "message_stop"]


def test_a_whole_answer() -> None:
    call = {"id": "call_1", "type": "function", "function": {"name": "Bash", "arguments": '{"command": "ls"}'}}
    answer = whole("messages", completion({"content": "Hi", "reasoning": "hm", "tool_calls": [call]}, "tool_calls"))
    assert answer["content"] == [
        {"type": "thinking", "thinking": "hm", "signature": ""},
        {"type": "text", "text": "Hi"},
        {"type": "tool_use", "id": "call_1", "name": "Bash", "input": {"command": "ls"}},
    ]
    assert (answer["type"], answer["role"], answer["stop_reason"]) == ("message", "assistant", "tool_use")
    assert answer["usage"] == FIGURES


def test_arguments_that_are_no_object_stand_where_the_tool_refuses_them() -> None:
    call = {"id": "c", "function": {"name": "Bash", "arguments": '{"comm'}}
    answer = whole("messages", completion({"tool_calls": [call]}, "length"))
    assert answer["content"][0]["input"] == {"unreadable_arguments": '{"comm'}


def test_an_error_in_the_stream_is_an_error_event_and_no_end_follows() -> None:
    body = sse(said({"content": "a"}), {"error": {"message": "overloaded", "code": 503}}, said({}, "stop"), b"[DONE]")
    events = streamed("messages", body)
    assert events[-1] == {"type": "error", "error": {"type": "overloaded_error", "message": "overloaded"}}
    assert "message_stop" not in kinds(events)


def test_usage_of_the_record_reads_what_was_written() -> None:
    answer = whole("messages", completion({"content": "a"}))
    ours, theirs = usage_of(answer["usage"]), usage_of_chat(USAGE)
    keys = ("input", "cache_read", "output", "reasoning", "total")
    assert [ours[key] for key in keys] == [theirs[key] for key in keys]
