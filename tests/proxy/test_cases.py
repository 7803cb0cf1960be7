"""The cases of other gateways' issue trackers: what the agent receives, and what the journal says."""

import gzip
import os
import socket
import threading
import time
from pathlib import Path

import httpx
import pytest

from proxy.journal import Disk, read_calls
from tests.proxy.rig import KEY, RESET, Script, answer, chunk, fetch, rig, sse, stream_head

ASK = {"model": "m", "messages": [{"role": "user", "content": "hi"}], "tools": [{}, {}], "stream": True}
PLAIN = ASK | {"stream": False}
ASK_USAGE = ASK | {"stream_options": {"include_usage": True}}

ROLE = b'{"id":"c","model":"m-0613","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}'
HELLO = b'{"id":"c","model":"m-0613","choices":[{"index":0,"delta":{"content":"Hello"}}]}'
STOP = b'{"id":"c","model":"m-0613","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}'
USAGE = b'{"id":"c","model":"m-0613","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}'
DONE = b"[DONE]"
WHOLE = (
    b'{"id":"c","model":"m-0613","choices":[{"index":0,"message":{"content":"Hello"},"finish_reason":"stop"}],'
    b'"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}'
)


def data(*events: bytes) -> bytes:
    return b"".join(b"data: " + event + b"\n\n" for event in events)


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
    assert [(call.end, call.usage.source, call.usage.input) for call in calls] == [("complete", "absent", None)] * 2


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
    assert (call.end, call.finish_reason, call.usage.source) == ("upstream_truncated", None, "absent")


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


def test_18_a_failure_keeps_its_status_and_26_its_retry_after(tmp_path: Path) -> None:
    body = b'{"error":{"message":"slow down"}}'
    head = b"Retry-After: Wed, 21 Oct 2026 07:28:00 GMT\r\nx-ratelimit-remaining-tokens: 0\r\n"
    with rig(
        tmp_path, [answer(body, b"429 Too Many Requests", head)], [answer(body, b"503 No", b"Retry-After: 7\r\n")]
    ) as it:
        first, second = it.post(ASK), it.post(PLAIN | {"messages": []})
        calls = it.calls(2)
        assert len(it.player.asked) == 2
    assert (first.status, first.headers["retry-after"], first.body) == (429, "Wed, 21 Oct 2026 07:28:00 GMT", body)
    assert first.headers["x-ratelimit-remaining-tokens"] == "0"
    assert (second.status, second.headers["retry-after"]) == (503, "7")
    assert [(call.end, call.error, call.response.status) for call in calls] == [
        ("upstream_error", "slow down", 429),
        ("upstream_error", "slow down", 503),
    ]


def test_18_an_endpoint_nobody_serves_is_a_502_with_no_status_on_record(tmp_path: Path) -> None:
    with rig(tmp_path, [b""], url="http://127.0.0.1:9") as it:
        got, call = it.post(ASK), it.call()
    assert (got.status, "no answer came" in got.body.decode(), got.headers["content-type"]) == (
        502,
        True,
        "application/json",
    )
    assert (call.end, call.response.status, call.ms.first_byte) == ("upstream_error", None, None)


def test_18_an_endpoint_that_closes_without_a_word_is_a_502(tmp_path: Path) -> None:
    with rig(tmp_path, [b""]) as it:
        got, call = it.post(PLAIN), it.call()
    assert (got.status, call.end, call.response.status) == (502, "upstream_error", None)


@pytest.mark.parametrize("seen", [data(HELLO), data(HELLO, STOP)])
def test_19_an_agent_that_leaves_mid_stream_does_not_stop_the_record(tmp_path: Path, seen: bytes) -> None:
    left = threading.Event()
    rest = data(HELLO, STOP, USAGE, DONE).removeprefix(seen)
    with rig(tmp_path, [stream_head() + seen, left, 0.1, rest]) as it:
        with (
            httpx.Client(trust_env=False) as client,
            client.stream(
                "POST", it.url + "/v1/chat/completions", json=ASK, headers={"authorization": f"Bearer {it.grant.token}"}
            ) as response,
        ):
            assert next(response.iter_raw()) == seen
        left.set()
        call = it.call()
    assert (call.end, call.usage.total, call.finish_reason, call.response.events) == ("client_aborted", 15, "stop", 4)


