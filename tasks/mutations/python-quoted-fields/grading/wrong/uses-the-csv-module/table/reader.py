"""Files to records."""

import csv
import io

from table.columns import records
from table.scanner import Scanner


def read(pieces, separator=";"):
    """The records of a file that comes in pieces."""
    lines = io.StringIO("".join(pieces))
    rows = csv.reader(lines, delimiter=separator, strict=True)
    return records([(rows.line_num, row) for row in rows if row and not row[0].startswith("#")])


def write(found, names, separator=";"):
    """The file of some records."""
    rows = [names, *([record[name] for name in names] for record in found)]
    return "".join(separator.join(map(lambda field: _quoted(field, separator), row)) + "\n" for row in rows)


def _quoted(field, separator):
    if any(each in field for each in (separator, '"', "\n", "#")) or not field:
        doubled = field.replace('"', '""')
        return f'"{doubled}"'
    return field
