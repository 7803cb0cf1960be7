from typing import Any

from proxy.translation.tidy import messages, tidy

HI: dict[str, Any] = {"role": "user", "content": "hi"}


def test_only_members_that_chat_endpoints_know_are_left() -> None:
    request: dict[str, Any] = {"model": "m", "messages": [HI], "web_search_options": {}, "top_p": None, "max_tokens": 0}
    assert tidy(request, stream=False) == {"model": "m", "messages": [HI], "max_tokens": 0}


def test_a_stream_asks_for_its_usage() -> None:
    sent = tidy({"model": "m", "messages": [HI]}, stream=True)
    assert (sent["stream"], sent["stream_options"]) == (True, {"include_usage": True})


def test_what_is_the_default_anyway_is_not_said() -> None:
    tool = {"type": "function", "function": {"name": "ls", "strict": False}}
    request = {"model": "m", "messages": [HI], "tools": [tool], "tool_choice": "auto", "parallel_tool_calls": True}
    sent = tidy(request, stream=False)
    assert set(sent) == {"model", "messages", "tools"}
    assert sent["tools"][0]["function"] == {"name": "ls", "parameters": {"type": "object", "properties": {}}}
    assert tidy(request | {"parallel_tool_calls": False}, stream=False)["parallel_tool_calls"] is False


def test_without_tools_nothing_is_said_of_them() -> None:
    request = {"model": "m", "messages": [HI], "tools": [{"type": "mcp"}], "tool_choice": "required"}
    assert set(tidy(request, stream=False)) == {"model", "messages"}


def test_an_effort_is_a_word() -> None:
    request = {"model": "m", "messages": [HI], "reasoning_effort": {"effort": "low", "summary": "auto"}}
    assert tidy(request, stream=False)["reasoning_effort"] == "low"


def test_one_system_message_stands_at_the_start() -> None:
    given = [
        {"role": "developer", "content": [{"type": "text", "text": "a", "cache_control": {}}]},
        {"role": "system", "content": "b"},
        HI,
        {"role": "system", "content": "c"},
    ]
    assert messages(given) == [{"role": "system", "content": "a\n\nb"}, {"role": "user", "content": "hi\n\nc"}]


def test_users_messages_in_a_row_are_one_also_with_images() -> None:
    image = {"type": "image_url", "image_url": {"url": "data:,"}}
    given = [HI, {"role": "user", "content": [image | {"cache_control": {}}]}]
    assert messages(given) == [{"role": "user", "content": [{"type": "text", "text": "hi"}, image]}]


def test_assistants_and_tools_stay_as_they_follow() -> None:
    call = {"id": "a", "type": "function", "index": 0, "function": {"name": "ls", "arguments": ""}}
    given = [
        {"role": "assistant", "content": None, "tool_calls": [call], "thinking_blocks": [{}]},
        {"role": "tool", "tool_call_id": "a", "content": [{"type": "text", "text": "x"}]},
        {"role": "tool", "tool_call_id": "b", "content": None},
    ]
    said = {"id": "a", "type": "function", "function": {"name": "ls", "arguments": "{}"}}
    assert messages(given) == [
        {"role": "assistant", "content": None, "tool_calls": [said]},
        {"role": "tool", "tool_call_id": "a", "content": "x"},
        {"role": "tool", "tool_call_id": "b", "content": ""},
    ]


def test_arguments_are_not_escaped_but_broken_ones_stay() -> None:
    for given, sent in (('{"a": "\\u00fc"}', '{"a": "ü"}'), ('{"a": "\\u00f', '{"a": "\\u00f')):
        call = {"id": "a", "function": {"name": "ls", "arguments": given}}
        assert (
            messages([{"role": "assistant", "tool_calls": [call]}])[0]["tool_calls"][0]["function"]["arguments"] == sent
        )


def test_pictures_among_the_results_of_tools_follow_them() -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:,"}}
    given = [
        {"role": "tool", "tool_call_id": "a", "content": [picture]},
        {"role": "tool", "tool_call_id": "b", "content": [{"type": "text", "text": "x"}, picture]},
        HI,
        {"role": "tool", "tool_call_id": "c", "content": [picture]},
    ]
    assert messages(given) == [
        {"role": "tool", "tool_call_id": "a", "content": "The next message shows it."},
        {"role": "tool", "tool_call_id": "b", "content": "x"},
        {"role": "user", "content": [picture, picture, {"type": "text", "text": "hi"}]},
        {"role": "tool", "tool_call_id": "c", "content": "The next message shows it."},
        {"role": "user", "content": [picture]},
    ]


def test_a_document_is_no_picture() -> None:
    url = "data:application/pdf;base64,JVBERi0="
    (told,) = messages([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}])
    assert told["content"] == [{"type": "file", "file": {"filename": "document.pdf", "file_data": url}}]
