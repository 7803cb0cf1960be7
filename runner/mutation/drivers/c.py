"""driver.c: the entries by their names; sources that the grader does not compile by itself are taken in as they are."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from runner.mutation.function import Function, Kind
from runner.mutation.grammar import Files
from runner.mutation.languages.c_syntax import has_main
from runner.mutation.languages.c_types import LENGTH_OF, OUT

TESTS = re.compile(r"tests?|tests?\.c|test_.*|.*_tests?\.c")
HEAD = """
#include "json.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

enum { cab_margin = 64, cab_most = 4096 };

static char *cab_room(size_t size) {
    char *room = (char *)calloc(1, size + 2 * cab_margin + 1);
    if (room == NULL) abort();
    return room + cab_margin;
}

/* A text with zeros around it, so that what is read a little beside it is the same each time. */
static char *cab_text(const json *value) {
    return (char *)memcpy(cab_room(json_size(value)), json_as_string(value), json_size(value));
}

static unsigned long long cab_whole(const json *value) {
    if (value->type == JSON_BOOL) return (unsigned long long)json_as_bool(value);
    if (value->type == JSON_STRING) return (unsigned long long)*json_as_string(value);
    return value->type == JSON_UINT ? json_as_uint(value) : (unsigned long long)json_as_int(value);
}

static double cab_number(const json *value) {
    return value->type == JSON_UINT ? (double)json_as_uint(value) : json_as_float(value);
}

static int cab_is_whole(const json *value) {
    if (value->type == JSON_STRING) return json_size(value) == 1;
    return value->type == JSON_INT || value->type == JSON_UINT || value->type == JSON_BOOL;
}

/* Whether the arguments are such as the letters say: t a text, l no more than its length, i an integer, o the size
 * of the room for an answer, n a number. */
static int cab_fits(const json *args, const char *takes) {
    if (json_size(args) != strlen(takes)) return 0;
    for (size_t at = 0; takes[at]; at++) {
        const json *value = json_at(args, at);
        if (takes[at] == 't') {
            if (value->type != JSON_STRING || strlen(json_as_string(value)) != json_size(value)) return 0;
        } else if (takes[at] == 'n') {
            if (value->type != JSON_FLOAT && value->type != JSON_INT && value->type != JSON_UINT) return 0;
        } else if (!cab_is_whole(value)) {
            return 0;
        } else if (takes[at] == 'l' && cab_whole(value) > json_size(json_at(args, at - 1))) {
            return 0;
        } else if (takes[at] == 'o' && cab_whole(value) > cab_most) {
            return 0;
        }
    }
    return 1;
}

static int cab_is_utf8(const char *text) {
    const unsigned char *at = (const unsigned char *)text;
    while (*at) {
        int more = *at < 0x80 ? 0 : *at < 0xc2 ? -1 : *at < 0xe0 ? 1 : *at < 0xf0 ? 2 : *at < 0xf5 ? 3 : -1;
        if (more < 0 || (*at == 0xe0 && at[1] < 0xa0) || (*at == 0xed && at[1] > 0x9f)) return 0;
        if ((*at == 0xf0 && at[1] < 0x90) || (*at == 0xf4 && at[1] > 0x8f)) return 0;
        for (at++; more > 0; more--, at++) {
            if ((*at & 0xc0) != 0x80) return 0;
        }
    }
    return 1;
}

static json *cab_said(const char *text) {
    if (text == NULL) return json_null();
    return cab_is_utf8(text) ? json_string(text) : json_raise("NotPlainError");
}

static json *cab_float(double number) {
    if (isfinite(number)) return json_float(number);
    return json_set(json_object(), "number", json_string(isnan(number) ? "nan" : number < 0 ? "-inf" : "inf"));
}

/* What a function returned, and the text that it wrote. */
static json *cab_both(json *returned, const char *text) {
    json *said = cab_said(text);
    if (said->type == JSON_RAISE) return said;
    return json_set(json_set(json_object(), "returned", returned), "text", said);
}

"""
TAIL = """};

