"""Rust's crate: its name, and what its attributes leave out of the build."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tree_sitter import Node

from runner.mutation.grammar import Files, text

ON = {"unix", "debug_assertions", 'target_os="linux"', 'target_family="unix"', 'panic="unwind"'}
COMMENTS = {"line_comment", "block_comment"}


def attributed(top: Node) -> Iterator[tuple[Node, list[bytes]]]:
    """What stands in a module, a type or a trait, each with its attributes."""
    attributes: list[bytes] = []
    for node in top.named_children:
        if node.type == "attribute_item":
            attributes.append(text(node))
        elif node.type not in COMMENTS:
            yield node, attributes
            attributes = []


def is_test(attributes: Sequence[bytes]) -> bool:
    """Whether what has these attributes is there for tests alone."""
    return any(re.match(rb"#\[\s*(cfg\(\s*test\s*\)|(\w+::)*(test|bench)\b)", one) for one in attributes)


def library(files: Files) -> str | None:
    """The name by which others call the crate; None: it has no library in src/lib.rs."""
    said = _manifest(files)
    lib, package = said.get("lib", {}), said.get("package", {})
    if "src/lib.rs" not in files or not package.get("name") or lib.get("proc-macro"):
        return None
    return str(lib.get("name") or package["name"]).replace("-", "_")


def _manifest(files: Files) -> dict[str, Any]:
    try:
        return tomllib.loads(files.get("Cargo.toml", b"").decode("utf-8", "replace"))
    except tomllib.TOMLDecodeError:
        return {}


def features(files: Files) -> frozenset[str]:
    """Those that are on by default."""
    said: Mapping[str, list[str]] = _manifest(files).get("features", {})
    on, waiting = set(), ["default"]
    while waiting:
        name = waiting.pop()
        if name not in on:
            on.add(name)
            waiting += said.get(name, [])
    return frozenset(on)


def off(attributes: Sequence[bytes], on: frozenset[str]) -> bool:
    """Whether a `cfg` takes it out of the build."""
    said = [re.sub(r"\s+", "", one.decode("utf-8", "replace")) for one in attributes]
    conditions = [one.removeprefix("#[cfg(").removesuffix(")]") for one in said if one.startswith("#[cfg(")]
    return any(not _holds(one, on) for one in conditions)


def _holds(condition: str, on: frozenset[str]) -> bool:
    word, _, inner = condition.partition("(")
    if word in {"not", "all", "any"} and inner:
        parts = [_holds(one, on) for one in _parts(inner.removesuffix(")"))]
        return {"not": not parts[0], "all": all(parts), "any": any(parts)}[word] if parts else word == "all"
    feature = re.fullmatch(r'feature="([^"]*)"', condition)
    return feature[1] in on if feature else condition in ON


def _parts(inner: str) -> list[str]:
    parts, depth = [""], 0
    for letter in inner:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [one for one in parts if one]
