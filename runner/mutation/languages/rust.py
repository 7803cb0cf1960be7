"""Rust: its functions and methods, but for those that are tests."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import tree_sitter_rust
from tree_sitter import Node

from runner.mutation.drivers.rust import driver
from runner.mutation.function import Function, Kind
from runner.mutation.grammar import Grammar, text, tree
from runner.mutation.languages.rust_crate import attributed, is_test
from runner.mutation.languages.rust_paths import entries, module_of, public
from runner.mutation.languages.rust_types import Names, own, returned, taken
from runner.mutation.languages.rust_values import quoted, tables, value


class Around(NamedTuple):
    """What a function stands in."""

    path: str
    module: tuple[str, ...]
    owner: str  # the type of its methods; empty: it has none
    open: bool  # its functions can be called without knowing a trait
    aliases: Mapping[str, Node]


def functions(source: bytes, path: str) -> list[Function]:
    """The functions of a file and the methods of its types; a function within another belongs to that one."""
    root = tree(source, RUST).root_node
    if any(b"cfg(test)" in text(one) for one in root.named_children if one.type == "inner_attribute_item"):
        return []
    return list(_functions(root, Around(path, module_of(path), "", open=True, aliases=_aliases(root))))


def _aliases(root: Node) -> dict[str, Node]:
    found = {}
    for node in root.named_children:
        name, said = node.child_by_field_name("name"), node.child_by_field_name("type")
        plain = node.type == "type_item" and node.child_by_field_name("type_parameters") is None
        if plain and name is not None and said is not None:
            found[text(name).decode()] = said
    return found


def _functions(top: Node, around: Around) -> Iterator[Function]:
    for node, attributes in attributed(top):
        body, name = node.child_by_field_name("body"), node.child_by_field_name("name")
        if body is None or is_test(attributes):
            continue
        if node.type == "function_item" and name is not None:
            yield _function(node, around)
        elif node.type == "mod_item" and name is not None:
            inner = (*around.module, text(name).decode())
            yield from _functions(body, around._replace(module=inner, aliases={**around.aliases, **_aliases(body)}))
        elif node.type == "trait_item" and name is not None:
            yield from _functions(body, around._replace(owner=text(name).decode(), open=False))
        elif node.type == "impl_item":
            yield from _functions(body, _implemented(node, around))


def _implemented(node: Node, around: Around) -> Around:
    of = node.child_by_field_name("type")
    plain = of is not None and of.type == "type_identifier" and node.child_by_field_name("type_parameters") is None
    base = of.child_by_field_name("type") if of is not None and of.type == "generic_type" else of
    name = text(base).decode().rsplit("::", 1)[-1] if base is not None else ""
    return around._replace(
        owner="".join(one for one in name if one.isalnum() or one == "_"),
        open=plain and node.child_by_field_name("trait") is None,
    )


def _function(node: Node, around: Around) -> Function:
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is None or body is None:
        raise ValueError(f"{around.path}: a function without a name or a body")
    listed = node.child_by_field_name("parameters")
    given = [one for one in listed.named_children if one.type in {"parameter", "self_parameter"}] if listed else []
    known = Names(own(node), around.aliases, given=False)
    kinds, names = _parameters([one for one in given if one.type == "parameter"], known)
    said = text(name).decode()
    modifiers = next((text(one) for one in node.named_children if one.type == "function_modifiers"), b"const")
    bound = any(one.type == "self_parameter" for one in given) or any(
        one.type == "const_parameter" for one in _typed(node)
    )
    return Function(
        path=around.path,
        name=f"{around.owner}.{said}" if around.owner else said,
        home="::".join(around.module),
        call="::".join([*around.module, *filter(None, [around.owner]), said]),
        start=node.start_byte,
        end=node.end_byte,
        body_start=body.start_byte,
        body_end=body.end_byte,
        public=around.open and public(node) and modifiers == b"const" and not bound,
        parameters=kinds,
        required=len(names),
        names=names,
        returns=returned(node.child_by_field_name("return_type"), known),
    )


def _typed(node: Node) -> list[Node]:
    listed = node.child_by_field_name("type_parameters")
    return listed.named_children if listed is not None else []


def _parameters(given: list[Node], known: Names) -> tuple[tuple[Kind, ...] | None, tuple[str, ...]]:
    kinds = [taken(one.child_by_field_name("type"), known) for one in given]
    names = [text(one.child_by_field_name("pattern") or one).decode() for one in given]
    plain = tuple(one for one in kinds if one is not None)
    return (plain if len(plain) == len(kinds) else None), tuple(names)


def _quoted(root: Node) -> list[bytes]:
    return quoted(root, RUST)


RUST = Grammar(
    name="rust",
    language=tree_sitter_rust.language,
    globs=("**/*.rs",),
    tests=("**/tests/**", "**/tests.rs", "**/test.rs", "**/benches/**"),
    braces=True,
    nothing=b";",
    negated=(b"!(", b")"),
    failing=b'if true { panic!("gone"); }',
    functions=functions,
    entries=entries,
    driver=driver,
    value=value,
    tables=tables,
    quoted=_quoted,
)
