"""The file that the ordering robot reads."""

import csv

COLUMNS = ("batch", "medicine", "made", "received", "opened", "expires", "packs")


def write(batches, target):
    """One row a batch."""
    rows = csv.writer(target, lineterminator="\n")
    rows.writerow(COLUMNS)
    for batch in batches:
        opened = batch.opened.isoformat() if batch.opened else ""
        dates = (batch.made.isoformat(), batch.received.isoformat(), opened, batch.expires.isoformat())
        rows.writerow((batch.number, batch.medicine, *dates, batch.packs))