def test_19_an_agent_that_leaves_a_plain_call_does_not_stop_the_record(tmp_path: Path) -> None:
    left = threading.Event()
    with rig(tmp_path, [left, 0.1, answer(WHOLE)]) as it:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(
                it.url + "/v1/chat/completions",
                json=PLAIN,
                headers={"authorization": f"Bearer {it.grant.token}"},
                timeout=0.3,
                trust_env=False,
            )
        left.set()
        call = it.call()
    assert (call.end, call.usage.total, call.response.bytes) == ("client_aborted", 15, len(WHOLE))


def test_19_draining_is_bounded(tmp_path: Path) -> None:
    with rig(tmp_path, [stream_head() + data(HELLO), 5.0, data(STOP)], drain_s=0.3) as it:
        with (
            httpx.Client(trust_env=False) as client,
            client.stream("POST", it.url + f"/t/{it.grant.token}/v1/chat/completions", json=ASK) as response,
        ):
            next(response.iter_raw())
        start = time.monotonic()
        call = it.call()
    assert time.monotonic() - start < 3
    assert (call.end, call.path, call.response.events) == ("client_aborted", "/v1/chat/completions", 1)


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


def test_26_retries_of_one_logical_call_are_grouped(tmp_path: Path) -> None:
    busy = answer(b'{"error":{"message":"busy"}}', b"503 Busy")
    with rig(tmp_path, [busy], [busy], [answer(WHOLE)], [answer(WHOLE)], [answer(WHOLE)]) as it:
        for _ in range(4):
            it.post(PLAIN)
        it.post(PLAIN, x_stainless_retry_count="1")
        calls = it.calls(5)
    assert [call.attempt for call in calls] == [1, 2, 3, 1, 2]
    assert [call.logical for call in calls] == [calls[0].id] * 3 + [calls[3].id] * 2


def test_28_a_silence_longer_than_the_limit_ends_the_call(tmp_path: Path) -> None:
    with rig(tmp_path, [stream_head() + data(HELLO), 3.0], idle_s=0.3) as it:
        got, call = it.post(ASK), it.call()
    assert (got.body, got.whole, call.end) == (data(HELLO), False, "upstream_truncated")
    assert "Timeout" in (call.error or "")


def test_29_short_streams_do_not_wait_for_nagle(tmp_path: Path) -> None:
    events: Script = [stream_head()]
    for event in (ROLE, HELLO, HELLO, STOP):
        events += [data(event), 0.001]
    with rig(tmp_path, [*events, data(DONE)]) as it:
        times = [it.post(ASK | {"user": str(number)}).at[-1] for number in range(5)]
    assert sorted(times)[2] < 0.035


def test_30_a_journal_that_cannot_be_written_fails_the_call_and_lets_no_other_in(tmp_path: Path) -> None:
    full = threading.Event()

    def write(file: int, data: bytes) -> int:
        if full.is_set():
            raise OSError(28, "No space left on device")
        return os.write(file, data)

    with rig(tmp_path, [answer(WHOLE)], disk=Disk(write=write)) as it:
        assert it.post(PLAIN).status == 200
        full.set()
        assert [it.post(PLAIN).status, it.post(PLAIN).status] == [503, 503]
        assert len(it.player.asked) == 1
        full.clear()
        assert it.post(PLAIN).status == 503
        assert "No space left" in str(it.journal.failure)


def test_30_a_record_that_cannot_be_written_takes_the_end_of_the_answer_with_it(tmp_path: Path) -> None:
    def write(file: int, data: bytes) -> int:
        if b'"kind":"call"' in data:
            raise OSError(28, "No space left on device")
        return os.write(file, data)

    with rig(tmp_path, [sse(HELLO, STOP, DONE)], disk=Disk(write=write)) as it:
        got = it.post(ASK)
    assert (got.body, got.whole) == (data(HELLO, STOP), False)


