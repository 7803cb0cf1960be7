"""A whole evening: orders one behind the other, dishes that come back, and the bill from the book."""

from asyncio import create_task

from kitchen.book import Book
from kitchen.clock import Clock
from kitchen.cook import Cook
from kitchen.stove import Stove


async def evening(steps, plates):
    """Steps are lists of dishes, or the name of a dish that comes back. {served, book, ended}"""
    clock = Clock()
    book = Book(clock)
    cook = Cook(clock, Stove(plates), book)

    async def all_steps():
        for step in steps:
            if isinstance(step, str):
                await cook.take_back(step)
            else:
                await cook.order(step)
        return {"served": list(cook.served), "book": list(book.lines), "ended": clock.now}

    return await clock.run(create_task(all_steps()))
