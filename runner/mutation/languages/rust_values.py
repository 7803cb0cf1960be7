"""Rust's literals, the tables of them around a call, and the calls in macros and in the examples of docs."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from tree_sitter import Node

from runner.mutation.grammar import Grammar, Row, nodes, text, tree
from runner.mutation.kinds import WRAPPING
from runner.mutation.languages.escapes import unescaped

NUMBER = re.compile(r"(0x[0-9a-fA-F_]+|0b[01_]+|0o[0-7_]+|[0-9][0-9_]*)([iu](?:8|16|32|64|128|size))?")
FLOAT = re.compile(r"([0-9][0-9_]*\.?[0-9_]*(?:[eE][+-]?[0-9_]+)?)_?(f32|f64)?")
LARGEST = 2**126  # of an integer: the grader's Json holds 127 bits and a sign
# Methods by which a literal is made into its type.
SAME = {b"to_string", b"to_owned", b"into", b"to_vec", b"iter", b"into_iter", b"clone", b"as_str", b"cloned", b"copied"}
BYTES = {b"as_bytes", b"into_bytes"}
MADE = {b"String::from", b"Some", b"Vec::from", b"Ok"}
EMPTY = {b"String::new": "", b"Vec::new": []}
ROUNDS = 5  # of macros within macros
FENCE = re.compile(r"```(?P<tags>[^\n`]*)\n(?P<code>.*?)```", re.DOTALL)


def value(node: Node) -> Any:
    """The JSON value of a literal; ValueError: it is none."""
    while node.type in WRAPPING and node.named_children:
        node = node.named_children[0]
    read = READ.get(node.type)
    if read is None:
        raise ValueError(f"no literal: {text(node)[:40]!r}")
    return read(node)


def _list(node: Node) -> list[Any]:
    if node.child_by_field_name("length") is not None:
        raise ValueError("an array by its length")
    return [value(one) for one in node.named_children if "comment" not in one.type]


def _name(node: Node) -> None:
    if text(node) != b"None":
        raise ValueError("a name")


def _signed(node: Node) -> int | float:
    if node.children[0].type != "-" or node.children[1].type not in {"integer_literal", "float_literal"}:
        raise ValueError("no number")
    return -_number(node.children[1])


def _made(node: Node) -> Any:
    """What a call gives that only makes a literal into its type."""
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    if function is not None and function.type == "field_expression" and not given:
        name, held = function.child_by_field_name("field"), function.child_by_field_name("value")
        said = value(held) if held is not None else None
        if name is not None and text(name) in SAME:
            return said
        if name is not None and text(name) in BYTES and isinstance(said, str):
            return list(said.encode())
    elif function is not None and len(given) == 1 and text(function) in MADE:
        return value(given[0])
    elif function is not None and not given and text(function) in EMPTY:
        return EMPTY[text(function)]
    raise ValueError(f"no literal: {text(node)[:40]!r}")


def _string(node: Node) -> Any:
    """A string, a character, or bytes as a list of them."""
    said = text(node).decode()
    inner = re.sub(r"\\\r?\n\s*", "", said.lstrip("bc")[1:-1])
    if not said.startswith("b"):
        return unescaped(inner)
    plain = [ord(one) for one in unescaped(re.sub(r"\\x([89a-fA-F][0-9a-fA-F])", r"\\u{\1}", inner))]
    return plain[0] if node.type == "char_literal" else plain


def _raw(node: Node) -> Any:
    said = text(node).decode()
    inner = re.sub(r'^[bc]?r#*"|"#*$', "", said)
    return list(inner.encode()) if said.startswith("b") else inner


def _number(node: Node) -> int | float:
    said = text(node).decode()
    if match := NUMBER.fullmatch(said):
        digits = match[1].replace("_", "")
        number = int(digits, 0) if digits[:2] in {"0x", "0b", "0o"} else int(digits)
        if number >= LARGEST:
            raise ValueError("too large")
        return number
    if match := FLOAT.fullmatch(said):
        number_said = float(match[1].replace("_", ""))
        json.dumps(number_said, allow_nan=False)
        return number_said
    raise ValueError(f"no number: {said}")


READ: dict[str, Callable[[Node], Any]] = {
    "boolean_literal": lambda node: text(node) == b"true",
    "integer_literal": _number,
    "float_literal": _number,
    "unary_expression": _signed,
    "array_expression": _list,
    "tuple_expression": _list,
    "unit_expression": lambda _: None,
    "identifier": _name,
    "call_expression": _made,
    "string_literal": _string,
    "raw_string_literal": _raw,
    "char_literal": _string,
}
ITERATED = (b".iter()", b".into_iter()", b".iter().cloned()", b".iter().copied()")


def tables(call: Node, known: Row) -> list[list[Row]]:
    """The rows of the loops around a call."""
    found: list[list[Row]] = []
    node: Node | None = call
    while node is not None:
        pattern, over = node.child_by_field_name("pattern"), node.child_by_field_name("value")
        if node.type == "for_expression" and pattern is not None and over is not None:
            found.append([dict(_bound(pattern, item)) for item in _items(over, known)])
        node = node.parent
    return [rows for rows in found if rows]


def _items(over: Node, known: Row) -> list[Any]:
    """The items of an array, or of a name that stands for one, that are literals."""
    while True:
        function = over.child_by_field_name("function") if over.type == "call_expression" else None
        held = function.child_by_field_name("value") if function is not None else None
        if over.type in WRAPPING and over.named_children:
            over = over.named_children[0]
        elif held is not None and text(over).endswith(ITERATED):
            over = held
        else:
            break
    if text(over).decode() in known:
        items = known[text(over).decode()]
        return list(items) if isinstance(items, list) else []
    items = []
    for one in over.named_children if over.type == "array_expression" else ():
        try:
            items.append(value(one))
        except ValueError:
            continue
    return items


def _bound(pattern: Node, item: Any) -> Iterator[tuple[str, Any]]:
    """What each name of a pattern stands for."""
    if pattern.type == "identifier":
        yield text(pattern).decode(), item
        for at, held in enumerate(item[:9]) if isinstance(item, list) else ():
            yield f"{text(pattern).decode()}.{at}", held
            yield f"{text(pattern).decode()}[{at}]", held
    elif pattern.type in {"reference_pattern", "ref_pattern", "mut_pattern"}:
        yield from _bound(pattern.named_children[-1], item)
    elif pattern.type in {"tuple_pattern", "slice_pattern"} and isinstance(item, list):
        for one, held in zip(pattern.named_children, item, strict=False):
            yield from _bound(one, held)


def quoted(root: Node, grammar: Grammar) -> list[bytes]:
    """The file with its macros as calls and `vec!` as arrays, and so the examples in its docs."""
    return [_opened(each, grammar) for each in (text(root), *_examples(root))]


def _opened(source: bytes, grammar: Grammar) -> bytes:
    for _ in range(ROUNDS):
        found = [one for one in nodes(tree(source, grammar).root_node) if one.type == "macro_invocation"]
        said = bytearray(source)
        for one in found:
            name, inside = one.child_by_field_name("macro"), one.named_children[-1]
            if name is not None and inside.type == "token_tree" and text(inside)[:1] in (b"(", b"["):
                keep = b"" if text(inside)[:1] == b"[" else text(name).replace(b"::", b"__")
                said[one.start_byte : inside.start_byte] = keep.ljust(inside.start_byte - one.start_byte)
        if bytes(said) == source:
            break
        source = bytes(said)
    return source


def _examples(root: Node) -> Iterator[bytes]:
    """The code between the fences of docs; what stands outside of a function is put into one."""
    said = text(root).decode("utf-8", "replace")
    docs = "\n".join(found[1] for found in re.finditer(r"^\s*//[/!] ?(.*)$", said, re.MULTILINE))
    for found in FENCE.finditer(docs):
        if not re.search(r"text|ignore|console|toml|sh\b|compile_fail", found["tags"]):
            code = re.sub(r"^\s*# ?(?=\S|$)", "", found["code"], flags=re.MULTILINE)
            yield (code if "fn main" in code else f"fn example() {{\n{code}}}\n").encode()
