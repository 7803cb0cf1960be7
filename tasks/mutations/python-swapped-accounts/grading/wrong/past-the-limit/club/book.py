"""The book of all accounts."""

from dataclasses import dataclass

from club.account import Account


@dataclass(frozen=True)
class Transfer:
    """Cents that went from `source` to `target`, with the fee that `source` paid for it to `bank`."""

    number: int
    source: str
    target: str
    cents: int
    fee: int
    why: str


class Book:
    """Accounts by name, and every transfer between them."""

    def __init__(self, limits):
        self.accounts = {name: Account(name, limit) for name, limit in limits.items()}
        self.accounts.setdefault("bank", Account("bank"))
        self.transfers = []
        self._undone = set()

    def account(self, name):
        if name not in self.accounts:
            raise ValueError(f"no account {name!r}")
        return self.accounts[name]

    def pay_in(self, name, cents):
        """Cash comes in."""
        if cents <= 0:
            raise ValueError("cash that comes in is more than nothing")
        self.account(name).book(cents, "cash")

    def transfer(self, source, target, cents, why, fee=0):
        """Move cents; the number of the transfer. Either all of it is booked or nothing."""
        if cents <= 0 or fee < 0:
            raise ValueError("a transfer moves more than nothing")
        if source == target:
            raise ValueError("a transfer has two ends")
        giving, taking = self.account(source), self.account(target)
        giving.book(-cents - fee, why)
        taking.book(cents, why)
        if fee:
            self.account("bank").book(fee, f"fee: {why}")
        self.transfers.append(Transfer(len(self.transfers) + 1, source, target, cents, fee, why))
        return len(self.transfers)

    def undo(self, number):
        """Send a transfer back as another one, without a fee and without the old one's; only once."""
        old = self._old(number)
        self.account(old.target).balance -= old.cents
        self.account(old.source).balance += old.cents
        back = number
        self._undone |= {number, back}
        return back

    def correct(self, number, cents):
        """A transfer was over another sum: book the difference, in whichever direction it goes."""
        old = self._old(number)
        more = cents - old.cents
        if cents < 0 or more == 0:
            raise ValueError("nothing to correct")
        ends = (old.source, old.target) if more > 0 else (old.target, old.source)
        self._undone.add(number)
        return self.transfer(*ends, abs(more), f"correction of {number}")

    def _old(self, number):
        if not 1 <= number <= len(self.transfers):
            raise ValueError(f"no transfer {number}")
        if number in self._undone:
            raise ValueError(f"transfer {number} was set right already")
        return self.transfers[number - 1]
