"""Scope: the function that an operator works in, and the grammar of its file."""

from typing import NamedTuple

from runner.mutation.function import Function
from runner.mutation.grammar import Grammar


class Scope(NamedTuple):
    """What an operator knows beside the node it looks at."""

    grammar: Grammar
    function: Function
