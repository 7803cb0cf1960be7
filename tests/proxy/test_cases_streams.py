"""The cases of other gateways' trackers that are about streams: what the agent receives, what the journal says."""

import threading
from pathlib import Path

import orjson
import pytest

from proxy.chat import DIALECT
from proxy.passage import Passage
from tests.proxy.chunks import ASK, DONE, HELLO, PLAIN, ROLE, STOP, USAGE, WHOLE, data
from tests.proxy.rig import RESET, Script, answer, chunk, rig, sse, stream_head
from tests.proxy.spoken import ALL, MESSAGES, RESPONSES, Spoken, named

every = pytest.mark.parametrize("it", ALL, ids=lambda it: it.dialect)


@pytest.mark.parametrize("key", [b"reasoning", b"reasoning_content"])
def test_11_reasoning_is_a_first_token(tmp_path: Path, key: bytes) -> None:
    thought = b'{"choices":[{"index":0,"delta":{"role":"assistant","%b":"hm"}}]}' % key
    with rig(tmp_path, [stream_head() + data(thought), 0.15, data(HELLO, STOP, DONE)]) as it:
        it.post(ASK)
        call = it.call()
    assert call.ms.first_token is not None
    assert call.ms.total is not None
    assert call.ms.total - call.ms.first_token > 100


def test_12_tool_calls_without_an_index_pass_and_are_a_first_token(tmp_path: Path) -> None:
    tool = b'{"choices":[{"delta":{"tool_calls":[{"function":{"name":"bash","arguments":"{}"}}]}}]}'
    end = b'{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}'
    with rig(tmp_path, [sse(ROLE, tool, end, DONE)]) as it:
        got, call = it.post(ASK), it.call()
    assert got.body == data(ROLE, tool, end, DONE)
    assert (call.finish_reason, call.ms.first_token is not None) == ("tool_calls", True)


def test_13_several_answers_have_a_finish_reason_each(tmp_path: Path) -> None:
    ends = [
        b'{"choices":[{"index":%d,"delta":{},"finish_reason":"%b"}]}' % end for end in ((1, b"length"), (0, b"stop"))
    ]
    with rig(tmp_path, [sse(HELLO, *ends, USAGE, DONE)]) as it:
        it.post(ASK | {"n": 2})
        call = it.call()
    assert (call.finish_reason, call.finish_reasons, call.usage.total) == ("stop", ("stop", "length"), 15)


@pytest.mark.parametrize("chunked", [True, False])
def test_14_no_done_but_a_finish_reason_and_a_clean_end_is_complete(tmp_path: Path, *, chunked: bool) -> None:
    with rig(tmp_path, [sse(HELLO, STOP, chunked=chunked)]) as it:
        got, call = it.post(ASK), it.call()
    assert (got.body, got.whole, call.end, call.error) == (data(HELLO, STOP), True, "complete", None)


def test_15_a_clean_end_without_finish_reason_is_truncated_and_no_done_is_forged(tmp_path: Path) -> None:
    with rig(tmp_path, [sse(HELLO, HELLO)]) as it:
        got, call = it.post(ASK), it.call()
    assert (got.body, got.whole) == (data(HELLO, HELLO), True)
    assert (call.end, call.finish_reason, call.usage.source) == ("upstream_truncated", None, "estimated")


@pytest.mark.parametrize("end", [[RESET], []])
def test_16_a_stream_cut_inside_an_event_is_kept_in_part_and_cut_for_the_agent_too(
    tmp_path: Path, end: list[str]
) -> None:
    part = data(HELLO) + b'data: {"choices":[{"ind'
    with rig(tmp_path, [stream_head(chunked=True) + chunk(part), 0.1, *end]) as it:
        got, call = it.post(ASK), it.call()
    assert (got.body, got.whole) == (part, False)
    assert (call.end, call.response.events, call.response.bytes) == ("upstream_truncated", 1, len(part))
    assert call.error


