"""C's types as words: which of them are plain, and what a call of a function with them takes and gives."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from runner.mutation.function import Kind

WORD = re.compile(r"[A-Za-z_]\w*|\*|\[|\S")
APART = frozenset({"static", "extern", "inline", "__inline", "__inline__", "register", "volatile", "restrict"})
SHOUTED = re.compile(r"[A-Z][A-Z0-9_]{2,}")  # a macro, such as one that exports a function
# What a parameter is called that says how long a text, or the room for one, is.
LENGTH = re.compile(
    r"n|(\w*_)?(len|length|size|sz|cap|capacity|max|maxlen|bufsize|buflen|bytes|count)\d?|\w+(len|size)"
)
INTEGERS: dict[str, tuple[int, bool]] = {
    "char": (8, True),
    "signed char": (8, True),
    "unsigned char": (8, False),
    "short": (16, True),
    "unsigned short": (16, False),
    "int": (32, True),
    "unsigned": (32, False),
    "long": (64, True),
    "unsigned long": (64, False),
    "long long": (64, True),
    "unsigned long long": (64, False),
    "size_t": (64, False),
    "ssize_t": (64, True),
    "ptrdiff_t": (64, True),
    "intmax_t": (64, True),
    "uintmax_t": (64, False),
    **{f"int{bits}_t": (bits, True) for bits in (8, 16, 32, 64)},
    **{f"uint{bits}_t": (bits, False) for bits in (8, 16, 32, 64)},
}
BYTES = frozenset({"char", "unsigned char", "signed char", "uint8_t", "int8_t"})  # that a text in C consists of
# What stands before the type of an integer, where it is the length of the text before it, or the size of the room that
# a function writes a text into.
LENGTH_OF, OUT = "length ", "out "
ROOM = 10  # bits of its size


class Declared(NamedTuple):
    """A type as words: `pointers` says how many stars, or brackets, stand behind."""

    words: tuple[str, ...]
    pointers: int
    hidden: bool  # static or inline: no other file may call it

    @property
    def base(self) -> str:
        """The type without its pointers and qualifiers, spelled in one way; empty: only macros are known of it."""
        words = [word for word in self.words if word != "const"]
        sign = "unsigned" if "unsigned" in words else "signed" if words == ["signed", "char"] else ""
        core = [word for word in words if word not in ("unsigned", "signed")]
        if len(core) > 1:
            core = [word for word in core if word != "int"]
        if sign and core == ["int"]:
            core = []
        return " ".join([*([sign] if sign else []), *sorted(core)]) or ("int" if words else "")


def declared(said: str) -> Declared:
    """What stands before a name, and the brackets behind it."""
    words = [word for word in WORD.findall(said) if not SHOUTED.fullmatch(word)]
    plain = tuple(word for word in words if word not in APART and word not in "*[]")
    pointers = sum(word in "*[" for word in words)
    return Declared(plain, pointers, any("static" in word or "inline" in word for word in words))


def scalar(said: Declared) -> Kind | None:
    """The kind of a value without pointers; None: it is none that is plain."""
    if said.pointers:
        return None
    if said.base in INTEGERS:
        bits, signed = INTEGERS[said.base]
        return Kind("integer", bits=bits, signed=signed, spelled=said.base)
    if said.base in ("double", "float"):
        return Kind("number", bits=64 if said.base == "double" else 32, spelled=said.base)
    return Kind("boolean", spelled="_Bool") if said.base in ("bool", "_Bool") else None


def taken(parameters: Sequence[tuple[str, Declared]]) -> tuple[tuple[str, ...], tuple[Kind, ...] | None]:
    """Names and kinds of what a call gives: a room for a text is left to the driver, its size is not."""
    rooms = [at for at, (_, said) in enumerate(parameters) if _is_room(said)]
    sized = all(at + 1 < len(parameters) and _is_length(*parameters[at + 1]) for at in rooms)
    rest = [at for at in range(len(parameters)) if at not in rooms]
    kinds = [_taken(*parameters[at], parameters[at - 1][1] if at else None) for at in rest]
    plain = tuple(kind for kind in kinds if kind is not None)
    whole = len(plain) == len(kinds) and sized and len(rooms) < 2
    return tuple(parameters[at][0] for at in rest), plain if whole else None


def _taken(name: str, said: Declared, before: Declared | None) -> Kind | None:
    kind = scalar(said)
    if _is_text(said):
        return Kind("text", spelled=f"const {said.base} *")
    if kind is not None and kind.spelled == "char":
        return Kind("character", spelled="char")
    if kind is None or before is None or not _is_length(name, said):
        return kind
    if _is_room(before):
        return Kind("integer", bits=ROOM, signed=False, spelled=OUT + kind.spelled)
    return kind._replace(spelled=LENGTH_OF + kind.spelled) if _is_text(before) else kind


def _is_text(said: Declared) -> bool:
    return said.base in BYTES and said.pointers == 1 and "const" in said.words


def _is_room(said: Declared) -> bool:
    return said.base == "char" and said.pointers == 1 and "const" not in said.words


def _is_length(name: str, said: Declared) -> bool:
    return said.pointers == 0 and said.base in INTEGERS and bool(LENGTH.fullmatch(name.lower()))


def given(said: Declared, kinds: tuple[Kind, ...] | None) -> Kind | None:
    """The kind of a result: a text may be NULL; nothing is plain only where a text is written into a room."""
    if said.base == "char" and said.pointers == 1:
        return Kind("maybe", (Kind("text"),), spelled="char *")
    if said.base == "void" and not said.pointers:
        writes = any(kind.spelled.startswith(OUT) for kind in kinds or ())
        return Kind("text", spelled="void") if writes else None
    return scalar(said)
