"""Rust's types as plain kinds, `spelled` as what a driver reads out of JSON: what a parameter takes, a result gives."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from tree_sitter import Node

from runner.mutation.function import Kind
from runner.mutation.grammar import text

# Of 128 bits no more than the grader's Json holds, and a sum of two.
INTEGERS = {f"{sign}{bits}": (bits, sign == "i") for sign in "iu" for bits in (8, 16, 32, 64)} | {
    "isize": (64, True),
    "usize": (64, False),
    "i128": (126, True),
    "u128": (126, False),
}
SORTS = {"str": "text", "String": "text", "bool": "boolean", "char": "character"}
LISTS = {"Vec": "Vec", "VecDeque": "std::collections::VecDeque", "BTreeSet": "std::collections::BTreeSet"}
MAPS = {"HashMap": "std::collections::HashMap", "BTreeMap": "std::collections::BTreeMap"}
HELD = {"Box", "Rc", "Arc"}
ANY, NOTHING = Kind("any"), Kind("nothing", spelled="()")
LARGEST = 16  # of an array, which is told place by place
# What can stand for a type of which these traits alone are asked.
TEXTS = {"AsRef<str>", "Into<String>", "ToString", "Display", "Borrow<str>", "Into<Cow<str>>"}
BYTES = {"AsRef<[u8]>"}
ORDINARY = {"Ord", "PartialOrd", "Eq", "PartialEq", "Copy", "Clone", "Hash", "Debug", "Default", "Send", "Sync"}


class Names(NamedTuple):
    """What names of types mean in one function."""

    own: Mapping[str, Kind]  # type parameters that something plain can stand for
    aliases: Mapping[str, Node]  # of the file
    given: bool  # a result is read, and not a parameter


def bare(node: Node) -> str:
    """The type without lifetimes, spaces and paths."""
    said = re.sub(r"'\w+\s*,?|\s+|\bmut\b", "", text(node).decode())
    return re.sub(r"(\w+::)+", "", said)


def standing(bounds: Sequence[Node]) -> Kind | None:
    """What can stand for a type with these bounds; None: the kit knows nothing."""
    said = {bare(one) for one in bounds if one.type not in {"lifetime", "removed_trait_bound"}}
    if said and said <= TEXTS:
        return Kind("text", spelled="&str")
    if said and said <= BYTES:
        return Kind("text", spelled="Bytes")
    return Kind("integer", bits=64, spelled="i64") if said <= ORDINARY else None


def own(function: Node) -> dict[str, Kind]:
    """The function's type parameters for which something plain can stand."""
    listed = function.child_by_field_name("type_parameters")
    bounds: dict[str, list[Node]] = {}
    for one in listed.named_children if listed is not None else ():
        name = one.child_by_field_name("name")
        if one.type == "type_parameter" and name is not None:
            bounds[text(name).decode()] = _traits(one)
    where = next((one for one in function.named_children if one.type == "where_clause"), None)
    for one in where.named_children if where is not None else ():
        left = one.child_by_field_name("left")
        said = text(left).decode() if left is not None else ""
        if one.type == "where_predicate" and said not in bounds:
            return {}  # a condition on what they hold
        if one.type == "where_predicate":
            bounds[said] += _traits(one)
    return {name: kind for name, traits in bounds.items() if (kind := standing(traits)) is not None}


def _traits(node: Node) -> list[Node]:
    bounds = node.child_by_field_name("bounds")
    return bounds.named_children if bounds is not None else []


def kind(node: Node, names: Names) -> Kind | None:
    """The plain kind of a type; None: it is none."""
    read = READ.get(node.type)
    if read is not None:
        return read(node, names)
    name, parts = _named(node)
    if parts:
        return _holding(name, parts, names)
    if name in names.own:
        return names.own[name]
    if name in names.aliases:
        aliases = {each: one for each, one in names.aliases.items() if each != name}
        return kind(names.aliases[name], names._replace(aliases=aliases))
    return _simple(name)


def _simple(name: str) -> Kind | None:
    if name in INTEGERS:
        bits, signed = INTEGERS[name]
        return Kind("integer", bits=bits, signed=signed, spelled=name)
    if name in {"f32", "f64"}:
        return Kind("number", bits=int(name[1:]), spelled=name)
    return Kind(SORTS[name], spelled=name) if name in SORTS else None  # type: ignore[arg-type]