def test_16_a_plain_answer_shorter_than_its_length_is_cut_too(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(WHOLE)[:-20]]) as it:
        got, call = it.post(PLAIN), it.call()
    assert (got.body, got.whole, call.end) == (WHOLE[:-20], False, "upstream_truncated")


def test_17_an_error_inside_a_200_is_an_upstream_error(tmp_path: Path) -> None:
    error = b'{"error":{"message":"overloaded","code":502}}'
    with rig(tmp_path, [sse(HELLO, error, DONE)]) as it:
        got, call = it.post(ASK), it.call()
    assert got.body == data(HELLO, error, DONE)
    assert (call.end, call.error, call.response.status) == ("upstream_error", "overloaded", 200)


def test_17_an_error_inside_a_plain_200_is_an_upstream_error(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(b'{"error":"no credit"}')]) as it:
        it.post(PLAIN)
        assert (it.call().end, it.call().error) == ("upstream_error", "no credit")


def test_20_comments_pass_as_they_are_and_at_once_and_are_no_first_token(tmp_path: Path) -> None:
    comment = b": OPENROUTER PROCESSING\n\n"
    with rig(tmp_path, [stream_head() + comment, 0.3, b": ping\n", 0.3, data(HELLO, STOP, DONE)]) as it:
        got, call = it.post(ASK), it.call()
    assert got.body == comment + b": ping\n" + data(HELLO, STOP, DONE)
    assert got.at[0] < 0.25
    assert got.at[1] < 0.55
    assert call.ms.first_token is not None
    assert call.ms.first_token > 500
    assert call.response.events == 3


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_21_every_line_end_a_bom_and_no_space_after_data(tmp_path: Path, end: bytes) -> None:
    text = '{"choices":[{"index":0,"delta":{"content":"a\u2028b\u0085c"}}]}'.encode()
    events = [b"data:" + event + end * 2 for event in (text, STOP, USAGE, DONE)]
    body = b"\xef\xbb\xbf" + b"".join(events)
    with rig(tmp_path, [stream_head() + body[:9], 0.02, body[9:-1], 0.02, body[-1:]]) as it:
        got, call = it.post(ASK), it.call()
    assert got.body == b"\xef\xbb\xbf" + events[0] + events[1] + events[3]
    assert (call.end, call.response.events, call.usage.total) == ("complete", 4, 15)


def test_22_utf8_split_over_reads(tmp_path: Path) -> None:
    text = '{"choices":[{"index":0,"delta":{"content":"é😀"},"finish_reason":"fin😀"}]}'.encode()
    body = data(text, DONE)
    at = body.index("😀".encode()) + 2
    with rig(tmp_path, [stream_head() + body[:at], 0.05, body[at:]]) as it:
        got, call = it.post(ASK), it.call()
    assert (got.body, call.finish_reason) == (body, "fin😀")


def test_22_half_a_character_in_request_and_answer_costs_neither_hash_nor_usage(tmp_path: Path) -> None:
    ask, said = PLAIN | {"messages": [{"content": "half"}]}, WHOLE.replace(b"Hello", rb"\ud83d")
    with rig(tmp_path, [answer(said)]) as it:
        got, call = it.post(orjson.dumps(ask).replace(b"half", rb"\udc80")), it.call()
        assert it.player.asked[0].count(rb"\udc80") == 1
    assert (got.body, call.end, call.usage.total, call.messages) == (said, "complete", 15, 1)
    assert call.request.hash is not None


@pytest.mark.parametrize("size", [70_000, 1_200_000])
def test_23_large_events_pass_and_are_read(tmp_path: Path, size: int) -> None:
    large = b'{"choices":[{"index":0,"delta":{"content":"' + b"x" * size + b'"},"finish_reason":"length"}]}'
    with rig(tmp_path, [sse(large, USAGE, DONE)]) as it:
        got, call = it.post(ASK), it.call()
    assert got.body == data(large, DONE)
    assert (call.finish_reason, call.usage.total, call.end) == ("length", 15, "complete")


