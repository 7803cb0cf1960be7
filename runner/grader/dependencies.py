"""Dependencies: what a workspace's manifest files and sources ask for beside itself and the standard library."""

import ast
import json
import re
import sys
import tomllib
import warnings
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any, NamedTuple

TABLES = re.compile(
    r"(dev-|build-|optional-|peer|optional|dev|bundled?)?dependenc(y|ies)(-groups)?|requires|packages|dev-packages",
    re.IGNORECASE,
)
NODE = frozenset(
    (
        "assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto",
        "dgram", "diagnostics_channel", "dns", "domain", "events", "fs", "http", "http2", "https", "inspector",
        "module", "net", "os", "path", "perf_hooks", "process", "punycode", "querystring", "readline", "repl",
        "stream", "string_decoder", "sys", "test", "timers", "tls", "trace_events", "tty", "url", "util", "v8",
        "vm", "wasi", "worker_threads", "zlib",
    )
)  # fmt: skip


class Source(NamedTuple):
    """How a language's sources name modules: `pattern` finds one, `foreign` says whether it is another's."""

    pattern: re.Pattern[str]
    foreign: Callable[[str, frozenset[str]], bool]


def asked_for(path: str, text: str, own: frozenset[str]) -> frozenset[str]:
    """What the file at `path` asks for of others; `own`: the names of the workspace's own files and folders.

    ValueError when a manifest cannot be read as what its name says it is.
    """
    name = PurePosixPath(path).name
    for pattern, reader in MANIFESTS.items():
        if re.fullmatch(pattern, name):
            if len(text) > LONGEST:
                raise ValueError(f"more than {LONGEST} characters, which are not read")
            return frozenset(reader(text))
    suffix = PurePosixPath(path).suffix
    if suffix == ".py":
        return frozenset(f"import {name}" for name in _imported(text) if name not in own)
    source = SOURCES.get(suffix)
    found = source.pattern.findall(text) if source else []
    return frozenset(f"import {name}" for name in found if source and source.foreign(name, own))


def own_names(paths: Iterator[str] | list[str]) -> frozenset[str]:
    """The names by which a workspace's sources may ask for one another: of its folders and of its files' stems."""
    parts = (PurePosixPath(path) for path in paths)
    return frozenset(name for path in parts for name in (*path.parts[:-1], path.stem))


def _imported(text: str) -> Iterator[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (RecursionError, MemoryError):
        raise ValueError("nested too deep") from None
    except (SyntaxError, ValueError):
        return  # Python would not run it either
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            names = [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
        yield from (top for name in names if (top := name.split(".")[0]) not in sys.stdlib_module_names)


def _tables(value: Any, within: str = "") -> Iterator[str]:
    """Each entry of each table or list whose name is one for dependencies, however deep."""
    for key, below in value.items() if isinstance(value, dict) else ():
        if TABLES.fullmatch(key):
            entries = below.items() if isinstance(below, dict) else [("", one) for one in _listed(below)]
            yield from (f"{within}{key}: {name} {json.dumps(one, default=str)}" for name, one in entries)
        else:
            yield from _tables(below, f"{within}{key}.")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _parsed(parse: Callable[[str], Any]) -> Callable[[str], list[str]]:
    def entries(text: str) -> list[str]:
        try:
            return list(_tables(parse(text)))
        except RecursionError:
            raise ValueError("nested too deep") from None

    return entries


def _toml(text: str) -> dict[str, Any]:
    if any(len(line) > LONGEST_LINE for line in text.splitlines()):
        raise ValueError(f"a line of more than {LONGEST_LINE} characters")
    return tomllib.loads(text)


def _matches(pattern: str) -> Callable[[str], list[str]]:
    found = re.compile(pattern, re.MULTILINE | re.DOTALL)
    return lambda text: [" ".join(match[0].split()) for match in found.finditer(text)]


# A manifest is short; a stranger's long one would be searched for long.
LONGEST = 256 << 10

# tomllib reads a dotted key in the square of its length.
LONGEST_LINE = 4096

# By file name, a pattern; each gives what the text declares, an entry a dependency.
MANIFESTS: dict[str, Callable[[str], list[str]]] = {
    r"Cargo\.toml|pyproject\.toml|Pipfile": _parsed(_toml),
    r"package\.json": _parsed(json.loads),
    r"requirements[^/]*\.(txt|in)": _matches(r"^[ \t]*[^#\s][^\n]*"),
    r"setup\.(cfg|py)": _matches(r"^[^\n#]*(install_requires|setup_requires|extras_require)[^\n]*(\n[ \t]+[^\n]+)*"),
    r"go\.mod": _matches(r"^(?![ \t]*//)[^\n]*?\sv\d\S*|^[ \t]*replace\s[^\n]*"),
    r"pom\.xml": _matches(r"<(dependency|plugin|parent)>.{0,2000}?</\1>"),
    r"build\.gradle(\.kts)?": _matches(r"^[ \t]*\w*([iI]mplementation|[aA]pi|[cC]ompileOnly|[rR]untimeOnly)\b[^\n]*"),
    r"CMakeLists\.txt": _matches(
        r"\b(find_package|find_library|target_link_libraries|FetchContent_\w{1,40})\s{0,40}\([^)]{0,2000}\)"
    ),
    r"(GNU)?[Mm]akefile": _matches(r"(?<=\s)-l[\w+.-]+|\$\(shell pkg-config[^)]{0,200}\)"),
}

_SCRIPT = Source(
    re.compile(
        r"""(?:\bfrom\s{0,20}|\bimport\s{0,20}\(?\s{0,20}|\brequire\s{0,20}\(\s{0,20})["']([^"'\n]{1,300})["']"""
    ),
    lambda name, _own: not name.startswith((".", "/", "node:")) and name.split("/")[0] not in NODE,
)
SOURCES: dict[str, Source] = {
    **dict.fromkeys((".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx"), _SCRIPT),
    # The standard library's paths have no dot in their first part; the module's own name is one of `own`.
    ".go": Source(
        re.compile(r'^[ \t]*(?:import[ \t]+)?(?:[\w.]+[ \t]+)?"([^"\s]+)"[ \t]*(?://.*)?$', re.MULTILINE),
        lambda name, own: "." in name.split("/")[0] and name.split("/")[-1] not in own,
    ),
    ".java": Source(
        re.compile(r"^[ \t]*import[ \t]+(?:static[ \t]+)?([\w.]+)", re.MULTILINE),
        lambda name, own: not name.startswith(("java.", "javax.", "jdk.")) and not own & set(name.split(".")),
    ),
}
