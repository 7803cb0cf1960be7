"""Function: one function of a source file, and what a call of it takes and gives as plain values."""

from typing import Literal, NamedTuple

Sort = Literal[
    "text",  # a string
    "character",  # a string of one character
    "integer",
    "number",  # a float
    "boolean",
    "nothing",  # null
    "list",  # of one kind
    "row",  # a list of fixed length, with a kind for each place
    "map",  # from strings to one kind
    "maybe",  # one kind, or null
    "outcome",  # one kind, or an error (a result only: a driver answers an error as {"error": its text})
    "any",  # languages whose parameters have no types: what tests give is taken
]


class Kind(NamedTuple):
    """A plain type: what JSON value stands for it, and how the language spells it."""

    sort: Sort
    of: tuple["Kind", ...] = ()
    bits: int | None = None  # of an integer or a number; None: without limit, or the sort has none
    signed: bool = True
    spelled: str = ""  # the type as the source has it, where a driver needs it; empty: it does not


class Function(NamedTuple):
    """One function or method; offsets are bytes of its file."""

    path: str  # posix, below the repository
    name: str  # as the source has it; a method's is `Class.method`
    home: str  # where a driver finds it: a module, a package, a class; the language's own spelling
    call: str  # what a driver calls it by, and so a case's `call`
    start: int
    end: int
    body_start: int
    body_end: int
    public: bool  # other modules may call it without an object to call it on
    parameters: tuple[Kind, ...] | None  # None: one of them is not plain
    required: int  # how many of the parameters have to be given
    names: tuple[str, ...]  # of the parameters
    returns: Kind | None  # None: not plain

    @property
    def plain(self) -> bool:
        """Whether a driver can call it with plain values and tell its result as one."""
        return self.public and self.parameters is not None and self.returns is not None

    @property
    def last(self) -> str:
        """The name by which a test in the same language calls it."""
        return self.name.rsplit(".", 1)[-1]
