"""Python: which functions a driver can call, and with what; a driver under the kit's grader; calls in tests."""

from pathlib import Path

import pytest

from runner.mutation.calls import literal_calls
from runner.mutation.function import Kind
from runner.mutation.grammar import gone
from runner.mutation.grammars import LANGUAGES
from runner.mutation.languages.python import kind, module_of
from runner.mutation.source import applied
from tests.runner.mutation.asked import asked, entries

GRAMMAR = LANGUAGES["python"]
TEXT, INTEGER, ANY = Kind("text"), Kind("integer"), Kind("any")


@pytest.mark.parametrize(
    ("annotation", "means"),
    [
        ("int", INTEGER),
        ("'str'", TEXT),
        ("list[int]", Kind("list", (INTEGER,))),
        ("typing.Sequence[str]", Kind("list", (TEXT,))),
        ("tuple[int, ...]", Kind("list", (INTEGER,))),
        ("tuple[int, str]", Kind("row", (INTEGER, TEXT))),
        ("dict[str, float]", Kind("map", (Kind("number"),))),
        ("str | None", Kind("maybe", (TEXT,))),
        ("Optional[str]", Kind("maybe", (TEXT,))),
        ("int | str", ANY),
        ("dict[int, str]", None),
        ("list[Path]", None),
        ("Callable[[int], str]", None),
        ("no type", None),
    ],
)
def test_what_an_annotation_means(annotation: str, means: Kind | None) -> None:
    assert kind(annotation) == means


@pytest.mark.parametrize(
    ("path", "module"),
    [("a/b.py", "a.b"), ("src/a/__init__.py", "a"), ("src/a.py", "a"), ("docs/no-name.py", "")],
)
def test_the_module_of_a_path(path: str, module: str) -> None:
    assert module_of(path) == module


SHOP = """
import functools

def total(prices: list[int], tax: int = 0, *, exact: bool = False) -> int:
    return sum(prices) + tax

def _hidden(a): ...

def by_name(a, *, b): ...

@functools.cache
def cached(a): ...

@click.command()
def command(a): ...

def opened(path: Path) -> str: ...

class Shop:
    def sell(self, name): ...

    @staticmethod
    def named(first: str, last: str) -> str:
        def joined(): return first + last
        return joined()
"""


def test_entries_are_public_plain_and_callable_without_an_object() -> None:
    found = GRAMMAR.functions(SHOP.encode(), "shop.py")
    assert [one.name for one in found] == [
        *("total", "_hidden", "by_name", "cached", "command", "opened", "Shop.sell", "Shop.named"),
    ]
    assert [one.call for one in GRAMMAR.entries(found, {})] == ["shop.total", "shop.cached", "shop.Shop.named"]
    total = found[0]
    assert (total.parameters, total.names, total.required) == (
        (Kind("list", (INTEGER,)), INTEGER),
        ("prices", "tax"),
        1,
    )


def test_with_its_body_gone_a_function_is_still_python_and_fails() -> None:
    for function in GRAMMAR.functions(SHOP.encode(), "shop.py"):
        after = applied(SHOP.encode(), [gone(SHOP.encode(), function, GRAMMAR)])
        compile(after, "shop.py", "exec")
        assert after.count(b"gone") == 1


CODE = {
    "src/kit/__init__.py": "",
    "src/kit/all.py": """
import asyncio
from dataclasses import dataclass
from decimal import Decimal

@dataclass
class Pair:
    left: int
    right: tuple

def rows(n: int) -> list: return [(n, {"a": {n + 1}})]
def upwards(n):
    for one in range(n): yield one
def pair(a, b=2): return Pair(a, (b,))
async def later(text: str) -> str:
    await asyncio.sleep(0)
    return text + "!"
def sort(items: list) -> None: items.sort()
def exact(text: str): return Decimal(text)
def failing(a): raise KeyError(a)
def odd(a): return object()
class Kit:
    @staticmethod
    def join(words: list[str]) -> str: return "-".join(words)
""",
    "other.py": "import missing_module\n\ndef f(a): return a\n",
}


def test_a_driver_answers_for_each_entry_and_one_that_cannot_be_imported_spoils_no_other(tmp_path: Path) -> None:
    calls = {
        ("kit.all.rows", (1,)): [[1, {"a": [2]}]],
        ("kit.all.upwards", (3,)): [0, 1, 2],
        ("kit.all.pair", (1,)): {"left": 1, "right": [2]},
        ("kit.all.later", ("so",)): "so!",
        ("kit.all.sort", ((2, 1),)): {"returned": None, "arguments": [[1, 2]]},
        ("kit.all.exact", ("1.50",)): "1.50",
        ("kit.all.failing", (1,)): "raises KeyError",
        ("kit.all.odd", (1,)): "raises NotPlainError",
        ("kit.all.Kit.join", (("a", "b"),)): "a-b",
        ("other.f", (1,)): "raises ModuleNotFoundError",
    }
    said = asked("python", CODE, [(name, list(args)) for name, args in calls], tmp_path)
    assert dict(zip([name for name, _ in calls], said, strict=True)) == {name: is_ for (name, _), is_ in calls.items()}


TESTS = '''
import pytest
from shop import total

LONG = [1, 2]

class TestTotal:
    def test_literals(self):
        assert total([1], -2) == shop.total(prices=[3]) == total(compute()) == total()
        price = [4]
        assert total(price, tax=5)
        assert total(LONG)

    @pytest.mark.parametrize("given,tax", [([6], 1), pytest.param([7], 2, id='x'), ([8], 3)])
    def test_table(self, given, tax):
        assert total(given, tax)

    def test_loop(self):
        for given in ([9], [10]):
            with self.subTest(given):
                assert total(given)
        assert [total(one, 1) for one in (LONG, [11])]

    def test_other(self, price):
        assert total(price) == named("a", "b")

def doc():
    """
    >>> total([12])
    12
    >>> named("é",
    ...       "\\\\n")
    """
'''


def test_calls_with_literals_are_taken_from_tests_through_names_tables_loops_and_doctests() -> None:
    found = literal_calls(TESTS.encode(), GRAMMAR, entries("python", {"shop.py": SHOP}))
    assert [one.args for one in found if one.call == "shop.total"] == [
        *([[1], -2], [[3]], [[4], 5], [[1, 2]], [[6], 1], [[7], 2], [[8], 3], [[9]], [[10]], [[11], 1], [[12]]),
    ]
    assert [one.args for one in found if one.call == "shop.Shop.named"] == [["a", "b"], ["é", "\n"]]


def test_what_is_no_json_is_no_argument() -> None:
    source = b"f({1}), f(b'a'), f(1j), f(float('nan')), f('\\ud800'), f({1: 2}), f(a=1), f(*[1]), f((1, 'x'), None)"
    functions = entries("python", {"m.py": "def f(a, b=1): return a"})
    assert [one.args for one in literal_calls(source, GRAMMAR, functions)] == [[1], [[1, "x"], None]]
