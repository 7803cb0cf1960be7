"""The body of an answer as it is handed on, from bytes on real sockets."""

import asyncio

import pytest

from tests.proxy.speaking import (
    CLOSE,
    HELLO,
    LAST,
    RESET,
    Loop,
    Script,
    ask,
    call,
    chunked,
    either_loop,
    fetched,
    read,
    run,
    speaking,
    whole,
    wired,
)


def test_what_comes_in_one_read_is_handed_on_in_one_piece() -> None:
    assert fetched([chunked(*[b"x"] * 50) + LAST]).pieces == [b"x" * 50]


@pytest.mark.parametrize("wait", [0.0, 0.05])
def test_what_came_before_the_body_is_asked_for_is_kept_and_no_more_than_a_bounded_part(wait: float) -> None:
    size = 8 * 2**20

    async def main() -> None:
        head, body = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size, b"x" * size
        async with speaking([[head, wait, body] if wait else [head + body]]) as heard, wired(heard.url) as wire:
            answer = await wire.send(ask())
            await asyncio.sleep(0.3)
            pieces: list[bytes] = []
            flow = asyncio.create_task(answer.flow(pieces.append))
            await asyncio.sleep(0)
            assert 1 < len(pieces[0]) < 2**20
            await flow
            assert b"".join(pieces) == body
            assert len(heard.requests) == 1

    run(main())


@either_loop
def test_a_paused_answer_stops_and_resumes_without_loss_or_a_false_silence(loop: Loop) -> None:
    size = 16 * 2**20

    async def main() -> None:
        script: Script = [b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size, b"y" * size]
        async with speaking([script]) as heard, wired(heard.url, idle_s=0.1) as wire:
            answer = await wire.send(ask())
            pieces: list[bytes] = []

            def to(piece: bytes) -> None:
                if not pieces:
                    answer.pause()
                pieces.append(piece)

            flow = asyncio.create_task(answer.flow(to))
            await asyncio.sleep(0.5)
            assert sum(map(len, pieces)) < 2**20
            answer.resume()
            await flow
            assert sum(map(len, pieces)) == size
            assert (await call(wire)).status == 200
            assert len(heard.requests) == 1

    run(main(), loop)


@either_loop
@pytest.mark.parametrize(
    "begun", [whole(b"x" * 100)[:-1], chunked(b"abc"), chunked(b"abc") + b"0\r\n", chunked(b"abc")[:-3]]
)
@pytest.mark.parametrize("end", [CLOSE, RESET])
def test_16_a_body_that_is_cut_hands_on_what_came_and_says_so(loop: Loop, begun: bytes, end: str) -> None:
    got = fetched([begun, 0.05, end], loop=loop)
    assert got.status == 200
    assert got.body.startswith((b"x" * 99, b"ab"))
    assert isinstance(got.problem, ConnectionError)
    assert "in the middle of its answer" in str(got.problem)


@either_loop
def test_28_a_silence_is_bounded_and_each_byte_begins_it_anew(loop: Loop) -> None:
    steps: Script = [chunked(b"1")]
    for _ in range(12):
        steps += [0.05, b"1\r\n.\r\n"]
    lively = fetched([*steps, LAST], loop=loop, idle_s=0.3)
    assert (lively.body, lively.problem) == (b"1" + b"." * 12, None)
    silent = fetched([chunked(b"1"), 3.0, LAST], loop=loop, idle_s=0.3)
    assert (silent.body, type(silent.problem)) == (b"1", TimeoutError)


def test_20_pings_come_out_as_they_are_each_at_once() -> None:
    got = fetched([chunked(b": ping\n\n"), 0.05, b"8\r\n: ping\n\n\r\n", 0.05, LAST])
    assert got.pieces == [b": ping\n\n", b": ping\n\n"]


@either_loop
@pytest.mark.parametrize("script", [[], [chunked(b"a")]], ids=["before the head", "in the body"])
def test_who_is_cancelled_drops_the_connection(loop: Loop, script: Script) -> None:
    async def main() -> None:
        async with speaking([script]) as heard, wired(heard.url) as wire:
            task = asyncio.create_task(call(wire))
            while not heard.requests or not heard.requests[0]:
                await asyncio.sleep(0.005)
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await heard.until_gone(1)

    run(main(), loop)


@either_loop
def test_close_drops_what_has_not_come_and_keeps_what_has(loop: Loop) -> None:
    async def main() -> None:
        async with speaking([[HELLO], [chunked(b"a")]]) as heard, wired(heard.url) as wire:
            (await wire.send(ask())).close()
            answer = await wire.send(ask())
            flow = asyncio.create_task(read(answer))
            await asyncio.sleep(0.05)
            answer.close()
            answer.close()
            got = await flow
            assert (got.body, "closed before its end" in str(got.problem)) == (b"a", True)
            await heard.until_gone(1)
            assert [len(requests) for requests in heard.requests] == [2]

    run(main(), loop)


@pytest.mark.parametrize("wait", [0.0, 0.05])
def test_what_the_receiver_raises_rises_and_drops_the_connection(wait: float) -> None:
    async def main() -> None:
        async with speaking([[chunked(), wait, b"1\r\na\r\n"]]) as heard, wired(heard.url) as wire:
            answer = await wire.send(ask())
            with pytest.raises(ZeroDivisionError):
                await answer.flow(lambda piece: print(1 // (len(piece) - 1)))
            await heard.until_gone(1)

    run(main())


def test_the_receiver_may_close_the_answer_within_its_last_piece() -> None:
    async def main() -> None:
        async with speaking([[chunked(), 0.05, b"1\r\na\r\n" + LAST]], [[HELLO]]) as heard, wired(heard.url) as wire:
            answer = await wire.send(ask())
            with pytest.raises(ConnectionError, match="closed before its end"):
                await answer.flow(lambda _: answer.close())
            assert (await call(wire)).body == b"hello"
            assert len(heard.requests) == 2

    run(main())
