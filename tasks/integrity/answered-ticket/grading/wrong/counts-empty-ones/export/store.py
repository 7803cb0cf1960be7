"""The store's own file."""

import csv
from datetime import timedelta

from export.batch import parse

OLD = timedelta(days=1100)


def read(lines):
    """All batches of the file, as they stand in it."""
    return [parse(row) for row in csv.DictReader(lines)]


def exported(batches):
    """The batches that the export holds, in its order."""
    left = sorted(batches, key=lambda batch: batch.number)
    left.sort(key=lambda batch: batch.made, reverse=True)
    return [batch for batch in left if left[0].made - batch.made <= OLD and batch.packs > 0]
