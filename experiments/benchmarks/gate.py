"""Who is right: everyone must agree on the mean spread before anyone is timed.

Two samples agree when their means differ by at most three standard errors of the difference, the variance
pooled over both. Whoever disagrees with more than half of the others is wrong. Nobody is right by
definition, this project included.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Sample:
    """What somebody's runs gave; ``variance`` is None for those who only return a mean."""

    runs: int
    mean: float
    variance: float | None


def errors_apart(a: Sample, b: Sample, usual: float) -> float:
    """How many standard errors two means are apart; ``usual`` stands in for variances nobody reported."""
    known = [(s.runs - 1, s.variance) for s in (a, b) if s.variance is not None and s.runs > 1]
    weight = sum(runs for runs, _ in known)
    variance = sum(runs * v for runs, v in known) / weight if weight else usual
    error = math.sqrt(variance * (1 / a.runs + 1 / b.runs))
    gap = abs(a.mean - b.mean)
    if gap <= 1e-9 * max(abs(a.mean), 1.0):
        return 0.0
    return gap / error if error > 0 else math.inf


def disagreements(samples: Mapping[str, Sample]) -> dict[str, list[str]]:
    """For each one the others with whom they do not agree."""
    reported = [s.variance for s in samples.values() if s.variance is not None and s.runs > 1]
    usual = median(reported) if reported else 0.0
    return {
        a: [b for b in samples if b != a and errors_apart(samples[a], samples[b], usual) > 3.0]
        for a in samples
    }


def wrong(samples: Mapping[str, Sample]) -> set[str]:
    """Those who disagree with more than half of the others."""
    return {a for a, others in disagreements(samples).items() if 2 * len(others) > len(samples) - 1}
