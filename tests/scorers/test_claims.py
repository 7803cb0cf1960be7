from scorers.claims import unfounded
from scorers.score import Scores
from tests import samples


def changed(axis: str, **detail: object) -> Scores:
    """The scores of the samples, with other details of one axis."""
    axes = tuple(
        each.model_copy(update={"detail": {**each.detail, **detail}}) if each.axis == axis else each
        for each in samples.scores().axes
    )
    return samples.scores(axes=axes)


def test_scores_that_the_evidence_gives_are_founded() -> None:
    assert unfounded(samples.scores(), samples.scores()) == []


def test_a_difference_after_the_twelfth_digit_is_the_machines() -> None:
    assert unfounded(changed("latency", wall_clock_ms=23815.727000000003), samples.scores()) == []
    assert unfounded(changed("latency", wall_clock_ms=23815.7271), samples.scores()) == [
        "latency.detail.wall_clock_ms is 23815.7271, its evidence gives 23815.727"
    ]


def test_what_a_later_kit_says_more_is_not_held_against_older_scores() -> None:
    assert unfounded(samples.scores(), changed("pass_rate", news=1)) == []


def test_a_claim_that_no_evidence_gives_is_told_in_short() -> None:
    (told,) = unfounded(changed("pass_rate", verified="x" * 1000), samples.scores())
    assert told.startswith('pass_rate.detail.verified is "xxx')
    assert told.endswith("…, its evidence gives nothing of the kind")
    assert len(told) < 200


def test_an_axis_that_is_twice_there_or_not_at_all_is_told() -> None:
    axes = samples.scores().axes
    for wrong in (axes[1:], (*axes, axes[-1])):
        assert unfounded(samples.scores(axes=wrong), samples.scores()) == [
            "does not have the seven axes, each once and in their order"
        ]
