"""A session at a board: commands as people type them."""

from board.columns import Columns
from board.history import History


class Session:
    """Runs commands; a command that fails changes nothing and cannot be undone."""

    def __init__(self, names=("todo", "doing", "done")):
        self.columns = Columns(names)
        self.history = History()

    def run(self, line):
        """Run one command, such as `move 3 doing 0`; ValueError says why it cannot be."""
        verb, *words = line.split()
        if verb in ("undo", "redo"):
            turn = self.history.back if verb == "undo" else self.history.forth
            self.columns = turn(self.columns)
            return
        if verb not in STEPS:
            raise ValueError(f"no command {verb!r}")
        before = self.columns.copy()
        try:
            STEPS[verb](self.columns, *words)
        except TypeError:
            self.columns = before
            raise ValueError(f"{verb} takes other words") from None
        except ValueError:
            self.columns = before
            raise
        self.history.keep(before)


def _add(columns, name, *words):
    columns.add(name, " ".join(words))


def _move(columns, number, name, place):
    columns.move(int(number), name, int(place))


def _stick(columns, number, *labels):
    card = columns.card(int(number))
    for label in labels:
        card.stick(label)


def _peel(columns, number, *labels):
    card = columns.card(int(number))
    for label in labels:
        card.peel(label)


def _text(columns, number, *words):
    columns.card(int(number)).text = " ".join(words)


def _finish(columns, number):
    card = columns.card(int(number))
    card.done = not card.done


def _drop(columns, number):
    columns.drop(int(number))


STEPS = {
    "add": _add,
    "move": _move,
    "stick": _stick,
    "peel": _peel,
    "text": _text,
    "finish": _finish,
    "drop": _drop,
}