json *driver_call(const char *name, const json *args) {
    for (size_t at = 0; at < sizeof cab_calls / sizeof *cab_calls; at++) {
        if (strcmp(name, cab_calls[at].name) == 0) {
            return cab_fits(args, cab_calls[at].takes) ? cab_calls[at].call(args) : json_raise("TypeError");
        }
    }
    return json_raise("no such call");
}
"""


def driver(entries: Sequence[Function], files: Files) -> str:
    """The text of the driver; ValueError where the grader could not compile the sources with it."""
    _refuse_programs(files)
    lines = [*_taken_in(entries, files), HEAD, *(_prototype(one) for one in entries if _apart(one.path)), "\n"]
    lines += [_call(one) for one in entries]
    lines.append("static const struct { const char *name, *takes; json *(*call)(const json *); } cab_calls[] = {\n")
    lines += [f'    {{"{one.call}", "{_letters(one)}", call_{one.call}}},\n' for one in entries]
    return "/* What the grader may call, as plain values; written by `cab tasks mutate`. */\n" + "".join(lines) + TAIL


def _apart(path: str) -> bool:
    """Whether the grader compiles it by itself."""
    return path.startswith("src/")


def _refuse_programs(files: Files) -> None:
    """ValueError where the grader would compile a program beside its own."""
    for path, source in sorted(files.items()):
        named = PurePosixPath(path).name
        if _apart(path) and path.endswith(".c") and named != "main.c" and has_main(source):
            raise ValueError(f"{path}: a `main` beside the library, which the grader compiles with it; name it main.c")


def _taken_in(entries: Sequence[Function], files: Files) -> list[str]:
    """The sources in the folders of entries that are not below src: one file together, but for programs and tests."""
    folders = {PurePosixPath(one.path).parent for one in entries if not _apart(one.path)}
    paths = [path for path in sorted(files) if path.endswith(".c") and PurePosixPath(path).parent in folders]
    tests = {path for path in paths if any(TESTS.fullmatch(part) for part in PurePosixPath(path).parts)}
    return [f'#include "../code/{path}"\n' for path in paths if path not in tests and not has_main(files[path])]


def _prototype(one: Function) -> str:
    returned = one.returns.spelled if one.returns is not None else "void"
    types = ", ".join(f"char *, {_type(kind)}" if _writes(kind) else _type(kind) for kind in _kinds(one))
    return f"{returned} {one.call}({types or 'void'});\n"


def _type(kind: Kind) -> str:
    return kind.spelled.removeprefix(OUT).removeprefix(LENGTH_OF)


def _kinds(one: Function) -> tuple[Kind, ...]:
    return one.parameters or ()


def _writes(kind: Kind) -> bool:
    return kind.spelled.startswith(OUT)


def _letters(one: Function) -> str:
    return "".join(_letter(kind) for kind in _kinds(one))


def _letter(kind: Kind) -> str:
    if kind.spelled.startswith(LENGTH_OF):
        return "l"
    return "o" if _writes(kind) else {"text": "t", "number": "n"}.get(kind.sort, "i")


def _call(one: Function) -> str:
    writes = any(map(_writes, _kinds(one)))
    given = ", ".join(_argument(kind, place) for place, kind in enumerate(_kinds(one)))
    lines = ["    char *room = cab_room(cab_most);\n"] if writes else []
    called = f"{one.call}({given})"
    sort, returned = (one.returns.sort, one.returns.spelled) if one.returns is not None else ("", "")
    if returned == "void":
        lines += [f"    {called};\n", "    return cab_said(room);\n"]
    elif sort == "maybe" and writes:
        lines.append(f"    return {called} ? cab_said(room) : json_null();\n")
    else:
        answer = f"{_maker(one.returns)}({called})"
        lines += [f"    json *returned = {answer};\n    return cab_both(returned, room);\n"] if writes else []
        lines += [] if writes else [f"    return {answer};\n"]
    return f"static json *call_{one.call}(const json *args) {{\n{''.join(lines)}}}\n\n"


def _argument(kind: Kind, place: int) -> str:
    value = f"json_at(args, {place})"
    if kind.sort == "text":
        return f"({kind.spelled})cab_text({value})"
    if kind.sort == "number":
        return f"({kind.spelled})cab_number({value})"
    if _writes(kind):
        return f"room, ({_type(kind)})cab_whole({value})"
    return f"({_type(kind)})cab_whole({value})"


def _maker(kind: Kind | None) -> str:
    if kind is None or kind.sort == "maybe":
        return "cab_said"
    sorts = {"number": "cab_float", "boolean": "json_bool"}
    return sorts.get(kind.sort, "json_int" if kind.signed else "json_uint")
