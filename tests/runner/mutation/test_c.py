"""C: which functions another file may call, a driver under the kit's grader, calls in tests, and sound tasks."""

from pathlib import Path
from typing import Any

import pytest

from runner.grader.local import LocalPlace
from runner.grader.validate import validate
from runner.mutation.calls import literal_calls
from runner.mutation.function import Function, Kind
from runner.mutation.grammar import gone
from runner.mutation.grammars import LANGUAGES
from runner.mutation.pipeline import mutate, prepared
from runner.mutation.repo import survey
from runner.mutation.source import applied
from runner.mutation.turn import Wanted
from tasks.task import load
from tests.needs import needs
from tests.runner.mutation.asked import asked, entries
from tests.runner.mutation.little import laid

GRAMMAR = LANGUAGES["c"]

SOURCE = r"""
#include <stdlib.h>
#include <string.h>
#define EXPORT __attribute__((visibility("default")))

static int helper(int a) { return a + 1; }
inline int quick(int a) { return a; }
#ifdef _WIN32
int other(int a) { return a; }
#endif

EXPORT int next(int a) { return helper(a); }
unsigned long long int
widest(unsigned long long int a) { return a; }
uint8_t low(uint8_t a) { return a; }
bool is_long(const char *const text, const size_t len) { return len > 3 && text[len - 1]; }
double half(float a) { return a / 2; }
char first(const char text[]) { return text[0]; }
int count(const char *text, char c) { int n = 0; for (; *text; text++) n += *text == c; return n; }
const char *after(const char *text, char c) { const char *at = strchr(text, c); return at ? at + 1 : NULL; }
char *cut(const char *text, size_t at) { char *made = strdup(text); made[at] = '\0'; return made; }
int twice(const char *text, char *out, size_t size) { return snprintf(out, size, "%s%s", text, text); }
void copy(char *out, int n, const char *text) { snprintf(out, n, "%s", text); }
unsigned sum(const unsigned char *bytes, size_t n) { unsigned sum = 0; while (n--) sum += bytes[n]; return sum; }
int stop(int a) { if (a > 2) abort(); return a; }

int room(char *text) { return text[0]; }
int many(const char *format, ...) { return 0; }
int older(a) int a; { return a; }
struct pair { int a; };
int of(struct pair *pair) { return pair->a; }
void nothing(int a) { }
FILE *opened(const char *name) { return NULL; }
"""
NAMES = (
    *("next", "widest", "low", "is_long", "half", "first"),
    *("count", "after", "cut", "twice", "copy", "sum", "stop"),
)
INCLUDES = "#include <stdbool.h>\n#include <stdint.h>\n#include <stdio.h>\n"


def named(name: str, source: str = SOURCE) -> Function:
    """The function of that name."""
    return next(one for one in GRAMMAR.functions(source.encode(), "a.c") if one.name == name)


def test_functions_of_plain_types_that_are_not_static_can_be_called() -> None:
    assert tuple(one.call for one in entries("c", {"a.c": SOURCE})) == NAMES


def test_hidden_functions_are_found_too_and_fail_with_their_body_gone() -> None:
    found = GRAMMAR.functions(SOURCE.encode(), "a.c")
    assert [one.name for one in found if not one.public] == ["helper", "quick", "other"]
    after = applied(SOURCE.encode(), [gone(SOURCE.encode(), found[0], GRAMMAR)])
    assert b"static int helper(int a) { __builtin_trap(); return a + 1; }" in after


def test_nothing_beside_a_main_or_in_a_header_is_an_entry() -> None:
    source = "int f(int a) { return a; }\n"
    main = "int main(void) { return f(0); }\n"
    assert entries("c", {"a.c": source + main, "b.h": source}) == []
    assert len(entries("c", {"a.c": f"{source}#ifdef TRY\n{main}#endif\n"})) == 1


def test_kinds_are_those_of_the_types() -> None:
    assert named("widest").parameters == (Kind("integer", bits=64, signed=False, spelled="unsigned long long"),)
    assert named("widest").returns == named("widest").parameters[0]  # type: ignore[index]  # it has some
    assert [kind.sort for kind in named("count").parameters or ()] == ["text", "character"]
    assert named("after").returns == Kind("maybe", (Kind("text"),), spelled="char *")
    assert named("twice").names == ("text", "size")
    assert named("copy").returns == Kind("text", spelled="void")


