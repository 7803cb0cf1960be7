"""C: its functions, which of them another file may call with plain values, and how far integers may go."""

from collections.abc import Sequence
from typing import Any

import tree_sitter_c
from tree_sitter import Node

from runner.mutation.calls import literal_calls
from runner.mutation.drivers.c import driver
from runner.mutation.function import Function, Kind
from runner.mutation.grammar import Files, Grammar, text, tree
from runner.mutation.languages.c_syntax import declarator, definitions, named
from runner.mutation.languages.c_types import OUT, Declared, declared, given, taken
from runner.mutation.languages.c_values import tables, value

NARROW = 8  # bits of an integer that no test gives a literal for


def functions(source: bytes, path: str) -> list[Function]:
    """The functions of a file.

    What only some builds have, and what stands beside a `main`, is no entry: the driver may not have it.
    """
    found = list(definitions(tree(source, C).root_node, always=True))
    apart = not path.endswith(".c") or any(always and named(node) == "main" for node, always in found)
    made = (_function(node, path, open_=always and not apart) for node, always in found)
    return [one for one in made if one is not None]


def _function(node: Node, path: str, *, open_: bool) -> Function | None:
    body, around, name = node.child_by_field_name("body"), declarator(node), named(node)
    if body is None or around is None or name is None:
        return None
    parameters = around.child_by_field_name("parameters")
    names, kinds = _parameters(parameters) if parameters is not None else ((), None)
    said = declared(text(node)[: around.start_byte - node.start_byte].decode(errors="replace"))
    return Function(
        path=path,
        name=name,
        home=path,
        call=name,
        start=node.start_byte,
        end=node.end_byte,
        body_start=body.start_byte,
        body_end=body.end_byte,
        public=open_ and not said.hidden and name != "main",
        parameters=kinds,
        required=len(kinds or ()),
        names=names,
        returns=given(said, kinds),
    )


def _parameters(node: Node) -> tuple[tuple[str, ...], tuple[Kind, ...] | None]:
    inner = [one for one in node.named_children if one.type != "comment"]
    if [text(one) for one in inner] == [b"void"]:
        return (), ()
    said = [_parameter(one) for one in inner]
    whole = [one for one in said if one is not None]
    return taken(whole) if whole and len(whole) == len(said) else ((), None)


def _parameter(node: Node) -> tuple[str, Declared] | None:
    """Name and type; None where it has no name, or is a function."""
    name = node.child_by_field_name("declarator")
    while name is not None and name.type in {"pointer_declarator", "array_declarator"}:
        name = name.child_by_field_name("declarator")
    if node.type != "parameter_declaration" or name is None or name.type != "identifier":
        return None
    before = text(node)[: name.start_byte - node.start_byte]
    behind = text(node)[name.end_byte - node.start_byte :]
    return text(name).decode(), declared((before + behind[:1]).decode(errors="replace"))


def entries(found: Sequence[Function], files: Files) -> list[Function]:
    """The plain ones, each call once; their integers are about as large as the literals that are given for them.

    Larger ones overflow, which C leaves undefined, or take forever.
    """
    plain = list({one.call: one for one in found if one.plain}.values())
    calls: dict[str, list[list[Any]]] = {one.call: [] for one in plain}
    for path, source in sorted(files.items()):
        for call in literal_calls(source, C, plain) if path.endswith(".c") else ():
            calls[call.call].append(call.args)
    return [one._replace(parameters=_narrowed(one.parameters or (), calls[one.call])) for one in plain]


def _narrowed(kinds: Sequence[Kind], calls: Sequence[list[Any]]) -> tuple[Kind, ...]:
    return tuple(_near(kind, [args[place] for args in calls]) for place, kind in enumerate(kinds))


def _near(kind: Kind, literals: Sequence[Any]) -> Kind:
    """The kind with as many bits as the literals need."""
    whole = [each for each in literals if type(each) is int]
    if kind.sort != "integer" or kind.bits is None or kind.spelled.startswith(OUT):
        return kind
    signed = kind.signed and (not whole or min(whole) < 0)
    bits = max((each.bit_length() for each in whole), default=NARROW - signed)
    return kind._replace(bits=min(max(bits, 1) + signed, kind.bits), signed=signed)


C = Grammar(
    name="c",
    language=tree_sitter_c.language,
    globs=("**/*.c", "**/*.h"),
    tests=("**/tests/**", "**/test/**", "**/test_*.c", "**/*_test.c", "**/*_tests.c", "**/test.c", "**/tests.c"),
    braces=True,
    nothing=b";",
    negated=(b"!(", b")"),
    failing=b"__builtin_trap();",
    functions=functions,
    entries=entries,
    driver=driver,
    value=value,
    tables=tables,
    quoted=lambda _: [],
)