def _named(node: Node) -> tuple[str, list[Node]]:
    """The last name of a type, and what it holds."""
    given = node.child_by_field_name("type_arguments")
    base = node.child_by_field_name("type") if node.type == "generic_type" else node
    parts = [one for one in given.named_children if one.type != "lifetime"] if given is not None else []
    return text(base or node).decode().rsplit("::", 1)[-1], parts


def _borrowed(node: Node, names: Names) -> Kind | None:
    inner = node.child_by_field_name("type")
    changed = any(one.type == "mutable_specifier" for one in node.children)
    if inner is None or (changed and not names.given):
        return None
    found = kind(inner, names)
    if found is None or names.given:
        return found
    if found.spelled == "str":
        return found._replace(spelled="&str")
    return found._replace(spelled=f"&{found.spelled}") if _owned(found) else None


def _owned(found: Kind) -> bool:
    """Whether a reference to it can be had: it holds no references but to texts."""
    return "&" not in found.spelled.replace("&str", "") and found.spelled != "str"


def _array(node: Node, names: Names) -> Kind | None:
    element, length = node.child_by_field_name("element"), node.child_by_field_name("length")
    found = kind(element, names) if element is not None else None
    if found is None or not (names.given or _owned(found)):
        return None
    if length is None:
        return Kind("list", (found,), spelled=f"Vec<{found.spelled}>")
    if not text(length).isdigit() or int(text(length)) > LARGEST:
        return Kind("list", (found,)) if names.given else None
    count = int(text(length))
    return Kind("row", (found,) * count, spelled=f"[{found.spelled}; {count}]")


def _tuple(node: Node, names: Names) -> Kind | None:
    found = [kind(one, names) for one in node.named_children]
    row = tuple(one for one in found if one is not None and (names.given or _owned(one)))
    return (
        Kind("row", row, spelled=f"({''.join(f'{one.spelled}, ' for one in row)})") if len(row) == len(found) else None
    )


def _holding(name: str, parts: Sequence[Node], names: Names) -> Kind | None:
    found = [kind(one, names) for one in parts]
    if name == "Result":
        return Kind("outcome", (found[0] or ANY,)) if names.given else None
    if name in HELD | {"Cow"}:
        return _held(name, found[0], names)
    inner = [one for one in found if one is not None and (names.given or _owned(one))]
    return _collected(name, inner, names) if len(inner) == len(found) else None


def _collected(name: str, inner: Sequence[Kind], names: Names) -> Kind | None:
    if name == "Option":
        return Kind("maybe", (inner[0],), spelled=f"Option<{inner[0].spelled}>")
    if name in LISTS or (name == "HashSet" and names.given):
        return Kind("list", (inner[0],), spelled=f"{LISTS.get(name, name)}<{inner[0].spelled}>")
    if name in MAPS and inner[0].sort == "text" and len(inner) == 2:
        return Kind("map", (inner[1],), spelled=f"{MAPS[name]}<{inner[0].spelled}, {inner[1].spelled}>")
    return None


def _held(name: str, found: Kind | None, names: Names) -> Kind | None:
    """What a box holds; of parameters a text alone."""
    if found is None or names.given:
        return found
    boxes = {"Cow": "std::borrow::Cow<str>", "Box": "Box<str>"}
    return found._replace(spelled=boxes[name]) if name in boxes and found.spelled == "str" else None


def _trait(node: Node, names: Names) -> Kind | None:
    """`impl Trait`: an iterator as a result, or a parameter for which something can stand."""
    trait = node.child_by_field_name("trait")
    if trait is None:
        return None
    if names.given:
        return Kind("list", (ANY,), spelled="impl Iterator") if b"Iterator<" in text(trait) else None
    return standing(trait.named_children if trait.type == "bounded_type" else [trait])


READ: dict[str, Callable[[Node, Names], Kind | None]] = {
    "reference_type": _borrowed,
    "array_type": _array,
    "tuple_type": _tuple,
    "unit_type": lambda _node, _names: NOTHING,
    "abstract_type": _trait,
    "bounded_type": lambda node, names: kind(node.named_children[0], names) if names.given else None,
}


def taken(node: Node | None, names: Names) -> Kind | None:
    """The kind of a parameter; None: it is not plain."""
    found = kind(node, names) if node is not None else None
    return None if found is None or found.spelled == "str" else found


def returned(node: Node | None, names: Names) -> Kind | None:
    """The kind of a result: one that is not plain is told as `{:?}` writes it."""
    if node is None:
        return NOTHING
    return None if node.type == "never_type" else kind(node, names._replace(given=True)) or ANY
