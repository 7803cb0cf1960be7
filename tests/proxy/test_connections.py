"""The cases that are about connections: who fails, who leaves, who waits, and what is refused."""

import gzip
import os
import socket
import threading
import time
from pathlib import Path

import httpx
import pytest

from proxy.calls import read_calls
from proxy.journal import Disk
from proxy.verify import verify
from tests.proxy.chunks import ASK, DONE, HELLO, PLAIN, ROLE, STOP, USAGE, WHOLE, data
from tests.proxy.rig import KEY, RESET, Script, answer, chunk, fetch, rig, sse, stream_head


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
    assert call.error == "nothing came from the endpoint for 0.3 s"


def test_29_short_streams_do_not_wait_for_nagle(tmp_path: Path) -> None:
    events: Script = [stream_head()]
    for event in (ROLE, HELLO, HELLO, STOP):
        events += [data(event), 0.001]
    with rig(tmp_path, [*events, data(DONE)]) as it:
        times = [it.post(ASK | {"user": str(number)}).at[-1] for number in range(5)]
    assert sorted(times)[2] < 0.035


def test_30_a_journal_that_cannot_be_written_fails_the_call_and_lets_no_other_in(tmp_path: Path) -> None:
    full = threading.Event()

    def write(file: int, data: memoryview) -> int:
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
    def write(file: int, data: memoryview) -> int:
        if b'"kind":"call"' in bytes(data):
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
        got = it.post({}, route=f"/t/{it.grant.token}/v1/realtime")
        call = it.call()
        assert it.player.asked == []
    assert (got.status, b'"error":{"message":' in got.body) == (404, True)
    assert (call.end, call.path, call.response.status) == ("refused", "/v1/realtime", None)


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


def test_settling_waits_for_refusals_to_be_on_record_too(tmp_path: Path) -> None:
    def slow(file: int, lines: memoryview) -> int:
        time.sleep(0.2)
        return os.write(file, lines)

    with rig(tmp_path, [b""], disk=Disk(write=slow)) as it:
        agent = threading.Thread(target=it.post, args=({}, "/v1/nowhere"))
        agent.start()
        while not it.path.stat().st_size:
            time.sleep(0.01)
        it.grant.settle(5)
        assert verify(it.path) == []
        agent.join(5)
    assert len(read_calls(it.path)) == 1


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


def test_24_a_compressed_answer_that_repeats_the_key_is_broken_off(tmp_path: Path) -> None:
    packed = gzip.compress(b'{"error":{"message":"wrong key %b"}}' % KEY.encode())
    with rig(tmp_path, [answer(packed, b"401 Unauthorized", b"Content-Encoding: gzip\r\n")]) as it:
        got, call = it.post(PLAIN, accept_encoding="gzip"), it.call()
    assert (got.status, got.body, got.whole) == (401, b"", False)
    assert (call.end, "repeats the key" in (call.error or "")) == ("upstream_truncated", True)
    assert KEY.encode() not in (tmp_path / "calls.jsonl").read_bytes()


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


@pytest.mark.parametrize(
    ("body", "script", "held"),
    [
        (ASK, [sse(HELLO, STOP, USAGE, DONE)], data(DONE)),
        (PLAIN, [answer(WHOLE)[:-5], 0.02, WHOLE[-5:]], WHOLE[-1:]),
    ],
)
def test_intent_before_the_endpoint_and_record_before_the_agent(
    tmp_path: Path, body: dict[str, object], script: Script, held: bytes
) -> None:
    asked_at_intent = []

    def slow(file: int, lines: memoryview) -> int:
        if b'"kind":"intent"' in bytes(lines):
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


def test_an_answer_that_came_whole_goes_in_one_piece_once_it_is_on_record(tmp_path: Path) -> None:
    def slow(file: int, lines: memoryview) -> int:
        time.sleep(0.2)
        return os.write(file, lines)

    with rig(tmp_path, [answer(WHOLE)], disk=Disk(write=slow)) as it:
        got = it.post(PLAIN)
    assert (got.body, len(got.at)) == (WHOLE, 1)
    assert got.at[0] > 0.35


def test_19_what_befell_the_endpoint_after_the_agent_left_is_said(tmp_path: Path) -> None:
    with rig(tmp_path, [stream_head(chunked=True) + chunk(data(HELLO)), 0.4, RESET]) as it:
        with (
            httpx.Client(trust_env=False) as client,
            client.stream("POST", it.url + f"/t/{it.grant.token}/v1/chat/completions", json=ASK) as response,
        ):
            next(response.iter_raw())
        call = it.call()
    assert call.end == "client_aborted"
    assert (call.error or "").startswith(
        "the agent left before the end of the answer; then the endpoint broke the connection off"
    )


def test_a_dummy_key_is_sent_and_the_word_passes_in_answers(tmp_path: Path) -> None:
    said = HELLO.replace(b"Hello", b"pip install ollama")
    with rig(tmp_path, [sse(said, STOP, DONE)], key="ollama") as it:
        got = it.post(ASK)
        assert b"Bearer ollama\r\n" in it.player.asked[0]
    assert got.body == data(said, STOP, DONE)


def test_an_endpoint_that_goes_on_after_the_end_of_its_answer_is_not_waited_for(tmp_path: Path) -> None:
    pings: Script = [b": ping\n\n", 0.2] * 20
    with rig(tmp_path, [stream_head() + data(HELLO, STOP, DONE), *pings]) as it:
        got, call = it.post(ASK), it.call()
    assert got.body.startswith(data(HELLO, STOP, DONE))
    assert (got.whole, call.end) == (True, "complete")
    assert got.at[-1] < 1.5  # half a second is what it may take here


@pytest.mark.parametrize("after", [b": ping\n\n", b"data: x"])
def test_what_floods_in_after_the_end_is_not_kept(tmp_path: Path, after: bytes) -> None:
    flood = after * (50 * 2**20 // len(after))
    with rig(tmp_path, [stream_head() + data(HELLO, STOP, DONE), flood]) as it:
        got, call = it.post(ASK), it.call()
    assert len(got.body) < 2 * 2**20
    assert (got.whole, call.end) == (True, "complete")


def test_a_refusal_that_only_quotes_the_request_does_not_cost_the_next_calls_their_usage(tmp_path: Path) -> None:
    quoting = answer(b'{"detail":[{"input":{"stream_options":{"include_usage":true}}}]}', b"422 No")
    plain = answer(b'{"detail":[{"input":{}}]}', b"422 No")
    with rig(tmp_path, [quoting], [plain], [sse(HELLO, STOP, USAGE, DONE)]) as it:
        refused, fine = it.post(ASK | {"messages": 1}), it.post(ASK)
        calls = it.calls(2)
    assert (refused.status, refused.body, fine.body) == (422, b'{"detail":[{"input":{}}]}', data(HELLO, STOP, DONE))
    assert [call.usage.total for call in calls] == [None, 15]


def test_a_long_error_passes_before_its_end(tmp_path: Path) -> None:
    head = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
    with rig(tmp_path, [head + b"x" * 200_000, 0.5, b"y"]) as it:
        got, call = it.post(ASK), it.call()
    assert (got.status, got.body, call.response.bytes) == (400, b"x" * 200_000 + b"y", 200_001)
    assert got.at[0] < 0.4
