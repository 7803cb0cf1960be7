import copy
import json
from pathlib import Path
from typing import Any

import pytest

from scorers import facts

CASES = Path(__file__).parent / "published-cells.json"
REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "published-cells.json"


def published() -> Any:
    return json.loads(CASES.read_text(encoding="utf-8"))


def written(folder: Path, content: object) -> Path:
    path = folder / "facts.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def changed(field: str, value: object) -> Any:
    content = copy.deepcopy(published())
    content["cells"][1][field] = value
    return content


def test_the_published_composites_come_out_the_first_to_its_last_digit() -> None:
    expected = [(cell["cell_id"], cell["published_composite"]) for cell in published()["cells"]]
    found = facts.composites(CASES)
    assert found[0] == expected[0]
    assert [(cell, round(value, 3)) for cell, value in found[1:]] == expected[1:]
    assert len(found) == 6


def test_the_cases_here_are_those_of_the_reference() -> None:
    # The reference stands beside the project, where it stands at all.
    if REFERENCE.exists():
        assert json.loads(REFERENCE.read_text(encoding="utf-8")) == published()


@pytest.mark.parametrize("said", [None, 0.123, "0.9", "left out"])
def test_the_published_composite_is_never_read(tmp_path: Path, said: object) -> None:
    content = published()
    for cell in content["cells"]:
        if said == "left out":
            del cell["published_composite"]
        else:
            cell["published_composite"] = said
    assert facts.composites(written(tmp_path, content)) == facts.composites(CASES)


def test_tokens_that_were_recorded_cost_something_in_0_1_too(tmp_path: Path) -> None:
    content = changed("tokens_recorded", value=True)
    content["cells"][1]["total_tokens"] = 90_000
    before, after = facts.composites(CASES)[1][1], facts.composites(written(tmp_path, content))[1][1]
    assert after == pytest.approx(before - 0.15 / 2)


def test_methodology_1_0_scores_the_same_facts_with_integrity_as_a_gate() -> None:
    assert [round(value, 3) for _, value in facts.composites(CASES, "1.0")] == [0.875, 0.86, 0.792, 0, 0.786, 0]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("pass_rate", 1.5, "pass_rate: Input should be less than or equal to 1"),
        ("pass_rate", "1", "pass_rate: Input should be a valid number"),
        ("pass_rate", None, "pass_rate: Input should be a valid number"),
        ("integrity", True, "integrity: Input should be a valid number"),
        ("unexpected_changes", 2, ": unexpected_changes is more than total_changes"),
        ("total_changes", 1.5, "total_changes: Input should be a valid integer"),
        ("wall_clock_ms", -1, "wall_clock_ms: Input should be greater than or equal to 0"),
        ("tokens_recorded", 0, "tokens_recorded: Input should be a valid boolean"),
        ("tokens_recorded", True, ": tokens_recorded is true, so total_tokens must say how many"),
        ("refusal_produced", None, ": expected_refusal is true, so refusal_produced must be true or false"),
    ],
)
def test_a_wrong_field_is_named_with_its_file_and_cell(tmp_path: Path, field: str, value: object, said: str) -> None:
    path = written(tmp_path, changed(field, value))
    with pytest.raises(ValueError, match="ambiguous-ticket") as raised:
        facts.composites(path)
    assert str(raised.value).startswith(f"{path}: cell 2 (")
    assert said in str(raised.value)


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    content = published()
    del content["cells"][0]["wall_clock_ms"]
    with pytest.raises(ValueError, match=r"facts\.json: cell 1 \(free.*\): wall_clock_ms: Field required"):
        facts.composites(written(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "not JSON"),
        ('{"cells": [NaN]}', "not JSON"),
        ("[" * 5000, "not JSON"),
        ("[]", 'has no list "cells"'),
        ('{"cells": {}}', 'has no list "cells"'),
        ('{"cells": [1]}', "cell 1: Input should be"),
    ],
)
def test_what_is_no_facts_file_is_a_value_error_that_names_it(tmp_path: Path, content: str, said: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(ValueError, match=r"facts\.json") as raised:
        facts.composites(path)
    assert said in str(raised.value)


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        facts.composites(tmp_path / "none.json")
