"""Java's types: which of them are plain, and as which kind."""

from tree_sitter import Node

from runner.mutation.function import Kind
from runner.mutation.grammar import text

NOTHING = Kind("nothing", spelled="void")
BITS = {"byte": 8, "short": 16, "int": 32, "long": 64, "Byte": 8, "Short": 16, "Integer": 32, "Long": 64}
OTHERS = {
    "boolean": "boolean",
    "Boolean": "boolean",
    "char": "character",
    "Character": "character",
    "String": "text",
    "CharSequence": "text",
    "BigInteger": "integer",
}
PLAIN: dict[str, Kind] = {
    **{name: Kind("integer", bits=bits, spelled=name) for name, bits in BITS.items()},
    **{name: Kind("number", bits=32 if name[0] in "fF" else 64, spelled=name) for name in ("float", "Float")},
    **{name: Kind("number", bits=64, spelled=name) for name in ("double", "Double")},
    **{name: Kind(sort, spelled=name) for name, sort in OTHERS.items()},  # type: ignore[arg-type]  # they are sorts
    "void": NOTHING,
}
LISTS = {"List": "List", "Collection": "List", "Iterable": "List", "Set": "Set"}
GIVEN_LISTS = {"ArrayList", "LinkedList", "LinkedHashSet", "TreeSet", "SortedSet", "Deque", "Queue"}  # as results alone
MAPS = {"Map", "HashMap", "LinkedHashMap", "TreeMap", "SortedMap"}
NAMED = {"integral_type", "floating_point_type", "boolean_type", "void_type", "type_identifier"}


def kind(node: Node | None, *, taken: bool) -> Kind | None:
    """The plain type that a type of the source is; None: it is none. `taken`: of a parameter, not of a result."""
    if node is None:
        return None
    if node.type == "scoped_type_identifier":
        return PLAIN.get(_last(node))
    if node.type in NAMED:
        return PLAIN.get(text(node).decode())
    if node.type == "array_type":
        return _array(node, taken=taken)
    if node.type == "generic_type":
        return _generic(node, taken=taken)
    return None


def _array(node: Node, *, taken: bool) -> Kind | None:
    item = kind(node.child_by_field_name("element"), taken=taken)
    for _ in range(text(node.child_by_field_name("dimensions") or node).count(b"[")):
        # Arrays of a type that has parameters cannot be made.
        if item is None or (taken and item.spelled in {"List", "Set", "Map"}):
            return None
        item = Kind("list", (item,), spelled=f"{item.spelled}[]")
    return item


def _generic(node: Node, *, taken: bool) -> Kind | None:
    name = _last(node.named_children[0])
    given = [kind(one, taken=taken) for one in node.named_children[-1].named_children]
    inner = given[-1] if given else None
    if inner is None or inner == NOTHING:
        return None
    if name in LISTS or (name in GIVEN_LISTS and not taken):
        return Kind("list", (inner,), spelled=LISTS.get(name, "List"))
    if (name == "Map" or (name in MAPS and not taken)) and given[0] is not None and given[0].spelled == "String":
        return Kind("map", (inner,), spelled="Map")
    if name == "Optional":
        return Kind("maybe", (inner,), spelled="Optional")
    return None


def _last(node: Node) -> str:
    """`List` of `java.util.List`."""
    return text(node).decode().rsplit(".", 1)[-1].strip()
