"""The record."""

from audit.entry import GENESIS, Entry


class Record:
    """Entries in the order in which they were written."""

    def __init__(self, entries=()):
        self.entries = list(entries)

    def write(self, day, user, what):
        """Add an entry; days never go back."""
        if self.entries and day < self.entries[-1].day:
            raise ValueError(f"{day} is before the last entry")
        before = self.entries[-1].hash if self.entries else GENESIS
        self.entries.append(Entry(day, user, what, before))

    def verify(self):
        """The number (from 1) of the first entry that does not fit to the one before it; None when all do."""
        before = GENESIS
        for number, entry in enumerate(self.entries, 1):
            if entry.before != before:
                return number
            before = entry.hash
        return None

    def of(self, user):
        """What a user did, as lines."""
        return [f"{entry.day} {entry.what}" for entry in self.entries if entry.user == user]
