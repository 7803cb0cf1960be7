"""JavaScript's and TypeScript's literals, and the tables of them around a call."""

from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any

from tree_sitter import Node

from runner.mutation.grammar import Row, text
from runner.mutation.kinds import WRAPPING
from runner.mutation.languages.escapes import unescaped

SAFE = 2**53
TRUTHS = {"true": True, "false": False, "null": None}
OVER = {b"map", b"forEach", b"flatMap", b"every", b"some"}


def value(node: Node) -> Any:
    """The JSON value of a literal; ValueError: it is none, as `undefined` is."""
    while node.type in WRAPPING:
        node = node.named_children[0]
    if node.type in TRUTHS:
        return TRUTHS[node.type]
    if node.type == "number":
        return number(text(node).decode())
    if node.type == "unary_expression" and node.children[0].type == "-":
        return -number(text(node.children[1]).decode())
    if node.type == "array":
        if any(pair in {("[", ","), (",", ",")} for pair in pairwise(child.type for child in node.children)):
            raise ValueError("a hole")
        return [value(one) for one in node.named_children if one.type != "comment"]
    if node.type == "object":
        return dict(_field(one) for one in node.named_children if one.type != "comment")
    return string(node)


def string(node: Node) -> str:
    """A string, or a template without anything to be put in."""
    if node.type not in {"string", "template_string"} or any("substitution" in one.type for one in node.children):
        raise ValueError(f"no literal: {text(node)[:40]!r}")
    return unescaped(text(node)[1:-1].decode())


def number(said: str) -> int | float:
    """A number, which is an integer where it is whole."""
    digits = said.replace("_", "")
    if digits[:2].lower() in {"0x", "0b", "0o"}:
        return int(digits, 0)
    if digits.isdigit() and (digits == "0" or digits[0] != "0"):
        return int(digits) if int(digits) <= SAFE else float(digits)
    said_number = float(digits)
    if said_number in (float("inf"), float("-inf")):
        raise ValueError("too large")
    return int(said_number) if said_number.is_integer() and abs(said_number) <= SAFE else said_number


def _field(node: Node) -> tuple[str, Any]:
    key, held = node.child_by_field_name("key"), node.child_by_field_name("value")
    if node.type != "pair" or key is None or held is None or key.type == "computed_property_name":
        raise ValueError("no literal object")
    name = string(key) if key.type == "string" else text(key).decode()
    if name == "__proto__":
        raise ValueError("no plain object")
    return name, value(held)


def tables(call: Node, known: Row) -> list[list[Row]]:
    """The rows of the loops, `each` tables and `map` calls around a call."""
    found: list[list[Row]] = []
    node: Node | None = call
    while node is not None:
        if node.type == "for_in_statement":
            found.append(list(_rows(node.child_by_field_name("left"), node.child_by_field_name("right"), known)))
        elif node.type == "arrow_function" and node.parent is not None and node.parent.type == "arguments":
            found.append(list(_called_back(node, node.parent, known)))
        node = node.parent
    return [rows for rows in found if rows]


def _rows(pattern: Node | None, over: Node | None, known: Row) -> Iterator[Row]:
    if pattern is not None and over is not None:
        for item in _items(over, known):
            yield dict(_bound(pattern, item))


def _called_back(function: Node, arguments: Node, known: Row) -> Iterator[Row]:
    """The rows that `test.each(table)(name, (a, b) => …)` or `table.map((a) => …)` calls a function with."""
    patterns = _patterns(function)
    caller = arguments.parent.child_by_field_name("function") if arguments.parent is not None else None
    if caller is None or not patterns:
        return
    if caller.type == "call_expression" and text(caller).split(b"(")[0].endswith(b".each"):
        given = caller.child_by_field_name("arguments")
        for item in _items(given.named_children[0], known) if given is not None and given.named_children else []:
            items = item if isinstance(item, list) else [item]
            yield {
                name: one for pattern, each in zip(patterns, items, strict=False) for name, one in _bound(pattern, each)
            }
    elif caller.type == "member_expression" and text(caller.named_children[-1]) in OVER:
        yield from _rows(patterns[0], caller.named_children[0], known)


def _patterns(function: Node) -> list[Node]:
    single, several = function.child_by_field_name("parameter"), function.child_by_field_name("parameters")
    taken = [single] if single is not None else several.named_children if several is not None else []
    return [one.child_by_field_name("pattern") or one for one in taken]


def _items(over: Node, known: Row) -> list[Any]:
    while over.type in WRAPPING:
        over = over.named_children[0]
    if text(over).decode() in known:
        held = known[text(over).decode()]
        return list(held) if isinstance(held, list) else []
    items = []
    for one in over.named_children if over.type == "array" else ():
        try:
            items.append(value(one))
        except ValueError:
            continue
    return items


def _bound(pattern: Node, item: Any) -> Iterator[tuple[str, Any]]:
    """What each name of a pattern stands for, and each field of it."""
    if pattern.type in {"identifier", "shorthand_property_identifier_pattern"}:
        name = text(pattern).decode()
        yield name, item
        for key, held in item.items() if isinstance(item, dict) else ():
            yield f"{name}.{key}", held
        for at, held in enumerate(islice(item, 9)) if isinstance(item, list) else ():
            yield f"{name}[{at}]", held
    elif pattern.type == "array_pattern" and isinstance(item, list):
        for one, held in zip(pattern.named_children, item, strict=False):
            yield from _bound(one, held)
    elif pattern.type == "object_pattern" and isinstance(item, dict):
        for one in pattern.named_children:
            key, inner = one.child_by_field_name("key") or one, one.child_by_field_name("value") or one
            if text(key).decode() in item:
                yield from _bound(inner, item[text(key).decode()])
