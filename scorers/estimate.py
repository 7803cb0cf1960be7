"""Estimates from repeated runs: what one would see again, and how sure that is; None where nothing was measured."""

import math
from typing import NamedTuple

Z = 1.959963984540054  # 95 % of a normal distribution lie within so many standard deviations


class Interval(NamedTuple):
    """Where the true figure lies, with 95 % confidence."""

    low: float
    high: float


def pass_at_k(n: int, c: int, k: int) -> float | None:
    """pass@k: the chance that at least one of k runs passes, without bias from n runs of which c passed.

    1 - C(n - c, k) / C(n, k): Chen et al., Evaluating Large Language Models Trained on Code (arXiv:2107.03374),
    equation 1. None with fewer than k runs, from which it cannot be told.
    """
    if k < 1 or n < k:
        return None
    return 1 - math.comb(n - c, k) / math.comb(n, k)


def pass_hat_k(n: int, c: int, k: int) -> float | None:
    """pass^k: the chance that all of k runs pass, without bias from n runs of which c passed.

    C(c, k) / C(n, k): Yao et al., tau-bench (arXiv:2406.12045), section 4. None with fewer than k runs.
    """
    if k < 1 or n < k:
        return None
    return math.comb(c, k) / math.comb(n, k)


def wilson(n: int, c: int) -> Interval | None:
    """The score interval of a share, c of n: Wilson, Journal of the American Statistical Association 22 (1927), 209."""
    if n < 1:
        return None
    share, z2 = c / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # At 0 and at n of n one bound is exact, which the sum of floats need not be.
    return Interval(0.0 if c == 0 else max(0.0, middle - half), 1.0 if c == n else min(1.0, middle + half))


def difference(first: tuple[int, int], second: tuple[int, int]) -> Interval | None:
    """The interval of the difference of two shares, each (n, c), measured apart from one another.

    From the Wilson intervals of both: Newcombe, Statistics in Medicine 17 (1998), 873, method 10.
    """
    one, other = wilson(*first), wilson(*second)
    if one is None or other is None:
        return None
    p, q = first[1] / first[0], second[1] / second[0]
    low = p - q - math.hypot(p - one.low, other.high - q)
    high = p - q + math.hypot(one.high - p, q - other.low)
    return Interval(low, high)
