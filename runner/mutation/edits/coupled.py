"""Coupled: two places of one function are changed so that each looks right beside the other."""

from collections.abc import Iterator, Mapping

from tree_sitter import Node

from runner.mutation.binding import given_value, target
from runner.mutation.edits.literals import number
from runner.mutation.edits.symbols import BOUNDARIES, JUNCTIONS, Edits, edit, operands, signs
from runner.mutation.grammar import nodes, text
from runner.mutation.kinds import BINARY, BOUND, DEFAULTED, LOOP, PARAMETERS
from runner.mutation.scope import Scope
from runner.mutation.source import Edit


def _bounds(node: Node) -> list[Node]:
    """The signs of `<` and its kin below the node."""
    return [sign for one in nodes(node) if one.type in BINARY for sign in signs(one) if sign.type in BOUNDARIES]


def other_side(node: Node, _: Scope) -> Iterator[Edits]:
    """An interval takes in its other end: `a <= x < b` is `a < x <= b`."""
    if node.type not in BINARY:
        return
    inner = signs(node) if node.type == "comparison_operator" else []
    if any(sign.type in JUNCTIONS for sign in signs(node)):
        inner = [sign for one in operands(node) if one.type in BINARY for sign in signs(one)]
    found = [sign for sign in inner if sign.type in BOUNDARIES]
    if len(found) == 2 and len(found[0].type) != len(found[1].type):
        yield tuple(edit(sign, BOUNDARIES[sign.type].encode()) for sign in found)


def spread(node: Node, scope: Scope) -> Iterator[Edits]:
    """A negation is moved inside and the sign between stays: `not (a and b)` is `(not a and not b)`."""
    if node.type not in {"not_operator", "unary_expression"} or node.children[0].type not in {"not", "!"}:
        return
    inner = node.named_children[-1]
    if inner.type != "parenthesized_expression" or inner.named_child_count != 1:
        return
    both = inner.named_children[0]
    if both.type in BINARY and any(sign.type in JUNCTIONS for sign in signs(both)):
        before, after = scope.grammar.negated
        sides = [edit(side, before + text(side) + after) for side in (operands(both)[0], operands(both)[-1])]
        yield Edit(node.start_byte, inner.start_byte, b""), *sides


def start_and_end(node: Node, scope: Scope) -> Iterator[Edits]:
    """A loop that counts begins and ends one later, or one sooner: each end looks right beside the other."""
    if scope.grammar.name == "python" and node.type == "call" and text(node).startswith(b"range("):
        given = node.named_children[-1].named_children
        if len(given) == 1:
            yield (Edit(given[0].start_byte, given[0].start_byte, b"1, "), _further(given[0]))
        elif len(given) == 2 and number(given[0]):
            yield _later(given[0]), _further(given[1])
    elif node.type == "range_expression" and len(node.named_children) == 2 and number(node.named_children[0]):
        sign = next(child for child in node.children if not child.is_named)
        yield from _shifted(node.named_children[0], sign, {"..": "..=", "..=": ".."})
    elif node.type in LOOP:
        yield from _counted(node)


def _counted(node: Node) -> Iterator[Edits]:
    start = node.child_by_field_name("initializer") or node.child_by_field_name("init")
    limit = node.child_by_field_name("condition")
    first = [one for one in nodes(start) if number(one)] if start else []
    found = _bounds(limit) if limit and limit.type in BINARY else []
    if len(first) == 1 and len(found) == 1 and found[0].type in {"<", "<="}:
        yield from _shifted(first[0], found[0], BOUNDARIES)


def _shifted(start: Node, sign: Node, other: Mapping[str, str]) -> Iterator[Edits]:
    """One later where the sign leaves its limit out, one sooner where it takes it in."""
    value, suffix = number(start) or (0, b"")
    value += -1 if sign.type.endswith("=") else 1
    if value >= 0 and sign.type in other:
        yield edit(start, str(value).encode() + suffix), edit(sign, other[sign.type].encode())


def _later(node: Node) -> Edit:
    value, suffix = number(node) or (0, b"")
    return edit(node, str(value + 1).encode() + suffix)


def _further(node: Node) -> Edit:
    return Edit(node.end_byte, node.end_byte, b" + 1")


def first_and_boundary(node: Node, scope: Scope) -> Iterator[Edits]:
    """What a variable begins with is one more, and the comparison it is in takes its boundary in, or leaves it out."""
    value, name = (given_value(node), target(node)) if node.type in BOUND else (None, None)
    if value is None or name is None or not number(value):
        return
    top = _function(node, scope)
    for one in nodes(top):
        compared = one.type in BINARY and one.start_byte > node.end_byte
        sides = operands(one) if compared else []
        found = [sign for sign in (signs(one) if sides else []) if sign.type in BOUNDARIES]
        if len(sides) == 2 and len(found) == 1 and text(name) in {text(side) for side in sides}:
            yield _later(value), edit(found[0], BOUNDARIES[found[0].type].encode())
            return


def _function(node: Node, scope: Scope) -> Node:
    while node.parent is not None and node.parent.start_byte >= scope.function.start:
        node = node.parent
    return node


def parameters(node: Node, scope: Scope) -> Iterator[Edits]:
    """Two parameters of one type stand the other way round, as if every caller gave them so."""
    kinds = scope.function.parameters
    if node.type not in PARAMETERS or node.end_byte > scope.function.body_start or kinds is None:
        return
    names = [one for one in nodes(node) if one.type == "identifier" and text(one).decode() in scope.function.names]
    if [text(one).decode() for one in names] != list(scope.function.names):
        return
    for at in range(len(names) - 1):
        left, right = names[at], names[at + 1]
        if kinds[at] == kinds[at + 1] and not _has_default(left) and not _has_default(right):
            yield edit(left, text(right)), edit(right, text(left))


def _has_default(name: Node) -> bool:
    parent = name.parent
    return parent is not None and parent.type in DEFAULTED and any(child.type == "=" for child in parent.children)
