"""Text backwards, for window stickers."""

from mirror.clusters import clusters
from mirror.reverse import reverse

__all__ = ["clusters", "reverse"]