def test_25_json_named_stream_and_stream_named_json_are_read_as_what_they_are(tmp_path: Path) -> None:
    named_stream = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + WHOLE
    named_json = sse(HELLO, STOP, USAGE, DONE).replace(b"text/event-stream", b"application/json")
    with rig(tmp_path, [named_stream], [named_json]) as it:
        first, second = it.post(ASK), it.post(ASK | {"messages": []})
        calls = it.calls(2)
    assert (first.body, second.body) == (WHOLE, data(HELLO, STOP, DONE))
    assert [(call.end, call.usage.total, call.response.events) for call in calls] == [
        ("complete", 15, None),
        ("complete", 15, 4),
    ]


def test_12_tool_calls_that_all_have_index_0_pass_as_they_are(tmp_path: Path) -> None:
    calls = [
        b'{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"%b","function":{"name":"%b"}}]}}]}' % call
        for call in ((b"a", b"bash"), (b"b", b"edit"))
    ]
    end = b'{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}'
    with rig(tmp_path, [stream_head() + data(calls[0]), 0.15, data(calls[1], end, USAGE, DONE)]) as it:
        got, call = it.post(ASK), it.call()
    assert got.body == data(*calls, end, DONE)
    assert (call.end, call.finish_reason, call.finish_reasons, call.usage.total) == ("complete", "tool_calls", None, 15)
    assert (call.ms.total or 0) - (call.ms.first_token or 0) > 100


def test_13_several_answers_in_one_body_have_a_finish_reason_each(tmp_path: Path) -> None:
    two = orjson.loads(WHOLE)
    two["choices"] = [{"index": 1, "finish_reason": "length"}, {"index": 0, "finish_reason": "stop"}]
    with rig(tmp_path, [answer(orjson.dumps(two))]) as it:
        got, call = it.post(PLAIN | {"n": 2}), it.call()
    assert got.body == orjson.dumps(two)
    assert (call.finish_reason, call.finish_reasons, call.usage.total) == ("stop", ("stop", "length"), 15)


def test_13_of_several_answers_one_may_never_finish(tmp_path: Path) -> None:
    other = HELLO.replace(b'"index":0', b'"index":1')
    with rig(tmp_path, [sse(ROLE, HELLO, other, HELLO, other, STOP, USAGE, DONE)]) as it:
        got, call = it.post(ASK | {"n": 2}), it.call()
    assert got.body == data(ROLE, HELLO, other, HELLO, other, STOP, DONE)
    assert (call.end, call.finish_reason, call.finish_reasons) == ("complete", "stop", ("stop", None))


@every
def test_20_comments_pass_at_once_in_every_dialect_and_are_no_first_token(tmp_path: Path, it: Spoken) -> None:
    comment = b": OPENROUTER PROCESSING\n\n"
    with rig(tmp_path, [stream_head() + comment, 0.3, it.stream]) as proxy:
        got, call = proxy.post(it.stream_ask, it.stream_path), proxy.call()
    assert (got.body, got.at[0] < 0.25) == (comment + it.stream, True)
    assert (call.end, call.response.events) == ("complete", it.stream.count(b"data: "))
    assert (call.ms.first_token or 0) > 250


TEXT = '{"choices":[{"index":0,"delta":{"content":"é😀\u2028b\u0085\\r\\n"}}]}'.encode()


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_21_22_wherever_a_stream_is_split_it_is_read_and_passes_alike(end: bytes) -> None:
    reason = STOP.replace(b'"stop"', '"fin😀"'.encode())
    events = [b"data:" + event + end * 2 for event in (TEXT, reason, USAGE)]
    first, shown, last = b"\xef\xbb\xbf: hm" + end + events[0], events[1], b"data: [DONE]" + end * 2
    whole = first + shown + events[2] + last
    for at in range(len(whole) + 1):
        it = Passage(DIALECT, hide_usage=True, encoding=None, length=None, now=lambda: 1.0)
        passed = it.feed(whole[:at]) + it.feed(whole[at:])
        it.finish()
        assert (passed, it.rest()) == (first + shown, last), at
        assert (it.answer.finish_reasons, it.events, it.first_token) == (["fin😀"], 4, 1.0), at
        assert DIALECT.usage(it.answer.usage)["total"] == 15, at


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_21_22_byte_by_byte_through_the_real_proxy(tmp_path: Path, end: bytes) -> None:
    body = b"".join(b"data:" + event + end * 2 for event in (TEXT, STOP, USAGE, DONE))
    script: Script = [stream_head(chunked=True)]
    for byte in body:
        script += [chunk(bytes([byte])), 0.0005]
    with rig(tmp_path, [*script, b"0\r\n\r\n"]) as it:
        got, call = it.post(ASK), it.call()
    assert (got.body, got.whole) == (b"".join(b"data:" + event + end * 2 for event in (TEXT, STOP, DONE)), True)
    assert (call.end, call.response.events, call.usage.total, call.finish_reason) == ("complete", 4, 15, "stop")


