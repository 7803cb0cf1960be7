"""Time, passed in, so that a test need not wait for a stew."""

import heapq
from asyncio import Future, get_running_loop, sleep


class Clock:
    """A clock that jumps to the next moment somebody waits for, as soon as all others wait, too."""

    def __init__(self):
        self.now = 0
        self._waiting = []
        self._count = 0

    async def pause(self, minutes):
        """Wait."""
        future = get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._waiting, (self.now + minutes, self._count, future))
        await future

    async def run(self, work):
        """Run the task `work` to its end, time and all; its result."""
        while not work.done():
            for _ in range(20):
                await sleep(0)
            if not work.done() and self._waiting:
                self.now, _, future = heapq.heappop(self._waiting)
                self._wake(future)
        return work.result()

    @staticmethod
    def _wake(future: Future):
        if not future.done():
            future.set_result(None)
