"""The cases of other gateways' issue trackers that are about usage: what the agent receives, what the journal says."""

from pathlib import Path

import pytest

from proxy import chat, messages, responses
from tests.proxy.chunks import ASK, DONE, HELLO, PLAIN, ROLE, STOP, USAGE, WHOLE, data
from tests.proxy.rig import answer, rig, sse, stream_head
from tests.proxy.spoken import CACHED, MESSAGE, MESSAGES_ASK, SAID, named
from tests.proxy.test_usage import ENDPOINTS


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


def test_02_another_model_is_asked_with_stream_options_all_the_same(tmp_path: Path) -> None:
    refusal = answer(b'{"error":{"message":"unknown parameter: stream_options"}}', b"400 Bad Request")
    with rig(tmp_path, [refusal], [sse(HELLO, STOP, DONE)]) as it:
        for model in ("m", "m", "other"):
            it.post(ASK | {"model": model})
        it.calls(3)
        asked = [(body["model"], "stream_options" in body) for body in it.player.bodies()]
    assert asked == [("m", True), ("m", False), ("m", False), ("other", True)]


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


def test_01_where_no_compression_is_offered_none_is_taken_back(tmp_path: Path) -> None:
    with rig(tmp_path, [sse(HELLO, STOP, USAGE, DONE)]) as it:
        it.post(ASK, accept_encoding="identity")
        assert it.call().request.altered == ("include_usage",)


def test_01_the_options_an_agent_has_already_stay(tmp_path: Path) -> None:
    raw = b'{"stream_options" : {"include_obfuscation":false,"include_usage":false},"stream":true,"model":"m"}'
    with rig(tmp_path, [sse(HELLO, STOP, USAGE, DONE)]) as it:
        got = it.post(raw)
        sent = b'{"stream_options" : {"include_obfuscation":false,"include_usage":true},"stream":true,"model":"m"}'
        assert it.player.asked[0].endswith(b"\r\n\r\n" + sent)
    assert got.body == data(HELLO, STOP, DONE)


@pytest.mark.parametrize(
    "usage",
    [
        USAGE,
        b'{"usage":{"total_tokens":15,"completion_tokens":3,"prompt_tokens":12},"choices":[ ], "model":"m-0613"}',
        b'{"id":"c","model":"m-0613","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3}}',
    ],
)
def test_03_the_usage_chunk_has_no_choices_and_is_hidden_only_from_who_did_not_ask(
    tmp_path: Path, usage: bytes
) -> None:
    asking = ASK | {"stream_options": {"include_usage": True}, "messages": []}
    with rig(tmp_path, [sse(HELLO, STOP, usage, DONE)]) as it:
        silent, told = it.post(ASK), it.post(asking)
        calls = it.calls(2)
    assert (silent.body, told.body) == (data(HELLO, STOP, DONE), data(HELLO, STOP, usage, DONE))
    for call in calls:
        assert (call.usage.input, call.usage.output, call.usage.total, call.usage.source) == (12, 3, 15, "upstream")
        assert (call.end, call.finish_reason, call.finish_reasons, call.response.events) == (
            "complete",
            "stop",
            None,
            4,
        )


def test_03_a_usage_chunk_without_any_choices_member_is_not_what_was_asked_for_and_passes(tmp_path: Path) -> None:
    usage = b'{"usage":{"prompt_tokens":12,"completion_tokens":3}}'
    with rig(tmp_path, [sse(HELLO, STOP, usage, DONE)]) as it:
        got, call = it.post(ASK), it.call()
    assert (got.body, call.usage.total) == (data(HELLO, STOP, usage, DONE), 15)


def test_06_anthropics_figures_are_cumulative_and_the_later_counts(tmp_path: Path) -> None:
    start = {"type": "message_start", "message": MESSAGE | {"usage": CACHED | {"output_tokens": 2}}}
    deltas = [
        {"type": "message_delta", "delta": {"stop_reason": stop}, "usage": usage}
        for stop, usage in (
            (None, {"output_tokens": 9}),
            ("end_turn", {"input_tokens": 11, "cache_read_input_tokens": 0, "output_tokens": 15}),
        )
    ]
    body = named(start, SAID, *deltas, {"type": "message_stop"})
    with rig(tmp_path, [stream_head() + body]) as it:
        got, call = it.post(MESSAGES_ASK | {"stream": True}, "/v1/messages"), it.call()
    assert (got.body, call.end, call.finish_reason) == (body, "complete", "end_turn")
    usage = call.usage
    assert (usage.input, usage.cache_read, usage.cache_write, usage.output, usage.total) == (101, 70, 20, 15, 116)


# Case 7 (cached), 8 (reasoning inside or beside), 9 (cost), as each endpoint has them.
@pytest.mark.parametrize("name", ENDPOINTS)
@pytest.mark.parametrize("stream", [True, False])
def test_07_08_09_what_endpoints_say_of_tokens_and_dollars_passes_and_is_on_record(
    tmp_path: Path, name: str, *, stream: bool
) -> None:
    dialect, said, figures, usd = ENDPOINTS[name]
    path = dialect.routes[0][1] if dialect.model_in == "body" else "/v1beta/models/m:streamGenerateContent"
    hides = dialect is chat.DIALECT and b'"choices":[]' in said
    if not stream:
        script, body = answer(said), said
    elif dialect is messages.DIALECT:
        body = data(b'{"type":"message_start","message":%b}' % said, b'{"type":"message_stop"}')
        script = stream_head() + body
    elif dialect is responses.DIALECT:
        body = data(b'{"type":"response.completed","response":%b}' % said)
        script = stream_head() + body
    elif dialect is chat.DIALECT:
        script, body = sse(HELLO, STOP, said, DONE), data(HELLO, STOP, *([] if hides else [said]), DONE)
    else:
        body = data(said)
        script = stream_head() + body
    with rig(tmp_path, [script]) as it:
        got, call = it.post((ASK if stream else PLAIN) | {"tools": []}, path), it.call()
    assert (got.body, got.whole) == (body, True)
    usage = call.usage
    read = (usage.input, usage.cache_read, usage.cache_write, usage.output, usage.reasoning, usage.total)
    assert (read, usage.source) == (figures, "upstream")
    assert (call.cost and call.cost.usd) == (usd and pytest.approx(usd))
    assert call.cost is None or call.cost.source == "upstream"


@pytest.mark.parametrize("stream", [True, False])
def test_10_what_nobody_counted_is_counted_here_and_says_by_what(tmp_path: Path, *, stream: bool) -> None:
    silent = WHOLE.replace(b'"usage"', b'"other"')
    with rig(tmp_path, [sse(ROLE, HELLO, STOP, DONE) if stream else answer(silent)]) as it:
        got, call = it.post(ASK if stream else PLAIN), it.call()
    assert got.body == (data(ROLE, HELLO, STOP, DONE) if stream else silent)
    assert (call.usage.source, call.usage.tokenizer, call.usage.raw) == ("estimated", "tiktoken/cl100k_base", None)
    assert (call.usage.output, call.usage.total) == (1, (call.usage.input or 0) + 1)