def test_the_end_is_held_until_the_record_is_on_disk_and_nothing_else_is(tmp_path: Path) -> None:
    closing = threading.Event()
    with rig(tmp_path, [stream_head() + data(HELLO), 0.2, data(STOP), 0.2, data(DONE), closing]) as it:
        threading.Timer(1.0, closing.set).start()
        got, call = it.post(ASK), it.call()
    assert got.body == data(HELLO, STOP, DONE)
    assert got.at[0] < 0.15
    assert got.at[1] < 0.35
    assert got.at[2] > 0.8  # the endpoint kept its side open; the proxy waits half a second for it here
    assert call.end == "complete"


def test_the_model_list_passes_and_is_recorded(tmp_path: Path) -> None:
    models = b'{"object":"list","data":[{"id":"m"}]}'
    with rig(tmp_path, [answer(models)], base="/api/v1") as it:
        got = fetch("GET", it.url + "/v1/models?x=1", {"x-api-key": it.grant.token})
        call = it.call()
        assert it.player.asked[0].startswith(b"GET /api/v1/models?x=1 HTTP/1.1\r\n")
    assert got.body == models
    assert (call.dialect, call.end, call.usage.source, call.path) == ("other", "complete", "absent", "/v1/models")


def test_other_routes_are_404_in_openais_shape_and_on_record(tmp_path: Path) -> None:
    with rig(tmp_path, [b""]) as it:
        got = it.post({}, route=f"/t/{it.grant.token}/v1/responses")
        call = it.call()
        assert it.player.asked == []
    assert (got.status, b'"error":{"message":' in got.body) == (404, True)
    assert (call.end, call.path, call.response.status) == ("refused", "/v1/responses", None)


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer sk-cab-wrong"}, {"authorization": "Basic eA=="}])
def test_no_token_or_a_wrong_one_is_401_and_goes_nowhere(tmp_path: Path, headers: dict[str, str]) -> None:
    with rig(tmp_path, [b""]) as it:
        got = fetch("POST", it.url + "/v1/chat/completions", headers, b"{}")
        assert it.player.asked == []
    assert (got.status, b"authentication_error" in got.body) == (401, True)
    assert (tmp_path / "calls.jsonl").read_bytes() == b""


def test_a_settled_cell_calls_no_more(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(WHOLE)]) as it:
        it.grant.settle(1)
        assert it.post(PLAIN).status == 409
        call = it.call()
    assert (call.end, call.error) == ("refused", "409: this cell is settled, its token is revoked")


def test_settling_cuts_what_flies_too_long_and_records_it(tmp_path: Path) -> None:
    with rig(tmp_path, [stream_head() + data(HELLO), 8.0]) as it:
        got = []
        agent = threading.Thread(target=lambda: got.append(it.post(ASK)))
        agent.start()
        while not it.player.asked:
            time.sleep(0.01)
        time.sleep(0.2)
        it.grant.settle(0.2)
        call = it.call()
        agent.join(5)
    assert (got[0].whole, call.end, call.error) == (False, "client_aborted", "the call was ended with its cell")


def test_a_body_too_large_is_413_and_on_record(tmp_path: Path) -> None:
    with rig(tmp_path, [b""]) as it:
        address = it.url.removeprefix("http://").split(":")
        with socket.create_connection((address[0], int(address[1])), timeout=20) as agent:
            size = 64 * 2**20 + 100_000
            agent.sendall(
                b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nX-Api-Key: %b\r\n\r\n"
                % (size, it.grant.token.encode())
            )
            agent.sendall(b" " * size)
            assert agent.recv(12) == b"HTTP/1.1 413"
        assert it.call().end == "refused"


@pytest.mark.parametrize("body", [b"", b"not json", b"[1]", b"[" * 900 + b"]" * 900, b'{"model":NaN}'])
def test_a_body_that_is_no_chat_request_passes_as_it_is(tmp_path: Path, body: bytes) -> None:
    with rig(tmp_path, [answer(b'{"error":{"message":"what?"}}', b"400 Bad Request")]) as it:
        got, call = it.post(body), it.call()
        assert it.player.asked[0].endswith(b"\r\n\r\n" + body)
    assert (got.status, call.model.requested, call.messages, call.end) == (400, None, None, "complete")


