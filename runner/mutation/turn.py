"""A turn: one function is looked at, and its mutants are tried until one makes a task."""

from typing import NamedTuple

from runner.mutation.function import Function
from runner.mutation.known import Known
from runner.mutation.making import Made, made
from runner.mutation.trying import Reached, Shown, reached, tried
from runner.mutation.workshop import Workshop


class Wanted(NamedTuple):
    """What is asked of a run."""

    tasks: int  # at most
    seed: int
    jobs: int
    hide: bool
    seconds: float  # for the suite


class Turn(NamedTuple):
    """What became of a function."""

    function: Function
    found: Reached | str  # a key of REASONS where it is dropped as a whole
    outcomes: tuple[Made | str, ...]  # of the mutants of this turn
    tries: int  # mutants tried so far, all turns together
    taken: tuple[str, ...]  # signatures of those that became tasks, all turns together

    @property
    def task(self) -> Made | None:
        """The task of this turn; None: there is none."""
        return next((each for each in self.outcomes if isinstance(each, Made)), None)

    @property
    def left(self) -> bool:
        """Whether it gave a task, and might give another one."""
        return not isinstance(self.found, str) and self.task is not None and self.tries < len(self.found.waiting)


def begun(shop: Workshop, known: Known, function: Function, wanted: Wanted) -> Turn:
    """A function's first turn."""
    found = reached(shop, function, known, str(wanted.seed))
    return turned(shop, known, Turn(function, found, (), 0, ()), hide=wanted.hide)


def turned(shop: Workshop, known: Known, before: Turn, *, hide: bool) -> Turn:
    """The next turn: mutants are tried from where the last one stopped."""
    if isinstance(before.found, str):
        return before
    outcomes: list[Made | str] = []
    for mutation in before.found.waiting[before.tries :]:
        if shop.stopped.is_set():
            break
        shown = tried(shop, before.found, mutation)
        if not isinstance(shown, Shown):
            outcomes.append(shown)
        elif shown.signature in before.taken:
            outcomes.append("duplicate")
        else:
            task = made(shop, known, before.found, shown, hide=hide)
            outcomes.append(task)
            if isinstance(task, Made):
                taken = (*before.taken, shown.signature)
                return Turn(before.function, before.found, tuple(outcomes), before.tries + len(outcomes), taken)
    return Turn(before.function, before.found, tuple(outcomes), before.tries + len(outcomes), before.taken)
