import orjson
import pytest

from tests.proxy.translation.conftest import Translate
from tests.proxy.translation.rig import (
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
    "input_tokens": 100,
    "input_tokens_details": {"cached_tokens": 64},
    "output_tokens": 50,
    "output_tokens_details": {"reasoning_tokens": 20},
    "total_tokens": 150,
}

PATCH = {
    "type": "custom",
    "name": "apply_patch",
    "description": "Edits files.",
    "format": {"type": "grammar", "syntax": "lark", "definition": "start: begin_patch hunk+ end_patch"},
}

PATCHES = {"custom": ["apply_patch"], "namespaces": {}}


def asked(translate: Translate, **changed: object) -> Json:
    read: Json = orjson.loads(translate("responses", "/v1/responses", request("codex") | changed).body)
    return read


def test_what_codex_sends_becomes_a_plain_chat_request(translate: Translate) -> None:
    chat = asked(translate)
    assert set(chat) == {"model", "messages", "tools", "stream", "stream_options"}
    roles = [message["role"] for message in chat["messages"]]
    assert roles == ["system", "user", "assistant", "tool", "assistant", "tool", "assistant", "tool"]
    assert all(isinstance(message["content"], str) for message in chat["messages"])
    assert "You are a coding agent" in chat["messages"][0]["content"]
    assert "<skills_instructions>" in chat["messages"][0]["content"]
    assert chat["messages"][1]["content"].endswith("Fix the bug in calc.py, add must add.")


def test_its_thoughts_texts_and_calls_are_one_message_each_turn(translate: Translate) -> None:
    call = {"name": "exec_command", "arguments": '{"cmd": "cat calc.py"}'}
    assert asked(translate)["messages"][2] == {
        "role": "assistant",
        "content": "I run a command.",
        "reasoning_content": "I think about ü this.",
        "tool_calls": [{"id": "call_0", "type": "function", "function": call}],
    }


def test_namespaces_are_flattened_and_hosted_tools_left_out(translate: Translate) -> None:
    translated = translate("responses", "/v1/responses", request("codex"))
    names = [tool["function"]["name"] for tool in orjson.loads(translated.body)["tools"]]
    assert names == ["exec_command", "multi_agent_v1__close_agent", "multi_agent_v1__resume_agent"]
    assert translated.notes["namespaces"]["multi_agent_v1__close_agent"] == ["multi_agent_v1", "close_agent"]


def test_a_call_into_a_namespace_comes_back_as_one(translate: Translate) -> None:
    translated = translate("responses", "/v1/responses", request("codex"))
    events = streamed("responses", stream(calling(0, "c", "multi_agent_v1__close_agent", "{}")), notes=translated.notes)
    item = of_kind(events, "response.output_item.done")[0]["item"]
    assert (item["type"], item["namespace"], item["name"]) == ("function_call", "multi_agent_v1", "close_agent")
    again = request("codex")["input"] + [
        item, {"type": "function_call_output", "call_id": "c", "output": "closed"}
    ]  # fmt: skip
    call = asked(translate, input=again)["messages"][-2]["tool_calls"][0]
    assert call["function"]["name"] == "multi_agent_v1__close_agent"


def test_a_freeform_tool_is_a_function_of_one_text(translate: Translate) -> None:
    translated = translate("responses", "/v1/responses", request("codex") | {"tools": [PATCH]})
    function = orjson.loads(translated.body)["tools"][0]["function"]
    assert function["name"] == "apply_patch"
    assert "begin_patch" in function["description"]
    assert function["parameters"]["required"] == ["content"]
    assert translated.notes["custom"] == ["apply_patch"]


