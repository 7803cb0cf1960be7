"""Edits as text: aider's SEARCH/REPLACE blocks."""

from collections.abc import Mapping


def search_replace(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """One block for each file of `after`; a file that is not in `before` is created by an empty SEARCH."""
    blocks = [_block(path, before.get(path, ""), content) for path, content in after.items()]
    return "These edits make the reference solution.\n\n" + "\n".join(blocks)


def _block(path: str, old: str, new: str) -> str:
    return f"{path}\n```\n<<<<<<< SEARCH\n{_ended(old)}=======\n{_ended(new)}>>>>>>> REPLACE\n```\n"


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"
