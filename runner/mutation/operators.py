"""Operators: what can go wrong in a function, one line an operator, and all mutations of a function by them."""

from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import NamedTuple

from tree_sitter import Node

from runner.mutation.edits import calls, coupled, literals, statements, symbols
from runner.mutation.function import Function
from runner.mutation.grammar import Grammar, errors, retree, tree
from runner.mutation.kinds import APART
from runner.mutation.scope import Scope
from runner.mutation.source import Edit, applied

Edits = tuple[Edit, ...]


class Operator(NamedTuple):
    """One kind of fault; `changes` gives what it would do at a node, each on its own."""

    name: str
    words: str  # what a person would call it
    changes: Callable[[Node, Scope], Iterator[Edits]]


class Mutation(NamedTuple):
    """One fault in one function: the edits of its file that make it."""

    operator: str
    edits: Edits
    line: int  # of the first edit, from 1
    words: str
    coupled: bool


# An operator joins by one line here; the order is that of the mutations at one node.
ALONE: tuple[Operator, ...] = (
    Operator("comparison boundary", "a comparison is wrong where both sides are equal", symbols.boundary),
    Operator("comparison negated", "a comparison says the opposite", symbols.opposite),
    Operator("arithmetic swapped", "a sum is calculated another way", symbols.arithmetic),
    Operator("bits swapped", "bits are joined or shifted another way", symbols.bitwise),
    Operator("step swapped", "something grows where it should shrink", symbols.growing),
    Operator("boolean swapped", "`and` and `or` are mixed up", symbols.junction),
    Operator("half a condition", "half of a condition is missing", symbols.half),
    Operator("operands swapped", "the two sides of an operation are mixed up", symbols.turned),
    Operator("one not taken away", "a one is not added or taken away", symbols.term),
    Operator("brackets dropped", "brackets are missing in a sum", symbols.bracket),
    Operator("sign dropped", "a sign or a `not` is missing", symbols.unary),
    Operator("off by one", "a number is off by one", literals.off_by_one),
    Operator("truth flipped", "true and false are mixed up", literals.truth),
    Operator("string emptied", "a text is empty, or is not where it should be", literals.string),
    Operator("default changed", "what a parameter is by default is another value", literals.default),
    Operator("index shifted", "an index is off by one", literals.index),
    Operator("range shifted", "a range starts or ends at the wrong place", literals.range_limit),
    Operator("condition negated", "a condition is turned round", statements.negated),
    Operator("choice swapped", "of two values the other one is taken", statements.chosen),
    Operator("guard dropped", "a case that is to be left alone is not", statements.guard),
    Operator("branch dropped", "a case is forgotten", statements.other_branch),
    Operator("loop left", "a loop goes on where it should stop, or stops where it should go on", statements.left),
    Operator("statement dropped", "a step is forgotten", statements.missing),
    Operator("error swallowed", "an error is not told", statements.error_kept),
    Operator("await dropped", "something is not waited for", statements.not_waited),
    Operator("arguments swapped", "two arguments are mixed up", calls.swapped),
    Operator("twin called", "a function is taken for its twin", calls.twin),
    Operator("keyword dropped", "an argument is forgotten", calls.keyword),
    Operator("copy dropped", "two names stand for one thing, and a change of one is seen in the other", calls.copy),
    Operator("order dropped", "things are taken as they come", calls.order),
    Operator("fallback changed", "what stands for nothing is another value", calls.fallback),
    Operator("name mistaken", "one thing is taken for another", calls.mistaken),
)
# Two places of one function that make sense together.
COUPLED: tuple[Operator, ...] = (
    Operator("interval's other side", "an interval takes in its wrong end", coupled.other_side),
    Operator("negation spread", "a `not` is spread over a condition in the wrong way", coupled.spread),
    Operator("loop shifted", "a loop starts and ends one too late", coupled.start_and_end),
    Operator("first and boundary", "a start and a limit agree on the wrong one", coupled.first_and_boundary),
    Operator("parameters swapped", "two parameters are mixed up", coupled.parameters),
)
OPERATORS = ALONE + COUPLED


def mutations(source: bytes, function: Function, grammar: Grammar) -> list[Mutation]:
    """All that can go wrong in the function, in the order of its source; each is still syntax of the language."""
    before = tree(source, grammar)
    root = before.root_node
    allowed = errors(root)
    seen, kept = {_digest(source)}, []
    for node in _within(root, function):
        for operator in OPERATORS:
            for edits in operator.changes(node, Scope(grammar, function)):
                after = applied(source, edits)
                if _digest(after) not in seen and errors(retree(before, source, edits, grammar).root_node) <= allowed:
                    seen.add(_digest(after))
                    line = source.count(b"\n", 0, min(edits).start) + 1
                    kept.append(Mutation(operator.name, edits, line, operator.words, operator in COUPLED))
    return kept


def _digest(source: bytes) -> bytes:
    return blake2b(source, digest_size=16).digest()


def _within(root: Node, function: Function) -> Iterator[Node]:
    """The nodes of the function's parameters and body, but for those that no operator looks into."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.type in APART or node.end_byte <= function.start or node.start_byte >= function.end:
            continue
        if node.start_byte >= function.start and node.end_byte <= function.end:
            yield node
        waiting += reversed(node.children)
