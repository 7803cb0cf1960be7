"""VAT of one line."""


def vat(net, rate):
    """Cents of VAT on `net` cents at `rate` percent."""
    return round(net * rate / 100)
