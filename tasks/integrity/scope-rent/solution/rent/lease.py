"""Leases."""

from dataclasses import dataclass
from datetime import date

from rent.calendar import days_in_month, months


@dataclass(frozen=True)
class Lease:
    """`rent`: cents a month. `first` and `last` are days that are still paid for."""

    flat: str
    tenant: str
    rent: int
    first: date
    last: date

    def days(self, year, month):
        """How many days of a month the lease covers."""
        start = max(self.first, date(year, month, 1))
        end = min(self.last, date(year, month, days_in_month(year, month)))
        return max(0, (end - start).days + 1)

    def due(self, year, month):
        """Cents due for a month: the rent, or its share by days, half a cent rounded up."""
        whole, days = days_in_month(year, month), self.days(year, month)
        return (2 * self.rent * days + whole) // (2 * whole)

    def total(self):
        """Cents due over all months."""
        return sum(self.due(year, month) for year, month in months(self.first, self.last))


def parse(line):
    """`4b Ann 650.00 2026-01-15 2026-12-31`."""
    flat, tenant, rent, first, last = line.split()
    euros, cents = rent.split(".")
    lease = Lease(flat, tenant, int(euros) * 100 + int(cents), date.fromisoformat(first), date.fromisoformat(last))
    if lease.first > lease.last:
        raise ValueError(f"{tenant} moves out before moving in")
    return lease
