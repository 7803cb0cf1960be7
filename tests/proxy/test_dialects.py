"""Every dialect through the real proxy: what the agent receives, and what the journal says."""

import os
import threading
import time
import zlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.call import Call
from proxy.calls import read_calls
from proxy.dialect import Plain
from proxy.dialects import DIALECTS, find
from proxy.journal import Disk
from proxy.passage import Passage
from tests.proxy.rig import KEY, RESET, answer, chunk, fetch, rig, stream_head
from tests.proxy.spoken import ALL, COMPLETIONS, FIRST, GEMINI, LAST, MESSAGES, RESPONSES, Spoken, candidate, unnamed

every = pytest.mark.parametrize("it", ALL, ids=lambda it: it.dialect)
marked = pytest.mark.parametrize("it", [MESSAGES, RESPONSES, COMPLETIONS], ids=lambda it: it.dialect)


def figures(call: Call) -> tuple[int | None, ...]:
    usage = call.usage
    return (usage.input, usage.cache_read, usage.cache_write, usage.output, usage.reasoning, usage.total)


def stream(body: bytes) -> bytes:
    return stream_head() + body


@every
def test_a_plain_answer_passes_unchanged_and_its_figures_are_recorded(tmp_path: Path, it: Spoken) -> None:
    with rig(tmp_path, [answer(it.whole)]) as proxy:
        raw = b"  " + orjson.dumps(it.ask)
        got, call = proxy.post(raw, it.path), proxy.call()
        asked = proxy.player.asked[0]
    assert (got.status, got.body, got.whole) == (200, it.whole, True)
    assert asked.endswith(b"\r\n\r\n" + raw)
    assert (call.dialect, call.path, call.stream) == (it.dialect, it.path, False)
    assert (call.end, call.error, call.finish_reason) == ("complete", None, it.finish)
    assert (figures(call), call.usage.source) == (it.figures, "upstream")
    assert (call.messages, call.tools) == (it.messages, it.tools)
    assert (call.model.requested, call.model.sent, call.model.served) == ("m", "m", "m-0613")


@every
def test_a_stream_passes_unchanged_and_at_once_but_for_its_end(tmp_path: Path, it: Spoken) -> None:
    closing = threading.Event()
    with rig(tmp_path, [stream(it.begin), 0.2, it.end, closing]) as proxy:
        threading.Timer(0.6, closing.set).start()
        got, call = proxy.post(it.stream_ask, it.stream_path), proxy.call()
        assert proxy.player.bodies() == [it.stream_ask]
        assert proxy.player.asked[0].startswith(b"POST " + it.stream_path.encode() + b" HTTP/1.1\r\n")
    assert (got.body, got.whole) == (it.stream, True)
    assert got.at[0] < 0.15
    assert got.at[-1] > 0.5
    assert (call.end, call.stream, call.finish_reason, figures(call)) == ("complete", True, it.finish, it.figures)
    assert (call.request.altered, call.response.bytes) == ((), len(it.stream))
    assert call.response.events == it.stream.count(b"data: ")
    assert call.ms.first_token is not None
    assert call.ms.first_token < 150


@every
def test_the_end_follows_the_record_on_disk(tmp_path: Path, it: Spoken) -> None:
    def slow(file: int, lines: memoryview) -> int:
        time.sleep(0.4 if b'"kind":"call"' in bytes(lines) else 0)
        return os.write(file, lines)

    with rig(tmp_path, [stream(it.stream)], disk=Disk(write=slow)) as proxy:
        got = proxy.post(it.stream_ask, it.stream_path)
        assert len(read_calls(proxy.path)) == 1
    assert (got.body, got.at[-2] < 0.3, got.at[-1] > 0.35) == (it.stream, True, True)


@every
def test_wherever_a_stream_is_split_nothing_is_lost_and_the_end_is_held_whole(it: Spoken) -> None:
    dialect = next(row for row in DIALECTS if row.name == it.dialect)
    for at in range(len(it.stream) + 1):
        passage = Passage(dialect, hide_usage=False, encoding=None, length=None, now=lambda: 1.0)
        passed = passage.feed(it.stream[:at]) + passage.feed(it.stream[at:])
        passage.finish()
        assert (passed, passage.rest()) == (it.begin, it.end), at
        assert (passage.answer.finished, passage.first_token) == (True, 1.0)


