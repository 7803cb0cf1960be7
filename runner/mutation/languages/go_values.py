"""Go's literals, and the tables of them that a loop around a call goes over."""

from collections.abc import Callable, Iterator
from typing import Any

from tree_sitter import Node

from runner.mutation.grammar import Row, text
from runner.mutation.kinds import WRAPPING
from runner.mutation.languages.escapes import unescaped

CONVERSIONS = {"string", "byte", "rune", "bool", "int", "uint"} | {
    f"{name}{bits}" for name in ("int", "uint", "float") for bits in (8, 16, 32, 64)
}
LISTS = {"slice_type", "array_type", "implicit_length_array_type"}


def value(node: Node) -> Any:
    """The JSON value of a literal: a struct is a map of those fields that are literals. ValueError: it is none."""
    while node.type in WRAPPING and node.named_children:
        node = node.named_children[0]
    if node.type not in READ:
        raise ValueError(f"no literal: {text(node)[:40]!r}")
    return READ[node.type](node)


def _string(node: Node) -> str:
    return unescaped(text(node)[1:-1].decode())


def _raw(node: Node) -> str:
    return text(node)[1:-1].decode().replace("\r", "")


def _integer(node: Node) -> int:
    digits = text(node).decode().replace("_", "")
    return int(digits, 8) if digits.isdigit() and digits.startswith("0") else int(digits, 0)


def _float(node: Node) -> float:
    found = float(text(node).decode().replace("_", ""))
    if found in (float("inf"), float("-inf")):
        raise ValueError("too large")
    return found


def _unary(node: Node) -> Any:
    """A number below zero, or where a struct is."""
    found = value(node.named_children[0])
    if node.children[0].type == "&" and isinstance(found, dict):
        return found
    if node.children[0].type == "-" and type(found) in (int, float):
        return -found
    raise ValueError(f"no literal: {text(node)[:40]!r}")


def _joined(node: Node) -> str:
    """Texts with a plus between."""
    left, right = (value(one) for one in node.named_children[:2])
    if node.children[1].type != "+" or not isinstance(left, str) or not isinstance(right, str):
        raise ValueError("no text")
    return left + right


def _converted(node: Node) -> Any:
    """`int64(3)`, `float64(3)`."""
    name, given = node.child_by_field_name("function"), node.named_children[-1].named_children
    if name is None or text(name).decode() not in CONVERSIONS or len(given) != 1:
        raise ValueError("no literal, but a call")
    found = value(given[0])
    return float(found) if text(name).startswith(b"float") and type(found) is int else found


def _bytes(node: Node) -> str:
    """`[]byte("abc")`, which is a text to a driver."""
    found = value(node.named_children[-1])
    if not isinstance(found, str) or text(node.named_children[0]) not in {b"[]byte", b"[]uint8", b"[]rune"}:
        raise ValueError("no text")
    return list(found) if text(node.named_children[0]) == b"[]rune" else found  # type: ignore[return-value]


def _composite(node: Node) -> Any:
    meant, body = node.child_by_field_name("type"), node.child_by_field_name("body")
    if meant is None or body is None:
        raise ValueError("no literal")
    return _body(body, meant)


def _body(body: Node, meant: Node | None) -> Any:
    """What stands in braces, by its type."""
    meant = _resolved(meant, body)
    parts = [one for one in body.named_children if one.type != "comment"]
    if meant is not None and meant.type in LISTS:
        element = meant.child_by_field_name("element")
        if element is None or text(element) in {b"byte", b"uint8"} or any(one.type == "keyed_element" for one in parts):
            raise ValueError("no plain list")
        return [_held(one, element) for one in parts]
    if meant is not None and meant.type == "map_type":
        pairs = [_pair(one) for one in parts]
        found = {value(key): _held(held, meant.child_by_field_name("value")) for key, held in pairs}
        if not all(isinstance(key, str) for key in found):
            raise ValueError("a key that is no text")
        return found
    return dict(_fields(parts, meant))


