"""Connections kept between calls, on real sockets."""

import asyncio

import pytest

from proxy.pool import KEEP_S
from tests.proxy.speaking import (
    CLOSE,
    HELLO,
    OK,
    RESET,
    Loop,
    Script,
    ask,
    call,
    chunked,
    either_loop,
    run,
    speaking,
    whole,
    wired,
)


@either_loop
def test_a_connection_is_used_again_and_the_last_used_goes_first(loop: Loop) -> None:
    async def main() -> None:
        async with speaking([[HELLO]]) as heard, wired(heard.url) as wire:
            await asyncio.gather(*(call(wire) for _ in range(3)))
            for _ in range(5):
                assert (await call(wire)).body == b"hello"
        assert sorted(len(requests) for requests in heard.requests) == [1, 1, 6]

    run(main(), loop)


@either_loop
@pytest.mark.parametrize("end", [CLOSE, RESET])
def test_27_a_kept_connection_that_the_endpoint_closed_costs_no_call(loop: Loop, end: str) -> None:
    async def main() -> None:
        async with speaking([[HELLO], [end]], [[whole(b"again")]]) as heard, wired(heard.url) as wire:
            await call(wire)
            got = await call(wire)
            assert (got.body, got.problem) == (b"again", None)
            assert [len(requests) for requests in heard.requests] == [2, 1]
            assert heard.requests[0][1] == heard.requests[1][0]

    run(main(), loop)


@either_loop
@pytest.mark.parametrize("end", [CLOSE, RESET])
def test_27_it_is_sent_again_once_and_only_over_a_fresh_connection(loop: Loop, end: str) -> None:
    async def main() -> None:
        async with speaking([[HELLO], [end]], [[HELLO], [end]], [[end]]) as heard, wired(heard.url) as wire:
            await asyncio.gather(call(wire), call(wire))
            with pytest.raises(ConnectionError, match="before it answered"):
                await call(wire)
            assert sorted(len(requests) for requests in heard.requests) == [1, 1, 2]

    run(main(), loop)


@either_loop
@pytest.mark.parametrize("end", [CLOSE, RESET])
def test_27_a_fresh_connection_that_is_closed_is_not_asked_again(loop: Loop, end: str) -> None:
    async def main() -> None:
        async with speaking([[end]]) as heard, wired(heard.url) as wire:
            with pytest.raises(ConnectionError, match="before it answered"):
                await call(wire)
            await asyncio.sleep(0.05)
            assert [len(requests) for requests in heard.requests] == [1]

    run(main(), loop)


@pytest.mark.parametrize("begun", [b"H", OK, b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_27_once_a_byte_of_an_answer_came_it_is_not_sent_again(begun: bytes) -> None:
    async def main() -> None:
        async with speaking([[HELLO], [begun, CLOSE]], [[HELLO]]) as heard, wired(heard.url) as wire:
            await call(wire)
            with pytest.raises(ConnectionError, match="before it answered"):
                await call(wire)
            assert [len(requests) for requests in heard.requests] == [2]

    run(main())


def test_27_a_silent_kept_connection_is_a_timeout_and_not_sent_again() -> None:
    async def main() -> None:
        async with speaking([[HELLO], [5.0]], [[HELLO]]) as heard, wired(heard.url, idle_s=0.2) as wire:
            await call(wire)
            with pytest.raises(TimeoutError, match=r"nothing came from the endpoint for 0\.2 s"):
                await call(wire)
            assert [len(requests) for requests in heard.requests] == [2]

    run(main())


@either_loop
def test_a_connection_closed_while_it_was_free_is_noticed_at_once(loop: Loop) -> None:
    async def main() -> None:
        async with speaking([[HELLO, 0.05, CLOSE]], [[whole(b"2")]]) as heard, wired(heard.url) as wire:
            await call(wire)
            await heard.until_gone(1)
            await asyncio.sleep(0.02)
            assert (await call(wire)).body == b"2"
            assert [len(requests) for requests in heard.requests] == [1, 1]

    run(main(), loop)


def test_a_free_connection_is_left_before_servers_close_it() -> None:
    async def main() -> None:
        async with speaking([[HELLO]]) as heard, wired(heard.url) as wire:
            await call(wire)
            async with asyncio.timeout(KEEP_S + 1):
                await heard.until_gone(1)

    run(main())


@pytest.mark.parametrize("more", [b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", b"junk", b"\0"])
@pytest.mark.parametrize("wait", [0.0, 0.05])
def test_bytes_that_nobody_asked_for_end_the_connection_and_are_nobodys_answer(more: bytes, wait: float) -> None:
    async def main() -> None:
        script: Script = [HELLO, wait, more] if wait else [HELLO + more]
        async with speaking([script], [[whole(b"2")]]) as heard, wired(heard.url) as wire:
            assert (await call(wire)).body == b"hello"
            await asyncio.sleep(0.15)
            assert (await call(wire)).body == b"2"

    run(main())


def test_a_wire_that_is_closed_ends_its_calls_and_keeps_nothing() -> None:
    async def main() -> None:
        async with speaking([[chunked(b"a")]], [[HELLO]]) as heard, wired(heard.url) as wire:
            flying = asyncio.create_task(call(wire))
            await asyncio.sleep(0.05)
            await call(wire)
            await wire.aclose()
            assert "is being stopped" in str((await flying).problem)
            await heard.until_gone(2)

    run(main())


@either_loop
def test_many_calls_at_once_each_get_their_own_answer(loop: Loop) -> None:
    async def main() -> None:
        scripts: list[list[Script]] = [[[whole(b"%d" % number)]] for number in range(40)]
        async with speaking(*scripts) as heard, wired(heard.url) as wire:

            async def one(number: int) -> None:
                got = await call(wire, ask(b"%d" % number))
                owners = [i for i, asked in enumerate(heard.requests) if asked[-1].endswith(b"\n%d" % number)]
                assert [int(got.body)] == owners

            await asyncio.gather(*map(one, range(40)))

    run(main(), loop)
