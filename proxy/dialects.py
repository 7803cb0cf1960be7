"""Dialects: the one list of them, and whose a request is."""

import re
from typing import NamedTuple

from proxy import chat, completions, embeddings, gemini, messages, responses
from proxy.dialect import Dialect, aside

DIALECTS: tuple[Dialect, ...] = (
    chat.DIALECT,
    completions.DIALECT,
    embeddings.DIALECT,
    responses.DIALECT,
    messages.DIALECT,
    gemini.DIALECT,
)


class Route(NamedTuple):
    """A method and a path that pass, and what is spoken there."""

    method: str
    path: re.Pattern[str]
    dialect: Dialect


ROUTES = [
    Route(method, re.compile(path), spoken)
    for dialect in DIALECTS
    for spoken, routes in ((dialect, dialect.routes), (aside(dialect), dialect.aside))
    for method, path in routes
]


def find(method: str, path: str) -> tuple[Dialect, bool]:
    """What is spoken at a path, and whether there is such a route; without one, whose agents would look there."""
    for route in ROUTES:
        if route.method == method and route.path.fullmatch(path):
            return route.dialect, True
    return aside(max((it for it in DIALECTS if path.startswith(it.under)), key=lambda it: len(it.under))), False
