"""docs/isolation.md says of every fact what it means, in the words of the question itself."""

import re
from pathlib import Path

from runner.docker.questions.__main__ import FACTS
from tests.docker.test_escapes import NAMES

PAGE = (Path(__file__).parents[3] / "docs/isolation.md").read_text(encoding="utf-8")


def test_every_fact_has_a_row_with_its_own_words_and_what_holds_it_and_no_row_is_of_another() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", PAGE, re.M)
    assert [(name, words) for name, words, _ in rows] == [(one.__name__, one.__doc__) for one in FACTS]
    assert all(held_by.strip() for _, _, held_by in rows)


def test_facts_named_in_the_prose_are_facts() -> None:
    named = set(re.findall(r"^- (.+?)(?: on | is | where )", PAGE.split("the mend:")[1].split("##")[0], re.M))
    facts = {name for words in named for name in re.findall(r"`(\w+)`", words)}
    assert facts
    assert facts <= {one.__name__ for one in FACTS}


def test_the_number_of_targets_is_the_tests() -> None:
    assert f": {len(NAMES)} targets from inside" in PAGE