@given(st.data())
def test_whatever_a_stream_is_made_of_it_passes_once_and_in_order(data: st.DataObject) -> None:
    it = data.draw(st.sampled_from(ALL))
    pieces = st.sampled_from([it.begin, it.end, it.error, b": ping\n\n", b"\n", b"\r", b"data: {", b"\n\n", it.whole])
    whole = b"data:\n\n" + b"".join(data.draw(st.lists(pieces, max_size=6)))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    dialect = next(row for row in DIALECTS if row.name == it.dialect)
    for length in (None, len(whole)):
        passage = Passage(dialect, hide_usage=False, encoding=None, length=length, now=lambda: 1.0)
        passed = b"".join([passage.feed(whole[a:b]) for a, b in pairwise([0, *cuts, len(whole)])])
        passage.finish()
        assert passed + passage.rest() == whole


@every
def test_24_a_compressed_stream_passes_packed_and_is_read_and_its_end_is_held(tmp_path: Path, it: Spoken) -> None:
    pack = zlib.compressobj(wbits=31)
    begin = pack.compress(it.begin) + pack.flush(zlib.Z_SYNC_FLUSH)
    end = pack.compress(it.end) + pack.flush()
    closing = threading.Event()
    with rig(tmp_path, [stream_head(b"Content-Encoding: gzip\r\n") + begin, 0.2, end, closing]) as proxy:
        threading.Timer(0.6, closing.set).start()
        got, call = proxy.post(it.stream_ask, it.stream_path, accept_encoding="gzip"), proxy.call()
    assert (got.body, got.headers["content-encoding"], got.whole) == (begin + end, "gzip", True)
    assert (call.end, figures(call), call.request.altered) == ("complete", it.figures, ())
    assert (got.at[0] < 0.15, got.at[-1] > 0.5) == (True, True)


@every
def test_19_an_agent_that_leaves_does_not_stop_the_record(tmp_path: Path, it: Spoken) -> None:
    left = threading.Event()
    with rig(tmp_path, [stream(it.begin), left, 0.1, it.end]) as proxy:
        url = f"{proxy.url}/t/{proxy.grant.token}{it.stream_path}"
        with (
            httpx.Client(trust_env=False) as client,
            client.stream("POST", url, json=it.stream_ask) as response,
        ):
            next(response.iter_raw())
        left.set()
        call = proxy.call()
    assert (call.end, call.path, figures(call)) == ("client_aborted", it.stream_path.partition("?")[0], it.figures)


@every
def test_16_a_stream_cut_inside_an_event_is_cut_for_the_agent_too(tmp_path: Path, it: Spoken) -> None:
    part = it.stream[: it.stream.index(b"\n\n" if b"\r\n\r\n" not in it.stream else b"\r\n\r\n") + 20]
    with rig(tmp_path, [stream_head(chunked=True) + chunk(part), 0.1, RESET]) as proxy:
        got, call = proxy.post(it.stream_ask, it.stream_path), proxy.call()
    assert (got.body, got.whole) == (part, False)
    assert (call.end, call.response.events, call.response.bytes) == ("upstream_truncated", 1, len(part))


@pytest.mark.parametrize("it", [MESSAGES, RESPONSES, GEMINI], ids=lambda it: it.dialect)
def test_15_a_clean_end_before_the_answer_ended_is_truncated_and_no_end_is_forged(tmp_path: Path, it: Spoken) -> None:
    first = it.begin[: it.begin.index(b"\n\n" if b"\r" not in it.begin else b"\r\n\r\n") + 4]
    first = first if b"\r" in first else first[:-2]
    with rig(tmp_path, [stream(first)]) as proxy:
        got, call = proxy.post(it.stream_ask, it.stream_path), proxy.call()
    assert (got.body, got.whole, call.end, call.finish_reason) == (first, True, "upstream_truncated", None)