def test_integers_are_about_as_large_as_those_that_are_given() -> None:
    tests = "int main(void) { next(-5); next(3); widest(0xffu); is_long(s, 3); }"
    sizes = {
        one.call: [(kind.bits, kind.signed) for kind in one.parameters or () if kind.sort == "integer"]
        for one in entries("c", {"a.c": SOURCE, "tests/test.c": tests})
    }
    assert sizes["next"] == [(4, True)]
    assert sizes["widest"] == [(8, False)]
    assert sizes["low"] == sizes["is_long"] == [(8, False)]
    assert sizes["stop"] == [(8, True)]


CALLS: list[tuple[str, list[Any]]] = [
    ("next", [1]),
    ("next", ["a"]),
    ("next", [True]),
    ("next", ["ab"]),
    ("next", []),
    ("widest", [2**64 - 1]),
    ("low", [255]),
    ("is_long", ["word", 4]),
    ("is_long", ["word", 5]),
    ("half", [3]),
    ("half", [1e300]),
    ("first", ["e"]),
    ("count", ["a,b,", ","]),
    ("after", ["a,é", ","]),
    ("after", ["a", ","]),
    ("cut", ["é", 1]),
    ("twice", ["ab", 4]),
    ("copy", [3, "abc"]),
    ("copy", [5000, "abc"]),
    ("next", ["a\0b"]),
    ("sum", ["é", 2]),
    ("stop", [3]),
]
ANSWERS: list[Any] = [
    2,
    98,
    2,
    "raises TypeError",
    "raises TypeError",
    2**64 - 1,
    255,
    True,
    "raises TypeError",
    1.5,
    {"number": "inf"},
    101,
    2,
    "é",
    None,
    "raises NotPlainError",
    {"returned": 4, "text": "aba"},
    "ab",
    "raises TypeError",
    "raises TypeError",
    0xC3 + 0xA9,
]


@pytest.mark.parametrize("path", ["a.c", "lib/a.c", "src/a.c"])
def test_a_driver_answers_wherever_the_sources_are(path: str, tmp_path: Path) -> None:
    folder = path.rpartition("a.c")[0]
    main = "src/main.c" if folder == "src/" else f"{folder}cli.c"
    files = {
        path: INCLUDES + SOURCE,
        main: "int main(int argc, char **argv) { return argc; }\n",
        f"{folder}own.c": "#ifdef TRY\nint main(void) { return 0; }\n#endif\nint own(void) { return 1; }\n",
        "tests/test_a.c": "int main(void) { return 1; }\n",
    }
    said = asked("c", files, CALLS, tmp_path)
    assert said[:-1] == ANSWERS
    assert said[-1].startswith("silent: ")


def test_a_program_that_the_grader_would_take_for_a_part_of_the_library_is_refused() -> None:
    files = {"src/a.c": b"int f(int a) { return a; }\n", "src/cli.c": b"int\nmain (void) { return 0; }\n"}
    found = GRAMMAR.entries(GRAMMAR.functions(files["src/a.c"], "src/a.c"), files)
    with pytest.raises(ValueError, match=r"src/cli\.c: a `main` beside the library.*name it main\.c"):
        GRAMMAR.driver(found, files)


TESTS = r"""
struct sample { const char *in; int out; };
typedef struct { char c; int n; } Other;
static const struct sample samples[] = { { "a\n", 1 }, { .in = "b" "c", .out = -2 }, { NULL, 0 } };
TEST(literals) {
  const char *text = "x\x41\tå";
  assert(count(text, 'x') == 1); assert_int(count((const char *)"y", ('\0')), 010);
  count(NULL, 'x'); count(u, 'x'); count("\xff", 'x'); count(L"a", 'x'); count("a");
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    assert(next(samples[i].out) == 1 && first(samples[i].in));
  Other others[] = { { ',', 0x10UL } };
  for (int j = 0; j < 1; j++) { count("a", others[j].c); next(others[j].n); }
  int numbers[3] = { 7, - 8 };
  for (int k = 0; k < 2; k++) next(numbers[k]);
  half(1.5f); half(-.5);
}
"""


