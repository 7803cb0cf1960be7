"""The pipeline: a repository in, sound tasks out, the same for a seed whatever runs side by side."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from runner.grader.jail import children
from runner.grader.place import Place
from runner.mutation.about import slug
from runner.mutation.draw import chance
from runner.mutation.examples import examples
from runner.mutation.function import Function
from runner.mutation.known import Known, known
from runner.mutation.making import Made
from runner.mutation.repo import Repo
from runner.mutation.tally import Tally, account
from runner.mutation.turn import Turn, Wanted, begun, turned
from runner.mutation.workshop import Workshop, workshop
from runner.mutation.writing import written

HAS = "Python's unittest and pytest, Node, cargo, go, java, javac, make, gcc"
ENTRY = (
    "a plain entry is a function that others may call, whose parameters and result are texts, numbers, booleans, null, "
    "or lists and maps of those: by their types, or by calls with literals in the tests"
)


Tell = Callable[[Tally], None]


class Prepared(NamedTuple):
    """A repository of which mutants can be judged."""

    shop: Workshop
    known: Known  # of the original
    functions: tuple[Function, ...]


def prepared(repo: Repo, place: Place, folder: Path, wanted: Wanted) -> Prepared:
    """Asks the original all that its mutants will be asked; ValueError with the mend when none could be judged.

    `folder` is an empty one, which stands for as long as what is given back is used.
    """
    contents = repo.contents
    functions = tuple(each for path in repo.sources for each in repo.grammar.functions(contents[path], path))
    entries = repo.grammar.entries(functions, contents)
    if not entries:
        raise ValueError(f"{repo.folder}: none of its {len(functions)} functions is a plain entry; {ENTRY}")
    shop = workshop(repo, place, repo.grammar.driver(entries, contents), folder, wanted.seconds)
    _sound(shop)
    seed = str(wanted.seed)
    answered = known(shop, entries, examples(repo, entries, seed), seed)
    if not answered.calls:
        why = "; ".join(f"{name}: {reason}" for name, reason in list(answered.dropped.items())[:5])
        raise ValueError(f"{repo.folder}: no plain entry that answers alike each time ({why}); {ENTRY}")
    return Prepared(shop, answered, functions)


def _sound(shop: Workshop) -> None:
    """ValueError where the tests do not pass, twice, on the untouched repository."""
    for _ in range(2):
        done = shop.suite(shop.repo.files)
        if done.exit_code != 0:
            how = "are not done in time (--timeout)" if done.timed_out else f"fail with exit code {done.exit_code}"
            said = f"{done.stdout_tail}\n{done.stderr_tail}".strip()[-1200:]
            raise ValueError(
                f"{shop.repo.folder}: its own tests ({' '.join(shop.repo.native)}) {how} before anything is changed; "
                f"mend that, or say with --test how they are run by what the grader has ({HAS}): {said}"
            )


def mutate(ready: Prepared, out: Path, wanted: Wanted, tell: Tell) -> Tally:
    """Writes up to `count` tasks below `out`, which is there, and mutate.json beside them, however it ends."""
    repo = ready.shop.repo
    tally = Tally(functions=len(ready.functions), entries=len({call.entry.call for call in ready.known.calls}))
    tell(tally)
    order = sorted(ready.functions, key=lambda each: (each.path, each.start))
    chance(str(wanted.seed)).shuffle(order)
    done = False
    try:
        with ThreadPoolExecutor(wanted.jobs) as pool, _stopped_at_the_end(ready.shop):
            for task in _taken(_Line(pool, ready, wanted), order, tally):
                if task is not None:
                    name = f"{slug(repo.about.package)}-{len(tally.made) + 1}"
                    written(ready.shop, task, out / name, name)
                    tally.made.append(task)
                tell(tally)
        done = True
    finally:
        if done or tally.made:
            (out / "mutate.json").write_text(account(repo, ready.known, tally, wanted), encoding="utf-8")
    return tally


class _Line(NamedTuple):
    """Where turns are taken, some at a time, and given back in order."""

    pool: ThreadPoolExecutor
    ready: Prepared
    wanted: Wanted

    def first(self, functions: Sequence[Function]) -> Iterator[Turn]:
        """The first turns."""
        return self._in_order(
            partial(begun, self.ready.shop, self.ready.known, each, self.wanted) for each in functions
        )

    def next(self, turns: Sequence[Turn]) -> Iterator[Turn]:
        """The turns after those."""
        shop, known, hide = self.ready.shop, self.ready.known, self.wanted.hide
        return self._in_order(partial(turned, shop, known, each, hide=hide) for each in turns)

    def _in_order(self, jobs: Iterator[Callable[[], Turn]]) -> Iterator[Turn]:
        waiting = deque(self.pool.submit(job) for job in islice(jobs, self.wanted.jobs))
        while waiting:
            turn = waiting.popleft().result()
            waiting += [self.pool.submit(job) for job in islice(jobs, 1)]
            yield turn


def _taken(line: _Line, order: Sequence[Function], tally: Tally) -> Iterator[Made | None]:
    """Tasks, one of a function, and where these are too few another one of each; None: a turn without one."""
    signatures: set[str] = set()
    again: list[Turn] = []
    for turn in line.first(order):
        tally.count(turn, first=True)
        if turn.left:
            again.append(turn)
        yield _new(turn, signatures, tally)
        if len(tally.made) >= line.wanted.tasks:
            return
    for turn in line.next(again):
        tally.count(turn, first=False)
        yield _new(turn, signatures, tally)
        if len(tally.made) >= line.wanted.tasks:
            return


def _new(turn: Turn, signatures: set[str], tally: Tally) -> Made | None:
    """The turn's task, unless another one answers just as its mutant does."""
    task = turn.task
    if task is None:
        return None
    if task.shown.signature in signatures:
        tally.dropped["duplicate"] += 1
        return None
    signatures.add(task.shown.signature)
    return task


@contextmanager
def _stopped_at_the_end(shop: Workshop) -> Iterator[None]:
    """However the block ends, what is still at work ends at once, and with it the programs that it runs."""
    others = set(children())  # of whoever mutates within a larger program
    try:
        yield
    finally:
        shop.stopped.set()
        for pid in set(children()) - others:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
