"""Requests that are no call of a model: odd paths, methods and targets, each answered in its agent's words."""

from pathlib import Path

import orjson
import pytest

from tests.proxy.chunks import PLAIN, WHOLE
from tests.proxy.rig import answer, fetch, raw, rig

ODD = {
    "openai": (
        *("/", "/v1", "/v1/", "/v2/chat/completions", "/chat/completions", "/v1/chat/completions/", "/v1/chat", "/t"),
        *(
            "//v1/chat/completions",
            "/v1//chat/completions",
            "/v1/chat/completions/../../models",
            "/v1/chat/./completions",
        ),
        *("/V1/chat/completions", "/v1/chat%2Fcompletions%2F", "/v1/chat%252Fcompletions", "/v1/chat/completions%00"),
        *("/v1/chat/completions;x", "/v1/models/m", "/v1/completions/x", "/v1/embeddings/x", "/v1/audio/speech"),
        *("/v1/responses/r/cancel", "/openai/v1/chat/completions", "/healthz/x", "/v1/chat/completions@evil.example"),
        *("/@evil.example/v1/models", "/v1/chat/completions%0d%0aX:%20y"),
    ),
    "messages": ("/v1/messages/", "/v1/messages/batches", "/v1/messages/count_tokens/x", "/v1/messages%2Fbatches"),
    "gemini": (
        *("/v1beta/models", "/v1beta/models/m", "/v1beta/models/m:countTokens", "/v1beta/models/m:embedContent"),
        *("/v1beta/models/a/b:generateContent", "/v1beta/models/..%2f..%2fx:generateContent", "/v1beta/cachedContents"),
    ),
}


def said(shape: str, body: bytes) -> str:
    """The message of an error in that shape."""
    error = orjson.loads(body)
    if shape == "messages":
        assert (error["type"], error["error"]["type"]) == ("error", "not_found_error")
    elif shape == "gemini":
        assert (error["error"]["code"], error["error"]["status"]) == (404, "NOT_FOUND")
    else:
        assert (error["error"]["type"], error["error"]["code"]) == ("invalid_request_error", "cab_404")
    return str(error["error"]["message"])


@pytest.mark.parametrize("shape", ODD)
@pytest.mark.parametrize("under", [True, False])
def test_odd_paths_are_404_in_the_shape_of_whose_they_are_and_on_record(
    tmp_path: Path, shape: str, *, under: bool
) -> None:
    with rig(tmp_path, [answer(WHOLE)]) as it:
        for path in ODD[shape]:
            prefix, head = (
                (f"/t/{it.grant.token}", b"") if under else ("", b"x-api-key: %b\r\n" % it.grant.token.encode())
            )
            sent = b"POST %b?a=%%20 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%bContent-Length: 2\r\n\r\n{}"
            got, _ = raw(it.url, sent % ((prefix + path).encode(), head))
            first, _, rest = got.partition(b"\r\n")
            assert first == b"HTTP/1.1 404 Not Found", path
            assert said(shape, rest.partition(b"\r\n\r\n")[2]) == f"this proxy has no POST {path}"
        calls = it.calls(len(ODD[shape]))
        assert it.player.asked == []
        assert it.grant.token.encode() not in it.path.read_bytes()
    assert [call.path for call in calls] == list(ODD[shape])
    assert {(call.dialect, call.end, call.response.status) for call in calls} == {("other", "refused", None)}


OTHERS = [
    (method, path)
    for path in ("/v1/chat/completions", "/v1/messages", "/v1beta/models/m:generateContent", "/v1/models")
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    if method != ("GET" if path == "/v1/models" else "POST")
]


@pytest.mark.parametrize(("method", "path"), OTHERS)
def test_other_methods_are_404_and_on_record(tmp_path: Path, method: str, path: str) -> None:
    shape = {"/v1/messages": "messages", "/v1beta/models/m:generateContent": "gemini"}.get(path, "openai")
    with rig(tmp_path, [answer(WHOLE)]) as it:
        got = fetch(method, f"{it.url}/t/{it.grant.token}{path}", {})
        call = it.call()
        assert it.player.asked == []
    assert (got.status, said(shape, got.body)) == (404, f"this proxy has no {method} {path}")
    assert (call.method, call.path, call.end) == (method, path, "refused")