def _held(node: Node, meant: Node | None) -> Any:
    if node.type == "literal_element":
        node = node.named_children[0]
    return _body(node, meant) if node.type == "literal_value" else value(node)


def _pair(node: Node) -> tuple[Node, Node]:
    key, held = node.child_by_field_name("key"), node.child_by_field_name("value")
    if key is None or held is None:
        raise ValueError("no pair")
    return key, held


def _fields(parts: list[Node], meant: Node | None) -> Iterator[tuple[str, Any]]:
    """The fields of a struct, by their names or in their order, as far as they are literals."""
    declared = meant.named_children[0].named_children if meant is not None and meant.type == "struct_type" else []
    places = [
        (text(name).decode(), one.child_by_field_name("type"))
        for one in declared
        for name in one.children_by_field_name("name")
    ]
    types = dict(places)
    for at, one in enumerate(parts):
        if one.type == "keyed_element":
            key, held = _pair(one)
            name = text(key).decode()
        elif at < len(places):
            name, held = places[at][0], one
        else:
            raise ValueError("a struct whose fields are not known")
        try:
            yield name, _held(held, types.get(name))
        except ValueError:
            continue


def _resolved(meant: Node | None, where: Node) -> Node | None:
    """What a type's name stands for in the blocks around `where`; None: it is declared in no one of them."""
    while meant is not None and meant.type == "pointer_type":
        meant = meant.named_children[0]
    around: Node | None = where
    while meant is not None and meant.type == "type_identifier" and around is not None:
        for spec in (one for each in around.named_children if each.type == "type_declaration" for one in each.children):
            if text(spec.child_by_field_name("name") or spec) == text(meant):
                return spec.child_by_field_name("type")
        around = around.parent
    return meant if meant is None or meant.type != "type_identifier" else None


READ: dict[str, Callable[[Node], Any]] = {
    "interpreted_string_literal": _string,
    "raw_string_literal": _raw,
    "rune_literal": _string,
    "int_literal": _integer,
    "float_literal": _float,
    "true": lambda _: True,
    "false": lambda _: False,
    "nil": lambda _: None,
    "unary_expression": _unary,
    "binary_expression": _joined,
    "call_expression": _converted,
    "type_conversion_expression": _bytes,
    "composite_literal": _composite,
}


def tables(call: Node, known: Row) -> list[list[Row]]:
    """The rows of the loops around a call that go over a table."""
    found: list[list[Row]] = []
    node: Node | None = call
    while node is not None:
        clauses = [one for one in node.named_children if one.type == "range_clause"]
        if node.type == "for_statement" and clauses:
            found.append(list(_rows(clauses[0], known)))
        node = node.parent
    return [rows for rows in found if rows]


def _rows(clause: Node, known: Row) -> Iterator[Row]:
    left, over = clause.child_by_field_name("left"), clause.child_by_field_name("right")
    names = [text(one).decode() for one in left.named_children] if left is not None else []
    for pair in _items(over, known) if over is not None else ():
        yield {
            spelled: held
            for name, one in zip(names, pair, strict=False)
            if name != "_"
            for spelled, held in _bound(name, one)
        }


def _items(over: Node, known: Row) -> list[tuple[Any, Any]]:
    """Key or place, and what is there."""
    held = known.get(text(over).decode())
    if held is None:
        try:
            held = value(over)
        except ValueError:
            return []
    if isinstance(held, dict):
        return list(held.items())
    return list(enumerate(held)) if isinstance(held, list) else []


def _bound(name: str, item: Any) -> Iterator[tuple[str, Any]]:
    """The name with what it stands for, and each field and place of that."""
    yield name, item
    if isinstance(item, dict):
        for key, held in item.items():
            yield from _bound(f"{name}.{key}", held)
    for place, held in enumerate(item) if isinstance(item, list) else ():
        yield from _bound(f"{name}[{place}]", held)
