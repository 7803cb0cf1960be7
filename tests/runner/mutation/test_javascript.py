"""JavaScript: which functions a module exports, a driver under the kit's grader, calls in tests."""

from pathlib import Path

import pytest

from runner.mutation.calls import literal_calls
from runner.mutation.grammar import gone
from runner.mutation.grammars import LANGUAGES
from runner.mutation.source import applied
from tests.runner.mutation.asked import asked, entries

GRAMMAR = LANGUAGES["javascript"]

MODULE = """
import fs from "node:fs";
export function sum(a, b = 1, ...rest) { return a + b; }
export const twice = (a) => a * 2, thrice = function (a) { return a * 3; };
const hidden = (a) => a;
const later = async ({ text }) => `${text}!`;
function _own(a) { return a; }
export { later as soon, _own };
export default function (rows) { rows.sort(); }
export class Shop {
  static named(a) { return new Shop(a); }
  get count() { return 1; }
  sell(a) { return a; }
  #secret() {}
}
"""
OLD = """
const one = (a) => [a, undefined, NaN];
function two(a) { return new Map([[a, new Set([1])]]); }
exports.three = function (a) { throw new RangeError(a); };
module.exports = { one, second: two, four(a) { return 4n; }, five: (a) => function () {} };
"""


@pytest.mark.parametrize(
    ("source", "calls"),
    [
        (MODULE, ["m.sum", "m.twice", "m.thrice", "m.soon", "m.default", "m.Shop.named"]),
        (OLD, ["m.one", "m.second", "m.three", "m.four", "m.five"]),
        ("module.exports = (a) => a;", ["m.default"]),
        ("function f() {}\nmodule.exports = f;", ["m.default"]),
        ("function f() {}\nmodule.exports.g = f;", ["m.g"]),
        ("const f = (a) => a;\nexport default f;", ["m.default"]),
        ("export { f } from './other.js';\nfunction f() {}", []),
    ],
)
def test_what_a_module_exports_can_be_called(source: str, calls: list[str]) -> None:
    assert [one.call for one in entries("javascript", {"m.js": source})] == calls


def test_methods_and_hidden_functions_are_found_too_and_fail_with_their_body_gone() -> None:
    found = GRAMMAR.functions(MODULE.encode(), "m.js")
    assert [one.name for one in found if not one.public] == [
        *("hidden", "_own", "Shop.count", "Shop.sell", "Shop.#secret"),
    ]
    total = found[0]
    assert (total.names, total.required) == (("a", "b"), 1)
    twice = applied(MODULE.encode(), [gone(MODULE.encode(), found[1], GRAMMAR)])
    assert b'twice = (a) => { throw new Error("gone"); }, thrice' in twice


def test_a_driver_answers_for_both_kinds_of_modules(tmp_path: Path) -> None:
    files = {
        "package.json": "{}",
        "src/m.mjs": MODULE,
        "old.cjs": OLD,
        "broken.mjs": "import 'none';\nexport const f = (a) => a;",
    }
    said = asked(
        "javascript",
        files,
        [
            ("src/m.sum", [1]),
            ("src/m.soon", [{"text": "so"}]),
            ("src/m.default", [["b", "a"]]),
            ("src/m.Shop.named", [1]),
            ("old.one", [2**53 + 1]),
            ("old.second", ["k"]),
            ("old.four", [1]),
            ("old.five", [1]),
            ("broken.f", [1]),
        ],
        tmp_path,
    )
    assert said == [
        2,
        "so!",
        {"returned": None, "arguments": [["a", "b"]]},
        {},
        [2**53 + 1, None, {"number": "NaN"}],
        [["k", [1]]],
        4,
        "raises NotPlainError",
        "raises Error",
    ]


TESTS = r"""
import { sum, twice } from "./m.js";
const base = [1, { "a b": -2.5, c: null }];
test("literals", () => {
  expect(sum(0x10, 'it\'s \u{1F600} \ud83d\ude00')).toBe(m.sum(base, `t`));
  sum(x, 1); sum(undefined); sum(`${x}`); sum([1, , 2]); sum();
  for (const [given, { want }] of [["a", { want: true }], ["b", { want: false }]]) sum(given, want);
  for (const c of [{ in: 1, out: 1e3 }]) { expect(sum(c.in)).toBe(c.out); }
  [7, 8].forEach((n) => sum(n));
});
test.each([["x", 1], ["y", 2]])("%s", (text, n) => { expect(sum(text, n)).toBe(3); });
"""


def test_calls_with_literals_are_taken_from_tests_through_names_loops_and_tables() -> None:
    found = literal_calls(TESTS.encode(), GRAMMAR, entries("javascript", {"m.js": MODULE}))
    assert [one.args for one in found] == [
        [16, "it's \U0001f600 \U0001f600"],
        [[1, {"a b": -2.5, "c": None}], "t"],
        ["a", True],
        ["b", False],
        [1],
        [7],
        [8],
        ["x", 1],
        ["y", 2],
    ]
