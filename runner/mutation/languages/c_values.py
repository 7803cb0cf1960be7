"""C's literals, and the tables of them around a call."""

import re
from collections.abc import Iterator
from typing import Any

from tree_sitter import Node

from runner.mutation.binding import target
from runner.mutation.grammar import Row, nodes, text
from runner.mutation.languages.escapes import unescaped

INTEGER = re.compile(r"([+-]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)([uUlL]*)")
FLOAT = re.compile(r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)[fFlL]?")
TRUTHS = {"true": True, "false": False}


def value(node: Node) -> Any:
    """The JSON value of a literal, a list's of an initializer; ValueError: it is none, as NULL is."""
    while node.type in ("parenthesized_expression", "cast_expression"):
        node = node.named_children[-1]
    if node.type == "number_literal" or (node.type == "unary_expression" and node.children[0].type == "-"):
        return number("".join(text(node).decode().split()))
    if node.type == "concatenated_string":
        return "".join(string(one) for one in node.named_children if one.type != "comment")
    if node.type == "initializer_list":
        return [value(_initial(one)) for one in node.named_children if one.type != "comment"]
    if node.type == "char_literal":
        return _character(node)
    return TRUTHS[node.type] if node.type in TRUTHS else string(node)


def _initial(node: Node) -> Node:
    """What an initializer gives: `.name = value` is its value, as long as all are in their order."""
    return node.child_by_field_name("value") or node if node.type == "initializer_pair" else node


def string(node: Node) -> str:
    """A string of bytes that are UTF-8."""
    said = text(node).decode()
    if node.type != "string_literal" or not said.startswith('"'):
        raise ValueError(f"no literal: {said[:40]!r}")
    return unescaped(said[1:-1])


def _character(node: Node) -> str:
    said = unescaped(text(node).decode()[1:-1])
    if len(said) != 1 or not said.isascii():
        raise ValueError(f"no character of one byte: {said[:40]!r}")
    return said


def number(said: str) -> int | float:
    """A number; one that begins with 0 is octal."""
    if whole := INTEGER.fullmatch(said):
        sign, digits, _ = whole.groups()
        octal = len(digits) > 1 and digits[0] == "0" and digits.isdigit()
        return int(f"{sign}{digits}", 8 if octal else 0)
    match = FLOAT.fullmatch(said)
    if match is None or abs(float(match[1])) == float("inf"):
        raise ValueError(f"no number: {said[:40]!r}")
    return float(match[1])


def tables(call: Node, _: Row) -> list[list[Row]]:
    """The rows of arrays that loops around a call go through by a counter."""
    found: list[list[Row]] = []
    node: Node | None = call
    while node is not None and node.parent is not None:
        if node.type == "for_statement":
            found += [list(_rows(node, name, counter)) for name, counter in _indexed(call)]
            break
        node = node.parent
    return [rows for rows in found if rows]


def _indexed(call: Node) -> list[tuple[str, str]]:
    """Name and counter of each `name[counter]` that stands in the call, each once."""
    pairs = (one.named_children for one in nodes(call) if one.type == "subscript_expression")
    return list(
        dict.fromkeys((text(name).decode(), text(at).decode()) for name, at in pairs if at.type == "identifier")
    )


def _rows(loop: Node, name: str, counter: str) -> Iterator[Row]:
    held = _array(loop, name)
    if held is None:
        return
    array, fields = held
    for one in array.named_children:
        try:
            item = value(_initial(one))
        except ValueError:
            continue
        row = {f"{name}[{counter}]": item}
        for place, part in enumerate(item) if isinstance(item, list) else ():
            row[f"{name}[{counter}][{place}]"] = part
            if place < len(fields):
                row[f"{name}[{counter}].{fields[place]}"] = part
        yield row


def _array(loop: Node, name: str) -> tuple[Node, list[str]] | None:
    """The initializer of the array of that name that stands before the loop, and the fields of its items."""
    top = loop
    while top.parent is not None:
        top = top.parent
    found = None
    for node in nodes(top):
        if node.start_byte > loop.start_byte:
            break
        held = node.child_by_field_name("value") if node.type == "init_declarator" else None
        named = target(node) if held is not None and held.type == "initializer_list" else None
        if held is not None and named is not None and text(named).decode() == name and node.parent is not None:
            found = held, _fields(node.parent.child_by_field_name("type"), top)
    return found


def _fields(said: Node | None, top: Node) -> list[str]:
    """The names of a struct's fields, in their order; none where it is no struct of this file."""
    body = said.child_by_field_name("body") if said is not None else None
    if said is not None and body is None:
        body = next((one for one in map(_body, nodes(top)) if one is not None and _is_of(one, said)), None)
    return [
        text(one).decode()
        for field in (body.named_children if body is not None else ())
        for one in nodes(field)
        if one.type == "field_identifier"
    ]


def _body(node: Node) -> Node | None:
    return node.child_by_field_name("body") if node.type == "struct_specifier" else None


def _is_of(body: Node, said: Node) -> bool:
    """Whether a struct's body is that of a type, by its tag or by its typedef."""
    struct = body.parent
    tag = struct.child_by_field_name("name") if struct is not None else None
    if struct is None:
        return False
    if said.type == "struct_specifier":
        named = said.child_by_field_name("name")
        return tag is not None and named is not None and text(tag) == text(named)
    outer = struct.parent
    alias = outer.child_by_field_name("declarator") if outer is not None and outer.type == "type_definition" else None
    return alias is not None and text(alias) == text(said)
