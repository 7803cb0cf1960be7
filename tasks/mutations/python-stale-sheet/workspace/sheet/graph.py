"""Which cell's formula speaks of which cells."""


class Graph:
    """Edges in both directions."""

    def __init__(self):
        self._uses = {}
        self._used_by = {}

    def replace(self, name, uses):
        """From now on the formula of `name` speaks of `uses`, and of nothing else."""
        for old in self._uses.pop(name, ()):
            self._used_by[old].discard(name)
        self._uses[name] = set(uses)
        for new in uses:
            self._used_by.setdefault(new, set()).add(name)

    def used_by(self, name):
        """The cells whose formulas speak of `name` directly."""
        return set(self._used_by.get(name, ()))

    def reaches(self, name, target):
        """Whether the value of `target` depends on `name`, over any number of formulas."""
        seen, waiting = set(), [name]
        while waiting:
            each = waiting.pop()
            if each == target:
                return True
            if each not in seen:
                seen.add(each)
                waiting += self.used_by(each)
        return False
