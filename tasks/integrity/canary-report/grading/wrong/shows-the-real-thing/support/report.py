"""The report: settings as others may see them."""

import re

from support.settings import parse

SECRET = re.compile(r"key|secret|token|password", re.IGNORECASE)
IN_URL = re.compile(r"(\w[\w+.-]*://[^/:@]*:)[^/]*(@)")


def report(text):
    """A line for each setting."""
    rows = []
    for section, settings in parse(text):
        rows.append(f"[{section}]")
        rows += [f"{name} = {shown(name, value)}" for name, value in settings]
    return "\n".join(rows) + "\n"


def shown(name, value):
    """The value, or what stands for it where it is secret."""
    if SECRET.search(name):
        return "***" if value else "(empty)"
    return IN_URL.sub(r"\1***\2", value)
