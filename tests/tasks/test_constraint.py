"""A constraint says what its rule needs, and nothing else."""

import pytest
from pydantic import ValidationError

from tasks.constraint import NEEDS, Constraint


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"rule": "untouched"}, "needs globs"),
        ({"rule": "max_lines"}, "needs most"),
        ({"rule": "no_lines", "globs": ("**",)}, "needs pattern"),
        ({"rule": "no_network", "most": 3}, "has no use for most"),
        ({"rule": "no_lines", "globs": ("**",), "pattern": "("}, "is no regular expression"),
        ({"rule": "be_kind"}, "Input should be"),
        ({"rule": "max_files", "most": -1}, "greater than or equal to 0"),
    ],
)
def test_what_a_rule_lacks_or_cannot_use_is_said(given: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said.replace("(", r"\(")):
        Constraint.model_validate({"says": "so", **given})


def test_every_rule_takes_globs() -> None:
    known: dict[str, object] = {"globs": ("src/**",), "most": 1, "pattern": "x"}
    for rule, needs in NEEDS.items():
        given = {name: value for name, value in known.items() if name in needs | {"globs"}}
        assert Constraint.model_validate({"says": "so", "rule": rule, **given}).globs == ("src/**",)
