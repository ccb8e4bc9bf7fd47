"""The bootstrap with named random numbers: the same resamples on every machine, so intervals agree.

(But for the last digits of means and logarithms, which NumPy takes as the processor likes.)

What is resampled are lucks; with several markets whole markets, because runs on one market share its ties
(cluster bootstrap: Davison and Hinkley 1997, 10.1017/CBO9780511802843, section 3.8). Resamples of few things
lie too near to what was found: they are moved away as far as Student's quantile asks (`widened`).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError, whole
from stonecast.inference.statistics import NORMAL, Estimate, t_quantile

Array = NDArray[np.float64]
Statistic = Callable[..., Array]

RESAMPLES = 2000
CHUNK_BYTES = 64_000_000
"""So much of resampled data is in memory at once."""


def picks(size: int, resamples: int = RESAMPLES, *, seed: int = 0, first: int = 0) -> NDArray[np.int64]:
    """Return which of ``size`` things each resample holds, shape (resamples, size)."""
    from stonecast.kernels.resample import fill_picks

    made = np.empty((whole(resamples, "resamples"), size), np.int64)
    fill_picks(seed, first, size, made)
    return made


def limits(replicates: Array, level: float = 0.95) -> tuple[Array, Array]:
    """Percentile interval along the first axis (Efron 1979, 10.1214/aos/1176344552); inf may be an end.

    Resamples that are nan are left out; an interval that more than a tenth of them lack is nan.
    """
    tail = (1.0 - level) / 2.0
    ordered = np.sort(replicates, axis=0)  # nan come last
    count = (~np.isnan(ordered)).sum(axis=0)
    ends = []
    for share in (tail, 1.0 - tail):
        at = np.clip(np.floor(share * count).astype(np.int64), 0, np.maximum(count - 1, 0))
        ends.append(np.take_along_axis(ordered, at[None], axis=0)[0])
    enough = count >= 0.9 * replicates.shape[0]
    low, high = (np.where(enough, end, np.nan) for end in ends)
    return low, high


def widened(value: Array, replicates: Array, units: int) -> Array:
    """Move replicates of means over so many things as far from the value as Student's interval wants them.

    A percentile interval of a mean over n things is too short: sqrt((n - 1) / n) z / t of Student's, which
    is .37 for three and .82 for ten (Hesterberg 2015, 10.1080/00031305.2015.1089789, who takes wider
    percentiles instead; resamples of few things do not reach those). Of one thing nothing is known: nan.
    """
    if units < 2:
        return np.full_like(replicates, np.nan)
    by = math.sqrt(units / (units - 1)) * t_quantile(units - 1) / NORMAL
    return np.asarray(value + by * (replicates - value), np.float64)


def corrected(value: float, replicates: Array, left_out: Array, level: float = 0.95) -> tuple[float, float]:
    """Bias-corrected and accelerated interval (Efron 1987, 10.1080/01621459.1987.10478410).

    Parameters
    ----------
    value
        The statistic of all the data.
    replicates
        The statistic of each resample.
    left_out
        The statistic without each of the things resampled (the jackknife). It must be smooth: for a
        median take `limits`.
    """
    from scipy.special import ndtr, ndtri

    known = np.sort(replicates[np.isfinite(replicates)])
    if not np.isfinite(value) or known.size < 0.9 * replicates.size or not np.isfinite(left_out).all():
        return float("nan"), float("nan")
    below = (np.count_nonzero(known < value) + 0.5 * np.count_nonzero(known == value)) / known.size
    bias = ndtri(np.clip(below, 0.5 / known.size, 1 - 0.5 / known.size))
    apart = left_out.mean() - left_out
    spread = float(np.sum(apart**2))
    speed = float(np.sum(apart**3)) / (6.0 * spread**1.5) if spread > 0 else 0.0
    tail = (1.0 - level) / 2.0
    ends = []
    for share in (tail, 1.0 - tail):
        z = bias + ndtri(share)
        at = float(ndtr(bias + z / (1.0 - speed * z)))
        ends.append(float(known[min(known.size - 1, max(0, int(at * known.size)))]))
    return ends[0], ends[1]


def median(values: Array) -> Array:
    """Median over markets and lucks, the last two axes."""
    return np.asarray(np.nanmedian(values, axis=(-2, -1)), np.float64)


def ratio(above: Array, below: Array) -> Array:
    """Ratio of the two means over markets and lucks, the last two axes; nan where the divisor is 0."""
    divisor = np.nanmean(below, axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.where(divisor == 0, np.nan, np.nanmean(above, axis=(-2, -1)) / divisor)
    return np.asarray(found, np.float64)


def interval(
    statistic: Statistic,
    *samples: Array,
    resamples: int = RESAMPLES,
    seed: int = 0,
    smooth: bool = True,
) -> Estimate:
    """Estimate any statistic of paired runs with a 95% bootstrap interval.

    Parameters
    ----------
    statistic
        Takes arrays of shape (..., markets, lucks), one for each of ``samples``, and gives shape (...).
    samples
        Outcomes of plans in the same runs, each of shape (markets, lucks).
    resamples
        Resamples, at least 100.
    seed
        Names the resampling: another seed, other resamples.
    smooth
        Whether to correct bias and acceleration (BCa); False for medians and other quantiles, where
        the percentile interval is right (over few lucks, too; over markets it is widened).

    Examples
    --------
    >>> import numpy as np
    >>> one = np.arange(20.0).reshape(1, 20)
    >>> interval(median, one, smooth=False).value
    9.5
    """
    _check(samples, resamples)
    markets = samples[0].shape[0]
    axis = 0 if markets > 1 else 1
    size = samples[0].shape[axis]
    value, nan = float(statistic(*samples)), float("nan")
    if size < 2:
        return Estimate(value, nan, nan, samples[0].size, markets)
    step = max(1, CHUNK_BYTES // (8 * samples[0].size * len(samples)))

    def applied(count: int, chosen: Callable[[int, int], NDArray[np.int64]]) -> Array:
        """Apply the statistic to so many choices, a piece at a time."""
        made = np.empty(count)
        for first in range(0, count, step):
            piece = chosen(first, min(step, count - first))
            made[first : first + len(piece)] = statistic(*(_taken(s, piece, axis) for s in samples))
        return made

    replicates = applied(resamples, lambda first, count: picks(size, count, seed=seed, first=first))
    if smooth or markets > 1:
        replicates = _apart(value, replicates, size)
    if smooth:
        left_out = applied(size, lambda first, count: _all_but(size, first, count))
        low, high = corrected(value, replicates, left_out)
    else:
        low, high = (float(end) for end in limits(replicates))
    return Estimate(value, low, high, samples[0].size, markets)


def _apart(value: float, replicates: Array, units: int) -> Array:
    """Widen replicates, by their logarithms where all are above zero."""
    if value > 0.0 and (replicates[np.isfinite(replicates)] > 0.0).all():
        with np.errstate(invalid="ignore"):
            return np.exp(widened(np.log(value), np.log(replicates), units))
    return widened(np.asarray(value), replicates, units)


def _all_but(size: int, first: int, count: int) -> NDArray[np.int64]:
    """Return all places but one, for so many ones."""
    out = np.arange(first, first + count)[:, None]
    place = np.arange(size - 1)[None]
    return np.asarray(place + (place >= out), np.int64)


def _taken(sample: Array, chosen: NDArray[np.int64], axis: int) -> Array:
    """Return resamples, shape (resamples, markets, lucks)."""
    return np.asarray(sample[chosen] if axis == 0 else sample[0][chosen][:, None, :], np.float64)


def _check(samples: tuple[Array, ...], resamples: int) -> None:
    if not samples or any(s.ndim != 2 or s.shape != samples[0].shape for s in samples):
        raise InputError(
            "samples must be arrays of one shape, (markets, lucks)",
            where="samples",
            remedy="reshape lucks of one market to (1, lucks)",
        )
    if resamples < 100:
        raise InputError(f"{resamples} is too few for an interval", where="resamples", remedy="take 1,000")
