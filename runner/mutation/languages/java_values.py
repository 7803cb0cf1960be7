"""Java's literals, and the tables of them around a call."""

from collections.abc import Callable
from typing import Any

from tree_sitter import Node

from runner.mutation.edits.calls import called, given, owner
from runner.mutation.grammar import Row, text
from runner.mutation.languages.escapes import unescaped

LISTING = {(b"List", b"of"), (b"Set", b"of"), (b"Arrays", b"asList"), (b"Collections", b"singletonList")}
EMPTY = {b"emptyList", b"emptySet"}
BASES = {"hex_integer_literal": 16, "octal_integer_literal": 8, "binary_integer_literal": 2}
SOURCES = {b"strings", b"ints", b"longs", b"doubles", b"chars", b"booleans", b"value"}


def value(node: Node) -> Any:
    """The JSON value of a literal, of an array or a list of them; ValueError: it is none."""
    read = READ.get(node.type)
    if read is None:
        raise ValueError(f"no literal: {text(node)[:40]!r}")
    return read(node)


def _integer(node: Node) -> int:
    said = text(node).decode().replace("_", "").rstrip("lL")
    base = BASES.get(node.type, 10)
    return int(said.lower().removeprefix("0x").removeprefix("0b"), base)


def _number(node: Node) -> float:
    found = float(text(node).decode().replace("_", "").rstrip("fFdD"))
    if found in (float("inf"), float("-inf")):
        raise ValueError("too large")
    return found


def _string(node: Node) -> str:
    said = text(node).decode()
    if said.startswith('"""'):
        raise ValueError("a block of text")
    return unescaped(said[1:-1])


def _negative(node: Node) -> Any:
    held = value(node.named_children[-1])
    if node.children[0].type != "-" or isinstance(held, bool) or not isinstance(held, int | float):
        raise ValueError("no literal number")
    return -held


def _joined(node: Node) -> str:
    """Texts put together by +."""
    left, right = value(node.named_children[0]), value(node.named_children[-1])
    if not (isinstance(left, str) and isinstance(right, str)) or node.children[1].type != "+":
        raise ValueError("no literal text")
    return left + right


def _items(node: Node) -> list[Any]:
    return [value(one) for one in node.named_children if "comment" not in one.type]


def _array(node: Node) -> list[Any]:
    held = node.child_by_field_name("value")
    if held is None:
        raise ValueError("an array without its items")
    return _items(held)


def _made(node: Node) -> Any:
    """What List.of and the like give."""
    held, name, arguments = owner(node), called(node), given(node)
    said = (text(held), text(name)) if held is not None and name is not None else (b"", b"")
    if said in LISTING or (said[0] == b"Collections" and said[1] in EMPTY):
        return [value(one) for one in arguments]
    if said == (b"Map", b"of"):
        pairs = list(zip(arguments[::2], arguments[1::2], strict=True))
        return {_key(name): value(one) for name, one in pairs}
    raise ValueError("a call")


def _key(node: Node) -> str:
    said = value(node)
    if not isinstance(said, str):
        raise ValueError("a key that is no string")  # noqa: TRY004 - it is no literal that JSON has
    return said


READ: dict[str, Callable[[Node], Any]] = {
    "decimal_integer_literal": _integer,
    **dict.fromkeys(BASES, _integer),
    "decimal_floating_point_literal": _number,
    "string_literal": _string,
    "character_literal": _string,
    "true": lambda _: True,
    "false": lambda _: False,
    "null_literal": lambda _: None,
    "unary_expression": _negative,
    "binary_expression": _joined,
    "parenthesized_expression": lambda node: value(node.named_children[0]),
    "cast_expression": lambda node: value(node.named_children[-1]),
    "array_initializer": _items,
    "array_creation_expression": _array,
    "method_invocation": _made,
}


def tables(call: Node, known: Row) -> list[list[Row]]:
    """The rows of the loops around a call, and of the values that JUnit gives its test."""
    found: list[list[Row]] = []
    node: Node | None = call
    while node is not None:
        if node.type == "enhanced_for_statement":
            found.append(_loop(node, known))
        elif node.type == "method_declaration":
            found.append(_parameterized(node))
        node = node.parent
    return [rows for rows in found if rows]


def _loop(node: Node, known: Row) -> list[Row]:
    name, over = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or over is None:
        return []
    try:
        items = known[text(over).decode()] if text(over).decode() in known else value(over)
    except ValueError:
        return []
    spelled = text(name).decode()
    return [_row(spelled, one) for one in items] if isinstance(items, list) else []


def _row(name: str, item: Any) -> Row:
    inner = {f"{name}[{at}]": one for at, one in enumerate(item)} if isinstance(item, list) else {}
    return {name: item, **inner}


def _parameterized(method: Node) -> list[Row]:
    """`@ValueSource(strings = {…})` over a test of one parameter."""
    taken = method.child_by_field_name("parameters")
    names = [one.child_by_field_name("name") for one in taken.named_children] if taken is not None else []
    modifiers = [one for child in method.children if child.type == "modifiers" for one in child.named_children]
    for one in modifiers:
        name, arguments = one.child_by_field_name("name"), one.child_by_field_name("arguments")
        if len(names) == 1 and names[0] is not None and arguments is not None and name is not None:
            pairs = arguments.named_children
            key = pairs[0].child_by_field_name("key") if text(name) == b"ValueSource" and pairs else None
            held = pairs[0].child_by_field_name("value") if key is not None and text(key) in SOURCES else None
            return [{text(names[0]).decode(): each} for each in _given(held)] if held is not None else []
    return []


def _given(held: Node) -> list[Any]:
    braced = held.type == "element_value_array_initializer"
    try:
        return [value(one) for one in held.named_children] if braced else [value(held)]
    except ValueError:
        return []