def test_14_a_stop_reason_and_a_clean_end_is_complete(tmp_path: Path) -> None:
    with rig(tmp_path, [stream(MESSAGES.begin)]) as proxy:
        got, call = proxy.post(MESSAGES.stream_ask, MESSAGES.path), proxy.call()
    assert (got.body, call.end, figures(call)) == (MESSAGES.begin, "complete", MESSAGES.figures)


@every
def test_17_an_error_inside_a_stream_is_an_upstream_error(tmp_path: Path, it: Spoken) -> None:
    body = it.begin[: it.begin.index(b"\n", 80)] + b"\n\n" if it is COMPLETIONS else it.begin
    with rig(tmp_path, [stream(body + it.error)]) as proxy:
        got, call = proxy.post(it.stream_ask, it.stream_path), proxy.call()
    assert (got.body, got.whole) == (body + it.error, True)
    assert (call.end, call.error, call.response.status) == ("upstream_error", "overloaded", 200)


@every
@pytest.mark.parametrize(("status", "end"), [(400, "complete"), (429, "upstream_error"), (529, "upstream_error")])
def test_18_an_error_status_passes_with_its_body(tmp_path: Path, it: Spoken, status: int, end: str) -> None:
    body = b'{"type":"error","error":{"message":"no"}}'
    with rig(tmp_path, [answer(body, b"%d Sorry" % status, b"Retry-After: 3\r\n")]) as proxy:
        got, call = proxy.post(it.stream_ask, it.stream_path), proxy.call()
    assert (got.status, got.body, got.headers["retry-after"]) == (status, body, "3")
    assert (call.end, call.error, call.response.status, call.usage.source) == (end, "no", status, "absent")


@every
def test_a_200_that_is_no_answer_of_the_dialect_is_not_complete(tmp_path: Path, it: Spoken) -> None:
    with rig(tmp_path, [answer(b'{"detail":"hm"}')], [answer(b'{"hm')]) as proxy:
        proxy.post(it.ask, it.path)
        proxy.post(it.ask | {"more": 1}, it.path)
        calls = proxy.calls(2)
    assert [call.end for call in calls] == ["upstream_error", "upstream_truncated"]


@every
@pytest.mark.parametrize("field", ["authorization", "x-api-key", "x-goog-api-key"])
def test_the_token_comes_under_any_name_and_the_key_goes_under_the_dialects(
    tmp_path: Path, it: Spoken, field: str
) -> None:
    with rig(tmp_path, [answer(it.whole)]) as proxy:
        token = proxy.grant.token
        fields = {field: f"Bearer {token}" if field == "authorization" else token, "anthropic-version": "2023-06-01"}
        assert fetch("POST", proxy.url + it.path, fields, orjson.dumps(it.ask)).status == 200
        asked = proxy.player.asked[0]
    assert asked.lower().count(it.key.lower() + KEY.encode() + b"\r\n") == 1
    assert (asked.count(KEY.encode()), token.encode() in asked) == (1, False)
    assert b"anthropic-version: 2023-06-01\r\n" in asked


def said(it: Spoken, body: bytes) -> tuple[str, Any]:
    """The message of an error in the dialect's shape, and the kind that it names."""
    error = orjson.loads(body)["error"]
    assert (orjson.loads(body).get("type") == "error") is (it is MESSAGES)
    return error["message"], error["status" if it is GEMINI else "type"]


SHAPES = {
    "messages": ("authentication_error", "not_found_error", "invalid_request_error", "api_error"),
    "gemini": ("UNAUTHENTICATED", "NOT_FOUND", "ABORTED", "UNAVAILABLE"),
    "openai": ("authentication_error", "invalid_request_error", "invalid_request_error", "proxy_error"),
}


@every
def test_errors_of_the_proxys_own_have_the_dialects_shape(tmp_path: Path, it: Spoken) -> None:
    shapes = SHAPES.get(it.dialect, SHAPES["openai"])
    with rig(tmp_path, [b""]) as proxy:
        unknown = fetch("POST", proxy.url + it.path, {}, b"{}")
        nowhere = proxy.post({}, it.path.partition(":")[0] + "/batches")
        unanswered = proxy.post(it.ask, it.path)
        proxy.grant.settle(1)
        settled = proxy.post(it.ask, it.path)
        calls = proxy.calls(3)
    answers = (unknown, nowhere, settled, unanswered)
    assert [got.status for got in answers] == [401, 404, 409, 502]
    assert tuple(said(it, got.body)[1] for got in answers) == shapes
    assert said(it, settled.body)[0] == "this cell is settled, its token is revoked"
    assert [(call.dialect, call.end) for call in calls] == [
        ("other", "refused"),
        (it.dialect, "upstream_error"),
        (it.dialect, "refused"),
    ]


