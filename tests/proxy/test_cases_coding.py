"""Case 24: compressed answers and requests pass as they are, are read for the record, and lengths stay true."""

import gzip
import zlib
from pathlib import Path

import orjson
import pytest
import zstandard

from tests.proxy.chunks import ASK, DONE, HELLO, PLAIN, STOP, USAGE, WHOLE, data
from tests.proxy.rig import KEY, Script, answer, chunk, rig, sse, stream_head
from tests.proxy.spoken import ALL, Spoken

STREAM = data(HELLO, STOP, USAGE, DONE)

every = pytest.mark.parametrize("it", ALL, ids=lambda it: it.dialect)


@pytest.mark.parametrize("coding", [b"gzip", b"x-gzip", b"deflate"])
def test_24_a_packed_stream_that_comes_unasked_passes_whole_and_is_read(tmp_path: Path, coding: bytes) -> None:
    packed = zlib.compress(STREAM) if coding == b"deflate" else gzip.compress(STREAM)
    with rig(tmp_path, [stream_head(b"Content-Encoding: %b\r\n" % coding) + packed]) as it:
        got, call = it.post(ASK), it.call()
        assert b"accept-encoding: identity\r\n" in it.player.asked[0]
    # What is packed cannot have a chunk taken out.
    assert (got.body, got.headers["content-encoding"], got.whole) == (packed, coding.decode(), True)
    assert (call.end, call.usage.total, call.response.events, call.response.bytes) == ("complete", 15, 4, len(packed))
    assert call.request.altered == ("include_usage", "identity")


@every
def test_24_a_packed_stream_is_read_wherever_it_is_split(tmp_path: Path, it: Spoken) -> None:
    packed = gzip.compress(it.stream)
    script: Script = [stream_head(b"Content-Encoding: gzip\r\n", chunked=True)]
    for at in range(len(packed)):
        script += [chunk(packed[at : at + 1])]
    with rig(tmp_path, [*script, b"0\r\n\r\n"]) as proxy:
        got, call = proxy.post(it.stream_ask, it.stream_path, accept_encoding="gzip"), proxy.call()
    assert (got.body, call.end, call.usage.total) == (packed, "complete", it.figures[-1])


def test_24_a_packed_answer_in_several_members_is_read_to_its_end(tmp_path: Path) -> None:
    members = b"".join(gzip.compress(data(event)) for event in (HELLO, STOP, USAGE, DONE)) + b"\0\0"
    script: Script = [stream_head(b"Content-Encoding: gzip\r\n") + members[:70], 0.02, members[70:]]
    with rig(tmp_path, script, script) as it:
        got, call = it.post(ASK, accept_encoding="gzip"), it.call()
    assert (got.body, got.whole) == (members, True)
    assert (call.end, call.usage.total, call.response.events) == ("complete", 15, 4)


def test_24_deflate_without_a_head_is_read_too(tmp_path: Path) -> None:
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(WHOLE) + packer.flush()
    with rig(tmp_path, [answer(packed, head=b"Content-Encoding: deflate\r\n")]) as it:
        got, call = it.post(PLAIN, accept_encoding="deflate"), it.call()
    assert (got.body, call.end, call.usage.total) == (packed, "complete", 15)


# The proxy asks for no coding that it cannot look into, so these come only from an endpoint that ignores the request.
@pytest.mark.parametrize(("coding", "packed"), [("zstd", zstandard.compress(WHOLE)), ("br", b"\x8b\x02\x80{}\x03")])
def test_24_what_the_key_could_hide_in_does_not_pass_and_the_record_says_why(
    tmp_path: Path, coding: str, packed: bytes
) -> None:
    with rig(tmp_path, [answer(packed, head=b"Content-Encoding: %b\r\n" % coding.encode())]) as it:
        got, call = it.post(PLAIN, accept_encoding=f"{coding}, gzip"), it.call()
        assert b"accept-encoding: gzip\r\n" in it.player.asked[0]
    assert (got.status, f"nobody asked for {coding}" in got.body.decode()) == (502, True)
    assert (call.end, call.response.status, call.response.bytes) == ("upstream_error", None, 0)
    assert f"nobody asked for {coding}, in which the key could hide" in (call.error or "")


