"""Which calls were no step of the work, each counted once."""

import pytest

from scorers.used import used, wasted
from tests.samples import ABSENT_USAGE, call, failed_call, usage


@pytest.mark.parametrize(
    ("why", "made"),
    [
        ("refused", call(1, end="refused", tags=["budget:calls", "title"], usage=ABSENT_USAGE)),
        ("failed", failed_call(1, 500)),
        ("failed", call(1, end="upstream_truncated")),
        ("failed", failed_call(1, 400, end="complete", tags=["title"])),
        ("aborted", call(1, end="client_aborted", tags=["title", "aborted"])),
        ("duplicate", call(1, tags=["title", "duplicate"])),
        ("title", call(1, tags=["title"])),
        ("compaction", call(1, tags=["compaction"])),
        ("quota_probe", call(1, tags=["quota_probe"])),
    ],
)
def test_a_call_is_wasted_for_the_first_reason_that_holds(why: str, made: object) -> None:
    assert list(wasted((made, call(2)))) == [why]  # type: ignore[arg-type]  # parametrize loses the type


def test_a_step_of_the_work_is_no_waste_and_neither_is_a_list_of_models() -> None:
    listed = failed_call(2, 404, dialect="other", method="GET", path="/v1/models")
    assert wasted((call(1), call(3, tags=["injected:slow"]), listed)) == {}


def test_what_wasted_calls_used_is_summed_with_what_nobody_knows_beside_it() -> None:
    of = wasted((call(1, tags=["title"]), call(2, tags=["title"], usage=ABSENT_USAGE)))["title"]
    assert (of.calls, len(of.counted), len(of.unknown)) == (2, 1, 1)
    assert of.total is None


def test_dollars_are_known_only_where_those_of_every_call_are() -> None:
    said, priced = {"usd": 0.5, "source": "upstream"}, {"usd": 0.25, "source": "prices"}
    assert used((call(1, cost=said), call(2, cost=priced), failed_call(3))).usd == 0.75
    assert used((call(1, cost=said), call(2))).usd is None
    assert used((call(1, usage=usage()), failed_call(2))).usd is None
