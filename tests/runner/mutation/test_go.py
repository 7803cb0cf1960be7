"""Go: what its types say of a call, which packages a driver imports, what it answers, calls in tests, a whole run."""

from pathlib import Path
from typing import Any

import pytest

from runner.grader.local import sharing
from runner.grader.validate import validate
from runner.mutation.calls import literal_calls
from runner.mutation.function import Kind
from runner.mutation.grammars import LANGUAGES
from runner.mutation.pipeline import mutate, prepared
from runner.mutation.repo import survey
from runner.mutation.turn import Wanted
from tasks.task import load
from tests.needs import needs
from tests.runner.mutation.asked import asked, entries

GRAMMAR = LANGUAGES["go"]
TEXT, INT, NUMBER, ANY = Kind("text"), Kind("integer", bits=64), Kind("number", bits=64), Kind("any")
RUNE = Kind("character", spelled="rune")
MODULE = "module example.invalid/fares/v2\n\ngo 1.22\n"


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("string", TEXT),
        ("uint8", Kind("integer", bits=8, signed=False)),
        ("[]byte", TEXT),
        ("[]rune", Kind("list", (RUNE,))),
        ("[2]float64", Kind("row", (NUMBER, NUMBER))),
        ("map[string][]int", Kind("map", (Kind("list", (INT,)),))),
        ("Zones", Kind("list", (INT,))),
        ("interface{}", ANY),
        ("map[int]string", None),
        ("[]*int", None),
        ("chan int", None),
        ("func(int) int", None),
        ("time.Time", None),
        ("[N]int", None),
        ("Node", None),
    ],
)
def test_what_a_type_means(said: str, means: Kind | None) -> None:
    types = "type Zone int\ntype Zones []Zone\ntype Node []Node\n"
    function = GRAMMAR.functions(f"package p\n{types}func F(a {said}) {said} {{ return a }}".encode(), "p.go")[0]
    assert function.parameters == (None if means is None else (means,))
    assert function.returns == means


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("", Kind("nothing")),
        ("()", Kind("nothing")),
        ("error", Kind("outcome", (Kind("nothing"),))),
        ("(string, error)", Kind("outcome", (TEXT,))),
        ("(a, b int, ok bool)", Kind("row", (INT, INT, Kind("boolean")))),
        ("(*int, error)", None),
        ("(error, int)", None),
    ],
)
def test_what_a_result_means(said: str, means: Kind | None) -> None:
    source = f"package p\nfunc F(a, b int, c ...string) {said} {{ panic(1) }}"
    function = GRAMMAR.functions(source.encode(), "p.go")[0]
    assert function.returns == means
    assert (function.names, function.required) == (("a", "b", "c"), 2)
    assert function.parameters == (INT, INT, Kind("list", (TEXT,)))


def test_entries_are_the_plain_exported_functions_that_a_driver_below_the_module_can_import() -> None:
    def package(name: str) -> str:
        return f"package {name}\nfunc F(a int) int {{ return a }}\n"

    files = {
        "go.mod": MODULE,
        "fares.go": "package fares\nfunc f(a int) {}\nfunc (z *Z) M(a int) {}\nfunc G[T any](a int) {}\n"
        "func F(a int) int { return a }\nfunc One() int { return 1 }\n"
        "func Far(a func()) {}\nfunc Assembly(a int) int\n",
        "internal/zones/z.go": package("zones"),
        "a/internal/b/b.go": package("b"),
        "cmd/fares/main.go": package("main"),
        "zones/z_windows.go": package("zones"),
        "zones/tagged.go": "//go:build ignore\n\n" + package("zones"),
        "zones/c.go": 'package zones\n\nimport "C"\n' + package("zones").partition("\n")[2],
        "other/go.mod": "module other\n",
        "other/o.go": package("other"),
        "_old/o.go": package("old"),
    }
    assert [(one.call, one.home) for one in entries("go", files)] == [
        ("fares.F", "example.invalid/fares/v2"),
        ("internal/zones.F", "example.invalid/fares/v2/internal/zones"),
    ]
    names = [one.name for one in GRAMMAR.functions(files["fares.go"].encode(), "fares.go")]
    assert names == ["f", "Z.M", "G", "F", "One", "Far"]


