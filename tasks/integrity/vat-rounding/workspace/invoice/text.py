"""An invoice as text."""


def cents(amount):
    """`-1.05` for -105."""
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02}"


def render(invoice):
    """The invoice's lines and sums."""
    rows = [f"Invoice {invoice.number}"]
    rows += [f"{line.pieces} x {line.text}: {cents(line.net)}" for line in invoice.lines]
    rows += [f"VAT {rate} %: {cents(amount)}" for rate, amount in invoice.vat_by_rate().items()]
    rows.append(f"Total: {cents(invoice.total)}")
    return "\n".join(rows) + "\n"
