"""TypeScript: what its types say of a call, a driver under the kit's grader, calls in tests."""

from pathlib import Path
from typing import Any

import pytest

from runner.mutation.calls import literal_calls
from runner.mutation.function import Kind
from runner.mutation.grammars import LANGUAGES
from tests.runner.mutation.asked import asked, entries

GRAMMAR = LANGUAGES["typescript"]
TEXT, NUMBER, ANY = Kind("text"), Kind("number"), Kind("any")


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("string", TEXT),
        ("readonly number[]", Kind("list", (NUMBER,))),
        ("Array<string>", Kind("list", (TEXT,))),
        ("Record<string, boolean>", Kind("map", (Kind("boolean"),))),
        ("[string, number]", Kind("row", (TEXT, NUMBER))),
        ('"a" | "b"', TEXT),
        ("-1 | 1", NUMBER),
        ("string | null | undefined", Kind("maybe", (TEXT,))),
        ("string | number", ANY),
        ("{ a: number }", ANY),
        ("Options", ANY),
        ("Partial<Options>", ANY),
        ("(a: number) => void", None),
        ("Array<() => void>", None),
        ("string | (() => string)", None),
    ],
)
def test_what_a_type_means(said: str, means: Kind | None) -> None:
    function = GRAMMAR.functions(f"export function f(a: {said}): {said} {{}}".encode(), "m.ts")[0]
    assert function.parameters == (None if means is None else (means,))
    assert function.returns == means


def test_an_optional_parameter_may_be_null_and_none_is_required_behind_a_default() -> None:
    source = b"export const f = (a: string, b?: number, c: boolean = true, ...d: any[]): a is string => true;"
    function = GRAMMAR.functions(source, "m.ts")[0]
    assert function.parameters == (TEXT, Kind("maybe", (NUMBER,)), Kind("boolean"))
    assert (function.names, function.required, function.returns) == (("a", "b", "c"), 1, Kind("boolean"))


def test_private_methods_and_declarations_are_no_entries() -> None:
    source = "export class A { private static a(b: string) {} static c(b: string): Promise<number[]> { return d; } }"
    assert [one.call for one in entries("typescript", {"m.ts": source})] == ["m.A.c"]
    assert GRAMMAR.functions(b"export function f(a: string): string;", "m.d.ts") == []


MODULE = """
type Pair = { left: number; right?: string };
export function pair(left: number, right?: string): Pair { return { left, right } as Pair; }
export const total = (pairs: readonly Pair[]): number => pairs.reduce((sum, { left }) => sum + left, 0);
export async function* upwards(a: number) { yield a; }
"""


def test_a_driver_answers_for_sources_whose_types_are_stripped(tmp_path: Path) -> None:
    calls: list[tuple[str, list[Any]]] = [
        ("src/pair.pair", [1, "x"]),
        ("src/pair.pair", [1]),
        ("src/pair.total", [[{"left": 2}, {"left": 3}]]),
    ]
    files = {"package.json": '{"type": "module"}', "src/pair.ts": MODULE}
    said = asked("typescript", files, calls, tmp_path)
    assert said == [{"left": 1, "right": "x"}, {"left": 1, "right": None}, 5]


def test_calls_with_literals_are_taken_from_tests_through_what_types_wrap() -> None:
    source = b"""
const rows = [[1, "a"], [2, "b"]] as const;
for (const [n, text] of rows as any) assert.equal(pair(n, text!), 1);
rows.map(([n]) => total([{ left: n } satisfies Pair, { left: 3 }]));
total(<any>[]); total([{ left: 4 }] as Pair[]);
"""
    found = literal_calls(source, GRAMMAR, entries("typescript", {"m.ts": MODULE}))
    assert [(one.call, one.args) for one in found] == [
        ("m.pair", [1, "a"]),
        ("m.pair", [2, "b"]),
        ("m.total", [[{"left": 4}]]),
    ]
