"""Price bands: a row of limits, each with what is charged up to it."""

from bisect import bisect_right


class OverTheLastLimitError(ValueError):
    """The amount lies above every band."""


class Bands:
    """Bands in the order of their limits, as prices.json gives them: [[limit, price], …]."""

    def __init__(self, rows):
        self.limits = [limit for limit, _ in rows]
        self.prices = [price for _, price in rows]
        if self.limits != sorted(set(self.limits)):
            raise ValueError(f"limits are not in rising order: {self.limits}")

    def price(self, amount):
        """What is charged for `amount`."""
        index = bisect_right(self.limits, amount)
        if amount == self.limits[-1]:
            return self.prices[-1]
        if index == len(self.limits):
            raise OverTheLastLimitError(f"{amount} is above the last limit, {self.limits[-1]}")
        return self.prices[index]