@pytest.mark.parametrize(
    ("body", "end"),
    [(b"", "upstream_truncated"), (b'{"choices":[{"in', "upstream_truncated"), (b'{"detail":"hm"}', "upstream_error")],
)
def test_a_200_that_is_no_answer_is_not_complete(tmp_path: Path, body: bytes, end: str) -> None:
    with rig(tmp_path, [answer(body)]) as it:
        got, call = it.post(PLAIN), it.call()
    assert (got.status, got.body, got.whole, call.end) == (200, body, True, end)


def test_24_a_compressed_plain_answer_passes_packed_and_is_read(tmp_path: Path) -> None:
    packed = gzip.compress(WHOLE)
    with rig(tmp_path, [answer(packed, head=b"Content-Encoding: gzip\r\n")]) as it:
        got, call = it.post(PLAIN, accept_encoding="gzip, br;q=0.9, zstd"), it.call()
        assert b"accept-encoding: gzip\r\n" in it.player.asked[0].lower()
    assert (got.body, got.headers["content-encoding"], call.usage.total) == (packed, "gzip", 15)
    assert (call.response.bytes, call.request.altered) == (len(packed), ())


def test_the_agents_other_headers_pass_and_its_token_does_not(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(WHOLE)]) as it:
        it.post(PLAIN, x_title="my agent", x_api_key=it.grant.token, connection="x-drop, close", x_drop="1")
        asked = it.player.asked[0]
    assert b"x-title: my agent\r\n" in asked.lower()
    assert b"x-drop" not in asked.lower()
    assert asked.count(f"Bearer {KEY}".encode()) == 1
    assert it.grant.token.encode() not in asked


def test_an_agent_that_leaves_while_it_sends_has_called_nobody(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(WHOLE)]) as it:
        host, port = it.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as agent:
            agent.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
        assert it.post(PLAIN).status == 200
        assert len(it.calls()) == 1
        assert len(it.player.asked) == 1


def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    head = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
    with rig(tmp_path, [head]) as it:
        got, call = it.post(PLAIN), it.call()
    assert (got.status, got.headers["location"], call.end) == (307, "http://127.0.0.1:9/", "upstream_error")


@pytest.mark.parametrize(
    ("body", "script", "held"),
    [(ASK, [sse(HELLO, STOP, USAGE, DONE)], data(DONE)), (PLAIN, [answer(WHOLE)], WHOLE[-1:])],
)
def test_intent_before_the_endpoint_and_record_before_the_agent(
    tmp_path: Path, body: dict[str, object], script: Script, held: bytes
) -> None:
    asked_at_intent = []

    def slow(file: int, lines: bytes) -> int:
        if b'"kind":"intent"' in lines:
            time.sleep(0.2)
            asked_at_intent.append(len(it.player.asked))
        else:
            time.sleep(0.4)
        return os.write(file, lines)

    with rig(tmp_path, script, disk=Disk(write=slow)) as it:
        got = it.post(body)
        assert len(read_calls(it.path)) == 1
    assert asked_at_intent == [0]
    assert got.body.endswith(held)
    assert got.at[-1] - got.at[-2] > 0.35
    assert got.at[-2] < 0.35


def test_19_what_befell_the_endpoint_after_the_agent_left_is_said(tmp_path: Path) -> None:
    with rig(tmp_path, [stream_head(chunked=True) + chunk(data(HELLO)), 0.4, RESET]) as it:
        with (
            httpx.Client(trust_env=False) as client,
            client.stream("POST", it.url + f"/t/{it.grant.token}/v1/chat/completions", json=ASK) as response,
        ):
            next(response.iter_raw())
        call = it.call()
    assert call.end == "client_aborted"
    assert (call.error or "").startswith("the agent left before the end of the answer; then ReadError")
