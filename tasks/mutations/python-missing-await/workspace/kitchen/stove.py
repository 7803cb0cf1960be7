"""Plates of the stove, each for one pot."""

from asyncio import Semaphore


class Stove:
    """`async with stove.plate():` has a plate to itself."""

    def __init__(self, plates):
        if plates < 1:
            raise ValueError("a stove has a plate")
        self._free = Semaphore(plates)

    def plate(self):
        """One plate, once one is free."""
        return self._free
