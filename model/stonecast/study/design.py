"""Which points a study runs: a full grid, one factor at a time, or a sample of the factors' ranges."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError
from stonecast.scenario.study import SAMPLED, FactorSpec, StudySpec

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
    if spec.design in SAMPLED:
        rows = shares(spec).tolist()
        return [
            tuple(at(f, share, w) for f, share, w in zip(spec.factors, row, whole, strict=True))
            for row in rows
        ]
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


def shares(spec: StudySpec) -> NDArray[np.float64]:
    """Return where a sampled design looks, as shares (0 to 1) of each factor's distribution.

    Shape (points, factors). ``morris``: trajectories of one point more than there are factors, on 4 levels
    (Morris 1991, 10.1080/00401706.1991.10484804). ``saltelli``: for each row of a Sobol' sequence A, the
    same with one factor at a time taken from B, then B (Saltelli et al. 2010, 10.1016/j.cpc.2009.09.018).

    Raises
    ------
    InputError
        If the design needs SALib, and it is not installed.
    """
    from scipy.stats import qmc

    # The sampler is given a generator of its own: the points hang on the seed of the study alone.
    generator = np.random.Generator(np.random.PCG64(spec.seed))
    number, count = len(spec.factors), spec.points or 0
    if spec.design in ("morris", "saltelli"):
        return _of_salib(spec.design, number, count, generator)
    sampler: Any
    if spec.design == "sobol":
        sampler = qmc.Sobol(number, scramble=True, rng=generator)
    else:
        sampler = qmc.LatinHypercube(number, rng=generator)
    return np.asarray(sampler.random(count), np.float64)


def together(spec: StudySpec) -> int:
    """Return how many neighbouring points hang together: a trajectory, or a row with its changes; else 1."""
    return {"morris": len(spec.factors) + 1, "saltelli": len(spec.factors) + 2}.get(spec.design, 1)


LEVELS = 4
"""Levels of each factor in a Morris design."""


def _of_salib(design: str, number: int, count: int, generator: Any) -> NDArray[np.float64]:
    try:
        from SALib.sample import morris, sobol
    except ImportError:
        raise InputError(
            "SALib is not installed",
            where=f"design = '{design}'",
            remedy="pip install 'stonecast[sensitivity]'",
        ) from None
    names = [str(turn) for turn in range(number)]
    problem = {"num_vars": number, "names": names, "bounds": [[0.0, 1.0]] * number}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SALib calls SciPy by names that will go
        if design == "morris":
            made = morris.sample(problem, count, num_levels=LEVELS, seed=generator)
        else:
            made = sobol.sample(problem, count, calc_second_order=False, seed=generator)
    return np.asarray(made, np.float64)
