"""Statements on paper."""


def euros(cents):
    """`-1.05` of -105."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def statement(account):
    """The lines of an account with the balance behind each."""
    rows, balance = [f"{account.name}"], 0
    for cents, why in account.lines:
        balance += cents
        rows.append(f"{euros(cents):>10} {euros(balance):>10}  {why}")
    return "\n".join(rows) + "\n"


def total(book):
    """All that is in the book; only cash that comes in changes it."""
    return sum(account.balance for account in book.accounts.values())