@every
def test_21_22_byte_by_byte_in_every_dialect(tmp_path: Path, it: Spoken) -> None:
    script: Script = [stream_head(chunked=True)]
    for at in range(len(it.stream)):
        script += [chunk(it.stream[at : at + 1])]
    with rig(tmp_path, [*script, b"0\r\n\r\n"]) as proxy:
        got, call = proxy.post(it.stream_ask, it.stream_path), proxy.call()
    assert (got.body, call.end, call.finish_reason, call.usage.total) == (
        it.stream,
        "complete",
        it.finish,
        it.figures[-1],
    )


@pytest.mark.parametrize("size", [70_000, 1_200_000])
def test_23_the_event_that_ends_a_response_repeats_all_of_it_and_is_held_whole(tmp_path: Path, size: int) -> None:
    response = {"model": "m-0613", "status": "completed", "usage": {"input_tokens": 100, "output_tokens": 15}}
    output = [{"type": "message", "content": [{"type": "output_text", "text": "é" * (size // 2)}]}]
    end = named({"type": "response.completed", "response": {"output": output} | response})
    closing = threading.Event()
    with rig(tmp_path, [stream_head() + RESPONSES.begin + end, closing]) as it:
        threading.Timer(1.0, closing.set).start()
        got, call = it.post(RESPONSES.stream_ask, RESPONSES.path), it.call()
    assert (got.body, got.whole) == (RESPONSES.begin + end, True)
    assert got.early(0.4) == RESPONSES.begin  # not a byte of the end, for which half a second is waited
    assert (call.end, call.usage.total, call.finish_reason) == ("complete", 115, "completed")


@pytest.mark.parametrize("size", [70_000, 1_200_000])
def test_23_a_large_event_passes_before_its_end_where_nothing_needs_to_be_hidden(tmp_path: Path, size: int) -> None:
    large = named(
        {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": "x" * size}}
    )
    body = MESSAGES.begin + large + MESSAGES.end
    at = len(MESSAGES.begin) + 40_000
    with rig(tmp_path, [stream_head() + body[:at], 0.8, body[at:]]) as it:
        got, call = it.post(MESSAGES.stream_ask, MESSAGES.path), it.call()
    assert (got.body, got.at[0] < 0.6) == (body, True)
    assert (call.end, call.usage.total, call.response.events) == ("complete", 115, body.count(b"data: "))


@every
def test_25_whatever_the_content_type_says_a_body_is_read_as_what_it_is(tmp_path: Path, it: Spoken) -> None:
    named_stream = answer(it.whole).replace(b"application/json", b"text/event-stream")
    named_json = (stream_head() + it.stream).replace(b"text/event-stream", b"application/json")
    with rig(tmp_path, [named_stream], [named_json]) as proxy:
        first, second = proxy.post(it.stream_ask, it.stream_path), proxy.post(it.ask | {"more": 1}, it.path)
        calls = proxy.calls(2)
    assert (first.body, first.headers["content-type"]) == (it.whole, "text/event-stream")
    assert (second.body, second.headers["content-type"]) == (it.stream, "application/json")
    assert [(call.end, call.usage.total) for call in calls] == [("complete", it.figures[-1])] * 2
    assert [call.response.events for call in calls] == [None, it.stream.count(b"data: ")]
