"""VAT of one line."""


def vat(net, rate):
    """Cents of VAT on `net` cents at `rate` percent, half a cent away from zero."""
    size = (abs(net) * rate + 50) // 100
    return size if net >= 0 else -size
