"""An invoice and its lines."""

from dataclasses import dataclass

from invoice.vat import vat


@dataclass(frozen=True)
class Line:
    """So many pieces at a price in cents, taxed at a rate in percent."""

    text: str
    pieces: int
    price: int
    rate: int = 19

    @property
    def net(self):
        """Cents without VAT."""
        return self.pieces * self.price

    @property
    def vat(self):
        """Cents of VAT."""
        return vat(self.net, self.rate)


@dataclass(frozen=True)
class Invoice:
    """What a customer gets."""

    number: str
    lines: tuple

    @property
    def net(self):
        """Cents without VAT."""
        return sum(line.net for line in self.lines)

    @property
    def vat(self):
        """Cents of VAT: of every line by itself."""
        return sum(line.vat for line in self.lines)

    @property
    def total(self):
        """What is to be paid."""
        return self.net + self.vat

    def vat_by_rate(self):
        """Cents of VAT for each rate, lowest rate first."""
        found = {}
        for line in self.lines:
            found[line.rate] = found.get(line.rate, 0) + line.vat
        return dict(sorted(found.items()))
