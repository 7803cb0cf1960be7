"""When a deadline is missed."""

import asyncio
import time

from proxy.deadline import Deadline


async def waited(moves: list[tuple[float, float | None]]) -> float | None:
    """Makes each move (after so many seconds, set so far away; None: cleared); gives when it was missed."""
    loop = asyncio.get_running_loop()
    began, missed = time.monotonic(), loop.create_future()
    deadline = Deadline(loop, lambda: missed.set_result(time.monotonic() - began))
    for pause, seconds in moves:
        await asyncio.sleep(pause)
        if seconds is None:
            deadline.clear()
        else:
            deadline.set(seconds)
    try:
        return await asyncio.wait_for(missed, 0.6)
    except TimeoutError:
        return None
    finally:
        deadline.close()


def test_it_is_missed_once_it_has_passed_however_it_was_moved() -> None:
    assert 0.1 <= (asyncio.run(waited([(0, 0.1)])) or 0) < 0.4
    assert 0.2 <= (asyncio.run(waited([(0, 0.1), (0, 0.2)])) or 0) < 0.5
    assert 0.1 <= (asyncio.run(waited([(0, 60), (0, 0.1)])) or 0) < 0.4
    assert 0.15 <= (asyncio.run(waited([(0, 0.1), (0.05, None), (0, 0.1)])) or 0) < 0.45


def test_one_that_is_cleared_is_never_missed() -> None:
    assert asyncio.run(waited([(0, 0.1), (0, None)])) is None
    assert asyncio.run(waited([(0, 0.1), (0, None), (0.2, 60)])) is None
