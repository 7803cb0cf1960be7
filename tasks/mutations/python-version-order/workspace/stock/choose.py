"""Choosing one version of every part, so that all wishes are met."""

from stock.version import Version
from stock.wish import Wish


class NoneFitsError(ValueError):
    """There is no choice that meets every wish."""


class Shelf:
    """{part: {version: {other part: wish}}}, as shelf.json has it."""

    def __init__(self, plain):
        self.parts = {
            part: {Version(version): {other: Wish(wish) for other, wish in needs.items()} for version, needs in offers.items()}
            for part, offers in plain.items()
        }

    def newest_first(self, part):
        """All versions of a part."""
        if part not in self.parts:
            raise NoneFitsError(f"there is no part {part}")
        return sorted(self.parts[part], reverse=True)

    def latest(self, part, wish="*"):
        """The newest version that is wished for; None when there is none."""
        wanted = Wish(wish)
        return next((version for version in self.newest_first(part) if wanted.allows(version)), None)

    def choose(self, wishes):
        """{part: version} for the wishes and all that they need in turn, each as new as can be."""
        found = self._settle({}, [(part, Wish(wish)) for part, wish in sorted(wishes.items())])
        if found is None:
            raise NoneFitsError("no choice meets every wish")
        return {part: version.text for part, version in sorted(found.items())}

    def _settle(self, chosen, waiting):
        if not waiting:
            return chosen
        (part, wish), *rest = waiting
        if part in chosen:
            return self._settle(chosen, rest) if wish.allows(chosen[part]) else None
        for version in self.newest_first(part):
            if wish.allows(version):
                needs = sorted(self.parts[part][version].items())
                found = self._settle({**chosen, part: version}, rest + needs)
                if found is not None:
                    return found
        return None
