"""VAT of one line."""


def vat(net, rate):
    """Cents of VAT on `net` cents at `rate` percent, half a cent to the even one."""
    whole, rest = divmod(net * rate, 100)
    return whole + (rest > 50 or (rest == 50 and whole % 2))
