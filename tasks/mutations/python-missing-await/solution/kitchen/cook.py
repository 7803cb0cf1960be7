"""Cooking orders."""

from asyncio import TaskGroup
from dataclasses import dataclass


@dataclass(frozen=True)
class Dish:
    """`minutes` on a plate; a spoilt one is thrown away and cooked again, once."""

    name: str
    minutes: int
    spoilt: bool = False


class Cook:
    """Cooks dishes side by side, writes each down, then serves it."""

    def __init__(self, clock, stove, book):
        self._clock = clock
        self._stove = stove
        self._book = book
        self.served = []

    async def dish(self, dish):
        """Cook one dish, and serve it when it stands in the book."""
        tries = 2 if dish.spoilt else 1
        for left in reversed(range(tries)):
            async with self._stove.plate():
                await self._clock.pause(dish.minutes)
            if left:
                await self._note(f"spoilt {dish.name}")
        await self._note(dish.name)
        self._serve(dish.name)

    async def order(self, dishes):
        """Cook all dishes of an order side by side; what was served, in that order."""
        first = len(self.served)
        async with TaskGroup() as group:
            for dish in dishes:
                group.create_task(self.dish(dish))
        return self.served[first:]

    async def take_back(self, name):
        """A dish comes back: it is crossed out, then it is no longer served. Whether it had been served at all."""
        at = next((place for place, line in enumerate(self.served) if line.split(" ", 1)[1] == name), None)
        if at is None:
            return False
        await self._book.cross_out(name)
        del self.served[at]
        return True

    async def _note(self, line):
        await self._book.write(line)

    def _serve(self, name):
        self.served.append(f"{self._clock.now} {name}")
