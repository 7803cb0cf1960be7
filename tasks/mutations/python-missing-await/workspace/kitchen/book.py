"""The book in which every dish is written down. Writing takes its time: the book lies in the office."""

WALK = 2


class Book:
    """Lines in the order in which they were written."""

    def __init__(self, clock):
        self._clock = clock
        self.lines = []

    async def write(self, line):
        """Go to the office and write a line."""
        await self._clock.pause(WALK)
        self.lines.append(f"{self._clock.now} {line}")

    async def cross_out(self, dish):
        """Cross out the last line about a dish that was sent back."""
        await self._clock.pause(WALK)
        for place in range(len(self.lines) - 1, -1, -1):
            if self.lines[place].split(" ", 1)[1] == dish:
                del self.lines[place]
                return True
        return False