def test_a_call_of_a_freeform_tool_comes_back_as_its_text(translate: Translate) -> None:
    patch = "*** Begin Patch\n*** Add File: ü\n+1\n*** End Patch"
    wrapped = orjson.dumps({"content": patch}).decode()
    deltas = [calling(0, "c", "apply_patch", wrapped[:9]), calling(0, None, None, wrapped[9:])]
    events = streamed("responses", stream(*deltas), notes=PATCHES)
    assert not [kind for kind in kinds(events) if "function_call" in kind]
    assert of_kind(events, "response.custom_tool_call_input.done")[0]["input"] == patch
    item = of_kind(events, "response.output_item.done")[0]["item"]
    assert (item["type"], item["call_id"], item["input"]) == ("custom_tool_call", "c", patch)
    again = request("codex")["input"] + [
        item, {"type": "custom_tool_call_output", "call_id": "c", "output": "done"}
    ]  # fmt: skip
    sent = asked(translate, tools=[PATCH], input=again)["messages"][-2:]
    assert orjson.loads(sent[0]["tool_calls"][0]["function"]["arguments"]) == {"content": patch}
    assert sent[1] == {"role": "tool", "tool_call_id": "c", "content": "done"}


def test_calls_made_side_by_side_are_one_message(translate: Translate) -> None:
    calls = [{"type": "function_call", "name": "exec_command", "arguments": "{}", "call_id": x} for x in "ab"]
    results = [{"type": "function_call_output", "call_id": x, "output": x} for x in "ab"]
    sent = asked(translate, input=[{"role": "user", "content": "hi"}, *calls, *results])["messages"]
    assert [message["role"] for message in sent] == ["user", "assistant", "tool", "tool"]
    assert [call["id"] for call in sent[1]["tool_calls"]] == ["a", "b"]


def test_a_picture_that_a_tool_gave_follows_its_result(translate: Translate) -> None:
    call = {"type": "function_call", "name": "view_image", "arguments": "{}", "call_id": "a"}
    picture = {"type": "input_image", "image_url": "data:image/png;base64,AAAA"}
    result = {"type": "function_call_output", "call_id": "a", "output": [picture]}
    sent = asked(translate, input=[{"role": "user", "content": "look"}, call, result])["messages"]
    assert [message["role"] for message in sent] == ["user", "assistant", "tool", "user"]
    assert sent[-1]["content"] == [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]


def test_one_cell_s_calls_do_not_appear_in_another_s(translate: Translate) -> None:
    asked(translate)
    orphan = [{"role": "user", "content": "hi"}, {"type": "function_call_output", "call_id": "call_0", "output": "x"}]
    assert "cat calc.py" not in str(asked(translate, input=orphan))


def test_an_effort_that_was_chosen_passes_and_a_developer_s_later_word_is_the_user_s(translate: Translate) -> None:
    late = [*request("codex")["input"], {"role": "developer", "content": "mind the time"}]
    chat = asked(translate, reasoning={"effort": "low", "summary": "auto"}, input=late)
    assert chat["reasoning_effort"] == "low"
    assert chat["messages"][-1] == {"role": "user", "content": "mind the time"}


def test_a_conversation_kept_elsewhere_is_refused(translate: Translate) -> None:
    with pytest.raises(ValueError, match="previous_response_id"):
        asked(translate, previous_response_id="resp_1")


