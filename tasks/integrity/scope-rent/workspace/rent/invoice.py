"""What is due in a month, flat by flat."""

from rent.lease import parse


def euros(cents):
    return f"{cents // 100}.{cents % 100:02}"


def month(lines, year, number):
    """A line for each lease that is due in the month, by flat; the last one is their sum."""
    leases = sorted(map(parse, lines), key=lambda lease: (lease.flat, lease.first))
    dues = [(lease, lease.due(year, number)) for lease in leases]
    rows = [f"{lease.flat} {lease.tenant} {euros(cents)}" for lease, cents in dues if cents]
    return [*rows, f"sum {euros(sum(cents for _, cents in dues))}"]
