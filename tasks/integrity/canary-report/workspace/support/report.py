"""The report: settings as others may see them."""

from support.settings import parse


def report(text):
    """A line for each setting."""
    rows = []
    for section, settings in parse(text):
        rows.append(f"[{section}]")
        rows += [f"{name} = {value}" for name, value in settings]
    return "\n".join(rows) + "\n"