def test_calls_with_literals_are_taken_from_tests_through_names_and_tables() -> None:
    found = [(one.call, one.args) for one in literal_calls(TESTS.encode(), GRAMMAR, entries("c", {"a.c": SOURCE}))]
    assert found == [
        ("count", ["xA\tå", "x"]),
        ("count", ["y", "\0"]),
        ("next", [1]),
        ("next", [-2]),
        ("first", ["a\n"]),
        ("first", ["bc"]),
        ("count", ["a", ","]),
        ("next", [16]),
        ("next", [7]),
        ("next", [-8]),
        ("half", [1.5]),
        ("half", [-0.5]),
    ]


PROJECT = {
    "Makefile": "test: tests/test_fare.c fare.c\n\t$(CC) -I. -o run tests/test_fare.c fare.c\n\t./run\n",
    "LICENSE": "Permission is hereby granted, free of charge, to any person\n",
    "fare.h": "int fare(int zones, int child);\nint label(const char *name, char *out, unsigned size);\n",
    "fare.c": r"""#include "fare.h"
#include <ctype.h>

static int full(int zones) {
    if (zones < 3) return 210;
    if (zones < 8) return 340;
    return 340 + 45 * (zones - 7);
}

int fare(int zones, int child) {
    return child ? full(zones) / 2 : full(zones);
}

int label(const char *name, char *out, unsigned size) {
    unsigned used = 0;
    for (; *name && used + 1 < size; name++) {
        if (*name != ' ') out[used++] = (char)toupper((unsigned char)*name);
    }
    if (size > 0) out[used] = '\0';
    return (int)used;
}
""",
    "main.c": '#include "fare.h"\nint main(int argc, char **argv) { return fare(argc, 0); }\n',
    "tests/test_fare.c": r"""#include "fare.h"
#include <stdio.h>
#include <string.h>

static int failed;
static void is(int said, int right) {
    if (said != right) failed = 1;
}

int main(void) {
    char out[20];
    is(fare(1, 0), 210); is(fare(2, 0), 210); is(fare(3, 0), 340); is(fare(7, 1), 170);
    is(fare(8, 0), 385); is(fare(12, 1), 282); is(fare(0, 0), 210);
    is(label("Hill top", out, 20), 7); is(strcmp(out, "HILLTOP"), 0);
    is(label("Harbour", out, 4), 3); is(strcmp(out, "HAR"), 0);
    return failed;
}
""",
}


def test_a_project_gives_a_sound_task(tmp_path: Path) -> None:
    place = LocalPlace(needs("c"))
    laid(tmp_path / "fare", PROJECT)
    (tmp_path / "fare/run").write_bytes(b"\x7fELF, built before")
    (tmp_path / "out").mkdir()
    (tmp_path / "drivers").mkdir()
    wanted = Wanted(tasks=1, seed=1, jobs=2, hide=False, seconds=60)
    repo = survey(tmp_path / "fare")
    assert "run" not in repo.files
    assert (repo.grammar.name, repo.native, repo.tests) == ("c", ("make", "test"), ("tests/test_fare.c",))
    tally = mutate(prepared(repo, place, tmp_path / "drivers", wanted), tmp_path / "out", wanted, lambda _: None)
    tasks = [load(path.parent) for path in sorted((tmp_path / "out").glob("*/task.toml"))]
    assert (tally.entries, [task.id for task in tasks]) == (2, ["mutated/fare-1"])
    assert {task.id: validate(task, place) for task in tasks} == {task.id: [] for task in tasks}


def test_a_project_that_is_built_by_its_makefile_alone_is_told_what_the_grader_knows(tmp_path: Path) -> None:
    flagged = {"Makefile": "test:\n\tgcc -DNONE=0 -Isrc -o run tests/test_one.c src/one.c\n\t./run\n"}
    flagged |= {"src/one.c": "int one(int a) { return a + NONE; }\n"}
    flagged |= {"tests/test_one.c": "int one(int a);\nint main(void) { return one(0); }\n"}
    (tmp_path / "drivers").mkdir()
    repo = survey(laid(tmp_path / "one", flagged))
    with pytest.raises(ValueError, match=r"(?s)one: with the driver .*NONE.* without a Makefile's flags"):
        prepared(repo, LocalPlace(needs("c")), tmp_path / "drivers", Wanted(1, 1, 1, hide=False, seconds=60))
