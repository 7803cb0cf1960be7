"""Bindings: what a name stands for where it was given one value."""

from tree_sitter import Node

from runner.mutation.grammar import text


def target(node: Node) -> Node | None:
    """The one name that a declaration or an assignment gives a value to; None: it is more, or a part of something."""
    for name in ("left", "name", "declarator", "pattern"):
        found = _only(node.child_by_field_name(name))
        if found is not None:
            return found if found.type == "identifier" else None
    return None


def given_value(node: Node) -> Node | None:
    """The value that a declaration or an assignment gives; None: several."""
    return _only(node.child_by_field_name("right") or node.child_by_field_name("value"))


def _only(node: Node | None) -> Node | None:
    """What a list of one holds; None where it holds more."""
    while node is not None and node.type in {"expression_list", "array_declarator", "pointer_declarator"}:
        inner = [one for one in node.named_children if text(one)]
        if node.type == "expression_list" and len(inner) != 1:
            return None
        node = inner[0] if inner else None
    return node
