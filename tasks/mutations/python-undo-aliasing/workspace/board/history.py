"""What was, and what was undone."""

LONGEST = 50


class History:
    """States before each step, newest last, and those that were undone."""

    def __init__(self):
        self._past = []
        self._future = []

    def keep(self, state):
        """Note the state before a step that went well; what was undone can no longer be redone."""
        self._past = [*self._past, state][-LONGEST:]
        self._future.clear()

    def back(self, now):
        """The state before the last step."""
        return self._turn(self._past, self._future, now, "undo")

    def forth(self, now):
        """The state that was undone last."""
        return self._turn(self._future, self._past, now, "redo")

    @staticmethod
    def _turn(source, target, now, what):
        if not source:
            raise ValueError(f"nothing to {what}")
        target.append(now)
        return source.pop()
