"""The user's key is in nothing that is written, logged, handed to another process or sent to the agent."""

import gzip
import json
import logging
import sys
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import zstandard

from proxy.bodies import Bodies
from proxy.calls import cell_lines, read_calls
from proxy.recorder import Settings, recording
from proxy.translation.translating import Translating
from proxy.translation.translator import Translator
from proxy.upstream import Endpoint
from proxy.verify import verify
from proxy.wire import Wire
from tests.proxy.chunks import ASK, DONE, PLAIN, WHOLE, data
from tests.proxy.rig import Script, answer, chunk, fetch, playing, raw, rig, stream_head
from tests.proxy.spoken import MESSAGES_ASK
from tests.proxy.test_spellings import CODED, KEY, traces


def inside(name: str) -> bytes:
    """A coding of the key as it may stand inside a JSON text."""
    return json.dumps(KEY)[1:-1].encode() if name == "raw" else CODED[name].strip('"').encode()


def event(coded: bytes) -> bytes:
    return b'data: {"model":"%b","choices":[{"index":0,"delta":{"content":"%b"},"finish_reason":"%b"}]}\n\n' % (
        (coded,) * 3
    )


STREAMS = (6, 7, 8, 9, 10, 14)  # of the following


def scripts(coded: bytes) -> list[Script]:
    """What an endpoint may do with the key it got."""
    text = b'{"error":{"message":"wrong key %b","code":"%b"}}' % (coded, coded)
    said = event(coded) * 2
    in_chunks: Script = [stream_head(chunked=True)]
    for at in range(0, len(said), 23):
        in_chunks += [chunk(said[at : at + 23]), 0.001]
    return [
        [
            answer(
                text,
                b"401 wrong " + coded,
                b"X-Echo: %b\r\nLocation: /?key=%b\r\nSet-Cookie: k=%b\r\n" % ((coded,) * 3),
            )
        ],
        [answer(text, b"307 Moved", b"Location: https://elsewhere.example/%b\r\n" % coded)],
        [answer(text, b"400 Bad Request")],
        [answer(WHOLE.replace(b"m-0613", coded).replace(b"stop", coded))],
        [answer(gzip.compress(text), head=b"Content-Encoding: gzip\r\n")],
        [answer(zstandard.compress(text), head=b"Content-Encoding: zstd\r\n")],
        [*in_chunks, chunk(data(DONE)) + b"0\r\n\r\n"],
        [stream_head() + said[:40], 0.02, said[40:90], 0.02, said[90:] + data(DONE)],
        [stream_head() + data(b'{"error":{"message":"%b"}}' % coded) + data(DONE)],
        [stream_head(chunked=True) + chunk(said[:60]) + b"zz" + coded + b"\r\n"],
        [stream_head(chunked=True) + chunk(said) + b"0\r\nX-Trailer: " + coded + b"\r\n\r\n"],
        [b"garbage " + coded + b"\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nX: " + coded + b"\r\nContent-Length: " + coded + b"\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\n" + coded + b": x\r\nContent-Length: 2\r\n\r\n{}"],
        [stream_head() + said[: len(said) // 2 + 12]],
    ]


@pytest.mark.parametrize("name", ["raw", "JSON", "URL", "base64, one byte before", "hex", "reversed", "escaped"])
def test_whatever_an_endpoint_does_with_the_key_it_is_nowhere_else(
    tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    plays, got = scripts(inside(name)), b""
    with playing(*plays) as (url, player):
        settings = Settings(bodies=tmp_path / "bodies", speaks=frozenset(("chat",)))
        with recording(Endpoint(url, KEY), tmp_path / "calls.jsonl", settings=settings) as recorder:
            token = recorder.grant("a")
            for number in range(len(plays)):
                body = orjson.dumps((ASK if number in STREAMS else PLAIN) | {"user": str(number)})
                line = b"POST /t/%b/v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" % token.encode()
                head = line + b"Accept-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
                it, _ = raw(recorder.url, head + body)
                assert it.startswith(b"HTTP/1.1 ")
                got += it
            recorder.settle(token)
            assert traces(repr(vars(recorder)).encode()) == []
        assert [KEY.encode() in request for request in player.asked] == [True] * len(plays)
        assert got.count(b"*" * len(KEY)) > 5
    calls = read_calls(tmp_path / "calls.jsonl", "a")
    with Bodies(tmp_path / "bodies") as bodies:
        kept = [bodies.read(call.response.sha256) for call in calls if call.response.bytes]
    assert (len(calls), len(kept) > 8) == (len(plays), True)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    output = capfd.readouterr()
    logs = "\n".join(record.getMessage() for record in caplog.records)
    for place in (got, written, *kept, logs.encode(), output.out.encode(), output.err.encode()):
        assert traces(place) == []
    assert token.encode() not in written
    assert verify(cell_lines(tmp_path / "calls.jsonl", "a")) == []


# Stands in for the worker: it notes all that it is given, and translates everything into one and the same request.
SPY = """
import json, os, sys
note = open(sys.argv[1], "w")
note.write(repr((dict(os.environ), sys.argv, open("/proc/self/environ").read())))
print("{}", flush=True)
for line in sys.stdin:
    note.write(line); note.flush()
    asked = json.loads(line)
    streams = json.loads(asked["body"])["stream"]
    chat = {"model": "m", "messages": [], "stream": streams}
    told = {"path": "/v1/chat/completions", "query": "", "body": chat, "model": "m", "stream": streams}
    print(json.dumps({"id": asked["id"], "notes": {}, "answer": None} | told), flush=True)
"""


@pytest.mark.parametrize("name", ["raw", "JSON", "URL", "base64", "HEX", "escaped"])
def test_a_translated_answer_and_its_worker_do_not_know_the_key_either(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    coded, spied = inside(name), tmp_path / "spied"
    for variable in ("CAB_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.setenv(variable, KEY)
    plain = WHOLE.replace(b"Hello", coded).replace(b"m-0613", coded)
    stops = [
        b'{"error":{"message":"%b"}}' % coded,
        b'{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}',
        DONE,
    ]
    plays: list[tuple[Script, bool]] = [
        ([answer(plain)], False),
        ([stream_head() + event(coded)[:50], 0.02, event(coded)[50:] + data(*stops[1:])], True),
        ([stream_head() + event(coded) + data(stops[0])], True),
        ([answer(stops[0], b"401 No", b"X-Echo: %b\r\n" % coded)], True),
        ([answer(b"no JSON " + coded)], False),
    ]
    got = b""
    with playing(*(script for script, _ in plays)) as (url, player):
        wire = Translating(Wire(Endpoint(url, KEY)), Translator(command=(sys.executable, "-c", SPY, str(spied))))
        with rig(tmp_path, [b""], key=None, upstream=wire) as it:
            for number, (_, stream) in enumerate(plays):
                ask = MESSAGES_ASK | {"stream": stream, "metadata": {"user_id": str(number)}}
                it_got = it.post(ask, "/v1/messages")
                got += it_got.body + repr(it_got.headers.raw).encode()
            calls = it.calls(len(plays))
        assert all(KEY.encode() in request for request in player.asked)
    assert [call.translated is not None for call in calls].count(True) >= 4
    assert spied.read_text().count('"from":"messages"') == len(plays)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"*" * len(KEY) in got
    assert (traces(got), traces(written)) == ([], [])


@pytest.mark.parametrize("address", ["127.0.0.1:9", "no-such-host.invalid"])
def test_a_connection_that_fails_tells_neither_the_key_nor_what_the_url_carries(
    tmp_path: Path, address: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with rig(tmp_path, [b""], url=f"http://{address}", base="/v1?code=s3cret-of-the-gateway", key=KEY) as it:
        got, call = it.post(PLAIN), it.call()
    output = capfd.readouterr()
    said = [got.body, it.path.read_bytes(), caplog.text.encode(), output.out.encode(), output.err.encode()]
    assert (got.status, call.end) == (502, "upstream_error")
    for place in said:
        assert traces(place) == []
        assert b"s3cret" not in place


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_passes_as_it_is_and_nobody_follows_it(tmp_path: Path, status: int) -> None:
    with playing([answer(WHOLE)]) as (elsewhere, other):
        head = b"Location: %b/v1/chat/completions\r\n" % elsewhere.encode()
        with rig(tmp_path, [answer(b"moved", b"%d Moved" % status, head)]) as it:
            got, call = it.post(PLAIN), it.call()
        assert other.asked == []
    assert (got.status, got.body, got.headers["location"]) == (status, b"moved", f"{elsewhere}/v1/chat/completions")
    assert (call.end, call.response.status) == ("upstream_error", status)


def test_no_proxy_of_the_environment_is_gone_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with playing([answer(b"{}", b"403 No")]) as (elsewhere, other):
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, elsewhere)
        (tmp_path / ".netrc").write_text("machine 127.0.0.1 login u password p\n")
        monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
        with rig(tmp_path, [answer(WHOLE)]) as it:
            got, call = it.post(PLAIN), it.call()
            assert b"authorization: Basic" not in it.player.asked[0]
        assert other.asked == []
    assert (got.body, call.end) == (WHOLE, "complete")


def over(path: Path, token: str | None, body: dict[str, Any] = PLAIN) -> httpx.Response:
    """A call over a Unix socket."""
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), timeout=20, trust_env=False) as agent:
        return agent.post("http://cab/v1/chat/completions", json=body, headers=headers)


def test_a_settled_cell_gets_409_on_record_by_every_way_and_its_socket_goes_to_the_next(tmp_path: Path) -> None:
    path, journal = tmp_path / "slot", tmp_path / "calls.jsonl"
    with playing([answer(WHOLE)]) as (url, player):
        settings = Settings(sockets=(path,), speaks=frozenset(("chat",)))
        with recording(Endpoint(url, KEY), journal, settings=settings) as recorder:
            old = recorder.grant("old", socket=path)
            assert [over(path, token).status_code for token in (None, old)] == [200, 200]
            recorder.settle(old)
            late = [over(path, token).status_code for token in (None, old, "sk-any")]
            late += [fetch("GET", f"{recorder.url}/t/{old}/v1/models", {}).status]
            new = recorder.grant("new", socket=path)
            now = [over(path, token).status_code for token in (None, new, old)]
            recorder.settle(new)
        assert len(player.asked) == 4
    assert (late, now) == ([409] * 4, [200, 200, 409])
    olds = [(call.end, call.error) for call in read_calls(journal, "old")]
    assert olds[:2] == [("complete", None)] * 2
    assert olds[2:] == [("refused", "409: this cell is settled, its token is revoked")] * 5
    assert [call.end for call in read_calls(journal, "new")] == ["complete"] * 2
    assert verify(journal) == []
