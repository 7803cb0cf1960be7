"""The pool: at most so many lines, opened when needed, and used again."""

from relay.line import Line


class NoLineError(RuntimeError):
    """All lines are in use."""


class Pool:
    """Lines that are lent and given back; the one that was given back last is lent first."""

    def __init__(self, size, far_end):
        if size < 1:
            raise ValueError("a pool has at least one line")
        self.size = size
        self._far_end = far_end
        self._idle = []
        self._lent = set()
        self.opened = 0

    def lend(self):
        """A line for one message."""
        if self._idle:
            line = self._idle.pop()
        elif len(self._lent) < self.size:
            self.opened += 1
            line = Line(self.opened, self._far_end)
        else:
            raise NoLineError(f"all {self.size} lines are in use")
        self._lent.add(line)
        return line

    def give_back(self, line):
        """The line can be lent again, unless it is broken: then there is room for another."""
        if line not in self._lent:
            raise ValueError(f"line {line.number} was not lent")
        self._lent.remove(line)
        if line.open:
            self._idle.append(line)

    @property
    def state(self):
        """{lent, idle, opened so far}"""
        return {"lent": len(self._lent), "idle": len(self._idle), "opened": self.opened}
