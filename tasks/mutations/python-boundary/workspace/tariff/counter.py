"""The command at the counter."""

from tariff.parcel import Parcel, parse_size, parse_weight
from tariff.quote import PriceList


def main(arguments, target):
    """Print the price of one parcel; 1 when it is not carried, 2 when the question is wrong."""
    if len(arguments) != 3:
        target.write("usage: python3 -m tariff ZONE WEIGHT LENGTHxWIDTHxHEIGHT\n")
        return 2
    zone, weight, size = arguments
    try:
        parcel = Parcel(parse_weight(weight), parse_size(size))
        quote = PriceList.of_the_office().quote(zone, parcel)
    except ValueError as error:
        target.write(f"{error}\n")
        return 1
    target.write(f"{euros(quote.total)}{' (bulky)' if quote.bulky else ''}\n")
    return 0


def euros(cents):
    """Euros and cents, with a point."""
    return f"{cents // 100}.{cents % 100:02}"