@pytest.mark.parametrize(("coding", "packed"), [("zstd", zstandard.compress(STREAM)), ("br", b"\x8b\x02\x80{}\x03")])
@pytest.mark.parametrize("ask", [PLAIN, ASK])
def test_24_without_a_secret_they_pass_unread_and_the_record_says_so(
    tmp_path: Path, coding: str, packed: bytes, ask: dict[str, object]
) -> None:
    head = b"Content-Encoding: %b\r\n" % coding.encode()
    script = answer(packed, head=head) if ask is PLAIN else stream_head(head) + packed
    with rig(tmp_path, [script], key="ollama") as it:
        got, call = it.post(ask, accept_encoding=coding), it.call()
    assert (got.status, got.body, got.headers["content-encoding"], got.whole) == (200, packed, coding, True)
    assert (call.end, call.usage.source, call.response.bytes) == ("complete", "absent", len(packed))
    assert (call.tags, call.response.events, call.finish_reason) == (("unreadable_encoding",), None, None)


def test_24_a_length_that_no_longer_holds_is_not_told(tmp_path: Path) -> None:
    known = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: %d\r\n\r\n" % len(STREAM) + STREAM
    asking = ASK | {"stream_options": {"include_usage": True}, "messages": []}
    with rig(tmp_path, [known]) as it:
        hidden, shown = it.post(ASK), it.post(asking)
        calls = it.calls(2)
    assert (hidden.body, hidden.whole, "content-length" in hidden.headers) == (data(HELLO, STOP, DONE), True, False)
    assert (shown.body, shown.headers["content-length"]) == (STREAM, str(len(STREAM)))
    assert [(call.end, call.response.bytes, call.usage.total) for call in calls] == [("complete", len(STREAM), 15)] * 2


@pytest.mark.parametrize("told", [len(WHOLE) + 10, len(WHOLE) - 10])
def test_24_a_length_that_the_endpoint_got_wrong_is_what_the_agent_gets_too(tmp_path: Path, told: int) -> None:
    lying = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % told + WHOLE
    with rig(tmp_path, [lying]) as it:
        got, call = it.post(PLAIN), it.call()
    assert (got.body, got.whole) == (WHOLE[:told], told < len(WHOLE))
    assert (call.end, call.response.bytes) == ("upstream_truncated", min(told, len(WHOLE)))


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_24_a_packed_request_passes_as_it_came_and_cannot_be_read(tmp_path: Path, coding: str) -> None:
    pack = gzip.compress if coding == "gzip" else zstandard.compress
    packed = pack(orjson.dumps(ASK))
    with rig(tmp_path, [sse(HELLO, STOP, DONE)]) as it:
        got, call = it.post(packed, content_encoding=coding), it.call()
        head, _, body = it.player.asked[0].partition(b"\r\n\r\n")
    assert (got.body, body) == (data(HELLO, STOP, DONE), packed)
    assert b"content-encoding: %b\r\n" % coding.encode() in head + b"\r\n"
    assert b"content-length: %d\r\n" % len(packed) in head + b"\r\n"
    assert (call.end, call.request.hash, call.request.bytes, call.request.altered) == (
        "complete",
        None,
        len(packed),
        (),
    )
    assert (call.model.requested, call.messages, call.tools, call.stream) == (None, None, None, False)


def test_24_a_packed_request_under_a_grant_for_one_model_is_refused(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(WHOLE)], model="the-cells") as it:
        got, call = it.post(gzip.compress(orjson.dumps(PLAIN)), content_encoding="gzip"), it.call()
        assert it.player.asked == []
    assert (got.status, b"this grant is for one model" in got.body) == (400, True)
    assert (call.end, call.request.hash, call.response.status) == ("refused", None, None)


@pytest.mark.parametrize("cut", [4, 11])
def test_24_a_packed_answer_that_is_cut_is_cut_for_the_agent_too(tmp_path: Path, cut: int) -> None:
    packed = gzip.compress(WHOLE)
    with rig(tmp_path, [answer(packed, head=b"Content-Encoding: gzip\r\n")[:-cut]]) as it:
        got, call = it.post(PLAIN, accept_encoding="gzip"), it.call()
    assert (got.body, got.whole) == (packed[:-cut], False)
    assert (call.end, call.response.bytes) == ("upstream_truncated", len(packed) - cut)
    assert KEY.encode() not in got.body
