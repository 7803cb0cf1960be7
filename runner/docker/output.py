"""Output: what an executed command prints, read by a thread of its own; a slow reader slows the command down."""

import queue
import threading

from runner.docker.attached import Attached, Frame


class Output:
    """One command's."""

    def __init__(self, attached: Attached) -> None:
        self._attached = attached
        self._pieces: queue.Queue[Frame | None] = queue.Queue(maxsize=64)
        self._thread = threading.Thread(target=self._read, name="agent's output", daemon=True)
        self._thread.start()

    def next(self, seconds: float) -> Frame | None:
        """The next piece with its stream; None: the output has ended. TimeoutError: nothing within the time."""
        try:
            return self._pieces.get(timeout=max(seconds, 0.001))
        except queue.Empty:
            raise TimeoutError from None

    def close(self) -> None:
        """Lets go of it, whatever is still to come."""
        self._attached.close()
        while self._thread.is_alive():
            try:
                self._pieces.get(timeout=0.05)
            except queue.Empty:
                continue

    def _read(self) -> None:
        for frame in self._attached.frames():
            self._pieces.put(frame)
        self._pieces.put(None)
