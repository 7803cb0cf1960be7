"""TypeScript: JavaScript, and what its types say of a call."""

from collections.abc import Callable

import tree_sitter_typescript
from tree_sitter import Node

from runner.mutation.drivers.javascript import driver
from runner.mutation.function import Function, Kind
from runner.mutation.grammar import Grammar, text, tree
from runner.mutation.languages.javascript import Typed, entries, found, test_globs
from runner.mutation.languages.javascript_values import tables, value

NOTHING = Kind("nothing")
PLAIN = {
    "string": Kind("text"),
    "number": Kind("number"),
    "boolean": Kind("boolean"),
    "bigint": Kind("integer"),
    "any": Kind("any"),
    "unknown": Kind("any"),
    "object": Kind("any"),
    "void": NOTHING,
    "undefined": NOTHING,
    "null": NOTHING,
    "true": Kind("boolean"),
    "false": Kind("boolean"),
}
LISTS = {"Array", "ReadonlyArray", "Iterable", "Iterator", "Generator", "IterableIterator"}
HOLDING = {"Promise", "Readonly", "Partial", "Required", "NonNullable", "Awaited", "PromiseLike"}
WRAPPED = {"readonly_type", "parenthesized_type", "type_annotation", "type_predicate_annotation"}
# An object of no plain kind may come from a test's literal: types are gone when it runs.
ANY = {"object_type", "intersection_type", "index_type_query", "lookup_type", "nested_type_identifier"}
LITERAL = {"string": Kind("text"), "number": Kind("number"), "unary_expression": Kind("number")}


def kind(node: Node | None) -> Kind | None:
    """The plain type that a type of the source is; None: it is none, as a function's."""
    while node is not None and node.type in WRAPPED:
        node = node.named_children[-1] if node.named_children else None
    if node is None:
        return Kind("any")
    read = READ.get(node.type)
    return read(node) if read else Kind("any") if node.type in ANY else None


def _named(node: Node) -> Kind | None:
    return PLAIN.get(text(node).decode(), Kind("any"))


def _literal(node: Node) -> Kind | None:
    sort = node.named_children[0].type if node.named_children else ""
    return LITERAL.get(sort) or PLAIN.get(sort)


def _row(node: Node) -> Kind | None:
    kinds = [kind(one) for one in node.named_children]
    row = tuple(one for one in kinds if one is not None)
    return Kind("row", row) if len(row) == len(kinds) else None


def _list(item: Kind | None) -> Kind | None:
    return Kind("list", (item,)) if item is not None else None


def _array(node: Node) -> Kind | None:
    return _list(kind(node.named_children[0]))


def _either(node: Node) -> Kind | None:
    kinds = [kind(one) for one in node.named_children]
    if None in kinds:
        return None
    others = list(dict.fromkeys(one for one in kinds if one is not None and one != NOTHING))
    one = others[0] if len(others) == 1 else Kind("any")
    return one if NOTHING not in kinds or one.sort in {"any", "maybe"} else Kind("maybe", (one,))


def _generic(node: Node) -> Kind | None:
    name = text(node.named_children[0]).decode()
    given = [kind(one) for one in node.named_children[-1].named_children]
    if name in LISTS:
        return _list(given[0])
    if name == "Record":
        return Kind("map", (given[-1],)) if given[-1] is not None else None
    if name in HOLDING:
        return given[0]
    return Kind("list", (Kind("any"),)) if name in {"Map", "Set"} else Kind("any")


READ: dict[str, Callable[[Node], Kind | None]] = {
    "predefined_type": _named,
    "type_identifier": _named,
    "literal_type": _literal,
    "array_type": _array,
    "tuple_type": _row,
    "union_type": _either,
    "generic_type": _generic,
}


def _parameter(node: Node) -> Kind | None:
    said = kind(node.child_by_field_name("type"))
    if said is None or node.type != "optional_parameter" or said.sort in {"any", "maybe"}:
        return said
    return Kind("maybe", (said,))


def _result(node: Node) -> Kind | None:
    said = node.child_by_field_name("return_type")
    return Kind("boolean") if said is not None and "predicate" in said.type else kind(said)


def functions(source: bytes, path: str) -> list[Function]:
    """The functions of a module and the methods of its classes; a file of declarations has none."""
    if path.endswith((".d.ts", ".d.mts", ".d.cts")):
        return []
    return found(tree(source, TYPESCRIPT).root_node, path, Typed(_parameter, _result))


TYPESCRIPT = Grammar(
    name="typescript",
    language=tree_sitter_typescript.language_typescript,
    globs=("**/*.ts", "**/*.mts", "**/*.cts"),
    tests=test_globs(".ts", ".mts", ".cts"),
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
