"""Examples: arguments for plain entries, out of the literals in a repository's own tests."""

import json
import random
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from runner.mutation.calls import literal_calls
from runner.mutation.draw import chance
from runner.mutation.function import Function, Kind
from runner.mutation.grammar import literal, nodes, tree
from runner.mutation.repo import Repo, is_text
from tasks.globs import matches

POOL, LONGEST = 400, 120  # literals kept of each sort; characters of one
TRIED = 40  # made-up calls of one entry
FITS: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "character": (str,),
    "integer": (int,),
    "number": (float,),
    "boolean": (bool,),
    "nothing": (type(None),),
    "list": (list,),
    "row": (list,),
    "map": (dict,),
}


def examples(repo: Repo, entries: Sequence[Function], seed: str) -> dict[str, list[list[Any]]]:
    """By an entry's call: arguments that tests give it; else such as other calls and tables in the tests hold."""
    found: dict[str, dict[str, list[Any]]] = defaultdict(dict)
    for text in (repo.files[path].content for path in (*_written(repo), *repo.sources)):
        for call, args in literal_calls(text, repo.grammar, entries):
            found[call][json.dumps(args)] = args
    pool = literals(repo)
    for entry in entries:
        draw = chance(f"{seed} {entry.call}")
        for args in _made_up(entry, pool, draw) if len(found[entry.call]) < 8 else []:
            found[entry.call].setdefault(json.dumps(args), args)
    return {call: list(each.values()) for call, each in found.items()}


def literals(repo: Repo) -> list[Any]:
    """The literals that stand in the tests, each once, sorted so that they are the same each time."""
    found: dict[str, Any] = {}
    for path in _written(repo):
        for node in nodes(tree(repo.files[path].content, repo.grammar).root_node):
            try:
                value = literal(node, repo.grammar)
            except ValueError:
                continue
            spelled = json.dumps(value)
            if len(spelled) <= LONGEST:
                found.setdefault(spelled, value)
    return list(found.values())


def _written(repo: Repo) -> list[str]:
    """The tests that are sources of the language."""
    return [path for path in repo.tests if matches(path, repo.grammar.globs) and is_text(repo.files[path])]


def _made_up(entry: Function, pool: Sequence[Any], draw: random.Random) -> list[list[Any]]:
    """Calls with literals that fit the parameters that must be given; nothing where a parameter has none."""
    kinds = (entry.parameters or ())[: entry.required]
    fitting = [[each for each in pool if _fits(each, kind)] for kind in kinds]
    if not kinds or not all(fitting):
        return []
    # Where nothing says what a parameter takes, all of one call are of one type at a time, so that some calls fit.
    return [[draw.choice(each) for each in fitting] for _ in range(TRIED)]


def _fits(value: Any, kind: Kind) -> bool:
    if kind.sort == "any":
        return isinstance(value, str | int | float | list)
    if kind.sort == "maybe":
        return value is None or _fits(value, kind.of[0])
    if kind.sort == "character":
        return isinstance(value, str) and len(value) == 1
    if kind.sort in ("list", "map"):
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return isinstance(value, FITS[kind.sort]) and all(_fits(each, kind.of[0]) for each in inner)
    if kind.sort == "row":
        return isinstance(value, list) and len(value) == len(kind.of) and all(map(_fits, value, kind.of))
    return type(value) in FITS.get(kind.sort, ())
