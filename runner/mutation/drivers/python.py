"""driver.py: the entries by their dotted names, each imported when it is first called."""

from collections.abc import Sequence

from runner.mutation.function import Function
from runner.mutation.grammar import Files

HEAD = '''"""What the grader may call, as plain values; written by `cab tasks mutate`."""

import asyncio
import copy
import dataclasses
import datetime
import decimal
import enum
import fractions
import importlib
import inspect
import itertools
import sys

sys.path.append(sys.path[-1] + "/src")
MOST = 10_000  # of what a generator gives
SPOKEN = (decimal.Decimal, fractions.Fraction, datetime.date, datetime.time, datetime.timedelta)


def plain(value):
    """The value as JSON has it: rows are lists, sets are in order, records are objects."""
    if isinstance(value, enum.Enum):
        return value.name
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if type(value) is dict:
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((plain(one) for one in value), key=repr)
    if isinstance(value, (bytes, bytearray)):
        return {"hex": value.hex()}
    if isinstance(value, SPOKEN):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if inspect.isgenerator(value) or type(value) in (map, filter, zip, reversed, enumerate, range):
        return [plain(one) for one in itertools.islice(value, MOST)]
    return value


def entry(module, name):
    """The function; where it changes what it is given, that is told beside what it returns."""

    def asked(*given):
        before = copy.deepcopy(given)
        called = importlib.import_module(module)
        for part in name.split("."):
            called = getattr(called, part)
        value = called(*given)
        if inspect.iscoroutine(value):
            value = asyncio.run(value)
        value = plain(value)
        if before != given:
            return {"returned": value, "arguments": plain(given)}
        return value

    return asked


CALLS = {
'''


def driver(entries: Sequence[Function], _: Files) -> str:
    """The text of the driver."""
    lines = [f'    "{one.call}": entry("{one.home}", "{one.name}"),\n' for one in entries]
    return HEAD + "".join(lines) + "}\n"