def test_instructions_and_structured_output_pass(translate: Translate) -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "required": ["a"],
        "additionalProperties": False,
    }
    form = {"format": {"type": "json_schema", "name": "out", "schema": schema, "strict": True}}
    chat = asked(translate, instructions="Be brief.", input="hi", text=form, max_output_tokens=9)
    assert chat["messages"] == [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hi"}]
    assert chat["response_format"]["json_schema"]["schema"] == schema
    assert chat["max_tokens"] == 9


def test_a_stream_of_thoughts_text_and_calls() -> None:
    events = streamed(
        "responses",
        stream(
            said({"reasoning_content": "I th"}),
            said({"reasoning_content": "ink ü"}),
            said({"content": "Hé"}),
            said({"content": "llo"}),
            calling(0, "call_1", "exec_command", ""),
            calling(0, None, None, '{"cmd"'),
            calling(0, None, None, ': "ls"}'),
            finish="tool_calls",
        ),
    )
    assert kinds(events) == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.reasoning_summary_part.added",
        "response.reasoning_summary_text.delta",
        "response.reasoning_summary_text.delta",
        "response.reasoning_summary_text.done",
        "response.reasoning_summary_part.done",
        "response.output_item.done",
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.output_item.added",
        "response.function_call_arguments.delta",
        "response.function_call_arguments.delta",
        "response.function_call_arguments.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    reasoning, message, call = events[-1]["response"]["output"]
    assert reasoning["summary"] == [{"type": "summary_text", "text": "I think ü"}]
    assert message["content"] == [{"type": "output_text", "text": "Héllo", "annotations": []}]
    assert (call["call_id"], call["name"], call["arguments"]) == ("call_1", "exec_command", '{"cmd": "ls"}')
    done = [event["item"] for event in of_kind(events, "response.output_item.done")]
    assert done == events[-1]["response"]["output"]
    assert len({event["response"]["id"] for event in events if "response" in event}) == 1


def test_ids_and_places_of_a_part_s_events_agree() -> None:
    events = streamed("responses", stream(said({"content": "a"}), calling(0, "c", "ls", '{"a":1}')))
    added = {event["output_index"]: event["item"]["id"] for event in of_kind(events, "response.output_item.added")}
    assert [event["item_id"] for event in events if "item_id" in event] == [
        added[event["output_index"]] for event in events if "item_id" in event
    ]


def test_reasoning_and_cached_tokens_are_told_at_the_end_of_a_stream() -> None:
    assert streamed("responses", stream(said({"content": "a"})))[-1]["response"]["usage"] == FIGURES


def test_figures_that_never_come_are_null() -> None:
    assert streamed("responses", stream(said({"content": "a"}), usage=None))[-1]["response"]["usage"] is None


@pytest.mark.parametrize(
    ("finish", "kind", "reason"),
    [
        ("stop", "completed", None),
        ("length", "incomplete", {"reason": "max_output_tokens"}),
        ("content_filter", "incomplete", {"reason": "content_filter"}),
        ("eos", "completed", None),
    ],
)
def test_finish_reasons(finish: str, kind: str, reason: Json | None) -> None:
    last = streamed("responses", stream(said({"content": "a"}), finish=finish))[-1]
    assert (last["type"], last["response"]["status"]) == (f"response.{kind}", kind)
    assert last["response"]["incomplete_details"] == reason
    answer = whole("responses", completion({"content": "a"}, finish))
    assert (answer["status"], answer["incomplete_details"]) == (kind, reason)


def test_an_answer_that_says_nothing_still_begins_and_ends() -> None:
    assert kinds(streamed("responses", stream())) == ["response.created", "response.in_progress", "response.completed"]


def test_a_whole_answer() -> None:
    call = {"id": "call_1", "type": "function", "function": {"name": "ls", "arguments": '{"a": 1}'}}
    answer = whole("responses", completion({"content": "Hi", "reasoning": "hm", "tool_calls": [call]}, "tool_calls"))
    assert [item["type"] for item in answer["output"]] == ["reasoning", "message", "function_call"]
    assert answer["output"][2]["arguments"] == '{"a": 1}'
    assert (answer["object"], answer["status"], answer["model"]) == ("response", "completed", "served-m")
    assert answer["usage"] == FIGURES


def test_an_error_in_the_stream_fails_the_response_and_no_end_follows() -> None:
    body = sse(said({"content": "a"}), {"error": {"message": "too busy"}}, said({}, "stop"), b"[DONE]")
    events = streamed("responses", body)
    assert events[-1]["type"] == "response.failed"
    assert events[-1]["response"]["error"] == {"code": "server_error", "message": "too busy"}
    assert "response.completed" not in kinds(events)


def test_a_freeform_call_whose_wrapping_the_model_forgot_is_taken_as_it_is() -> None:
    for said_instead in ("*** Begin Patch", '["a"]', '{"patch": 1}'):
        events = streamed("responses", stream(calling(0, "c", "apply_patch", said_instead)), notes=PATCHES)
        assert of_kind(events, "response.output_item.done")[0]["item"]["input"] == said_instead
