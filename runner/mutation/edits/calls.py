"""Calls: arguments swapped or missing, a copy, an order or a fallback missing, a function taken for its twin."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tree_sitter import Node

from runner.mutation.edits.symbols import Edits, edit
from runner.mutation.edits.twins import TWINS
from runner.mutation.grammar import text
from runner.mutation.kinds import ARGUMENTS, BINARY, CALL, COMMENT, NAME
from runner.mutation.scope import Scope
from runner.mutation.source import Edit

# What gives what it is given, but another one or in another order.
AROUND = frozenset(
    {
        *(b"list", b"dict", b"set", b"copy.copy", b"copy.deepcopy", b"deepcopy", b"structuredClone"),
        *(b"slices.Clone", b"maps.Clone", b"bytes.Clone"),
    }
)
ORDERING = frozenset({b"sorted", b"reversed"})
COPYING = frozenset({b"copy", b"slice", b"clone", b"to_vec"})
CLEANING = frozenset({b"strip", b"trim", b"lower", b"casefold", b"toLowerCase", b"to_lowercase", b"rstrip", b"abs"})
# Functions of Go that do what elsewhere is a method.
CLEANERS = frozenset({b"strings.TrimSpace", b"strings.ToLower", b"bytes.TrimSpace", b"math.Abs"})
SORTING = frozenset({b"sort", b"reverse", b"toSorted", b"toReversed"})


def given(node: Node) -> list[Node]:
    """The arguments of a call."""
    inside = [child for child in node.children if child.type in ARGUMENTS]
    return [one for child in inside[-1:] for one in child.named_children if one.type not in COMMENT]


def called(node: Node) -> Node | None:
    """The last name of what is called: `max` of `math.max(a, b)`."""
    name = node.child_by_field_name("function") or node.child_by_field_name("name")
    while name is not None and name.named_children:
        name = name.named_children[-1]
    return name


def owner(node: Node) -> Node | None:
    """What a method is called on: `rows` of `rows.copy()`."""
    if node.type == "method_invocation":
        return node.child_by_field_name("object")
    function = node.child_by_field_name("function")
    if function is None or function.type not in {"attribute", "member_expression", "field_expression"}:
        return None
    return function.named_children[0]


def _plain(arguments: Sequence[Node]) -> bool:
    apart = {
        *("keyword_argument", "list_splat", "dictionary_splat", "spread_element", "generator_expression"),
        "variadic_argument",
    }
    return not any(one.type in apart for one in arguments)


def swapped(node: Node, _: Scope) -> Iterator[Edits]:
    """Two arguments beside each other stand the other way round."""
    if node.type in CALL:
        for left, right in pairwise(given(node)):
            if _plain((left, right)) and text(left) != text(right):
                yield edit(left, text(right)), edit(right, text(left))


def twin(node: Node, scope: Scope) -> Iterator[Edits]:
    """`min` is `max`, `startswith` is `endswith`."""
    name = called(node) if node.type in CALL else None
    other = TWINS[scope.grammar.name].get(text(name).decode()) if name is not None else None
    if name is not None and other is not None:
        yield (edit(name, other.encode()),)


def keyword(node: Node, _: Scope) -> Iterator[Edits]:
    """A named argument is missing."""
    if node.type == "keyword_argument" and node.prev_sibling is not None and node.prev_sibling.type == ",":
        yield (Edit(node.prev_sibling.start_byte, node.end_byte, b""),)


def copy(node: Node, _: Scope) -> Iterator[Edits]:
    """A copy is missing, so that two names stand for one thing."""
    name, arguments = node.child_by_field_name("function"), given(node)
    if node.type in CALL and name is not None and text(name) in AROUND and len(arguments) == 1 and _plain(arguments):
        yield (edit(node, text(arguments[0])),)
    held = owner(node) if node.type in CALL else None
    if held is not None and not arguments and text(called(node) or node) in COPYING:
        yield (edit(node, text(held)),)
    if node.type == "array" and node.named_child_count == 1 and node.named_children[0].type == "spread_element":
        yield (edit(node, text(node.named_children[0].named_children[0])),)
    if node.type == "subscript" and text(node).endswith(b"[:]"):
        yield (edit(node, text(node.named_children[0])),)


def order(node: Node, _: Scope) -> Iterator[Edits]:
    """Things stay in the order in which they came, or text as it came: `sorted`, `strip` and the like are missing."""
    if node.type not in CALL:
        return
    name, arguments, held = node.child_by_field_name("function"), given(node), owner(node)
    word = text(called(node) or node)
    if name is not None and text(name) in ORDERING and arguments and _plain(arguments[:1]):
        yield (edit(node, b"list(" + text(arguments[0]) + b")"),)
    elif name is not None and text(name) in CLEANERS and len(arguments) == 1:
        yield (edit(node, text(arguments[0])),)
    elif held is not None and ((word in CLEANING and not arguments) or (word in SORTING and not _alone(node))):
        yield (edit(node, text(held)),)


def _alone(node: Node) -> bool:
    return node.parent is None or node.parent.type == "expression_statement"


def fallback(node: Node, _: Scope) -> Iterator[Edits]:
    """What is taken where there is nothing is another value: `get(key, 0)`, `?? 0`, `unwrap_or(0)`."""
    names = {b"get", b"getOrDefault", b"unwrap_or", b"pop", b"getattr", b"next"}
    arguments = given(node) if node.type in CALL else []
    name = called(node) if arguments else None
    if name is not None and text(name) in names and (len(arguments) > 1 or text(name) == b"unwrap_or"):
        yield from _another(arguments[-1])
    for sign in node.children if node.type == "binary_expression" else ():
        if sign.type == "??":
            yield from _another(node.named_children[-1])
            mixed = {one.type for one in (node.parent or node, *node.named_children)} & BINARY
            if not mixed:
                yield (edit(sign, b"||"),)


def _another(node: Node) -> Iterator[Edits]:
    if text(node) in {b"0", b"1"}:
        yield (edit(node, b"1" if text(node) == b"0" else b"0"),)


def mistaken(node: Node, scope: Scope) -> Iterator[Edits]:
    """One parameter is taken for one beside it of the same type, at one place where it is read."""
    names, kinds = [name.encode() for name in scope.function.names], scope.function.parameters
    if node.type not in NAME or text(node) not in names or not _is_read(node, scope):
        return
    at = names.index(text(node))
    for other in (at + 1, at - 1):
        if 0 <= other < len(names) and (kinds is None or kinds[other] == kinds[at]):
            yield (edit(node, names[other]),)


def _is_read(node: Node, scope: Scope) -> bool:
    parent = node.parent
    if parent is None or node.start_byte < scope.function.body_start:
        return False
    if parent.type in {"attribute", "field_access"}:
        return node.id == parent.named_children[0].id
    written = [one.id for name in ("left", "name", "pattern", "key") for one in parent.children_by_field_name(name)]
    return node.id not in written or parent.type in BINARY
