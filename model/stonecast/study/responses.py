"""What a study says at each point: averages over lucks and markets, and who wins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stonecast.inference import paired
from stonecast.study import luckshare

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Response:
    """One number at each point.

    Attributes
    ----------
    name
        ``mean of PLAN``, ``difference``, ``log ratio``, ``P(win)`` or ``wins``.
    values
        Averages over markets and lucks, shape (points,); nan where they cannot be told.
    noise
        Luck's share of the variance of the averages (`luckshare.Shares`); nan where it cannot be told.
    """

    name: str
    values: Array
    noise: float


def responses(one: Array, other: Array, plan: str, baseline: str) -> list[Response]:
    """Return everything that a sensitivity analysis is made of.

    Parameters
    ----------
    one, other
        An outcome of the plan and of its baseline, shape (points, markets, lucks).
    plan, baseline
        Their names.

    Notes
    -----
    ``wins`` is 1 where the average difference is above zero, 0 below and 0.5 at zero.
    """
    one, other = paired.pairs(one, other)
    values = averages(one, other)
    with np.errstate(invalid="ignore", divide="ignore"):
        above, below, ratio = (values[turn][:, None, None] for turn in (0, 1, 3))
        around = ratio + one / above - other / below
    noise = [_noise(part) for part in (one, other, one - other, around, paired.won(one, other))]
    names = (f"mean of {plan}", f"mean of {baseline}", "difference", "log ratio", "P(win)", "wins")
    return [Response(*told) for told in zip(names, values, (*noise, float("nan")), strict=True)]


def averages(one: Array, other: Array) -> Array:
    """Return the values of `responses` in their order, shape (6, points); a draw is 0.5 of ``wins``."""
    one, other = paired.pairs(one, other)
    gap = paired.difference(one, other).value
    won = np.where(np.isnan(gap), np.nan, (np.sign(gap) + 1.0) / 2.0)
    ratio, chance = paired.log_ratio(one, other).value, paired.centre(paired.won(one, other))
    return np.array([paired.centre(one), paired.centre(other), gap, ratio, chance, won])


def _noise(values: Array) -> float:
    found = luckshare.shares(values, intervals=False)
    return float("nan") if found is None else found.noise
