"""Rust's paths: which functions of a crate a driver can name, and how."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import tree_sitter_rust
from tree_sitter import Language, Node, Parser

from runner.mutation.function import Function
from runner.mutation.grammar import Files, text
from runner.mutation.languages.rust_crate import attributed, features, library, off

Module = tuple[str, ...]  # its names below the crate
DEEPEST = 8  # of what is passed on from module to module


class Use(NamedTuple):
    """A name in a module that stands for one elsewhere; `*` stands for all of a module."""

    name: str
    of: Module  # module and name, or a module
    public: bool


class Found(NamedTuple):
    """What stands in the files of a crate and is built."""

    own: dict[Module, dict[str, bool]]  # names that a module has, and whether they are public
    uses: dict[Module, list[Use]]
    built: set[tuple[str, int]]  # functions, by their file and where they start


def public(node: Node) -> bool:
    """Whether it is `pub`, and not only within the crate."""
    return any(text(one) == b"pub" for one in node.named_children if one.type == "visibility_modifier")


def module_of(path: str) -> Module:
    """The module that a file is, by its path."""
    parts = path.removeprefix("src/").removesuffix(".rs").split("/")
    return tuple(parts[:-1] if parts[-1] in {"lib", "mod", "main"} else parts)


def entries(functions: Sequence[Function], files: Files) -> list[Function]:
    """The plain ones that can be named from outside, each call once; `home` is how."""
    crate = library(files)
    if crate is None:
        return []
    found, on = Found({}, {}, set()), features(files)
    parser = Parser(Language(tree_sitter_rust.language()))
    for path, source in files.items():
        if path.startswith("src/") and path.endswith(".rs") and path != "src/main.rs":
            _read(parser.parse(source).root_node, path, module_of(path), (found, on))
    ways: dict[tuple[Module, str], str] = {}
    _explore((), crate, found, ways, ())
    kept: dict[str, Function] = {}
    for one in functions:
        owner, _, last = one.name.rpartition(".")
        way = ways.get((tuple(filter(None, one.home.split("::"))), owner or last))
        if one.plain and one.parameters and way is not None and (one.path, one.start) in found.built:
            kept.setdefault(one.call, one._replace(home=f"{way}::{last}" if owner else way))
    return list(kept.values())


def _read(top: Node, path: str, module: Module, into: tuple[Found, frozenset[str]]) -> None:
    """Takes in what stands in a file, a module within it, or an `impl`."""
    found, on = into
    for node, attributes in attributed(top):
        if off(attributes, on):
            continue
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if node.type == "use_declaration":
            argument = node.child_by_field_name("argument")
            found.uses.setdefault(module, []).extend(_used(argument, module, (), public(node)) if argument else ())
        elif node.type == "impl_item" and body is not None:
            _read(body, path, module, (Found({}, {}, found.built), on))
        elif name is not None:
            found.own.setdefault(module, {})[text(name).decode()] = public(node)
            if node.type == "function_item":
                found.built.add((path, node.start_byte))
            elif node.type == "mod_item" and body is not None:
                _read(body, path, (*module, text(name).decode()), into)


def _used(node: Node, module: Module, before: Module, public: bool) -> Iterator[Use]:  # noqa: FBT001 - as it stands
    """The names that a `use` brings."""
    if node.type == "scoped_use_list":
        path, listed = node.child_by_field_name("path"), node.child_by_field_name("list")
        before = (*before, *_path(path)) if path is not None else before
        for one in listed.named_children if listed is not None else ():
            yield from _used(one, module, before, public)
    elif node.type == "use_list":
        for one in node.named_children:
            yield from _used(one, module, before, public)
    elif node.type == "use_wildcard":
        inner = _path(node.named_children[0]) if node.named_children else ()
        yield Use("*", _absolute((*before, *inner), module), public)
    elif node.type == "use_as_clause":
        path, alias = node.child_by_field_name("path"), node.child_by_field_name("alias")
        if path is not None and alias is not None:
            yield Use(text(alias).decode(), _absolute((*before, *_path(path)), module), public)
    else:
        whole = (*before, *_path(node))
        whole = whole[:-1] if len(whole) > 1 and whole[-1] == "self" else whole
        yield Use(whole[-1], _absolute(whole, module), public)


def _path(node: Node) -> Module:
    return tuple(part.strip() for part in text(node).decode().split("::") if part.strip())


def _absolute(path: Module, module: Module) -> Module:
    """The path from the crate on; one that begins with another crate leads nowhere."""
    if path[:1] == ("crate",):
        return path[1:]
    if path[:1] in {("self",), ("super",)}:
        return _absolute(path[1:], module[:-1] if path[0] == "super" else module) if len(path) > 1 else module
    return (*module, *path)


def _explore(
    module: Module, way: str, found: Found, ways: dict[tuple[Module, str], str], seen: Sequence[Module]
) -> None:
    """Notes by which public way each name of a module can be had, the shortest way first."""
    if module in seen or len(seen) > DEEPEST:
        return
    seen = (*seen, module)
    names = found.own.get(module, {})
    for name, shown in names.items():
        if shown:
            ways.setdefault((module, name), f"{way}::{name}")
    for use in found.uses.get(module, []):
        if use.public and use.name == "*":
            _explore(use.of, way, found, ways, seen)
        elif use.public:
            _pass_on(use, f"{way}::{use.name}", found, ways, seen)
    for name, shown in names.items():
        if shown and (*module, name) in found.own.keys() | found.uses.keys():
            _explore((*module, name), f"{way}::{name}", found, ways, seen)


def _pass_on(use: Use, way: str, found: Found, ways: dict[tuple[Module, str], str], seen: Sequence[Module]) -> None:
    """Notes what one name stands for: a module, what a module has, or what that has from another."""
    module, name = use.of[:-1], use.of[-1] if use.of else ""
    if use.of in found.own or use.of in found.uses:
        _explore(use.of, way, found, ways, seen)
    elif name in found.own.get(module, {}):
        ways.setdefault((module, name), way)
    elif len(seen) <= DEEPEST:
        for other in found.uses.get(module, []):
            if other.name == name:
                _pass_on(other, way, found, ways, (*seen, module))
            elif other.name == "*" and name in found.own.get(other.of, {}):
                ways.setdefault((other.of, name), way)
