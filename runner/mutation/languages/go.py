"""Go: its functions, what their types say of a call, and which of them a driver in the same module can import."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import PurePosixPath

import tree_sitter_go
from tree_sitter import Node

from runner.mutation.drivers.go import driver
from runner.mutation.function import Function, Kind
from runner.mutation.grammar import Files, Grammar, text, tree
from runner.mutation.languages.go_values import tables, value

NOTHING, ANY = Kind("nothing"), Kind("any")
PLAIN = {
    "string": Kind("text"),
    "bool": Kind("boolean"),
    "byte": Kind("character", spelled="byte"),
    "rune": Kind("character", spelled="rune"),
    "int": Kind("integer", bits=64),
    "uint": Kind("integer", bits=64, signed=False),
    **{f"int{bits}": Kind("integer", bits=bits) for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": Kind("integer", bits=bits, signed=False) for bits in (8, 16, 32, 64)},
    **{f"float{bits}": Kind("number", bits=bits) for bits in (32, 64)},
    "any": ANY,
}
BYTES = {"byte", "uint8"}
LONGEST = 16  # of an array, which is a row
DEEPEST = 8  # of types within types, so that one within itself has an end
# A file that is compiled on some machines, or with some flags, alone: a driver cannot count on what is in it.
SYSTEMS = (
    r"aix|android|darwin|dragonfly|freebsd|illumos|ios|js|linux|netbsd|openbsd|plan9|solaris|wasip1|windows|unix"
    r"|386|amd64|arm|arm64|loong64|mips|mipsle|mips64|mips64le|ppc64|ppc64le|riscv64|s390x|wasm"
)
SOMEWHERE = re.compile(rf".*_({SYSTEMS})\.go")
CONDITION = re.compile(rb'^//(go:build|\s*\+build)\s|^import "C"', re.MULTILINE)
MODULE = re.compile(rb"^module (\S+)$", re.MULTILINE)
Types = Mapping[str, Node]  # what a file's own names of types stand for


def functions(source: bytes, path: str) -> list[Function]:
    """The functions and methods of a file; its package is their home."""
    root = tree(source, GO).root_node
    package = next((text(one.named_children[0]).decode() for one in root.children if one.type == "package_clause"), "")
    types = dict(_types(root))
    return [
        _function(node, path, package, types)
        for node in root.named_children
        if node.type in {"function_declaration", "method_declaration"} and node.child_by_field_name("body")
    ]


def _types(root: Node) -> list[tuple[str, Node]]:
    found = []
    for one in (
        spec for each in root.named_children if each.type == "type_declaration" for spec in each.named_children
    ):
        name, meant = one.child_by_field_name("name"), one.child_by_field_name("type")
        if name is not None and meant is not None and not one.child_by_field_name("type_parameters"):
            found.append((text(name).decode(), meant))
    return found


def _function(node: Node, path: str, package: str, types: Types) -> Function:
    receiver, body = node.child_by_field_name("receiver"), node.child_by_field_name("body")
    name = text(node.child_by_field_name("name") or node).decode()
    given = _parameters(node.child_by_field_name("parameters"))
    kinds = [_given(one, types) for _, one in given]
    plain = None not in kinds and node.child_by_field_name("type_parameters") is None
    several = bool(given) and given[-1][1].type == "variadic_parameter_declaration"
    assert body is not None  # noqa: S101 - the caller's condition
    return Function(
        path=path,
        name=f"{_owner(receiver)}.{name}" if receiver is not None else name,
        home=package,
        call=f"{_folder(path) or package}.{name}",
        start=node.start_byte,
        end=node.end_byte,
        body_start=body.start_byte,
        body_end=body.end_byte,
        public=receiver is None and name[:1].isupper() and package != "main",
        parameters=tuple(one for one in kinds if one is not None) if plain else None,
        required=len(given) - several,
        names=tuple(each for each, _ in given),
        returns=_result(node.child_by_field_name("result"), types),
    )


def _owner(receiver: Node) -> str:
    found = re.search(rb"\*?\s*(\w+)\s*(\[.*\])?\s*\)$", text(receiver))
    return found[1].decode() if found else "?"


def _parameters(node: Node | None) -> list[tuple[str, Node]]:
    """Name (`_`: none) and declaration of each; several names may stand before one type."""
    found = []
    for one in node.named_children if node is not None else ():
        if "parameter_declaration" in one.type:
            names = [text(name).decode() for name in one.children_by_field_name("name")]
            found += [(name, one) for name in names or ["_"]]
    return found


def _given(declared: Node, types: Types) -> Kind | None:
    """The kind of a parameter; a variadic one is a list."""
    found = kind(declared.child_by_field_name("type"), types)
    if declared.type == "variadic_parameter_declaration" and found is not None:
        return Kind("text") if found.spelled == "byte" else Kind("list", (found,))
    return found


def kind(node: Node | None, types: Types, deep: int = 0) -> Kind | None:  # noqa: PLR0911 - a line a type
    """The plain type that a type of the source is; None: it is none, as a channel."""
    if node is None or deep > DEEPEST:
        return None
    said = text(node).decode()
    if node.type == "type_identifier":
        return kind(types[said], types, deep + 1) if said in types else PLAIN.get(said)
    if node.type == "parenthesized_type":
        return kind(node.named_children[0], types, deep + 1)
    if node.type == "interface_type":
        return None if node.named_children else ANY
    if node.type == "map_type":
        key, held = (kind(node.child_by_field_name(name), types, deep + 1) for name in ("key", "value"))
        return Kind("map", (held,)) if key == PLAIN["string"] and held is not None else None
    element = node.child_by_field_name("element")
    item = kind(element, types, deep + 1)
    if item is None or element is None:
        return None
    if node.type == "slice_type":
        return Kind("text") if text(element).decode() in BYTES else Kind("list", (item,))
    length = text(node.child_by_field_name("length") or node)
    return Kind("row", (item,) * int(length)) if length.isdigit() and int(length) <= LONGEST else None


def _result(node: Node | None, types: Types) -> Kind | None:
    """What a function gives: nothing, one, or a row, and with an error at its end an outcome of that."""
    if node is None:
        return NOTHING
    given = [one.child_by_field_name("type") for _, one in _parameters(node)] if "parameter" in node.type else [node]
    fails = bool(given) and given[-1] is not None and text(given[-1]) == b"error" and "error" not in types
    kinds = [kind(one, types) for one in given[: len(given) - fails]]
    plain = tuple(one for one in kinds if one is not None)
    if len(plain) < len(kinds):
        return None
    whole = Kind("row", plain) if len(plain) > 1 else plain[0] if plain else NOTHING
    return Kind("outcome", (whole,)) if fails else whole


def _folder(path: str) -> str:
    folder = str(PurePosixPath(path).parent)
    return "" if folder == "." else folder


def entries(found: Sequence[Function], files: Files) -> list[Function]:
    """The plain ones that a driver in the module can import, each call once; their home is their import path.

    ValueError where the repository is no module, or has nothing but programs.
    """
    module = MODULE.search(files.get("go.mod", b""))
    if module is None:
        raise ValueError("no go.mod that names a module at the top of the repository; `go mod init NAME` makes one")
    if found and all(one.home == "main" for one in found):
        raise ValueError("all is in package main, which nothing can import: what is to be called has to be in another")
    others = [f"{_folder(path)}/" for path in files if path.endswith("/go.mod")]
    kept = {}
    for one in found:
        if one.plain and one.parameters and _importable(one.path, files) and not one.path.startswith(tuple(others)):
            folder = _folder(one.path)
            home = module[1].decode() + (f"/{folder}" if folder else "")
            kept[one.call] = one._replace(home=home)
    return list(kept.values())


def _importable(path: str, files: Files) -> bool:
    parts = PurePosixPath(path).parts
    if SOMEWHERE.fullmatch(parts[-1]) or CONDITION.search(files[path]):
        return False
    inner = any(one == "internal" and before for before, one in pairwise(parts[:-1]))
    return not inner and not any(one.startswith(("_", ".")) for one in parts)


GO = Grammar(
    name="go",
    language=tree_sitter_go.language,
    globs=("**/*.go",),
    tests=("**/*_test.go", "**/testdata/**"),
    braces=True,
    nothing=b"",
    negated=(b"!(", b")"),
    failing=b'panic("gone");',
    functions=functions,
    entries=entries,
    driver=driver,
    value=value,
    tables=tables,
    quoted=lambda _: [],
)
