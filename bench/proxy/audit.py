"""Audit: whether the journal holds what the load generator counted; without it our row would be a claim."""

from pathlib import Path

import orjson

from proxy.verify import verify


class Audit:
    """One journal, followed from case to case."""

    def __init__(self, journal: Path) -> None:
        self._journal = journal
        self._read = 0

    def count(self, case: str, answers: int) -> None:
        """Every answer since the last count has its terminal line, on disk by now; RuntimeError otherwise."""
        with self._journal.open("rb") as file:
            file.seek(self._read)
            lines = file.read().splitlines()
            self._read = file.tell()
        ends = [orjson.loads(line)["end"] for line in lines if b'"kind":"call"' in line]
        if ends != ["complete"] * answers or len(lines) != 2 * answers:
            raise RuntimeError(
                f"{case}: {answers} answers came, {self._journal} holds {len(lines)} lines, "
                f"{len(ends)} of them terminal, {ends.count('complete')} complete"
            )

    def close(self) -> None:
        """The whole chain holds; RuntimeError otherwise."""
        if problems := verify(self._journal):
            raise RuntimeError(f"{self._journal}: {len(problems)} problems, the first: {problems[0]}")
