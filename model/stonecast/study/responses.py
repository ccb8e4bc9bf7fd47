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
    gap = paired.difference(one, other).value
    ratio = paired.log_ratio(one, other).value
    won = paired.won(one, other)
    with np.errstate(invalid="ignore", divide="ignore"):
        above, below = (paired.centre(values)[:, None, None] for values in (one, other))
        around = ratio[:, None, None] + one / above - other / below
    found = [
        Response(f"mean of {plan}", paired.centre(one), _noise(one)),
        Response(f"mean of {baseline}", paired.centre(other), _noise(other)),
        Response("difference", gap, _noise(one - other)),
        Response("log ratio", ratio, _noise(around)),
        Response("P(win)", paired.centre(won), _noise(won)),
        Response("wins", np.where(np.isnan(gap), np.nan, (np.sign(gap) + 1.0) / 2.0), float("nan")),
    ]
    return found


def _noise(values: Array) -> float:
    found = luckshare.shares(values, resamples=0)
    return float("nan") if found is None else found.noise
