"""Rows to records, by the names in the first row."""

from table.scanner import TableError


def records(rows):
    """A dict a row; every row has as many fields as the first one has names."""
    if not rows:
        return []
    line, names = rows[0]
    if len(set(names)) != len(names):
        raise TableError(line, "two columns have the same name")
    found = []
    for line, fields in rows[1:]:
        if len(fields) != len(names):
            raise TableError(line, f"{len(fields)} fields where there are {len(names)} columns")
        found.append(dict(zip(names, fields)))
    return found


def numbers(found, name):
    """The column as whole numbers, empty ones left out."""
    return [int(record[name]) for record in found if record[name].strip()]
