"""The store's own file."""

import csv

from export.batch import parse


def read(lines):
    """All batches of the file, as they stand in it."""
    return [parse(row) for row in csv.DictReader(lines)]


def exported(batches):
    """The batches that the export holds, in its order."""
    return sorted((batch for batch in batches if batch.packs > 0), key=lambda batch: batch.shelf)
