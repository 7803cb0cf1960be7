"""Faults: what is to go wrong on purpose, and at which of a cell's calls."""

import re
from dataclasses import dataclass, replace
from typing import Literal

EXAMPLE = "429@3,500@7-8,cut@9:200,hang@11,empty@12,slow=50ms,slow@5=2s"

Kind = Literal["status", "cut", "hang", "empty", "slow"]

PIECE = re.compile(r"(?P<what>[a-z]+|\d+)(@(?P<first>\d+)(-(?P<last>\d+))?)?(:(?P<bytes>\d+))?(=(?P<delay>[\d.]+m?s))?")

# What a piece says besides its name: where, after how many bytes, how slow.
SAYS: dict[Kind, tuple[bool | None, bool, bool]] = {
    "status": (True, False, False),
    "cut": (True, True, False),
    "hang": (True, False, False),
    "empty": (True, False, False),
    "slow": (None, False, True),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one call.

    status: that error instead of an answer; hang: no answer until the agent leaves; empty: 200 and a body without a
    byte; for these three the endpoint is not asked. cut: the connection breaks after so many bytes of the answer's
    body; slow: the answer as it is, each piece of it late. Any of them may be slow, too.
    """

    kind: Kind
    status: int | None = None  # None: of another kind
    after_bytes: int | None = None  # None: of another kind
    delay_s: float = 0.0  # before each piece of the answer

    @property
    def name(self) -> str:
        """What the record calls it: the status, or the kind."""
        return self.kind if self.status is None else str(self.status)

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of the call's record."""
        also = ("injected:slow",) if self.delay_s and self.kind != "slow" else ()
        return (f"injected:{self.name}", *also)

    @property
    def message(self) -> str:
        """What the record and, in a status's body, the agent are told."""
        what = {"status": f"status {self.status}", "cut": f"cut after {self.after_bytes} bytes"}
        return f"injected fault: {what.get(self.kind, self.kind)}"

    @property
    def unspoilt(self) -> "Fault | None":
        """What is left of it where the answer ended before the cut; None: nothing."""
        return Fault("slow", delay_s=self.delay_s) if self.delay_s else None

    @property
    def retry_after(self) -> int | None:
        """The seconds of the Retry-After that endpoints send with such a status; None: they send none."""
        return 1 if self.status in (429, 503) else None


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults of a run; `always` is the slowness of all calls that no fault of their own names."""

    by_call: tuple[tuple[range, Fault], ...] = ()
    always: Fault | None = None
    text: str = ""  # as it was given

    def at(self, n: int) -> Fault | None:
        """What goes wrong with a cell's n-th call, n = 1, 2, …; None: nothing."""
        for calls, fault in self.by_call:
            if n in calls:
                return replace(fault, delay_s=fault.delay_s or (self.always.delay_s if self.always else 0.0))
        return self.always


def parse(text: str) -> Faults:
    """The faults that `--fault` gives, such as 429@3,500@7-8,cut@9:200,slow=50ms."""
    by_call: list[tuple[range, Fault]] = []
    always = None
    for piece in text.split(","):
        calls, fault = _one(piece.strip())
        if calls is None:
            if always is not None:
                raise ValueError(f"faults {text!r}: slow= is said twice for all calls; say it once")
            always = fault
            continue
        for other, _ in by_call:
            if shared := range(max(calls.start, other.start), min(calls.stop, other.stop)):
                raise ValueError(f"faults {text!r}: call {shared.start} has two; give each call one")
        by_call.append((calls, fault))
    return Faults(tuple(by_call), always, text)


def _one(piece: str) -> tuple[range | None, Fault]:
    found = PIECE.fullmatch(piece)
    if found is None:
        raise ValueError(f"fault {piece!r} is not understood; e.g. {EXAMPLE}")
    fault = _fault(piece, found)
    where, after, late = SAYS[fault.kind]
    said = (found["first"] is not None, found["bytes"] is not None, found["delay"] is not None)
    if said[1:] != (after, late) or (where and not said[0]):
        raise ValueError(f"fault {piece!r} says too much or too little for {found['what']}; e.g. {EXAMPLE}")
    if not said[0]:
        return None, fault
    first = int(found["first"])
    last = int(found["last"] or first)
    if not 1 <= first <= last:
        raise ValueError(f"fault {piece!r}: calls are counted 1, 2, 3 and a range goes up; e.g. {EXAMPLE}")
    return range(first, last + 1), fault


def _fault(piece: str, found: re.Match[str]) -> Fault:
    what = found["what"]
    if what.isdigit():
        if not 400 <= int(what) <= 599:
            raise ValueError(f"fault {piece!r}: an error's status is 400 to 599; e.g. {EXAMPLE}")
        return Fault("status", status=int(what))
    for kind in ("cut", "hang", "empty", "slow"):
        if what == kind:
            after = int(found["bytes"]) if found["bytes"] else None
            return Fault(kind, after_bytes=after, delay_s=_seconds(piece, found["delay"]))
    raise ValueError(f"fault {piece!r}: there is no {what!r}, but a status, cut, hang, empty, slow; e.g. {EXAMPLE}")


def _seconds(piece: str, delay: str | None) -> float:
    if delay is None:
        return 0.0
    try:
        seconds = float(delay[:-2]) / 1000 if delay.endswith("ms") else float(delay[:-1])
    except ValueError:
        raise ValueError(f"fault {piece!r}: {delay!r} is no time; e.g. {EXAMPLE}") from None
    if not 0 < seconds <= 3600:
        raise ValueError(f"fault {piece!r}: a delay is more than 0 and at most an hour; e.g. {EXAMPLE}")
    return seconds