def test_head_gets_no_body_and_leaves_the_connection_in_order(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(WHOLE)]) as it:
        token = it.grant.token.encode()
        head = b"HEAD /t/%b/v1/models HTTP/1.1\r\nHost: x\r\n\r\n" % token
        get = b"GET /t/%b/v1/nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % token
        got, clean = raw(it.url, head + get)
        calls = it.calls(2)
    first, second = got.split(b"HTTP/1.1 404 Not Found\r\n")[1:]
    assert (first.endswith(b"\r\n\r\n"), b"content-length: " in first, clean) == (True, True, True)
    assert second.endswith(b"}")
    assert [(call.method, call.end) for call in calls] == [("HEAD", "refused"), ("GET", "refused")]


def test_the_options_of_everything_are_asked_for_on_record(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(WHOLE)]) as it:
        line = b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        known, _ = raw(it.url, line + b"Authorization: Bearer %b\r\n\r\n" % it.grant.token.encode())
        unknown, _ = raw(it.url, line + b"\r\n")
        call = it.call()
    assert (known[:12], unknown[:12], call.method, call.path) == (b"HTTP/1.1 404", b"HTTP/1.1 401", "OPTIONS", "*")


@pytest.mark.parametrize("method", [b"BREW", b"TRACE", b"PROPFIND"])
def test_a_method_of_no_api_is_501_and_on_record_where_it_says_whose_it_is(tmp_path: Path, method: bytes) -> None:
    with rig(tmp_path, [answer(WHOLE)]) as it:
        got, _ = raw(it.url, b"%b /t/%b/v1/messages HTTP/1.1\r\nHost: x\r\n\r\n" % (method, it.grant.token.encode()))
        call = it.call()
        assert it.player.asked == []
    assert (got[:12], orjson.loads(got.partition(b"\r\n\r\n")[2])["type"]) == (b"HTTP/1.1 501", "error")
    assert (call.method, call.path, call.end, call.error) == (
        method.decode(),
        "/v1/messages",
        "refused",
        "501: such a method is not served here",
    )


@pytest.mark.parametrize(
    "target",
    [
        b"http://evil.example/v1/models",
        b"https://evil.example/",
        b"evil.example:443",
        b"evil.example",
        b"*",
        b"",
        b"\\x",
    ],
)
@pytest.mark.parametrize("method", [b"GET", b"POST", b"CONNECT"])
def test_a_target_that_names_another_host_goes_nowhere(tmp_path: Path, method: bytes, target: bytes) -> None:
    with rig(tmp_path, [answer(WHOLE)]) as it:
        head = b"Host: evil.example\r\nAuthorization: Bearer %b\r\n\r\n" % it.grant.token.encode()
        got, _ = raw(it.url, b"%b %b HTTP/1.1\r\n%b" % (method, target, head))
        assert it.player.asked == []
    assert got.startswith(b"HTTP/1.1 400 ")


def test_the_host_an_agent_names_changes_nothing(tmp_path: Path) -> None:
    with rig(tmp_path, [answer(WHOLE)]) as it:
        got = it.post(PLAIN, host="evil.example", x_forwarded_host="evil.example", forwarded="host=evil.example")
        sent, endpoint = it.player.asked[0].lower(), it.call()
    assert (got.status, endpoint.end) == (200, "complete")
    assert sent.count(b"\r\nhost: 127.0.0.1:") == 1
    assert b"\r\nhost: evil" not in sent


@pytest.mark.parametrize("under", [True, False])
def test_the_model_list_passes_on_every_way_to_it(tmp_path: Path, *, under: bool) -> None:
    models = b'{"object":"list","data":[{"id":"m","extra":null}]}'
    with rig(tmp_path, [answer(models)]) as it:
        prefix, head = (f"/t/{it.grant.token}", {}) if under else ("", {"x-goog-api-key": it.grant.token})
        got, call = fetch("GET", f"{it.url}{prefix}/v1/models", head), it.call()
        assert it.player.asked[0].startswith(b"GET /v1/models HTTP/1.1\r\n")
    assert (got.status, got.body) == (200, models)
    assert (call.dialect, call.method, call.path, call.end) == ("other", "GET", "/v1/models", "complete")
    assert (call.usage.source, call.request.bytes, call.request.hash) == ("absent", 0, None)