def test_programs_and_what_is_no_module_are_refused_with_the_mend() -> None:
    main = "package main\nfunc F(a int) int { return a }\n"
    with pytest.raises(ValueError, match="package main, which nothing can import"):
        entries("go", {"go.mod": MODULE, "main.go": main})
    with pytest.raises(ValueError, match="go mod init"):
        entries("go", {"main.go": main})


ANSWERS = """package fares

import (
	"errors"
	"math"
	"sort"

	"example.invalid/fares/v2/internal/zones"
)

type Zone uint8

func Half(cents int, child bool) (int, error) {
	if cents < 0 {
		return 0, errors.New("below zero")
	}
	return zones.Half(cents), nil
}
func Sorted(names []string) { sort.Strings(names) }
func Joined(with rune, names ...string) (text string, last rune) {
	for _, name := range names {
		text, last = text+name+string(with), []rune(name)[0]
	}
	return
}
func Root(of float64) float64        { return math.Sqrt(of) }
func Turned(zone []byte) []byte      { return []byte{zone[1], zone[0]} }
func Counts(of map[string]Zone) any  { return of["a"] }
func Grid(of [2][]uint64) [2][]uint64 { return of }
func Broken(text string) string      { return "\\xff" + text }
"""
ZONES = "package zones\n\nfunc Half(cents int) int { return cents / 2 }\n"


def test_a_driver_answers_for_several_packages(tmp_path: Path) -> None:
    calls: list[tuple[str, list[Any], Any]] = [
        ("fares.Half", [7, True], 3),
        ("fares.Half", [-1, True], {"error": "below zero"}),
        ("internal/zones.Half", [8], 4),
        ("fares.Sorted", [["b", "a"]], {"returned": None, "arguments": [["a", "b"]]}),
        ("fares.Sorted", [["a", "b"]], None),
        ("fares.Joined", ["/", ["x", "ö"]], ["x/ö/", "ö"]),
        ("fares.Joined", ["/"], ["", "\0"]),
        ("fares.Root", [4], 2.0),
        ("fares.Root", [-4.0], {"number": "NaN"}),
        ("fares.Turned", ["ab"], "ba"),
        ("fares.Turned", ["a"], "raises panic"),
        ("fares.Counts", [{"a": 3}], 3),
        ("fares.Counts", [{"a": 256}], "raises panic"),
        ("fares.Grid", [[[2**64 - 1], []]], [[2**64 - 1], []]),
        ("fares.Half", ["7", True], "raises panic"),
        ("fares.Half", [7], "raises panic"),
        ("fares.Broken", ["a"], {"bytes": [255, 97]}),
    ]
    files = {"go.mod": MODULE, "fares.go": ANSWERS, "internal/zones/zones.go": ZONES}
    said = asked("go", files, [(name, args) for name, args, _ in calls], tmp_path)
    assert said == [answer for _, _, answer in calls]


def test_a_module_that_asks_for_a_newer_go_than_the_kit_does_is_built(tmp_path: Path) -> None:
    files = {"go.mod": MODULE.replace("1.22", "1.24"), "f.go": "package fares\nfunc F(a int) int { return a + 1 }\n"}
    assert asked("go", files, [("fares.F", [1])], tmp_path) == [2]


