"""Enough luck, not more: go on at a point until the interval of who wins is narrow enough."""

from __future__ import annotations

import math

import numpy as np

from stonecast.errors import InputError
from stonecast.inference import statistics
from stonecast.study.store import Store

FIRST = 20
"""Lucks before the first look: with fewer an interval says little."""


def looks(most: int) -> list[int]:
    """Return after how many lucks to look: each time a tenth more, at least ten more."""
    found, at = [], FIRST
    while at < most:
        found.append(at)
        at = max(at + 10, int(1.1 * at))
    return [*found, most]


def check_halfwidth(halfwidth: float) -> float:
    """Return it if it can be reached."""
    if not 0 < halfwidth < 0.5:
        raise InputError(
            f"{halfwidth:g} is no half-width of a probability",
            where="until_halfwidth",
            remedy="0.05 stops when P(win) is known to within 5 points of a hundred",
        )
    return halfwidth


def halfwidth(store: Store, point: int, lucks: int) -> float:
    """Return half of the widest 95% interval of P(win) of the first plan against each other one.

    Parameters
    ----------
    store
        Where the runs are.
    point
        The point.
    lucks
        How many lucks to look at: the result never hangs on what else happens to be there.
    """
    study = store.study
    seeds = study.market_seeds
    tables = []
    for plan in study.plans:
        values = store.values(point, plan, study.outcome)
        table = [[values.get((seed, luck)) for luck in range(lucks)] for seed in seeds]
        tables.append(np.array(table, np.float64))  # None, a run that failed, is nan
    widest = 0.0
    for other in tables[1:]:
        if np.isnan(tables[0]).any() or np.isnan(other).any():
            continue  # more luck mends no run that fails
        found = statistics.chance_to_win(tables[0], other)
        widest = max(widest, (found.high - found.low) / 2.0)
    return widest if math.isfinite(widest) else 0.0
