import asyncio
import gzip
import hashlib
import re
import zlib
from contextlib import suppress
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects import DIALECTS
from proxy.upstream import Answer
from tests.proxy.translation.rig import (
    SSE,
    USAGE,
    Json,
    Said,
    answer,
    calling,
    completion,
    events,
    got,
    kinds,
    said,
    sse,
    stream,
    streamed,
)

DIALECT = {dialect.name: dialect for dialect in DIALECTS}

AGENTS = ("messages", "responses", "gemini")

BODY = stream(
    said({"reasoning_content": "hm"}),
    said({"content": "Hé\u2028llo"}),
    calling(0, "c", "ls", '{"a'),
    calling(0, None, None, '":"ü"}'),
    finish="tool_calls",
)

ENDS = ("message_delta", "message_stop", "response.completed", "response.incomplete")


def plain(value: Any) -> Any:
    """Without the ids that differ from one answer to the next."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items() if key not in ("id", "item_id", "responseId")}
    return [plain(part) for part in value] if isinstance(value, list) else value


def shown(answer: Answer) -> Any:
    return plain(events(got(answer)))


def has_ended(seen: list[Json]) -> bool:
    """Whether an agent would take it for the end of an answer."""
    return any(event.get("type") in ENDS or "finishReason" in str(event) for event in seen)


@pytest.mark.parametrize("dialect", AGENTS)
def test_a_stream_split_anywhere_says_the_same(dialect: str) -> None:
    known = shown(answer(dialect, Said(BODY)))
    for at in range(0, len(BODY), 3):
        assert shown(answer(dialect, Said(BODY[:at], BODY[at:]))) == known
    assert shown(answer(dialect, Said(*(BODY[at : at + 1] for at in range(len(BODY)))))) == known


@pytest.mark.parametrize("dialect", AGENTS)
def test_each_event_goes_on_before_the_next_has_come(dialect: str) -> None:
    chunks = [sse(said({"content": word})) for word in ("one ", "two ", "three ")]
    pieces: list[bytes] = []
    asyncio.run(answer(dialect, Said(*chunks)).flow(pieces.append))
    assert len(pieces) == 3
    for word, piece in zip((b"one ", b"two ", b"three "), pieces, strict=True):
        assert word in piece


@pytest.mark.parametrize("dialect", AGENTS)
def test_the_record_of_the_agent_s_side_reads_what_was_written(dialect: str) -> None:
    reading = DIALECT[dialect].reading()
    for event in events(got(answer(dialect, Said(BODY)))):
        reading.event(orjson.dumps(event).decode())
    figures = DIALECT[dialect].usage(reading.usage)
    assert [figures[key] for key in ("input", "cache_read", "output", "reasoning")] == [100, 64, 50, 20]
    assert reading.served == "served-m"
    assert reading.finished
    assert reading.error is None


def test_the_endpoint_s_own_figures_are_kept_for_the_record() -> None:
    told = answer("messages", Said(BODY))
    assert told.translated["response"] == {"status": 200, "bytes": 0, "sha256": told.translated["response"]["sha256"],
                                           "events": None}  # fmt: skip
    got(told)
    facts = told.translated
    assert facts["dialect"] == "chat"
    assert facts["path"] == "/v1/chat/completions"
    assert facts["request"] == {"bytes": 19, "sha256": hashlib.sha256(b'{"model":"asked-m"}').hexdigest()}
    assert facts["response"] == {
        "status": 200, "bytes": len(BODY), "sha256": hashlib.sha256(BODY).hexdigest(), "events": 8
    }  # fmt: skip
    assert (facts["finish_reason"], facts["served"]) == ("tool_calls", "served-m")
    assert (facts["usage"]["total"], facts["usage"]["raw"]) == (150, USAGE)


@pytest.mark.parametrize("dialect", AGENTS)
def test_a_stream_that_breaks_off_breaks_off_and_nothing_forges_its_end(dialect: str) -> None:
    whole = events(got(answer(dialect, Said(BODY))))
    assert has_ended(whole)
    for at in range(0, BODY.index(b'"finish_reason":"tool_calls"'), 40):
        pieces: list[bytes] = []
        with pytest.raises(ConnectionError, match="reset"):
            asyncio.run(answer(dialect, Said(BODY[:at], broken=ConnectionError("reset"))).flow(pieces.append))
        seen = events(b"".join(pieces))
        assert len(seen) < len(whole)
        assert not has_ended(seen)


@pytest.mark.parametrize("dialect", AGENTS)
def test_a_clean_end_without_a_finish_reason_is_no_end(dialect: str) -> None:
    seen = streamed(dialect, stream(said({"content": "a"}), finish=None, usage=None, done=False))
    assert seen
    assert not has_ended(seen)


@pytest.mark.parametrize("dialect", AGENTS)
def test_a_clean_end_with_a_finish_reason_but_without_done_is_one(dialect: str) -> None:
    seen = streamed(dialect, stream(said({"content": "a"}), done=False))
    known = streamed(dialect, stream(said({"content": "a"})))
    assert len(seen) == len(known)


def test_a_reset_after_the_finish_reason_is_still_a_broken_stream() -> None:
    body = stream(said({"content": "a"}), done=False)
    pieces: list[bytes] = []
    with pytest.raises(ConnectionError):
        asyncio.run(answer("messages", Said(body, broken=ConnectionError("reset"))).flow(pieces.append))
    assert "message_stop" not in kinds(events(b"".join(pieces)))


def test_the_last_event_may_lack_its_blank_line() -> None:
    assert kinds(streamed("messages", BODY.rstrip()))[-1] == "message_stop"


@pytest.mark.parametrize(
    ("dialect", "begin"),
    [
        ("messages", b'event: ping\ndata: {"type":"ping"}\n\nevent: message_start'),
        ("responses", b":\n\nevent: response.created"),
        ("gemini", b"\r\ndata: {"),
    ],
)
def test_keep_alives_pass_as_each_dialect_has_them_and_blank_lines_do_not(dialect: str, begin: bytes) -> None:
    data = got(answer(dialect, Said(b": OPENROUTER PROCESSING\n\n", b"\n\n", BODY)))
    assert data.startswith(begin)
    assert shown(answer(dialect, Said(b": PROCESSING\n\n", BODY))) == shown(answer(dialect, Said(BODY)))


@pytest.mark.parametrize(
    ("endpoint", "event"),
    [("messages", {"type": "ping"}), ("responses", {"type": "keepalive", "sequence_number": 3})],
)
@pytest.mark.parametrize(
    ("agent", "alive"),
    [("chat", b":\n\n"), ("gemini", b"\r\n"), ("messages", b'event: ping\ndata: {"type":"ping"}\n\n')],
)
def test_an_event_that_says_nothing_keeps_the_agent_s_stream_alive(
    agent: str, alive: bytes, endpoint: str, event: Json
) -> None:
    assert got(answer(agent, Said(sse(event, event)), of=endpoint)) == alive * 2


def test_a_call_that_goes_when_it_is_whole_keeps_the_stream_alive_until_then() -> None:
    pieces: list[bytes] = []
    words = [sse(calling(0, None, None, "word ")) for _ in range(100)]
    call = [sse(calling(0, "c", "write", '{"text":"')), *words, sse(calling(0, None, None, '"}'))]
    asyncio.run(answer("gemini", Said(*call, sse(said({}, "stop")))).flow(pieces.append))
    assert pieces[:3] == [b"\r\n"] * 3
    assert [word in b"".join(pieces[3:]) for word in (b"word " * 100, b"\r\n\r\n\r\n")] == [True, False]


def test_what_google_s_sdk_looks_for_is_found_also_after_a_keep_alive() -> None:
    data = got(answer("gemini", Said(b": PROCESSING\n\n", BODY, b": late\n\n")))
    while data.strip():
        line = re.match(rb"\s*data: (.*)(?:\n\n|\r\r|\r\n\r\n)", data)
        assert line is not None
        assert orjson.loads(line[1])
        data = data[line.end() :]


def test_crlf_and_a_byte_order_mark_are_read() -> None:
    body = b"\xef\xbb\xbf" + BODY.replace(b"\n", b"\r\n")
    assert kinds(streamed("messages", body)) == kinds(streamed("messages", BODY))


@pytest.mark.parametrize("dialect", AGENTS)
def test_a_whole_answer_to_one_who_asked_for_a_stream_becomes_one(dialect: str) -> None:
    seen = streamed(dialect, completion({"content": "Hello"}))
    assert len(seen) == len(streamed(dialect, stream(said({"content": "Hello"}))))
    assert "Hello" in str(seen)


@pytest.mark.parametrize("dialect", AGENTS)
def test_a_stream_to_one_who_asked_for_none_becomes_a_body(dialect: str) -> None:
    body = orjson.loads(
        got(answer(dialect, Said(stream(said({"content": "Hel"}), said({"content": "lo"}))), stream=False))
    )
    reading = DIALECT[dialect].reading()
    reading.whole(orjson.dumps(body))
    assert reading.answers
    assert "Hello" in str(body)


def test_headers_say_what_the_body_is_now() -> None:
    given = [*SSE, (b"content-encoding", b"identity"), (b"retry-after", b"7")]
    told = answer("messages", Said(BODY, headers=given)).headers
    assert told == [
        (b"x-request-id", b"r"), (b"retry-after", b"7"), (b"content-type", b"text/event-stream; charset=utf-8")
    ]  # fmt: skip
    assert answer("messages", Said(BODY), stream=False).headers[-1] == (b"content-type", b"application/json")
    assert answer("messages", Said(b"{}", status=500)).headers[-1] == (b"content-type", b"application/json")


def test_an_answer_compressed_unasked_is_unpacked() -> None:
    for name, packed in ((b"gzip", gzip.compress(BODY)), (b"deflate", zlib.compress(BODY))):
        seen = Said(packed[:50], packed[50:], headers=[(b"content-encoding", name)])
        assert kinds(events(got(answer("messages", seen))))[-1] == "message_stop"
    with pytest.raises(ConnectionError, match="compressed as br"):
        answer("messages", Said(BODY, headers=[(b"content-encoding", b"br")]))


def test_what_is_no_gzip_although_it_says_so_breaks_the_answer() -> None:
    seen = Said(b"not gzip", b"more", headers=[(b"content-encoding", b"gzip")])
    with pytest.raises(ConnectionError, match="cannot be translated"):
        got(answer("messages", seen))
    assert seen.did == ["closed"]


@pytest.mark.parametrize("dialect", AGENTS)
def test_a_refusal_keeps_its_status_and_its_words(dialect: str) -> None:
    refusal = orjson.dumps({"error": {"message": "slow down", "type": "rate_limit", "code": 429}})
    told = answer(dialect, Said(refusal, status=429))
    assert told.status == 429
    assert orjson.loads(got(told))["error"]["message"] == "slow down"


@pytest.mark.parametrize("body", [b"", b"<html>bad gateway</html>", b'"odd"', b'{"detail": "no such route"}'])
def test_a_refusal_in_any_other_shape_is_said_too(body: bytes) -> None:
    message = orjson.loads(got(answer("messages", Said(body, status=502))))["error"]["message"]
    assert message == body.decode() or message.startswith('{"detail"') or message == "the endpoint answered 502"


def test_an_error_inside_a_whole_answer_is_an_error() -> None:
    body = orjson.dumps({"error": {"message": "overloaded"}})
    assert orjson.loads(got(answer("messages", Said(body), stream=False)))["type"] == "error"
    assert events(got(answer("messages", Said(body))))[-1]["type"] == "error"


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"choices": 3}'])
@pytest.mark.parametrize("stream", [True, False])
def test_what_is_no_chat_answer_is_not_made_into_one(body: bytes, stream: bool) -> None:  # noqa: FBT001
    with pytest.raises(ConnectionError, match="none of chat"):
        got(answer("messages", Said(body), stream=stream))


WORDS = st.sampled_from(["", "a", "ü\\ud83d", '{"a":', "1}", "{}", "call_1", "ls", "stop", "length"])

ODD = st.none() | st.integers(-1, 3) | st.booleans() | st.lists(WORDS, max_size=2) | WORDS

FUNCTION = st.fixed_dictionaries({}, optional={"name": ODD, "arguments": ODD})

CALL = st.fixed_dictionaries({}, optional={"index": ODD, "id": ODD, "function": FUNCTION | ODD})

DELTA = st.fixed_dictionaries(
    {},
    optional={
        "content": ODD,
        "reasoning": ODD,
        "reasoning_content": ODD,
        "refusal": ODD,
        "tool_calls": st.lists(CALL | ODD, max_size=3) | ODD,
    },
)

CHOICE = st.fixed_dictionaries({}, optional={"index": ODD, "delta": DELTA | ODD, "finish_reason": ODD, "usage": ODD})

CHUNK = st.fixed_dictionaries(
    {},
    optional={
        "id": ODD,
        "model": ODD,
        "created": ODD,
        "choices": st.lists(CHOICE | ODD, max_size=2) | ODD,
        "usage": st.fixed_dictionaries({}, optional={"prompt_tokens": ODD, "completion_tokens": ODD}) | ODD,
        "error": st.sampled_from([None, None, None, None, {"message": "no", "code": 429}, "no"]),
    },
)


@given(st.lists(CHUNK, max_size=8), st.sampled_from(AGENTS), st.booleans(), st.sampled_from([200, 200, 400, 503]))
def test_whatever_an_endpoint_says_is_translated_or_breaks_the_call(
    chunks: list[Json],
    dialect: str,
    stream: bool,  # noqa: FBT001
    status: int,
) -> None:
    for body in (sse(*chunks, b"[DONE]"), orjson.dumps(chunks[0]) if chunks else b""):
        pieces: list[bytes] = []
        with suppress(ConnectionError):
            asyncio.run(answer(dialect, Said(body, status=status), stream=stream).flow(pieces.append))
        data = b"".join(pieces)
        assert orjson.loads(data) if data and (status >= 400 or not stream) else events(data) or not data


@given(st.binary(max_size=200), st.sampled_from(AGENTS), st.booleans())
def test_whatever_bytes_come_are_translated_or_break_the_call(data: bytes, dialect: str, stream: bool) -> None:  # noqa: FBT001
    for body in (data, b"data: " + data, b'data: {"choices":[' + data):
        with suppress(ConnectionError):
            got(answer(dialect, Said(body), stream=stream))


def test_half_a_character_and_huge_numbers_in_arguments_break_nothing() -> None:
    for text in ('{"a": "\\ud83d"}', '{"a": 1' + "0" * 5000 + "}", '{"a": "line\nend"}', "[" * 3000, "null"):
        for dialect in AGENTS:
            seen = streamed(dialect, stream(calling(0, "c", "ls", text), calling(1, "d", "ls", "{}")))
            assert has_ended(seen)
            body = completion({"tool_calls": [{"id": "c", "function": {"name": "ls", "arguments": text}}]})
            assert orjson.loads(got(answer(dialect, Said(body), stream=False)))


def test_line_ends_left_in_arguments_are_read() -> None:
    body = completion({"tool_calls": [{"id": "c", "function": {"name": "ls", "arguments": '{"a": "x\ny"}'}}]})
    assert orjson.loads(got(answer("messages", Said(body), stream=False)))["content"][0]["input"] == {"a": "x\ny"}


def test_waiting_and_giving_up_reach_the_endpoint() -> None:
    seen = Said(BODY)
    told = answer("messages", seen)
    told.pause()
    told.resume()
    told.close()
    assert seen.did == ["paused", "resumed", "closed"]
