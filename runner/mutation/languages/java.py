"""Java: the methods of its classes, and which of them a driver can call."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import tree_sitter_java
from tree_sitter import Node

from runner.mutation.drivers.java import driver
from runner.mutation.function import Function, Kind
from runner.mutation.grammar import Files, Grammar, text, tree
from runner.mutation.languages.java_types import kind
from runner.mutation.languages.java_values import tables, value

TYPES = {"class_declaration", "record_declaration", "enum_declaration", "interface_declaration"}
MEMBERS = {"method_declaration", "constructor_declaration"}


class Owner(NamedTuple):
    """The type that a method is declared in."""

    name: str  # with those around it: `Outer.Inner`
    package: str  # with the dot behind it; empty: none
    public: bool  # from anywhere, and so are those around it
    made: bool  # `new Outer()` gives one
    interface: bool


def functions(source: bytes, path: str) -> list[Function]:
    """The methods of a file's types, and the constructors that do not begin with another one."""
    root = tree(source, JAVA).root_node
    package = next((one for one in root.named_children if one.type == "package_declaration"), None)
    within = text(package.named_children[-1]).decode() + "." if package is not None else ""
    outermost = Owner("", within, public=True, made=False, interface=False)
    return [_function(node, path, owner) for node, owner in _members(root, outermost)]


def _members(node: Node, around: Owner) -> Iterator[tuple[Node, Owner]]:
    for one in node.named_children:
        if one.type in TYPES:
            body = one.child_by_field_name("body")
            owner = _owner(one, around)
            for part in [body, *(body.named_children if one.type == "enum_declaration" and body else ())]:
                if part is not None and (part is body or part.type == "enum_body_declarations"):
                    yield from _members(part, owner)
        elif one.type in MEMBERS and _begins_here(one.child_by_field_name("body")):
            yield one, around


def _begins_here(body: Node | None) -> bool:
    """Whether there is a body, and it does not begin with another constructor, which nothing may stand before."""
    return body is not None and all(one.type != "explicit_constructor_invocation" for one in body.named_children)


def _owner(node: Node, around: Owner) -> Owner:
    words, name = _words(node), text(node.child_by_field_name("name") or node).decode()
    parameters = node.child_by_field_name("type_parameters")
    outer = f"{around.name}." if around.name else ""
    inner = bool(around.name) and not around.interface and node.type == "class_declaration" and "static" not in words
    public = around.public and ("public" in words or around.interface)
    made = node.type == "class_declaration" and "abstract" not in words and not inner and parameters is None
    return Owner(
        f"{outer}{name}",
        around.package,
        public,
        made and _has_bare(node),
        interface=node.type == "interface_declaration",
    )


def _has_bare(node: Node) -> bool:
    """Whether a class can be made without arguments from anywhere."""
    body = node.child_by_field_name("body")
    members = body.named_children if body is not None else []
    constructors = [one for one in members if one.type == "constructor_declaration"]
    bare = [one for one in constructors if not _taken(one)]
    return not constructors or any("public" in _words(one) for one in bare)


def _words(node: Node) -> set[str]:
    """The modifiers."""
    return {text(word).decode() for one in node.children if one.type == "modifiers" for word in one.children}


def _taken(node: Node) -> list[Node]:
    parameters = node.child_by_field_name("parameters")
    return [
        one
        for one in (parameters.named_children if parameters is not None else ())
        if "comment" not in one.type and one.type != "receiver_parameter"
    ]


def _function(node: Node, path: str, owner: Owner) -> Function:
    body, words, taken = node.child_by_field_name("body") or node, _words(node), _taken(node)
    name = text(node.child_by_field_name("name") or node).decode()
    # Each type that stands behind a name, and one for any number of arguments, is left to people.
    odd = any(one.type != "formal_parameter" or one.child_by_field_name("dimensions") is not None for one in taken)
    odd = odd or node.child_by_field_name("dimensions") is not None
    kinds = [kind(one.child_by_field_name("type"), taken=True) for one in taken]
    static = "static" in words
    constructor = node.type == "constructor_declaration"
    reached = owner.public and ("public" in words or (owner.interface and "private" not in words))
    home = f"{owner.package}{owner.name}"
    types = ",".join(text(one.child_by_field_name("type") or one).decode() for one in taken)
    return Function(
        path=path,
        name=f"{owner.name}.{name}",
        home=home if static else f"new {home}()",
        call=f"{home}.{name}({types})",
        start=node.start_byte,
        end=node.end_byte,
        body_start=body.start_byte,
        body_end=body.end_byte,
        public=reached and not constructor and (static or owner.made),
        parameters=None if odd or None in kinds else tuple(one for one in kinds if one is not None),
        required=len(taken),
        names=tuple(text(one.child_by_field_name("name") or one).decode() for one in taken),
        returns=None if odd or constructor else _result(node, kinds),
    )


def _result(node: Node, kinds: Sequence[Kind | None]) -> Kind | None:
    """What is returned; a method that returns nothing may still change what it is given."""
    said = kind(node.child_by_field_name("type"), taken=False)
    changes = any(one is not None and one.sort in {"list", "map"} for one in kinds)
    return said if said is None or said.sort != "nothing" or changes else None


def entries(found: Sequence[Function], _: Files) -> list[Function]:
    """The plain ones with parameters below src/, which the grader compiles; named by their types where it must be."""
    plain = {one.call: one for one in found if one.plain and one.parameters and one.path.startswith("src/")}.values()
    names = Counter(one.call.partition("(")[0] for one in plain)
    short = [one._replace(call=one.call.partition("(")[0]) for one in plain]
    return [each if names[each.call] == 1 else one for one, each in zip(plain, short, strict=True)]


JAVA = Grammar(
    name="java",
    language=tree_sitter_java.language,
    globs=("**/*.java",),
    tests=("src/test/**", "**/test/**", "**/tests/**", "**/*Test.java", "**/*Tests.java", "**/Test*.java"),
    braces=True,
    nothing=b";",
    negated=(b"!(", b")"),
    failing=b'if (true) throw new IllegalStateException("gone");',
    functions=functions,
    entries=entries,
    driver=driver,
    value=value,
    tables=tables,
    quoted=lambda _: [],
)
