"""What is an answer and what is none, from bytes on real sockets."""

import asyncio
import socket

import pytest

from proxy.wire_connection import Connection
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
    fetched,
    run,
    speaking,
    whole,
    wired,
)


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
def test_interim_answers_are_none(loop: Loop) -> None:
    early = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    scripts: list[Script] = [[early + HELLO], [early[:9], 0.01, early[9:30], 0.01, early[30:], 0.01, HELLO]]
    for script in scripts:
        got = fetched(script, loop=loop)
        assert (got.status, got.headers, got.body) == (200, [(b"Content-Length", b"5")], b"hello")


@either_loop
def test_an_answer_without_a_length_ends_with_its_connection(loop: Loop) -> None:
    for head in (b"HTTP/1.0 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", OK + b"\r\n"):
        got = fetched([head + b"a", 0.02, b"b", CLOSE], loop=loop)
        assert (got.body, got.problem) == (b"ab", None)
        got = fetched([head + b"a", 0.02, RESET], loop=loop)
        assert (got.body, type(got.problem)) == (b"a", ConnectionError)


@pytest.mark.parametrize(("status", "method"), [(b"204 No", "POST"), (b"304 Not", "GET"), (b"200 OK", "HEAD")])
def test_what_has_no_body_ends_with_its_head(status: bytes, method: str) -> None:
    async def main() -> None:
        head = b"HTTP/1.1 %b\r\nContent-Length: 5\r\n\r\n" % status
        async with speaking([[head]], [[HELLO]]) as heard, wired(heard.url) as wire:
            got = await call(wire, ask(b"", method=method))
            assert (got.body, got.problem) == (b"", None)
            if method == "HEAD":
                assert (await call(wire)).body == b"hello"

    run(main())


def test_an_answer_to_head_hands_on_no_body_even_where_one_comes() -> None:
    async def main() -> None:
        async with speaking([[HELLO]]) as heard, wired(heard.url) as wire:
            assert (await call(wire, ask(b"", method="HEAD"))).body == b""
            assert (await call(wire)).body == b"hello"

    run(main())


@pytest.mark.parametrize(
    "head",
    [
        OK + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\n",
        OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
        OK + b"Content-Length: 5, 5\r\n\r\n",
        OK + b"Content-Length: +5\r\n\r\n",
        OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
        OK + b"Transfer-Encoding: gzip\r\n\r\n",
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
        OK + b"A: b\r\n c\r\n\r\n",
        OK + b"A : b\r\n\r\n",
        OK + b"A: \0\r\n\r\n",
        b"HTTP/1.1 200 OK\nContent-Length: 5\n\n",
        b"HTTP/1.1 099 No\r\nContent-Length: 5\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        OK + b"A: " + b"x" * 70_000 + b"\r\n\r\n",
        OK + b"A: b\r\n" * 300 + b"\r\n",
        OK + b"A: " + b"x" * 400_000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000,
    ],
    ids=lambda head: repr(head[:60]),
)
def test_an_answer_that_can_be_read_in_two_ways_or_is_too_much_is_none(head: bytes) -> None:
    async def main() -> None:
        async with speaking([[head + b"hello"]]) as heard, wired(heard.url) as wire:
            with pytest.raises(ConnectionError, match=r"cannot pass|without content"):
                await call(wire)
            async with asyncio.timeout(5):
                await heard.until_gone(1)

    run(main())


@pytest.mark.parametrize(
    ("bad", "body"),
    [
        (chunked(b"abc") + b"zz\r\n", b"abc"),
        (chunked(b"abc")[:-2] + b"d\r\n", b"abc"),
        (chunked(b"abc") + b"fffffffffffffffff\r\n", b"abc"),
        (chunked(b"abc") + b"0\r\nT: " + b"x" * 300_000, b"abc"),
        (chunked(b"abc") + b"1;" + b"x" * 300_000, b"abc"),
    ],
    ids=lambda bad: repr(bad[40:70]),
)
def test_malformed_chunks_break_the_answer_off_after_what_came(bad: bytes, body: bytes) -> None:
    scripts: list[Script] = [[bad], [bad[:60], 0.02, bad[60:]]]
    for script in scripts:
        got = fetched(script)
        assert (got.status, got.body, type(got.problem)) == (200, body, ConnectionError)


@either_loop
def test_29_packets_are_not_held_back(loop: Loop) -> None:
    async def main() -> None:
        def ignore(_: Connection) -> None:
            pass

        async with speaking([[HELLO]]) as heard:
            port = int(heard.url.rpartition(":")[2])
            transport, _ = await asyncio.get_running_loop().create_connection(
                lambda: Connection(ignore, ignore, ignore), "127.0.0.1", port
            )
            plug = transport.get_extra_info("socket")
            assert plug.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert plug.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            transport.abort()
            await heard.until_gone(1)

    run(main(), loop)


def test_an_endpoint_that_refuses_before_it_has_read_all_is_heard() -> None:
    async def main() -> None:
        heard = asyncio.Event()

        async def refuse(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(whole(b"too large", status=b"413 No"))
            await heard.wait()
            writer.transport.abort()

        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        async with wired(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as wire:
            got = await call(wire, ask(b"x" * 30 * 2**20))
            assert (got.status, got.body, got.problem) == (413, b"too large", None)
        heard.set()
        await asyncio.sleep(0.05)
        server.close()

    run(main())
