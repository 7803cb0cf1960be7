"""The options of calls on their way."""

from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from cab.check import check
from cab.traffic import Traffic, traffic, traffic_options
from proxy.budget import Budget
from proxy.limits import Limits

NOTHING: dict[str, Any] = dict.fromkeys(("speaks", "budget", "concurrency", "per_minute", "per_cell", "fault"))


def given(**said: Any) -> dict[str, Any]:
    return NOTHING | {"allow_hosted_tools": False} | said


def test_nothing_said_is_as_usual_and_says_nothing_in_the_bundle() -> None:
    assert traffic(given()) == Traffic()
    assert Traffic().facts() == {}


def test_what_is_said_is_taken_out_of_the_verbs_keywords_and_told() -> None:
    keywords = given(
        speaks="chat, messages", budget="calls=3", concurrency=2, fault="429@1", allow_hosted_tools=True, other=1
    )
    calls = traffic(keywords, Path("bodies"))
    assert keywords == {"other": 1}
    assert (calls.speaks, calls.budget, calls.limits) == (
        frozenset(("chat", "messages")),
        Budget(calls=3),
        Limits(concurrency=2),
    )
    assert calls.facts() == {
        "speaks": ["chat", "messages"],
        "budget": "calls=3",
        "faults": "429@1",
        "concurrency": 2,
        "allow_hosted_tools": True,
        "bodies": True,
    }
    assert calls.settings("0.0.0.0", 7).port == 7


@pytest.mark.parametrize(
    ("option", "text", "mend"),
    [
        ("--speaks", "chat,latin", "'latin' is none of chat, responses"),
        ("--budget", "hope=1", "it limits one of calls"),
        ("--fault", "rain@3", "there is no 'rain'"),
    ],
)
def test_what_cannot_be_understood_is_said_with_its_mend(option: str, text: str, mend: str) -> None:
    ended = CliRunner().invoke(check, [option, text])
    assert (ended.exit_code, mend in ended.output) == (2, True)


def test_every_verb_that_records_has_them() -> None:
    @click.command()
    @traffic_options
    def verb(**given: Any) -> None:
        click.echo(traffic(given).facts())

    ended = CliRunner().invoke(verb, ["--per-minute", "60"])
    assert ended.output == "{'per_minute': 60}\n"
