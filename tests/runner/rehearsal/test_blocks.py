"""Edits as text, in the form aider reads."""

from runner.rehearsal.blocks import search_replace


def test_a_changed_file_is_searched_whole_and_a_new_one_has_an_empty_search() -> None:
    assert search_replace({"a.py": "old\n"}, {"a.py": "new\n", "REFUSAL.md": "because"}) == (
        "These edits make the reference solution.\n\n"
        "a.py\n```\n<<<<<<< SEARCH\nold\n=======\nnew\n>>>>>>> REPLACE\n```\n\n"
        "REFUSAL.md\n```\n<<<<<<< SEARCH\n=======\nbecause\n>>>>>>> REPLACE\n```\n"
    )
