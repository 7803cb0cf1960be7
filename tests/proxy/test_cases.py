"""The cases of other gateways' issue trackers: what the agent receives, and what the journal says."""

from pathlib import Path

import orjson
import pytest

from tests.proxy.chunks import ASK, DONE, HELLO, PLAIN, ROLE, STOP, USAGE, WHOLE, data
from tests.proxy.rig import RESET, answer, chunk, rig, sse, stream_head


def test_01_usage_is_asked_for_and_the_extra_chunk_hidden(tmp_path: Path) -> None:
    with rig(tmp_path, [sse(ROLE, HELLO, STOP, USAGE, DONE)]) as it:
        got, call = it.post(ASK), it.call()
        assert it.player.bodies() == [ASK | {"stream_options": {"include_usage": True}}]
        assert b"accept-encoding: identity" in it.player.asked[0].lower()
    assert (got.body, got.whole) == (data(ROLE, HELLO, STOP, DONE), True)
    assert (call.usage.input, call.usage.output, call.usage.total, call.usage.source) == (12, 3, 15, "upstream")
    assert call.request.altered == ("include_usage", "identity")
    assert (call.end, call.finish_reason, call.model.served, call.response.events) == ("complete", "stop", "m-0613", 5)
    assert (call.messages, call.tools, call.stream, call.dialect) == (1, 2, True, "chat")
    assert call.response.bytes == len(data(ROLE, HELLO, STOP, USAGE, DONE))


def test_01_an_agent_that_asks_for_usage_itself_gets_the_chunk_and_its_body_passes_unchanged(tmp_path: Path) -> None:
    raw = b'{ "stream":true,"stream_options" : {"include_usage":true}, "model":"m","messages":[] }'
    with rig(tmp_path, [sse(HELLO, STOP, USAGE, DONE)]) as it:
        got, call = it.post(raw), it.call()
        assert it.player.asked[0].endswith(b"\r\n\r\n" + raw)
    assert got.body == data(HELLO, STOP, USAGE, DONE)
    assert (call.request.altered, call.usage.total) == ((), 15)


def test_02_an_endpoint_that_refuses_stream_options_is_asked_once_without_and_remembered(tmp_path: Path) -> None:
    refusal = answer(b'{"error":{"message":"unknown parameter: stream_options"}}', b"400 Bad Request")
    with rig(tmp_path, [refusal], [sse(HELLO, STOP, DONE)]) as it:
        first, second = it.post(ASK), it.post(ASK | {"messages": []})
        calls = it.calls(2)
        assert ["stream_options" in body for body in it.player.bodies()] == [True, False, False]
    assert first.body == second.body == data(HELLO, STOP, DONE)
    assert [call.request.altered for call in calls] == [("include_usage", "identity", "include_usage_rejected"), ()]
    assert [(call.end, call.usage.source, call.usage.raw) for call in calls] == [("complete", "estimated", None)] * 2


def test_02_another_400_passes_with_its_length(tmp_path: Path) -> None:
    body = b'{"error":{"message":"context too long"}}'
    with rig(tmp_path, [answer(body, b"400 Bad Request")]) as it:
        got, call = it.post(ASK), it.call()
    assert (got.status, got.body, got.headers["content-length"]) == (400, body, str(len(body)))
    assert (call.end, call.error, call.response.status) == ("complete", "context too long", 400)


def test_04_a_first_chunk_with_empty_choices_passes_and_is_no_token(tmp_path: Path) -> None:
    preamble = b'{"choices":[],"prompt_filter_results":[{"prompt_index":0}]}'
    with rig(tmp_path, [stream_head() + data(preamble), 0.15, data(HELLO, STOP, USAGE, DONE)]) as it:
        got, call = it.post(ASK), it.call()
    assert got.body == data(preamble, HELLO, STOP, DONE)
    assert call.ms.first_token is not None
    assert call.ms.first_byte is not None
    assert call.ms.first_token - call.ms.first_byte > 100


def test_05_usage_on_every_chunk_counts_once_and_null_does_not_wipe_it(tmp_path: Path) -> None:
    def with_usage(total: int) -> bytes:
        return (
            b'{"choices":[{"index":0,"delta":{"content":"x"}}],"usage":{"prompt_tokens":10,"completion_tokens":%d}}'
            % total
        )

    null = b'{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}'
    with rig(tmp_path, [sse(with_usage(1), with_usage(2), null, DONE)]) as it:
        got, call = it.post(ASK), it.call()
    assert got.body == data(with_usage(1), with_usage(2), null, DONE)
    assert (call.usage.input, call.usage.output, call.usage.total) == (10, 2, 12)


def test_07_cached_tokens_and_09_the_cost_are_kept(tmp_path: Path) -> None:
    usage = (
        b'{"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":5,"total_tokens":105,"cost":0.0012,'
        b'"prompt_tokens_details":{"cached_tokens":64},"completion_tokens_details":{"reasoning_tokens":4}}}'
    )
    with rig(tmp_path, [sse(HELLO, STOP, usage, DONE)]) as it:
        it.post(ASK)
        call = it.call()
    assert (call.usage.cache_read, call.usage.reasoning, call.usage.output) == (64, 4, 5)
    assert call.cost is not None
    assert (call.cost.usd, call.cost.source) == (0.0012, "upstream")


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