def test_30_a_full_disk_is_told_in_the_dialects_shape(tmp_path: Path) -> None:
    def write(_file: int, _lines: memoryview) -> int:
        raise OSError(28, "No space left on device")

    with rig(tmp_path, [answer(MESSAGES.whole)], disk=Disk(write=write)) as proxy:
        got = proxy.post(MESSAGES.ask, MESSAGES.path)
    assert (got.status, said(MESSAGES, got.body)[1]) == (503, "api_error")


def test_tokens_are_counted_aside_of_the_record_of_answers(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(b'{"input_tokens":33}')]) as proxy:
        got, call = proxy.post(MESSAGES.ask, "/v1/messages/count_tokens?beta=true"), proxy.call()
        asked = proxy.player.asked[0]
    assert got.body == b'{"input_tokens":33}'
    assert asked.startswith(b"POST /v1/messages/count_tokens?beta=true HTTP/1.1\r\n")
    assert b"x-api-key: " + KEY.encode() in asked
    assert (call.dialect, call.end, call.usage.source, call.messages) == ("other", "complete", "absent", None)


def test_embeddings_pass_and_count(tmp_path: Path) -> None:
    body = b'{"object":"list","data":[{"embedding":[0.1]}],"model":"e-1","usage":{"prompt_tokens":3,"total_tokens":3}}'
    with rig(tmp_path, [answer(body)]) as proxy:
        got, call = proxy.post({"model": "e", "input": ["a", "b"]}, "/v1/embeddings"), proxy.call()
    assert (got.body, call.dialect, call.end, call.messages) == (body, "embeddings", "complete", 2)
    assert (figures(call), call.model.served, call.finish_reason) == ((3, None, None, None, None, 3), "e-1", None)


def test_01_a_streamed_completion_is_asked_for_its_usage_too(tmp_path: Path) -> None:
    usage = unnamed({"choices": [], "usage": {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15}})
    text, end = unnamed({"choices": [{"index": 0, "text": "Hello", "finish_reason": "stop"}]}), unnamed(b"[DONE]")
    with rig(tmp_path, [stream(text + usage + end)]) as proxy:
        got, call = proxy.post({"model": "m", "prompt": "x", "stream": True}, "/v1/completions"), proxy.call()
        assert proxy.player.bodies()[0]["stream_options"] == {"include_usage": True}
    assert (got.body, call.usage.total, call.request.altered) == (text + end, 15, ("include_usage", "identity"))


@marked
def test_what_follows_the_end_is_held_with_it(tmp_path: Path, it: Spoken) -> None:
    with rig(tmp_path, [stream(it.stream), 0.1, b": bye\n\n"]) as proxy:
        got, call = proxy.post(it.stream_ask, it.stream_path), proxy.call()
    assert (got.body, call.end) == (it.stream + b": bye\n\n", "complete")


def test_geminis_token_in_the_query_is_neither_forwarded_nor_recorded(tmp_path: Path) -> None:
    with rig(tmp_path, [stream(GEMINI.stream)], base="/v1") as proxy:
        token = proxy.grant.token
        url = f"{proxy.url}{GEMINI.stream_path}&key={token}&x=%20"
        got = fetch("POST", url, {}, orjson.dumps(GEMINI.ask))
        call = proxy.call()
        asked = proxy.player.asked[0]
        journal = proxy.path.read_bytes()
    assert (got.body, call.end) == (GEMINI.stream, "complete")
    assert asked.startswith(b"POST /v1beta/models/m:streamGenerateContent?alt=sse&x=%20 HTTP/1.1\r\n")
    assert token.encode() not in asked + journal