TESTS = r"""package fares_test

const limit = 0x10

type row struct {
	name     string
	in, want int
}

var rows = []*row{{"a", 1, 2}, {name: "b", in: -1_000, want: 017}, {"c", len("x"), 3}}

func TestHalf(t *testing.T) {
	tests := []struct {
		in    string
		parts []string
		f     func()
	}{
		{in: "it\u00e9\x41" + `\n`, parts: []string{"x"}, f: nil},
		{"", nil, t.Fail},
	}
	for _, tt := range tests {
		tt := tt
		t.Run(tt.in, func(t *testing.T) {
			fares.Joined('-', tt.parts...)
			fares.Turned([]byte(tt.in))
		})
	}
	for _, r := range rows {
		if _, err := fares.Half(r.in, true); err != nil {
		}
	}
	for in, want := range map[string]float64{"k": 1.5} {
		fares.Root(want)
		fares.Turned([]byte("lit" + "eral"))
	}
	fares.Half(limit, unknown)
	fares.Half(limit, false)
	fares.Root(float64(3))
	fares.Counts(map[string]Zone{"a": 3})
	fares.Grid([2][]uint64{{1}, {2, 3}})
}
"""


def test_calls_with_literals_are_taken_from_tests_through_tables_of_structs_and_closures() -> None:
    files = {"go.mod": MODULE, "fares.go": ANSWERS, "internal/zones/zones.go": ZONES}
    found = literal_calls(TESTS.encode(), GRAMMAR, [one for one in entries("go", files) if one.home.endswith("v2")])
    assert [(one.call.removeprefix("fares."), one.args) for one in found] == [
        ("Joined", ["-", ["x"]]),
        ("Joined", ["-", None]),
        ("Half", [1, True]),
        ("Half", [-1000, True]),
        ("Root", [1.5]),
        ("Turned", ["literal"]),
        ("Half", [16, False]),
        ("Root", [3.0]),
        ("Counts", [{"a": 3}]),
        ("Grid", [[[1], [2, 3]]]),
    ]


LITTLE = {
    "go.mod": "module example.invalid/fares\n\ngo 1.22\n",
    "LICENSE": "Permission is hereby granted, free of charge, to any person\n",
    "fares.go": """// Package fares says what a journey costs.
package fares

import "errors"

func longer(stops []int) int {
	far := 0
	for _, stop := range stops {
		if stop > far {
			far = stop
		}
	}
	return far
}

// Fare is in cents, for a journey.
func Fare(stops []int, child bool) (int, error) {
	far := longer(stops)
	if far > 900 {
		return 0, errors.New("too far")
	}
	cents := 340
	if far < 10 {
		cents = 210
	} else if far >= 25 {
		cents = 340 + 9*(far-25)
	}
	if child {
		cents = cents / 2
	}
	return cents, nil
}
""",
    "fares_test.go": """package fares

import "testing"

func TestFare(t *testing.T) {
	for name, tt := range map[string]struct {
		stops []int
		child bool
		want  int
	}{
		"short":  {[]int{3, 9, 4}, false, 210},
		"ten":    {[]int{10}, false, 340},
		"long":   {[]int{30, 2}, false, 385},
		"border": {[]int{25}, false, 340},
		"half":   {[]int{26}, true, 174},
		"none":   {nil, true, 105},
		"order":  {[]int{40, 2, 7}, false, 475},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := Fare(tt.stops, tt.child); got != tt.want || err != nil {
				t.Errorf("%d %v", got, err)
			}
		})
	}
}

func TestTooFar(t *testing.T) {
	if _, err := Fare([]int{901}, false); err == nil {
		t.Error("no error")
	}
}
""",
}


def test_a_little_module_becomes_a_sound_task(tmp_path: Path) -> None:
    for name, text in LITTLE.items():
        (tmp_path / "project").mkdir(exist_ok=True)
        (tmp_path / "project" / name).write_text(text)
    wanted = Wanted(tasks=1, seed=4, jobs=2, hide=False, seconds=60)
    (tmp_path / "drivers").mkdir()
    (tmp_path / "out").mkdir()
    repo = survey(tmp_path / "project")
    assert (repo.grammar.name, repo.sources, repo.tests) == ("go", ("fares.go",), ("fares_test.go",))
    place = sharing(needs("go"), tmp_path / "builds")
    mutate(prepared(repo, place, tmp_path / "drivers", wanted), tmp_path / "out", wanted, lambda _: None)
    task = load(tmp_path / "out/fares-1")
    assert validate(task, place) == []
    assert task.provenance.license == "MIT"
    assert task.protected == ("fares_test.go",)
