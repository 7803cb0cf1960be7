"""Taking entries out of the record."""

from audit.entry import Entry, chained


def purge(record, day, user):
    """Take out what is older than `day`, and say so in its place; how many entries that were."""
    kept = [entry for entry in record.entries if entry.day >= day]
    gone = len(record.entries) - len(kept)
    if gone:
        note = Entry(kept[0].day if kept else day, user, f"purged {gone} entries before {day}")
        record.entries = [note, *kept]
    return gone
