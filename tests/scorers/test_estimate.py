"""The estimators, against published examples, brute force and the truth."""

from itertools import combinations

import pytest

from scorers.estimate import difference, pass_at_k, pass_hat_k, wilson


@pytest.mark.parametrize("n", range(1, 7))
def test_they_are_the_mean_over_every_choice_of_k_runs(n: int) -> None:
    for c in range(n + 1):
        runs = [True] * c + [False] * (n - c)
        for k in range(1, n + 1):
            chosen = list(combinations(runs, k))
            assert pass_at_k(n, c, k) == pytest.approx(sum(map(any, chosen)) / len(chosen))
            assert pass_hat_k(n, c, k) == pytest.approx(sum(map(all, chosen)) / len(chosen))


@pytest.mark.parametrize(("n", "k"), [(0, 1), (1, 2), (5, 6), (3, 0)])
def test_fewer_runs_than_k_tell_nothing(n: int, k: int) -> None:
    assert pass_at_k(n, 0, k) is None
    assert pass_hat_k(n, 0, k) is None


# Newcombe, Statistics in Medicine 17 (1998), 857: table I, method 3.
@pytest.mark.parametrize(
    ("n", "c", "low", "high"),
    [(263, 81, 0.2553, 0.3662), (148, 15, 0.0624, 0.1605), (20, 0, 0.0, 0.1611), (29, 1, 0.0061, 0.1718)],
)
def test_the_interval_of_a_share_is_the_published_one(n: int, c: int, low: float, high: float) -> None:
    assert wilson(n, c) == pytest.approx((low, high), abs=5e-5)
    assert wilson(n, n - c) == pytest.approx((1 - high, 1 - low), abs=5e-5)


# Newcombe, Statistics in Medicine 17 (1998), 873: table II, method 10.
@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((70, 56), (80, 48), 0.0524, 0.3339),
        ((10, 9), (10, 3), 0.1705, 0.8090),
        ((10, 10), (10, 0), 0.6075, 1.0),
    ],
)
def test_the_interval_of_a_difference_is_the_published_one(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    assert difference(first, second) == pytest.approx((low, high), abs=5e-5)


def test_of_nothing_there_is_no_interval() -> None:
    assert wilson(0, 0) is None
    assert difference((0, 0), (4, 2)) is None
    assert difference((4, 2), (0, 0)) is None
