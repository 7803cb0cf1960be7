"""Votes as the offices send them in."""


def parse(text):
    """{list: votes} of lines such as `Meadow: 1204`; a list that is named twice is added up."""
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        name, colon, votes = line.rpartition(":")
        if not colon or not name.strip() or not votes.strip().isdigit():
            raise ValueError(f"line {number}: {line!r}")
        found[name.strip()] = found.get(name.strip(), 0) + int(votes)
    return found
