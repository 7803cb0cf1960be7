"""Grammar: all that the kit knows of one language's syntax, and trees of source files by it.

grammar = LANGUAGES["python"]                              # runner/mutation/grammars.py
functions = grammar.functions(source, "pkg/slug.py")       # every function of a file
gone(source, functions[0], grammar)                        # the Edit after which it does nothing but fail
mutations(source, functions[0], grammar)                   # runner/mutation/operators.py
entries = grammar.entries(all_functions, files)            # those that a driver can call, each `call` once
grammar.driver(entries, files)                             # the text of grading/driver.*
literal_calls(test_source, grammar, entries)               # runner/mutation/calls.py
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from tree_sitter import Language, Node, Parser, Tree

from runner.mutation.function import Function
from runner.mutation.source import Edit, applied

Files = Mapping[str, bytes]  # a repository's files by their path, which an entry's surroundings are read from

Row = Mapping[str, Any]  # what each name stands for in one round of a loop


class Grammar(NamedTuple):
    """One language; a `Files` needs only hold what the language's own functions say they read."""

    name: str
    language: Callable[[], object]  # of the tree-sitter wheel
    globs: tuple[str, ...]  # its source files
    tests: tuple[str, ...]  # globs of those that are tests
    braces: bool  # around a function's body
    nothing: bytes  # a statement that does nothing
    negated: tuple[bytes, bytes]  # what stands around a condition to negate it
    failing: bytes  # a statement that fails, and that a compiler takes for one that might not
    functions: Callable[[bytes, str], list[Function]]
    entries: Callable[[Sequence[Function], Files], list[Function]]
    driver: Callable[[Sequence[Function], Files], str]
    value: Callable[[Node], Any]  # the JSON value that a literal in a test is; ValueError: it is none
    tables: Callable[[Node, Mapping[str, Any]], list[list[Row]]]  # those around a call, given what names stand for
    quoted: Callable[[Node], list[bytes]]  # sources that stand in a file of tests as a text or a macro's tokens


@cache
def _parser(grammar: Grammar) -> Parser:
    return Parser(Language(grammar.language()))


def tree(source: bytes, grammar: Grammar) -> Tree:
    """The syntax tree of a whole file."""
    return _parser(grammar).parse(source)


def retree(before: Tree, source: bytes, edits: Iterable[Edit], grammar: Grammar) -> Tree:
    """The tree of `source` after the edits, out of the one before: what they leave as it is is not parsed again."""
    draft = before.copy()
    for edit in sorted(edits, reverse=True):  # the last first, so that offsets are those of the source before
        row, column = start = _point(source, edit.start)
        lines, last = edit.text.count(b"\n"), len(edit.text) - edit.text.rfind(b"\n") - 1
        end = (row + lines, last) if lines else (row, column + last)
        draft.edit(edit.start, edit.end, edit.start + len(edit.text), start, _point(source, edit.end), end)
    return _parser(grammar).parse(applied(source, edits), draft)


def _point(source: bytes, at: int) -> tuple[int, int]:
    return source.count(b"\n", 0, at), at - source.rfind(b"\n", 0, at) - 1


def nodes(node: Node) -> Iterator[Node]:
    """The node and all below it, in the order of the source."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def text(node: Node) -> bytes:
    """The source of a node."""
    return node.text or b""


def errors(node: Node) -> int:
    """How many places of the tree are no syntax of the language."""
    found, waiting = 0, [node]
    while waiting:
        one = waiting.pop()
        if one.has_error:
            found += one.is_error or one.is_missing
            waiting += one.children
    return found


def literal(node: Node, grammar: Grammar) -> Any:
    """The JSON value that a literal is; ValueError: it is none, or one of more parts within parts than can be read."""
    try:
        return grammar.value(node)
    except RecursionError:
        raise ValueError("nested too deep") from None


def gone(source: bytes, function: Function, grammar: Grammar) -> Edit:
    """The edit after which the function fails whatever it is asked, and its file still compiles."""
    if source[function.body_start : function.body_start + 1] == b"{":
        return Edit(function.body_start + 1, function.body_start + 1, b" " + grammar.failing)
    text = b"{ " + grammar.failing + b" }" if grammar.braces else grammar.failing
    return Edit(function.body_start, function.body_end, text)
