"""Every mutation of every function of the kit's own tasks is still syntax of its language (Python asks itself, too)."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.mutation.function import Function
from runner.mutation.grammar import Grammar, errors, gone, retree, tree
from runner.mutation.grammars import LANGUAGES
from runner.mutation.operators import mutations
from runner.mutation.source import applied
from tasks.globs import matches
from tests.needs import needs

TASKS = Path(__file__).parents[3] / "tasks"


def sources(grammar: Grammar) -> list[tuple[str, bytes]]:
    """Path below its workspace and content of each file of the language, the same content once."""
    found: dict[bytes, str] = {}
    for workspace in sorted(TASKS.glob("*/*/workspace")):
        for path in sorted(workspace.rglob("*")):
            name = path.relative_to(workspace).as_posix()
            if path.is_file() and matches(name, grammar.globs):
                found.setdefault(path.read_bytes(), name)
    return [(name, content) for content, name in found.items()]


def mutated(grammar: Grammar) -> Iterator[tuple[str, bytes, bytes, Function]]:
    """What was done, the source before and after, and the function, for each mutation and each body that is gone."""
    for path, source in sources(grammar):
        for function in grammar.functions(source, path):
            yield "gone", source, applied(source, [gone(source, function, grammar)]), function
            for one in mutations(source, function, grammar):
                yield one.operator, source, applied(source, one.edits), function


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mutation_has_an_error_that_its_source_has_not(language: str) -> None:
    grammar = LANGUAGES[language]
    seen = set()
    for operator, source, after, function in mutated(grammar):
        assert after != source
        assert errors(tree(after, grammar).root_node) <= errors(tree(source, grammar).root_node)
        assert after.startswith(source[: function.start])
        assert after.endswith(source[function.end :])
        if language == "python":
            compile(after, function.path, "exec")
        seen.add(operator)
    assert len(seen) > 15, seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tree_made_out_of_the_one_before_is_that_of_the_whole_source(language: str) -> None:
    grammar = LANGUAGES[language]
    for path, source in list(sources(grammar))[:3]:
        before = tree(source, grammar)
        for function in grammar.functions(source, path):
            for one in mutations(source, function, grammar):
                whole = tree(applied(source, one.edits), grammar)
                assert str(retree(before, source, one.edits, grammar).root_node) == str(whole.root_node)


NODE = """
const wrong = [];
for (const source of JSON.parse(fs.readFileSync(0))) {
  try { new vm.SourceTextModule(source); } catch (error) { wrong.push([`${error}`, source]); }
}
console.log(JSON.stringify(wrong));
"""


def test_node_can_read_each_of_javascript() -> None:
    node = str(needs("javascript").programs["node"])
    after = [source.decode() for _, _, source, _ in mutated(LANGUAGES["javascript"])]
    command = [node, "--no-warnings", "--experimental-vm-modules", "-e", NODE]
    said = subprocess.run(command, input=json.dumps(after), capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(said.stdout) == []
    assert len(after) > 300