@pytest.mark.parametrize("route", ["/v1/chat/completions", "/v1/messages"])
def test_no_other_dialect_takes_a_token_from_the_query(tmp_path: Path, route: str) -> None:
    with rig(tmp_path, [b""]) as proxy:
        assert fetch("POST", f"{proxy.url}{route}?key={proxy.grant.token}", {}, b"{}").status == 401


def test_geminis_array_passes_as_it_comes_and_is_read(tmp_path: Path) -> None:
    first, last = b"[" + orjson.dumps(FIRST), b",\r\n" + orjson.dumps(LAST) + b"]"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
    with rig(tmp_path, [head + first, 0.3, last], [head + first]) as proxy:
        got = proxy.post(GEMINI.ask, GEMINI.stream_path.partition("?")[0])
        cut = proxy.post(GEMINI.ask | {"x": 1}, GEMINI.stream_path.partition("?")[0])
        whole, truncated = proxy.calls(2)
    assert (got.body, got.whole, got.at[0] < 0.25) == (first + last, True, True)
    assert (whole.end, whole.stream, whole.finish_reason, figures(whole)) == ("complete", True, "STOP", GEMINI.figures)
    assert (cut.body, truncated.end, truncated.usage.input) == (first, "upstream_truncated", 100)


def test_a_finish_reason_in_every_chunk_delays_none_by_more_than_one(tmp_path: Path) -> None:
    chunks = [unnamed(candidate(text, finishReason="STOP")) for text in "abc"]
    with rig(tmp_path, [stream(chunks[0]), 0.3, chunks[1], 0.3, chunks[2], 0.3]) as proxy:
        got, call = proxy.post(GEMINI.ask, GEMINI.stream_path), proxy.call()
    assert (got.body, call.end, call.response.events) == (b"".join(chunks), "complete", 3)
    assert [moment < limit for moment, limit in zip(got.at, (0.45, 0.75, 1.2), strict=True)] == [True] * 3


def test_every_event_of_gemini_but_the_last_is_whole_at_once(tmp_path: Path) -> None:
    with rig(tmp_path, [stream(GEMINI.begin), 0.4, GEMINI.end]) as proxy:
        got = proxy.post(GEMINI.ask, GEMINI.stream_path)
    assert (got.body, got.at[0] < 0.3) == (GEMINI.stream, True)


@every
def test_the_token_in_the_path_does_as_well(tmp_path: Path, it: Spoken) -> None:
    with rig(tmp_path, [stream(it.stream)]) as proxy:
        got = fetch("POST", f"{proxy.url}/t/{proxy.grant.token}{it.stream_path}", {}, orjson.dumps(it.stream_ask))
        call = proxy.call()
    assert (got.body, call.path, call.end) == (it.stream, it.stream_path.partition("?")[0], "complete")


def test_a_dialect_is_one_row_and_knows_no_other() -> None:
    names = [row.name for row in DIALECTS]
    assert names == ["chat", "completions", "embeddings", "responses", "messages", "gemini"]
    for row in DIALECTS:
        source = Path(__file__).parents[2].joinpath("proxy", f"{row.name}.py").read_text(encoding="utf-8")
        assert [name for name in names if f"proxy.{name} " in source or f"import {name}" in source] == []


@pytest.mark.parametrize(
    ("method", "path", "name", "known"),
    [
        ("POST", "/v1/chat/completions", "chat", True),
        ("GET", "/v1/models", "other", True),
        ("GET", "/v1/messages", "other", False),
        ("POST", "/v1beta/models/a/b:generateContent", "other", False),
        ("POST", "/v1beta/models/m:generateContentX", "other", False),
        ("POST", "/v1/responses/", "other", False),
        ("GET", "/", "other", False),
    ],
)
def test_whose_a_path_is(method: str, path: str, name: str, *, known: bool) -> None:
    dialect, found = find(method, path)
    assert (dialect.name, found) == (name, known)
    assert isinstance(dialect.reading(), Plain) is (name == "other")


def test_whose_agent_would_ask_for_an_unknown_path() -> None:
    shapes = [find("GET", path)[0].refusal(404, "x") for path in ("/v1/messages/batches", "/v1beta/x", "/x", "*")]
    assert [shape.get("type", shape["error"].get("status")) for shape in shapes] == ["error", "NOT_FOUND", None, None]
