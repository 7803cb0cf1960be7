"""Taking entries out of the record."""


def purge(record, day, user):
    """Not there yet."""
    raise NotImplementedError
