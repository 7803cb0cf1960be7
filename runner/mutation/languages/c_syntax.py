"""C's definitions of functions in a syntax tree, and whether every build has them."""

from collections.abc import Iterator
from functools import cache

import tree_sitter_c
from tree_sitter import Language, Node, Parser

from runner.mutation.grammar import text

CONDITIONAL = frozenset({"preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif"})
OPEN = CONDITIONAL | {"linkage_specification", "declaration_list", "ERROR"}


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_c.language()))


def has_main(source: bytes) -> bool:
    """Whether the file is a program's, in every build."""
    top = _parser().parse(source).root_node
    return any(always and named(node) == "main" for node, always in definitions(top, always=True))


def definitions(top: Node, *, always: bool) -> Iterator[tuple[Node, bool]]:
    """Each definition of a function, and whether every build has it."""
    for node in top.named_children:
        if node.type == "function_definition":
            yield node, always
        elif node.type in OPEN:
            yield from definitions(node, always=always and node.type not in CONDITIONAL)


def declarator(node: Node) -> Node | None:
    """The function's declarator, below the pointers of its result."""
    found = node.child_by_field_name("declarator")
    while found is not None and found.type == "pointer_declarator":
        found = found.child_by_field_name("declarator")
    return found if found is not None and found.type == "function_declarator" else None


def named(node: Node) -> str | None:
    """The name of a definition's function; None: it has none that can be told."""
    around = declarator(node)
    found = around.child_by_field_name("declarator") if around is not None else None
    return text(found).decode() if found is not None and found.type == "identifier" else None
