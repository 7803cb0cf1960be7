"""The box: all letters of a file, found again by subject or by person."""

from letters.frame import Reader
from letters.letter import pack, unpack


class Box:
    """Letters in the order in which they came."""

    def __init__(self, letters=()):
        self.letters = list(letters)

    @classmethod
    def read(cls, data):
        """The box in the bytes of a file."""
        reader, box = Reader(data), cls()
        while not reader.ended:
            box.letters.append(unpack(reader.take()))
        return box

    def bytes(self):
        """The bytes of its file."""
        return b"".join(pack(letter) for letter in self.letters)

    def of(self, person):
        """The letters from or to a person, newest first."""
        return [letter for letter in reversed(self.letters) if person in (letter.sender, *letter.to)]

    def about(self, word):
        """The letters whose subject has the word in it, in whatever case, newest first."""
        return [letter for letter in reversed(self.letters) if word.casefold() in letter.subject.casefold()]

    def size(self):
        """(letters, bytes of the file)."""
        return len(self.letters), sum(len(pack(letter)) for letter in self.letters)
