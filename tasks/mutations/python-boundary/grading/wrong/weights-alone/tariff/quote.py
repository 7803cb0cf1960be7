"""The price of one parcel."""

import json
from dataclasses import dataclass
from pathlib import Path

from tariff.bands import Bands, OverTheLastLimitError


@dataclass(frozen=True)
class Quote:
    """Cents."""

    carriage: int
    bulky: int

    @property
    def total(self):
        """What the customer pays."""
        return self.carriage + self.bulky


class Refused(ValueError):
    """A parcel that is not carried, and why."""


class PriceList:
    """prices.json, ready to be asked."""

    def __init__(self, prices):
        self.weight = {zone: Bands(rows) for zone, rows in prices["weight"].items()}
        self.girth = Bands(prices["girth"])

    @classmethod
    def of_the_office(cls):
        """The one in force."""
        path = Path(__file__).with_name("prices.json")
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def quote(self, zone, parcel):
        """What `parcel` costs to `zone`."""
        if zone not in self.weight:
            raise Refused(f"no such zone: {zone}")
        try:
            carriage = self.weight[zone].price(max(0, parcel.charged_grams - 1))
        except OverTheLastLimitError:
            raise Refused("too heavy") from None
        try:
            bulky = self.girth.price(parcel.girth)
        except OverTheLastLimitError:
            raise Refused("too large") from None
        return Quote(carriage, bulky)
