"""Which points a study runs: full grid, Latin hypercube, Sobol' sequence, or one factor at a time."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from stonecast.scenario.study import FactorSpec, StudySpec

Point = tuple[Any, ...]
"""The values of all factors, in the order of the study file."""


def points(spec: StudySpec, whole: Sequence[bool], own: Sequence[Any]) -> list[Point]:
    """Return the points of a study, in an order that never changes.

    Parameters
    ----------
    spec
        The study.
    whole
        For each factor, whether its setting is a whole number: a range then gives whole numbers.
    own
        For each factor, the value that the scenario itself has.
    """
    if spec.design in ("latin_hypercube", "sobol"):
        return _sample(spec, whole)
    levels = [_levels(factor, spec.points or 0, w) for factor, w in zip(spec.factors, whole, strict=True)]
    if spec.design == "grid":
        return list(itertools.product(*levels))
    made: list[Point] = [tuple(own)]
    for turn, values in enumerate(levels):
        others = [(*own[:turn], value, *own[turn + 1 :]) for value in values if value != own[turn]]
        made += others
    return made


def at(factor: FactorSpec, share: float, whole: bool) -> Any:
    """Return the value of a factor at a share (0 to 1) of its distribution."""
    if factor.values is not None:
        return factor.values[min(int(share * len(factor.values)), len(factor.values) - 1)]
    low, high = float(factor.low or 0.0), float(factor.high or 0.0)
    if factor.distribution == "loguniform":
        value = min(high, max(low, math.exp(math.log(low) + share * (math.log(high) - math.log(low)))))
        return round(value) if whole else value
    if whole or factor.distribution == "integer":
        # Every whole number has an equal share.
        first, last = math.ceil(low), math.floor(high)
        return min(last, first + int(share * (last - first + 1)))
    return low + share * (high - low)


def _levels(factor: FactorSpec, count: int, whole: bool) -> list[Any]:
    """Return the listed values, or so many levels from the lowest to the highest."""
    if factor.values is not None:
        return list(factor.values)
    shares = [step / (count - 1) for step in range(count)]
    if factor.distribution == "loguniform":
        made = [at(factor, share, whole) for share in shares]
    else:
        low, high = float(factor.low or 0.0), float(factor.high or 0.0)
        made = [low + share * (high - low) for share in shares]
        if whole or factor.distribution == "integer":
            made = [round(value) for value in made]
    return list(dict.fromkeys(made))


def _sample(spec: StudySpec, whole: Sequence[bool]) -> list[Point]:
    from scipy.stats import qmc

    # The sampler is given a generator of its own: the points hang on the seed of the study alone.
    generator = np.random.Generator(np.random.PCG64(spec.seed))
    number, count = len(spec.factors), spec.points or 0
    sampler: Any
    if spec.design == "sobol":
        sampler = qmc.Sobol(number, scramble=True, rng=generator)
    else:
        sampler = qmc.LatinHypercube(number, rng=generator)
    shares = sampler.random(count).tolist()
    return [
        tuple(at(f, share, w) for f, share, w in zip(spec.factors, row, whole, strict=True)) for row in shares
    ]
