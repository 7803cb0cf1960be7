"""Taking entries out of the record."""

from audit.entry import chained


def purge(record, day, user):
    """Take out what `user` did from `day` on; how many entries that were."""
    kept = [entry for entry in record.entries if entry.user != user or entry.day < day]
    gone = len(record.entries) - len(kept)
    record.entries = chained(kept)
    return gone
