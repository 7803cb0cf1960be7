"""The wire from bytes on real sockets: what the endpoint gets, and what of its answer comes out."""

import asyncio

import pytest
import uvloop

from tests.proxy.speaking import (
    KEY,
    LAST,
    Got,
    Loop,
    Script,
    ask,
    call,
    chunked,
    run,
    speaking,
    whole,
    wired,
)

either_loop = pytest.mark.parametrize(
    "loop", [asyncio.SelectorEventLoop, uvloop.new_event_loop], ids=["asyncio", "uvloop"]
)

OK = b"HTTP/1.1 200 OK\r\n"
HELLO = whole(b"hello")


def fetched(*scripts: Script, loop: Loop = uvloop.new_event_loop, idle_s: float = 10) -> Got:
    """One call to an endpoint of scripts."""

    async def main() -> Got:
        async with speaking(list(scripts)) as heard, wired(heard.url, idle_s=idle_s) as wire:
            return await call(wire)

    return run(main(), loop)


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


@either_loop
def test_a_chunked_answer_comes_out_the_same_wherever_it_is_split(loop: Loop) -> None:
    text = chunked(b"a\r\n", b"bc" * 8) + b"0\r\nT: x\r\n\r\n"

    async def main() -> None:
        scripts: list[Script] = [[text[:at], 0.001, text[at:]] for at in range(len(text))]
        async with speaking(scripts) as heard, wired(heard.url) as wire:
            for _ in scripts:
                got = await call(wire)
                assert (got.status, got.body, got.problem) == (200, b"a\r\n" + b"bc" * 8, None)
        assert [len(requests) for requests in heard.requests] == [len(scripts)]

    run(main(), loop)


@either_loop
def test_a_connection_is_used_again_and_the_last_used_goes_first(loop: Loop) -> None:
    async def main() -> None:
        async with speaking([[HELLO]]) as heard, wired(heard.url) as wire:
            await asyncio.gather(*(call(wire) for _ in range(3)))
            for _ in range(5):
                assert (await call(wire)).body == b"hello"
        assert sorted(len(requests) for requests in heard.requests) == [1, 1, 6]

    run(main(), loop)


def test_what_comes_in_one_read_is_handed_on_in_one_piece() -> None:
    assert fetched([chunked(*[b"x"] * 50) + LAST]).pieces == [b"x" * 50]
