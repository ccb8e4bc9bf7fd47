"""Sensitivity indices of a response: Sobol', Morris, and partial rank correlation, with 95% intervals."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stonecast.inference import bootstrap
from stonecast.inference.statistics import NORMAL, jackknife, satterthwaite

Array = NDArray[np.float64]

CHUNK = 100
"""Resamples that are in memory at once."""


@dataclass(frozen=True)
class Index:
    """One index of each factor: arrays of shape (factors,)."""

    name: str
    value: Array
    low: Array
    high: Array


def sobol(values: Array, factors: int, *, resamples: int) -> tuple[list[Index], int]:
    """First and total order indices of a Saltelli design, and how many rows they rest on.

    Parameters
    ----------
    values
        The response at the points of `design.shares`, shape (rows * (factors + 2),). A row in which it is nan
        anywhere is left out.
    factors
        Number of factors.
    resamples
        Resamples of rows; percentile intervals.

    Notes
    -----
    Estimators of Saltelli et al. 2010, 10.1016/j.cpc.2009.09.018 (first order) and Jansen 1999,
    10.1016/S0010-4655(98)00154-4 (total order), as in SALib. The response is standardised before.
    """
    from SALib.analyze.sobol import first_order, total_order

    rows = values.reshape(-1, factors + 2)
    rows = rows[np.isfinite(rows).all(axis=1)]
    n, spread = rows.shape[0], float(rows[:, [0, -1]].std()) if rows.size else 0.0
    nothing = np.full(factors, np.nan)
    if n < 2 or spread == 0:
        return [Index(name, nothing, nothing, nothing) for name in ("S1", "ST")], n
    rows = (rows - rows.mean()) / spread
    replicates = np.empty((2, resamples, factors))
    found = np.empty((2, factors))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SALib warns of resamples that are constant
        for turn, estimator in enumerate((first_order, total_order)):
            a, b = rows[:, 0], rows[:, -1]
            found[turn] = [estimator(a, rows[:, 1 + j], b) for j in range(factors)]
            for first in range(0, resamples, CHUNK):
                some = bootstrap.picks(n, min(CHUNK, resamples - first), first=first).T
                for j in range(factors):
                    made = estimator(a[some], rows[some, 1 + j], b[some])
                    replicates[turn, first : first + some.shape[1], j] = made
    return [_index(name, found[t], replicates[t]) for t, name in enumerate(("S1", "ST"))], n


def morris(values: Array, shares: Array, *, resamples: int) -> tuple[list[Index], int]:
    """Mean absolute, mean, and standard deviation of elementary effects, and how many trajectories.

    Parameters
    ----------
    values
        The response at the points of `design.shares`, shape (points,). A trajectory with a nan is left out.
    shares
        The points, as shares of each factor's distribution, shape (points, factors).
    resamples
        Resamples of trajectories; percentile intervals.

    Notes
    -----
    An elementary effect is the change of the response over the change of one factor, as a share of its
    whole range. ``mu_star``: Campolongo, Cariboni, Saltelli 2007, 10.1016/j.envsoft.2006.10.004; ``mu`` and
    ``sigma`` (high where a factor interacts or its effect bends): Morris 1991,
    10.1080/00401706.1991.10484804.
    """
    factors = shares.shape[1]
    y, x = values.reshape(-1, factors + 1), shares.reshape(-1, factors + 1, factors)
    known = np.isfinite(y).all(axis=1)
    steps = np.diff(x[known], axis=1)
    effects = np.empty((int(known.sum()), factors))
    moved = np.argmax(np.abs(steps), axis=2)
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)[:, :, 0]
    np.put_along_axis(effects, moved, np.diff(y[known], axis=1) / size, axis=1)
    n = effects.shape[0]
    if n < 2:
        nothing = np.full(factors, np.nan)
        return [Index(name, nothing, nothing, nothing) for name in ("mu_star", "mu", "sigma")], n
    some = effects[bootstrap.picks(n, resamples)]
    return [
        _index("mu_star", np.abs(effects).mean(axis=0), np.abs(some).mean(axis=1)),
        _index("mu", effects.mean(axis=0), some.mean(axis=1)),
        _index("sigma", effects.std(axis=0, ddof=1), some.std(axis=1, ddof=1)),
    ], n


def prcc(values: Array, points: Array) -> tuple[Index, int]:
    """Partial rank correlation of the response with each factor, the others held, and how many points.

    Parameters
    ----------
    values
        The response, shape (points,); nan is left out.
    points
        Value (or share, or place in its list) of each factor, shape (points, factors).

    Notes
    -----
    Correlation of what is left of the ranks of factor and response after linear regression on the ranks of
    the other factors (Marino et al. 2008, 10.1016/j.jtbi.2008.04.011); for responses that only rise or only
    fall with a factor. Interval by Fisher's z with the variance (1 + r²/2) / (n - k - 2) for k factors
    (Bonett and Wright 2000, 10.1007/BF02294183, less one point for each factor held).
    """
    from scipy.stats import rankdata

    known = np.isfinite(values)
    n, factors = int(known.sum()), points.shape[1]
    found = np.full(factors, np.nan)
    if n - factors - 2 > 0 and np.ptp(values[known]) > 0:
        y = rankdata(values[known])
        ranks = rankdata(points[known], axis=0)
        for j in range(factors):
            others = np.column_stack([np.ones(n), np.delete(ranks, j, axis=1)])
            both = np.column_stack([ranks[:, j], y])
            left = both - others @ np.linalg.lstsq(others, both, rcond=None)[0]
            size = np.sqrt((left**2).sum(axis=0))
            if size.min() > 1e-9 * n:
                found[j] = float(left[:, 0] @ left[:, 1] / size.prod())
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.arctanh(np.clip(found, -1.0, 1.0))
        half = 1.959963984540054 * np.sqrt((1.0 + found**2 / 2.0) / max(n - factors - 2, 1))
        return Index("PRCC", found, np.tanh(z - half), np.tanh(z + half)), n


def over_markets(index: Index, left_out: Array) -> Index:
    """Widen the intervals of an index by how much it differs between markets, which all points share.

    Parameters
    ----------
    index
        With intervals over rows, trajectories or points of the design.
    left_out
        The same index without each market (or group of lucks) in turn, shape (groups, factors), at
        least two groups. Where one is nan the index hangs on a single market, and its limits are nan.

    Notes
    -----
    Rows and markets are crossed, so their variances add up; that of markets is the `jackknife`'s, the
    quantile Student's on the degrees of freedom of the sum (`satterthwaite`; a jackknife of g groups has
    g - 1). PRCC on Fisher's scale.
    """
    from scipy.stats import t

    fisher = index.name == "PRCC"
    with np.errstate(divide="ignore", invalid="ignore"):
        value, low, high, left = (
            np.arctanh(np.clip(part, -1.0, 1.0)) if fisher else part
            for part in (index.value, index.low, index.high, left_out)
        )
        groups, normal = len(left), NORMAL
        variance = jackknife(left)
        rows = ((high - low) / (2.0 * normal)) ** 2
        freedom = np.where(variance > 0, satterthwaite([rows, variance], [np.inf, groups - 1]), np.inf)
        quantile = t.ppf(0.975, freedom) / normal
        ends = []
        for half in (value - low, high - value):
            inside = np.maximum(half, 0.0)
            ends.append(quantile * np.sqrt(inside**2 + normal**2 * variance) + half - inside)
        low, high = value - ends[0], value + ends[1]
        return Index(index.name, index.value, *((np.tanh(low), np.tanh(high)) if fisher else (low, high)))


def _index(name: str, value: Array, replicates: Array) -> Index:
    low, high = bootstrap.limits(replicates)
    return Index(name, value, low, high)
