"""Statements: a condition is turned round, a branch, a guard or a statement is missing, a loop is left another way."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from runner.mutation.edits.symbols import Edits, edit, operands
from runner.mutation.grammar import text
from runner.mutation.kinds import (
    ASSIGNMENT,
    BLOCK,
    BRANCH,
    CALL,
    CHOICE,
    COMMENT,
    LEAVE,
    LOOP,
    RAISE,
    RETURN,
    STATEMENT,
    STEP,
    WAITED,
)
from runner.mutation.scope import Scope
from runner.mutation.source import Edit

# What gives an error at the end of what is returned, in Go.
ERROR = re.compile(rb"err|err[A-Z]\w*|Err[A-Z]\w*|(fmt\.Errorf|errors\.New)\([\s\S]*\)")
LEAVING = {b"break": b"continue", b"continue": b"break"}


def condition(node: Node) -> Node | None:
    """The condition of a branch or a loop, without the parentheses that some languages put around it."""
    if node.type not in BRANCH | LOOP:
        return None
    found = node.child_by_field_name("condition")
    if found is None or found.type in {";", "let_condition", "let_chain"}:
        return None
    return found.named_children[0] if found.type == "parenthesized_expression" and found.named_children else found


def negated(node: Node, scope: Scope) -> Iterator[Edits]:
    """A condition is turned round."""
    found = condition(node)
    if found is not None and found.type not in {"true", "false"}:
        before, after = scope.grammar.negated
        yield (edit(found, before + text(found) + after),)


def chosen(node: Node, scope: Scope) -> Iterator[Edits]:
    """Of `a if c else b` the other is taken."""
    parts = operands(node) if node.type in CHOICE else []
    if len(parts) == 3:
        first, second = (parts[0] if scope.grammar.name == "python" else parts[1]), parts[2]
        if text(first) != text(second):
            yield edit(first, text(second)), edit(second, text(first))


def _leaves(node: Node) -> bool:
    """Whether the last thing that a block does is to leave the function or the loop."""
    while node.type in BLOCK or node.type == "expression_statement":
        inner = [child for child in node.named_children if child.type not in COMMENT]
        if not inner:
            return False
        node = inner[-1]
    return node.type in RETURN | RAISE | LEAVE or _panics(node)


def _panics(node: Node) -> bool:
    return node.type in CALL and text(node).startswith((b"panic(", b"abort(", b"exit(", b"process.exit("))


def guard(node: Node, scope: Scope) -> Iterator[Edits]:
    """`if c: return x` is missing, where it stands alone."""
    body = node.child_by_field_name("consequence")
    if node.type == "elif_clause" or node.type not in BRANCH or body is None or not _leaves(body):
        return
    bare = node.child_by_field_name("alternative") is None
    standing = node.parent is not None and (node.parent.type in BLOCK or node.parent.type == "expression_statement")
    if bare and standing:
        yield (edit(node, scope.grammar.nothing),)


def other_branch(node: Node, scope: Scope) -> Iterator[Edits]:
    """An `else` or an `elif` is missing; an expression keeps its branches."""
    if node.type in {"else_clause", "elif_clause"} and node.parent is not None:
        if node.parent.type == "if_expression" and not _stands_alone(node.parent):
            return
        start = node.prev_sibling.end_byte if node.prev_sibling and not scope.grammar.braces else node.start_byte
        yield (Edit(start, node.end_byte, b""),)
    elif node.type == "else" and node.parent is not None and node.parent.type == "if_statement":
        after = node.parent.child_by_field_name("alternative")
        if after is not None:
            yield (Edit(node.start_byte, after.end_byte, b""),)


def _stands_alone(node: Node) -> bool:
    """Whether the value of an `if` of Rust is nobody's."""
    return node.parent is not None and node.parent.type == "expression_statement"


def left(node: Node, _: Scope) -> Iterator[Edits]:
    """`break` is `continue`."""
    if node.type in LEAVE and node.child_count and node.children[0].type.encode() in LEAVING:
        word = node.children[0]
        inside_switch = word.type == "break" and node.parent is not None and "case" in node.parent.type
        if not inside_switch:
            yield (edit(word, LEAVING[word.type.encode()]),)


def missing(node: Node, scope: Scope) -> Iterator[Edits]:
    """A statement is missing: a call whose result nobody takes, a step, a change of what already is."""
    if node.type not in STATEMENT or not node.named_children or _drives_a_loop(node):
        return
    inner = node.named_children[0] if node.type == "expression_statement" else node
    done = inner.type in CALL | STEP | WAITED | {"defer_statement", "go_statement"} and not _panics(inner)
    if done or (inner.type in ASSIGNMENT and _changes(inner)):
        yield (edit(node, scope.grammar.nothing),)


def _drives_a_loop(node: Node) -> bool:
    """Whether it stands in the head of a loop of Go, which has no end without it."""
    return node.parent is not None and node.parent.type == "for_clause"


def _changes(node: Node) -> bool:
    """Whether an assignment is to a part of something, or adds to what is there."""
    target = node.child_by_field_name("left")
    while target is not None and target.type == "expression_list" and target.named_child_count == 1:
        target = target.named_children[0]
    simple = target is None or target.type in {"identifier", "pattern_list", "expression_list", "tuple_pattern"}
    grows = any(not child.is_named and child.type.endswith("=") and len(child.type) > 1 for child in node.children)
    return grows or not simple


def error_kept(node: Node, scope: Scope) -> Iterator[Edits]:
    """An error is not told: what raises it is missing."""
    if node.type in RAISE:
        yield (edit(node, scope.grammar.nothing),)
    if node.type in RETURN and scope.grammar.name == "go" and node.named_children:
        last = node.named_children[0].named_children[-1:]
        if last and ERROR.fullmatch(text(last[0])):
            yield (edit(last[0], b"nil"),)


def not_waited(node: Node, _: Scope) -> Iterator[Edits]:
    """`await` is missing."""
    if node.type in WAITED and node.named_children:
        yield (edit(node, text(node.named_children[0])),)
