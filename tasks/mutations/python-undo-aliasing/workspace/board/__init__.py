"""A board of cards in columns, with undo and redo."""

from board.session import Session

__all__ = ["Session"]
