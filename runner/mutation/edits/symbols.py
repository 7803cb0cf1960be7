"""Symbols: an operator sign is another one, an operand stands elsewhere or is missing."""

from collections.abc import Iterator, Mapping

from tree_sitter import Node

from runner.mutation.grammar import text
from runner.mutation.kinds import ASSIGNMENT, BINARY, COMMENT, STEP, UNARY
from runner.mutation.scope import Scope
from runner.mutation.source import Edit

Edits = tuple[Edit, ...]

BOUNDARIES = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
OPPOSITES = {
    "==": "!=",
    "!=": "==",
    "===": "!==",
    "!==": "===",
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
}
MEMBERSHIPS = {"in": "not in", "not in": "in", "is": "is not", "is not": "is"}
SUMS = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "//": "%", "**": "*"}
BITS = {"<<": ">>", ">>": "<<", ">>>": "<<", "&": "|", "|": "&", "^": "|"}
GROWING = {"+=": "-=", "-=": "+=", "*=": "+=", "/=": "*=", "|=": "&=", "&=": "|=", "<<=": ">>=", ">>=": "<<="}
STEPS = {"++": "--", "--": "++"}
JUNCTIONS = {"and": "or", "or": "and", "&&": "||", "||": "&&"}
# How tightly a sign binds, alike in all languages but for what is left out.
BINDING = {"or": 1, "||": 1, "and": 2, "&&": 2, "<<": 4, ">>": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6, "//": 6}
ORDERED = frozenset({"-", "/", "%", "//", "**", "<<", ">>", "<", "<=", ">", ">="})


def edit(node: Node, new: bytes) -> Edit:
    """The edit by which `new` stands where the node stood."""
    return Edit(node.start_byte, node.end_byte, new)


def signs(node: Node) -> list[Node]:
    """The operator signs of a binary expression or an assignment; a comparison of Python may have several."""
    return [child for child in node.children if not child.is_named]


def operands(node: Node) -> list[Node]:
    """What stands around the signs."""
    return [child for child in node.children if child.is_named and child.type not in COMMENT]


def _signs_by(node: Node, table: Mapping[str, str]) -> Iterator[Edits]:
    for sign in signs(node):
        if sign.type in table:
            yield (edit(sign, table[sign.type].encode()),)


def boundary(node: Node, _: Scope) -> Iterator[Edits]:
    """`<` is `<=`."""
    if node.type in BINARY:
        yield from _signs_by(node, BOUNDARIES)


def opposite(node: Node, _: Scope) -> Iterator[Edits]:
    """`==` is `!=`, `<` is `>=`."""
    if node.type in BINARY:
        yield from _signs_by(node, OPPOSITES | MEMBERSHIPS if node.type == "comparison_operator" else OPPOSITES)


def arithmetic(node: Node, _: Scope) -> Iterator[Edits]:
    """`+` is `-`, but not between strings."""
    if node.type in BINARY and not _joins_text(node):
        yield from _signs_by(node, SUMS)


def _joins_text(node: Node) -> bool:
    """Whether a string stands in a sum, so that it is none."""
    if node.type not in BINARY or not {sign.type for sign in signs(node)} & {"+", "*"}:
        return "string" in node.type
    return any(_joins_text(one) for one in operands(node))


def bitwise(node: Node, _: Scope) -> Iterator[Edits]:
    """`<<` is `>>`, `&` is `|`."""
    if node.type in BINARY:
        yield from _signs_by(node, BITS)


def growing(node: Node, _: Scope) -> Iterator[Edits]:
    """`+=` is `-=`, `++` is `--`."""
    if node.type in ASSIGNMENT:
        yield from _signs_by(node, GROWING)
    if node.type in STEP:
        yield from _signs_by(node, STEPS)


def junction(node: Node, _: Scope) -> Iterator[Edits]:
    """`and` is `or`."""
    if node.type in BINARY:
        yield from _signs_by(node, JUNCTIONS)


def half(node: Node, _: Scope) -> Iterator[Edits]:
    """One side of an `and` or an `or` is missing."""
    if node.type in BINARY and [sign.type for sign in signs(node) if sign.type in JUNCTIONS]:
        left, right = operands(node)[0], operands(node)[-1]
        yield (Edit(left.end_byte, right.end_byte, b""),)
        yield (Edit(left.start_byte, right.start_byte, b""),)


def turned(node: Node, _: Scope) -> Iterator[Edits]:
    """`a - b` is `b - a`."""
    if node.type not in BINARY or len(operands(node)) != 2 or len(signs(node)) != 1:
        return
    left, right = operands(node)
    if signs(node)[0].type in ORDERED and text(left) != text(right) and not {left.type, right.type} & BINARY:
        yield edit(left, text(right)), edit(right, text(left))


def term(node: Node, _: Scope) -> Iterator[Edits]:
    """`n - 1` is `n`: a fence has a post more."""
    if node.type in BINARY and len(operands(node)) == 2:
        left, right = operands(node)
        if signs(node)[0].type in {"+", "-"} and text(right) == b"1":
            yield (Edit(left.end_byte, right.end_byte, b""),)


def bracket(node: Node, _: Scope) -> Iterator[Edits]:
    """`(a + b) * c` is `a + b * c`."""
    inner = node.named_children[0] if node.type == "parenthesized_expression" and node.named_child_count == 1 else None
    outer = node.parent
    if inner is None or outer is None or inner.type not in BINARY or outer.type not in BINARY:
        return
    within, around = BINDING.get(signs(inner)[0].type, 99), BINDING.get(signs(outer)[0].type, 0)
    last = operands(outer)[-1].id == node.id
    if within < around or (within == around and last and signs(outer)[0].type in {"-", "/", "%", "//"}):
        yield (edit(node, text(inner)),)


def unary(node: Node, _: Scope) -> Iterator[Edits]:
    """`-x` is `x`."""
    if node.type in UNARY and node.children[0].type in {"-", "not", "!", "~"}:
        yield (edit(node, text(node.children[-1])),)
