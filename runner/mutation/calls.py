"""Calls with plain literal arguments, as they stand in the tests of a repository.

A name counts for the literal it was last given in the functions around the call, or at the top of the file; a loop
over a table of literals counts for each of its rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any, NamedTuple

from tree_sitter import Node

from runner.mutation.binding import given_value, target
from runner.mutation.edits.calls import called, given
from runner.mutation.function import Function
from runner.mutation.grammar import Grammar, literal, nodes, text, tree
from runner.mutation.kinds import BOUND, CALL, FUNCTION, WRAPPING

MOST = 400  # rows of the tables around one call


class LiteralCall(NamedTuple):
    """One call that a test makes: `call` is the driver's name of the function."""

    call: str
    args: list[Any]


class Bound(NamedTuple):
    """A name that was given a literal: where, and within which function (0: at the top)."""

    at: int
    within: int
    name: str
    value: Any


def literal_calls(source: bytes, grammar: Grammar, functions: Sequence[Function]) -> list[LiteralCall]:
    """The calls of `functions` in one file of tests, in its order, each once; a name of several means each of them."""
    found: dict[str, LiteralCall] = {}
    for part in [source, *grammar.quoted(tree(source, grammar).root_node)]:
        root = tree(part, grammar).root_node
        bounds = list(_bounds(root, grammar))
        for node in nodes(root):
            named = called(node) if node.type in CALL else None
            for function in functions if named is not None else ():
                if named is not None and text(named).decode() == function.last:
                    for args in _arguments(node, function, grammar, bounds):
                        found.setdefault(f"{function.call} {args!r}", LiteralCall(function.call, args))
    return list(found.values())


def _bounds(root: Node, grammar: Grammar) -> Iterator[Bound]:
    for node in nodes(root):
        name, value = (target(node), given_value(node)) if node.type in BOUND else (None, None)
        if name is not None and value is not None:
            try:
                yield Bound(node.start_byte, _function(node), text(name).decode(), literal(value, grammar))
            except ValueError:
                continue


def _function(node: Node) -> int:
    """Where the function around a node starts; 0: there is none."""
    return next(_functions(node), 0)


def _functions(node: Node) -> Iterator[int]:
    """Where the functions around a node start, the inmost first."""
    around = node.parent
    while around is not None:
        if around.type in FUNCTION:
            yield around.start_byte
        around = around.parent


def _arguments(node: Node, function: Function, grammar: Grammar, bounds: Sequence[Bound]) -> Iterator[list[Any]]:
    within = set(_functions(node))
    fixed = {one.name: one.value for one in bounds if one.within == 0}
    fixed |= {one.name: one.value for one in bounds if one.within in within and one.at < node.start_byte}
    try:
        tables = grammar.tables(node, fixed)
    except RecursionError:  # a table's literals are nested deeper than can be read
        return
    for rows in islice(product(*tables), MOST):
        known = {name: value for row in (fixed, *rows) for name, value in row.items()}
        try:
            yield _placed(given(node), function, grammar, known)
        except ValueError:
            continue


def _placed(given: Sequence[Node], function: Function, grammar: Grammar, known: Mapping[str, Any]) -> list[Any]:
    """The arguments in their places; ValueError where one is no literal, or its place is not told."""
    placed: list[Any] = []
    for one in given:
        if one.type == "keyword_argument":
            name, value = one.named_children
            if function.names[len(placed) : len(placed) + 1] != (text(name).decode(),):
                raise ValueError("an argument by name that is not the next one")
            one = value  # noqa: PLW2901 - the next place is what it names
        while one.type in WRAPPING and one.named_children:
            one = one.named_children[0]  # noqa: PLW2901 - likewise
        placed.append(known[text(one).decode()] if text(one).decode() in known else literal(one, grammar))
    if len(placed) < function.required or (function.parameters and len(placed) > len(function.parameters)):
        raise ValueError("too few arguments, or too many")
    return placed
