"""The requests as the endpoint gets them."""

import pytest

from proxy.upstream import Ask
from tests.proxy.speaking import HELLO, KEY, Loop, ask, call, either_loop, run, speaking, whole, wired


@either_loop
def test_the_request_is_one_head_with_the_key_and_the_body_as_given(loop: Loop) -> None:
    async def main() -> bytes:
        async with speaking([[HELLO]]) as heard, wired(heard.url + "/api") as wire:
            await call(wire, ask(b'{"a": 1}', [(b"Content-Type", b"application/json"), (b"X-Title", b"t")]))
            return heard.requests[0][0].replace(heard.url[7:].encode(), b"H")

    assert run(main(), loop) == (
        b"POST /api/v1/chat/completions HTTP/1.1\r\nHost: H\r\nContent-Type: application/json\r\nX-Title: t\r\n"
        b"authorization: Bearer %b\r\ncontent-length: 8\r\n\r\n"
        b'{"a": 1}' % KEY.encode()
    )


@either_loop
def test_a_long_body_arrives_whole(loop: Loop) -> None:
    body = bytes(range(256)) * 8000

    async def main() -> bytes:
        async with speaking([[HELLO]]) as heard, wired(heard.url) as wire:
            assert (await call(wire, ask(body))).body == b"hello"
            return heard.requests[0][0]

    assert run(main(), loop).endswith(b"\r\n\r\n" + body)


@pytest.mark.parametrize(
    ("field", "line"),
    [(b"authorization", b"Bearer " + KEY.encode()), (b"x-api-key", KEY.encode()), (b"x-goog-api-key", KEY.encode())],
)
def test_the_key_goes_where_the_dialect_has_it(field: bytes, line: bytes) -> None:
    async def main() -> bytes:
        async with speaking([[HELLO]]) as heard, wired(heard.url) as wire:
            await call(wire, ask(b"", method="GET", key_field=field))
            return heard.requests[0][0]

    request = run(main())
    assert request.count(b"\r\n%b: %b\r\n" % (field, line)) == 1
    assert request.count(KEY.encode()) == 1
    assert b"content-length" not in request


def test_without_a_key_none_is_sent_and_a_word_as_key_passes_in_answers() -> None:
    async def main() -> None:
        said = whole(b"pip install ollama")
        async with speaking([[said]], [[said]]) as heard:
            for key in (None, "ollama"):
                async with wired(heard.url, key) as wire:
                    assert (await call(wire)).body == b"pip install ollama"
        assert b"authorization" not in heard.requests[0][0]
        assert b"authorization: Bearer ollama\r\n" in heard.requests[1][0]

    run(main())


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\0", b"\r\n"])
def test_a_header_that_would_be_two_is_not_sent(end: bytes) -> None:
    async def main() -> None:
        async with speaking([[HELLO]]) as heard, wired(heard.url) as wire:
            for header in ((b"x", b"a" + end + b"b: c"), (b"x" + end + b"y", b"z")):
                with pytest.raises(ConnectionError, match="was not sent"):
                    await call(wire, ask(headers=[header]))
            assert heard.requests == []

    run(main())


def test_what_no_request_line_may_hold_is_escaped() -> None:
    async def main() -> bytes:
        async with speaking([[HELLO]]) as heard, wired(heard.url) as wire:
            await call(wire, Ask("GET", "/v1/models/\r\nX: é ?", b"a= b\r\n", (), b"", b"authorization"))
            return heard.requests[0][0].partition(b"\r\n")[0]

    assert run(main()) == b"GET /v1/models/%0D%0AX:%20%C3%A9%20??a=%20b%0D%0A HTTP/1.1"
