"""Literals: a number is off by one, a string is empty, a truth is the other one, an index or a range is shifted."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from runner.mutation.edits.symbols import Edits, edit
from runner.mutation.grammar import text
from runner.mutation.kinds import DEFAULTED, INDEXED, INTEGER, SLICED, STRING, TRUTH
from runner.mutation.scope import Scope
from runner.mutation.source import Edit

DIGITS = re.compile(rb"(-?[0-9]+)([A-Za-z][A-Za-z0-9]*)?")
TRUTHS = {b"True": b"False", b"False": b"True", b"true": b"false", b"false": b"true"}


def number(node: Node) -> tuple[int, bytes] | None:
    """The integer that a literal is, and its suffix; None where it is none, or not decimal."""
    match = DIGITS.fullmatch(text(node)) if node.type in INTEGER else None
    return (int(match[1]), match[2] or b"") if match else None


def is_index(node: Node) -> bool:
    """Whether the node is what a list is indexed by, or a limit of a slice."""
    parent = node.parent
    if parent is None:
        return False
    if parent.type in INDEXED:
        named = parent.named_children
        return node.id in {one.id for one in named[1:]} and node.type not in STRING | SLICED
    return parent.type in SLICED and node.id not in {one.id for one in parent.children_by_field_name("operand")}


def _is_default(node: Node) -> bool:
    """Whether the node is the value that a parameter has where none is given."""
    parent = node.parent
    if parent is None or parent.type not in DEFAULTED:
        return False
    return node.id in {one.id for name in ("value", "right") for one in parent.children_by_field_name(name)}


def off_by_one(node: Node, _: Scope) -> Iterator[Edits]:
    """`3` is `4` or `2`."""
    found = number(node)
    if found and not _is_default(node) and not is_index(node):
        value, suffix = found
        for other in (value + 1, value - 1):
            if (other < 0) == (value < 0):
                yield (edit(node, str(other).encode() + suffix),)


def truth(node: Node, _: Scope) -> Iterator[Edits]:
    """`True` is `False`."""
    if node.type in TRUTH and text(node) in TRUTHS and not _is_default(node):
        yield (edit(node, TRUTHS[text(node)]),)


def string(node: Node, _: Scope) -> Iterator[Edits]:
    """A string is empty, or an empty one is not; but not what stands alone, such as a docstring."""
    if node.type in STRING and not _is_default(node) and _counts(node):
        yield (_emptied(node),)


def _counts(node: Node) -> bool:
    alone = {"expression_statement", "module", "block", "concatenated_string"}
    parent = node.parent
    if parent is None or parent.type in alone | INDEXED:
        return False
    return node.child_count >= 2 and not any(text(one).startswith(b"typeof") for one in parent.children)


def _emptied(node: Node) -> Edit:
    start, end = node.children[0].end_byte, node.children[-1].start_byte
    return Edit(start, end, b"" if end > start else b"x")


def default(node: Node, _: Scope) -> Iterator[Edits]:
    """The default value of a parameter is another one."""
    if not _is_default(node):
        return
    found = number(node)
    if found:
        yield (edit(node, str(found[0] + 1).encode() + found[1]),)
    elif text(node) in TRUTHS:
        yield (edit(node, TRUTHS[text(node)]),)
    elif node.type in STRING and node.child_count >= 2:
        yield (_emptied(node),)


def index(node: Node, _: Scope) -> Iterator[Edits]:
    """`rows[i]` is `rows[i + 1]` or `rows[i - 1]`, and so are the limits of a slice."""
    if not is_index(node) or "range" in node.type:
        return
    found = number(node)
    if found:
        value, suffix = found
        yield (edit(node, str(value + 1).encode() + suffix),)
        if value > 0:
            yield (edit(node, str(value - 1).encode() + suffix),)
    elif node.type in {"identifier", "call", "call_expression", "binary_operator", "binary_expression"}:
        yield (Edit(node.end_byte, node.end_byte, b" + 1"),)
        yield (Edit(node.end_byte, node.end_byte, b" - 1"),)


def range_limit(node: Node, scope: Scope) -> Iterator[Edits]:
    """A range ends one later or sooner, or starts one later: `range(n)`, `0..n`."""
    if node.type == "range_expression":
        for sign in node.children:
            if sign.type in {"..", "..="} and sign.next_sibling is not None:
                yield (edit(sign, b"..=" if sign.type == ".." else b".."),)
    elif scope.grammar.name == "python" and node.type == "call" and text(node).startswith(b"range("):
        given = node.named_children[-1].named_children
        if len(given) == 1:
            yield (Edit(given[0].start_byte, given[0].start_byte, b"1, "),)
        if given and given[-1].type != "comment" and len(given) <= 2:
            yield (Edit(given[-1].end_byte, given[-1].end_byte, b" + 1"),)
            yield (Edit(given[-1].end_byte, given[-1].end_byte, b" - 1"),)
