"""Columns, each a row of cards from top to bottom."""

from board.cards import Card


class Columns:
    """All columns of a board by name, and the number that the next card gets."""

    def __init__(self, names):
        self.cards = {name: [] for name in names}
        self.next_number = 1

    def column(self, name):
        """The cards of a column."""
        if name not in self.cards:
            raise ValueError(f"no column {name!r}")
        return self.cards[name]

    def find(self, number):
        """(column, place) of a card."""
        for name, cards in self.cards.items():
            for place, card in enumerate(cards):
                if card.number == number:
                    return name, place
        raise ValueError(f"no card {number}")

    def card(self, number):
        """The card with that number."""
        name, place = self.find(number)
        return self.cards[name][place]

    def add(self, name, text):
        """A new card at the bottom of a column."""
        column = self.column(name)
        if not text.strip():
            raise ValueError("a card says something")
        column.append(Card(self.next_number, text.strip()))
        self.next_number += 1

    def move(self, number, name, place):
        """Move a card to a place (from 0) of a column; beyond its end means the end."""
        target = self.column(name)
        source, old = self.find(number)
        card = self.cards[source].pop(old)
        target.insert(min(place, len(target)), card)

    def drop(self, number):
        """Throw a card away."""
        name, place = self.find(number)
        del self.cards[name][place]

    def copy(self):
        """Other columns with the same content; what is done to one does not show in the other."""
        other = Columns(())
        other.cards = {name: [card.copy() for card in cards] for name, cards in self.cards.items()}
        other.next_number = self.next_number
        return other

    def plain(self):
        """As a dict of lists."""
        return {name: [card.plain() for card in cards] for name, cards in self.cards.items()}
