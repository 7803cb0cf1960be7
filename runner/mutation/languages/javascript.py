"""JavaScript: its functions, and which of them a module exports."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import tree_sitter_javascript
from tree_sitter import Node

from runner.mutation.drivers.javascript import driver
from runner.mutation.function import Function, Kind
from runner.mutation.grammar import Files, Grammar, text, tree
from runner.mutation.languages.javascript_values import tables, value

ANY = Kind("any")
FUNCTIONS = {"function_declaration", "arrow_function", "function_expression", "generator_function_declaration"}
ENDINGS = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts")


class Typed(NamedTuple):
    """What a language says of types: of one parameter, and of a result."""

    parameter: Callable[[Node], Kind | None]
    result: Callable[[Node], Kind | None]


UNTYPED = Typed(lambda _: ANY, lambda _: ANY)


def functions(source: bytes, path: str) -> list[Function]:
    """The functions of a module and the methods of its classes."""
    return found(tree(source, JAVASCRIPT).root_node, path, UNTYPED)


def found(root: Node, path: str, typed: Typed) -> list[Function]:
    """The functions at the top of the tree; a function within another belongs to that one."""
    told = _exports(root)
    return [
        _function(node, path, (name, outer), typed)
        for name, node, own in _named(root)
        for outer in (own or told.get(name.split(".")[0], ""),)
    ]


def _named(root: Node) -> Iterator[tuple[str, Node, str]]:
    """Name, function, and the name under which it is exported where it stands; empty: it is not."""
    for node in root.named_children:
        exported = node.type == "export_statement"
        default = exported and any(child.type == "default" for child in node.children)
        inner = node.child_by_field_name("declaration") or node.child_by_field_name("value") if exported else node
        for name, one in _declared(inner) if inner is not None else ():
            yield name, one, ("default" if default else name.split(".")[0]) if exported else ""
        if node.type == "expression_statement" and node.named_children:
            yield from _assigned(node.named_children[0])


def _declared(node: Node) -> Iterator[tuple[str, Node]]:
    name = node.child_by_field_name("name")
    if node.type in FUNCTIONS:
        yield text(name).decode() if name is not None else "default", node
    elif node.type in {"lexical_declaration", "variable_declaration"}:
        for one in node.named_children:
            name, held = one.child_by_field_name("name"), one.child_by_field_name("value")
            if name is not None and held is not None and held.type in FUNCTIONS:
                yield text(name).decode(), held
    elif node.type in {"class_declaration", "abstract_class_declaration", "class"}:
        body = node.child_by_field_name("body")
        owner = text(name).decode() if name is not None else "default"
        for one in body.named_children if body is not None else ():
            method = one.child_by_field_name("name")
            if one.type == "method_definition" and method is not None and text(method) != b"constructor":
                yield f"{owner}.{text(method).decode()}", one


def _assigned(node: Node) -> Iterator[tuple[str, Node, str]]:
    """`exports.name = function …`, `module.exports = function …` and the functions of `module.exports = {…}`."""
    target, held = node.child_by_field_name("left"), node.child_by_field_name("right")
    if node.type != "assignment_expression" or target is None or held is None:
        return
    said = text(target).decode().removeprefix("module.")
    if held.type in FUNCTIONS and said.startswith("exports"):
        name = said.removeprefix("exports").removeprefix(".") or "default"
        yield name, held, name
    elif held.type == "object" and said == "exports":
        for one in held.named_children:
            key, inner = one.child_by_field_name("name") or one.child_by_field_name("key"), one
            inner = one.child_by_field_name("value") or one
            if key is not None and inner.type in FUNCTIONS | {"method_definition"}:
                yield text(key).decode(), inner, text(key).decode()


def _exports(root: Node) -> dict[str, str]:
    """The names under which a module exports what it names elsewhere, by the names within."""
    told: dict[str, str] = {}
    for node in root.named_children:
        if node.type == "export_statement":
            value = node.child_by_field_name("value")
            if value is not None and value.type == "identifier":
                told[text(value).decode()] = "default"
            for clause in node.named_children if node.child_by_field_name("source") is None else ():
                for one in clause.named_children if clause.type == "export_clause" else ():
                    within, outside = one.child_by_field_name("name"), one.child_by_field_name("alias")
                    if within is not None:
                        told[text(within).decode()] = text(outside or within).decode()
        elif node.type == "expression_statement" and node.named_children:
            told |= _exported_by_assignment(node.named_children[0])
    return told


def _exported_by_assignment(node: Node) -> dict[str, str]:
    target, held = node.child_by_field_name("left"), node.child_by_field_name("right")
    if node.type != "assignment_expression" or target is None or held is None:
        return {}
    said = text(target).decode().removeprefix("module.")
    if said.split(".")[0] != "exports":
        return {}
    if held.type == "identifier":
        return {text(held).decode(): said.removeprefix("exports").removeprefix(".") or "default"}
    told = {}
    for one in held.named_children if held.type == "object" and said == "exports" else ():
        key, value = one.child_by_field_name("key") or one, one.child_by_field_name("value") or one
        if value.type in {"identifier", "shorthand_property_identifier"}:
            told[text(value).decode()] = text(key).decode()
    return told


def _function(node: Node, path: str, names: tuple[str, str], typed: Typed) -> Function:
    """The function by its own name and that under which it is exported."""
    name, exported = names
    body = node.child_by_field_name("body") or node
    single, several = node.child_by_field_name("parameter"), node.child_by_field_name("parameters")
    taken = [single] if single is not None else several.named_children if several is not None else []
    taken = [one for one in taken if one.type != "comment" and not text(one).startswith((b"...", b"this:"))]
    kinds = [typed.parameter(one) for one in taken]
    method = name.partition(".")[2]
    words = {child.type for child in node.children} | {text(child).decode() for child in node.children[:3]}
    apart = method and ("static" not in words or {"get", "set", "private", "protected"} & words)
    hidden = any(part.startswith(("_", "#")) for part in name.split("."))
    outer = f"{exported}.{method}" if method else exported
    return Function(
        path=path,
        name=name,
        home=path,
        call=f"{path.rsplit('.', 1)[0]}.{outer or name}",
        start=node.start_byte,
        end=node.end_byte,
        body_start=body.start_byte,
        body_end=body.end_byte,
        public=bool(exported) and not apart and not hidden,
        parameters=None if None in kinds else tuple(one for one in kinds if one is not None),
        required=sum(_is_required(one) for one in taken),
        names=tuple(
            text(one.child_by_field_name("pattern") or one.child_by_field_name("left") or one).decode() for one in taken
        ),
        returns=typed.result(node),
    )


def _pattern(parameter: Node) -> Node:
    """What a parameter is named, without its type and its default."""
    return parameter.child_by_field_name("pattern") or parameter.child_by_field_name("left") or parameter


def _is_required(parameter: Node) -> bool:
    optional = parameter.type in {"assignment_pattern", "optional_parameter"}
    return not optional and parameter.child_by_field_name("value") is None


def entries(found: Sequence[Function], _: Files) -> list[Function]:
    """The plain ones, each call once."""
    return list({one.call: one for one in found if one.plain}.values())


def test_globs(*endings: str) -> tuple[str, ...]:
    """The globs of the files that are tests by the habits of Node's, Jest's and Vitest's users."""
    named = [f"**/*{mark}{ending}" for ending in endings for mark in (".test", ".spec", "-test", "_test")]
    return ("**/test/**", "**/tests/**", "**/__tests__/**", "**/spec/**", *named, *(f"**/test{one}" for one in endings))


JAVASCRIPT = Grammar(
    name="javascript",
    language=tree_sitter_javascript.language,
    globs=("**/*.js", "**/*.mjs", "**/*.cjs"),
    tests=test_globs(".js", ".mjs", ".cjs"),
    braces=True,
    nothing=b";",
    negated=(b"!(", b")"),
    failing=b'throw new Error("gone");',
    functions=functions,
    entries=entries,
    driver=driver,
    value=value,
    tables=tables,
    quoted=lambda _: [],
)
