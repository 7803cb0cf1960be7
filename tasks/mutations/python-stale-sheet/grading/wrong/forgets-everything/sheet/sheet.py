"""The sheet: what was typed into its cells, and what they show."""

from sheet.formula import parse, uses, value
from sheet.graph import Graph
from sheet.names import split


class CircleError(ValueError):
    """A formula that would depend on itself."""


class Sheet:
    """Cells hold whole numbers or formulas. A value is computed when it is first looked at, then kept."""

    def __init__(self):
        self._numbers = {}
        self._trees = {}
        self._graph = Graph()
        self._kept = {}
        self.computed = []

    def put(self, name, text):
        """Type `text` into a cell: a whole number, a formula that starts with `=`, or nothing."""
        split(name)
        tree = parse(text[1:]) if text.startswith("=") else None
        number = int(text) if text and tree is None else None
        needed = uses(tree) if tree else set()
        if any(self._graph.reaches(name, each) for each in needed):
            raise CircleError(f"{name} would depend on itself")
        self._graph.replace(name, needed)
        for table, content in ((self._numbers, number), (self._trees, tree)):
            table.pop(name, None)
            if content is not None:
                table[name] = content
        self._forget(name)

    def show(self, name):
        """What the cell shows; None when it is empty."""
        split(name)
        if name not in self._kept:
            self._kept[name] = self._compute(name)
        return self._kept[name]

    def _compute(self, name):
        if name not in self._trees:
            return self._numbers.get(name)
        self.computed.append(name)
        return value(self._trees[name], self.show)

    def _forget(self, name):
        """Drop what is kept of `name` and of everything that was computed from it; the rest stays."""
        self._kept.clear()
