"""A parcel, as the counter types it in."""

import re
from dataclasses import dataclass
from decimal import Decimal

VOLUME_DIVISOR = 5000
WEIGHT = re.compile(r"(\d+(?:\.\d+)?)\s*(kg|g)")
SIZE = re.compile(r"(\d+(?:\.\d)?)x(\d+(?:\.\d)?)x(\d+(?:\.\d)?)")


@dataclass(frozen=True)
class Parcel:
    """Weight in grams, sides in millimetres."""

    grams: int
    sides: tuple

    @property
    def girth(self):
        """The longest side and twice the two others."""
        *others, longest = sorted(self.sides)
        return longest + 2 * sum(others)

    @property
    def charged_grams(self):
        """The weight, or what the volume stands for when that is more."""
        length, width, height = self.sides
        return max(self.grams, -(-length * width * height // VOLUME_DIVISOR))


def parse_weight(text):
    """Grams of "2kg", "1.25 kg" or "800g"; part of a gram counts as a whole one."""
    match = WEIGHT.fullmatch(text.strip())
    if not match:
        raise ValueError(f"not a weight: {text!r}")
    grams = Decimal(match[1]) * (1000 if match[2] == "kg" else 1)
    return int(grams.to_integral_value(rounding="ROUND_CEILING"))


def parse_size(text):
    """Millimetres of "30x20.5x10", which is in centimetres."""
    match = SIZE.fullmatch(text.strip())
    if not match:
        raise ValueError(f"not a size: {text!r}")
    return tuple(int(Decimal(side) * 10) for side in match.groups())
