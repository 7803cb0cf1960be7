"""Each operator does what its name says, in every language that has what it changes."""

import pytest

from runner.mutation.grammars import LANGUAGES
from runner.mutation.operators import OPERATORS, Mutation, mutations
from runner.mutation.source import applied
from tests.runner.mutation import snippets

CASES = [(language, operator) for language, module in snippets.LANGUAGES.items() for operator in module.SNIPPETS]


def faults(language: str, source: str, operator: str) -> list[tuple[Mutation, str]]:
    """Every mutation of the operator in the first function, with the source after it."""
    grammar = LANGUAGES[language]
    function = grammar.functions(source.encode(), "a.x")[0]
    found = mutations(source.encode(), function, grammar)
    return [(one, applied(source.encode(), one.edits).decode()) for one in found if one.operator == operator]


@pytest.mark.parametrize(("language", "operator"), CASES)
def test_it_makes_of_the_one_what_is_the_other(language: str, operator: str) -> None:
    module = snippets.LANGUAGES[language]
    head, tail = module.HULL if operator != "parameters swapped" else ("", "")
    before, *after = module.SNIPPETS[operator]
    found = [text for _, text in faults(language, head + before + tail, operator)]
    assert [text.removeprefix(head).removesuffix(tail) for text in found] == after


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_snippet_for_every_operator_that_a_language_has_something_for(language: str) -> None:
    module = snippets.LANGUAGES[language]
    names = [operator.name for operator in OPERATORS]
    assert sorted(names) == sorted([*module.SNIPPETS, *module.MISSING])


def test_the_line_is_that_of_the_first_edit_and_coupled_ones_have_two() -> None:
    source = "def f(a):\n    found = 0\n    while a:\n        if found < 3:\n            a = 1\n"
    (one, text) = faults("python", source, "first and boundary")[0]
    assert (one.line, one.coupled, len(one.edits)) == (2, True, 2)
    assert "found = 1" in text
    assert "found <= 3" in text


def test_two_operators_that_come_to_the_same_make_one_mutation() -> None:
    source = b"def f(a):\n    return a - 1\n"
    found = mutations(source, LANGUAGES["python"].functions(source, "a.py")[0], LANGUAGES["python"])
    texts = [applied(source, one.edits) for one in found]
    assert len(texts) == len(set(texts))
    assert source not in texts


def test_a_range_as_rust_wrote_it_long_ago_is_left_as_it_is() -> None:
    assert faults("rust", "fn f() {\n    for i in 0...9 {}\n}\n", "loop shifted") == []


def test_annotations_docstrings_decorators_and_other_functions_are_left_alone() -> None:
    source = (
        b'@cache(size=3)\ndef f(a: Annotated[int, 3] = None) -> Literal["x"]:\n    """1 < 2"""\n    return a\n\n'
        b"def g():\n    return 1\n"
    )
    grammar = LANGUAGES["python"]
    assert mutations(source, grammar.functions(source, "a.py")[0], grammar) == []
