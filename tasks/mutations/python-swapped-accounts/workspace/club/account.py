"""Accounts in whole cents."""


class ShortError(ValueError):
    """There is less on the account than is to be taken off it."""


class Account:
    """`limit`: how far below zero it may go."""

    def __init__(self, name, limit=0):
        self.name = name
        self.limit = limit
        self.balance = 0
        self.lines = []

    def book(self, cents, why):
        """Put cents on, or, when they are negative, take them off."""
        if self.balance + cents < -self.limit and cents < 0:
            raise ShortError(f"{self.name} has {self.balance}, {-cents} are to be taken off")
        self.balance += cents
        self.lines.append((cents, why))
