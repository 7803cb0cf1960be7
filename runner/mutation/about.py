"""About a repository: its name, its version and its licence, as its own files say them."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from runner.grader.files import Files

UNKNOWN = "not stated in the repository"
LICENCES = re.compile(r"(licen[cs]e|copying|unlicense)([.-].*)?", re.IGNORECASE)
# What the licence's text says first, in this order, by its SPDX name.
SPOKEN = (
    ("Apache-2.0", r"Apache License,?\s+Version 2"),
    ("MPL-2.0", r"Mozilla Public License,?\s+Version 2"),
    ("AGPL-3.0", r"GNU AFFERO GENERAL PUBLIC LICENSE\s+Version 3"),
    ("LGPL-3.0", r"GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3"),
    ("LGPL-2.1", r"GNU LESSER GENERAL PUBLIC LICENSE\s+Version 2\.1"),
    ("GPL-3.0", r"GNU GENERAL PUBLIC LICENSE\s+Version 3"),
    ("GPL-2.0", r"GNU GENERAL PUBLIC LICENSE\s+Version 2"),
    ("MIT", r"Permission is hereby granted, free of charge"),
    ("ISC", r"Permission to use, copy, modify, and(/or)? distribute this software"),
    ("BSD-3-Clause", r"Redistribution and use in source and binary(.|\n)*Neither the name"),
    ("BSD-2-Clause", r"Redistribution and use in source and binary"),
    ("Unlicense", r"This is free and unencumbered software"),
    ("Zlib", r"This software is provided 'as-is'"),
)


class About(NamedTuple):
    """What a task's provenance says of where it comes from."""

    package: str
    version: str | None  # None: the repository does not say
    licence: str

    @property
    def origin(self) -> str:
        """The package with its version, where it has one."""
        return f"{self.package} {self.version}" if self.version else self.package


def about(folder: Path, files: Files) -> About:
    """The first that says so wins; the folder's name and the licence's own text are the last resort."""
    said = [fields(files[name].content.decode("utf-8", "replace")) for name, fields in READ if name in files]

    def first(key: str) -> str | None:
        return next((each[key] for each in said if isinstance(each.get(key), str) and each[key].strip()), None)

    return About(
        first("name") or folder.resolve().name, first("version"), first("license") or _spoken(files) or UNKNOWN
    )


def slug(name: str) -> str:
    """The name as a part of a task's id."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "repository"


def _spoken(files: Files) -> str | None:
    for path in sorted(files):
        if LICENCES.fullmatch(path):
            text = files[path].content.decode("utf-8", "replace")
            return next((name for name, words in SPOKEN if re.search(words, text)), f"as {path} says")
    return None


def _cargo(text: str) -> dict[str, Any]:
    return _table(text, "package")


def _pyproject(text: str) -> dict[str, Any]:
    project = _table(text, "project")
    licence = project.get("license")
    return project | {"license": licence.get("text") if isinstance(licence, dict) else licence}


def _table(text: str, name: str) -> dict[str, Any]:
    try:
        found = tomllib.loads(text).get(name)
    except tomllib.TOMLDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _package_json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _go_mod(text: str) -> dict[str, Any]:
    module = re.search(r"^module\s+\S*?([^/\s]+)(/v\d+)?\s*$", text, re.MULTILINE)
    return {"name": module[1]} if module else {}


def _pom(text: str) -> dict[str, Any]:
    """What a project of Maven says of itself, not of its parent, nor of what it needs."""
    own = re.sub(
        r"<!--.*?-->|<(parent|properties|build|\w*[dD]ependenc\w*|profiles)>.*?</\1>", "", text, flags=re.DOTALL
    )
    found = {key: re.search(rf"<{tag}>\s*([^<$]+?)\s*</{tag}>", own) for key, tag in POM.items()}
    return {key: each[1] for key, each in found.items() if each}


POM = {"name": "artifactId", "version": "version"}


def _pkg_info(text: str) -> dict[str, Any]:
    return dict(_headers(text.partition("\n\n")[0]))


def _headers(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, _, value = line.partition(": ")
        if name in ("Name", "Version", "License") and value != "UNKNOWN":
            yield name.lower(), value


READ: tuple[tuple[str, Callable[[str], dict[str, Any]]], ...] = (
    ("Cargo.toml", _cargo),
    ("package.json", _package_json),
    ("PKG-INFO", _pkg_info),
    ("pyproject.toml", _pyproject),
    ("go.mod", _go_mod),
    ("pom.xml", _pom),
)
