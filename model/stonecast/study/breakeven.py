"""Where two plans break even: the value of one factor at which neither brings more."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError
from stonecast.inference import bootstrap, paired
from stonecast.study.choosing import contrast_of, points_along, too_few

if TYPE_CHECKING:
    from stonecast.study.results import Sweep

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class BreakEven:
    """Where the contrast of two plans crosses zero along one factor.

    Attributes
    ----------
    factor
        The setting that is varied.
    plan, baseline, outcome
        What is compared: ``plan`` against ``baseline``.
    value, low, high
        The factor's value at which neither brings more, and its 95% interval. ``-inf`` and ``inf`` say that
        it lies below or above all values that were run; nan that there is none or more than one.
    rises
        Whether the plan gains on the baseline as the factor grows.
    crossings
        How often the contrast changes sign between points at which its interval excludes zero.
    x
        Values of the factor that were run, shape (n,).
    contrast
        At each of them the log ratio (or difference, see ``scale``) with its interval.
    scale
        ``"log ratio"``, or ``"difference"`` where a mean is not above zero.
    """

    factor: str
    plan: str
    baseline: str
    outcome: str
    value: float
    low: float
    high: float
    rises: bool
    crossings: int
    x: Array
    contrast: paired.Estimates
    scale: str

    def __str__(self) -> str:
        if math.isnan(self.value):
            said = f"crosses zero {self.crossings} times" if self.crossings > 1 else "is level"
            return f"{self.plan} against {self.baseline} on {self.outcome}: no one break-even; it {said}"
        if math.isinf(self.value):
            better = self.plan if (self.value < 0) == self.rises else self.baseline
            return (
                f"no break-even in {self.factor} from {self.x[0]:g} to {self.x[-1]:g}: {better} brings more"
            )
        ends = [_end(self.low, self.x[0], "below"), _end(self.high, self.x[-1], "above")]
        known = f"95% interval {ends[0]} to {ends[1]}" if self.has_interval else "no interval: too few runs"
        more = f"{self.plan if self.rises else self.baseline} brings more {self.outcome}"
        return f"break-even at {self.factor} = {self.value:.4g} ({known}); above it {more}"

    @property
    def has_interval(self) -> bool:
        """Whether there were runs enough (two markets, or two lucks of one) to tell how sure the value is."""
        return not math.isnan(self.low)


def break_even(
    sweep: Sweep,
    factor: str,
    *,
    plan: str | None = None,
    baseline: str | None = None,
    outcome: str | None = None,
    where: Mapping[str, Any] | None = None,
    between: tuple[float, float] | None = None,
    resamples: int = bootstrap.RESAMPLES,
) -> BreakEven:
    """Find where the contrast of two plans crosses zero along a factor: `stonecast.break_even`.

    Parameters
    ----------
    sweep
        A study that has been run, or `Sweep.open` of its store.
    factor
        A numeric factor of the study with at least two values.
    plan, baseline
        The plans compared; by default the study's second and first.
    outcome
        By default what decides the study.
    where
        Values of the other factors, for example ``{"money.budget": 20_000}``; needed for those that vary.
    between
        Look between these values of the factor only, where the contrast crosses zero more than once.
    resamples
        Resamples of the bootstrap.

    Returns
    -------
    BreakEven
        Value and 95% interval; ``str()`` of it says it in a sentence.

    Raises
    ------
    InputError
        If ``sweep`` is no study that has been run, the factor is not in it or no number, other factors vary
        and ``where`` does not fix them, or ``between`` is no pair of numbers.

    Notes
    -----
    At each value of the factor the contrast is the log ratio of means over runs that share markets and luck.
    Through these points goes the closest monotone sequence (isotonic regression: Ayer et al. 1955,
    10.1214/aoms/1177728423) and through it a monotone cubic (Fritsch and Carlson 1980,
    10.1137/0717021), in the logarithm of the factor where all its values are above zero. The interval is
    the percentile bootstrap over lucks (over markets where there are several), each resample being
    the same at every value of the factor, and moved away as far as Student's quantile for so few asks
    (`bootstrap.widened`); of one run at each value there is none.
    """
    if not hasattr(sweep, "study"):
        remedy = "give what `sweep` returned, or Sweep.open of a store"
        raise InputError(f"{sweep!r} is no study that has been run", where="break_even", remedy=remedy)
    chosen, x = points_along(sweep.study, factor, where, between=between)
    one, other, names = contrast_of(sweep, plan, baseline, outcome)
    one, other = paired.pairs(one[chosen], other[chosen])
    known = paired.count(one) > 0
    one, other, x = one[known], other[known], x[known]
    if x.size < 2:
        said = "has been run at fewer than two values here"
        raise too_few(sweep, said, where=factor, remedy="run more points of the study")
    contrast, by_ratio = paired.contrast(one, other)
    crossings = _crossings(contrast)
    made = _resampled(one, other, by_ratio, resamples)
    made = bootstrap.widened(contrast.value, made, paired.units(one).shape[1])
    curves = np.concatenate([contrast.value[None], made])
    across = np.log(x) if x[0] > 0 else x
    rises = bool(_slope(across, contrast.value) >= 0)
    roots = _roots(across, curves, rises)
    with np.errstate(over="ignore"):
        found = np.where(np.isinf(roots), roots, np.exp(roots) if x[0] > 0 else roots)
    low, high = (float(end) for end in bootstrap.limits(found[1:]))
    value = float(found[0])
    if crossings > 1:
        value = low = high = math.nan
    return BreakEven(
        factor,
        *names,
        value,
        low,
        high,
        rises,
        crossings,
        x,
        contrast,
        "log ratio" if by_ratio else "difference",
    )


def _resampled(one: Array, other: Array, by_ratio: bool, resamples: int) -> Array:
    """Return the contrast at each point in each resample, shape (resamples, points)."""
    units = [paired.units(values) for values in (one, other)]
    chosen = bootstrap.picks(units[0].shape[1], resamples)
    made = np.empty((resamples, one.shape[0]))
    for at, (a, b) in enumerate(zip(*units, strict=True)):
        with np.errstate(invalid="ignore", divide="ignore"):
            above, below = (paired.mean_over(values[chosen], 1) for values in (a, b))
            made[:, at] = np.log(above) - np.log(below) if by_ratio else above - below
    return made


def _crossings(contrast: paired.Estimates) -> int:
    signs = np.sign(contrast.value)[contrast.sure]
    return int(np.count_nonzero(signs[1:] != signs[:-1]))


def _slope(x: Array, y: Array) -> float:
    return float(np.sum((x - x.mean()) * (y - y.mean())))


def _roots(x: Array, curves: Array, rises: bool) -> Array:
    """Return where the monotone curve through each row is zero; -inf or inf beyond its ends, nan unknown."""
    made = np.full(curves.shape[0], np.nan)
    known = np.flatnonzero(np.isfinite(curves).all(axis=1))
    fitted = _monotone(curves[known] if rises else -curves[known])
    low, high = fitted[:, 0] > 0, fitted[:, -1] < 0
    made[known[low]], made[known[high]] = -math.inf, math.inf
    inside = ~(low | high)
    made[known[inside]] = _crossing(x, fitted[inside])
    return made


def _monotone(curves: Array) -> Array:
    """Return the closest rising sequence to each row."""
    from scipy.optimize import isotonic_regression

    fitted = curves.copy()
    for turn in np.flatnonzero((np.diff(curves, axis=1) < 0).any(axis=1)):
        fitted[turn] = isotonic_regression(curves[turn]).x
    return fitted


def _crossing(x: Array, fitted: Array) -> Array:
    """Return where rows from at most zero to at least zero are zero; the middle where one is level there."""
    from scipy.interpolate import PchipInterpolator

    if not fitted.size:
        return np.empty(0)
    first, last = np.argmax(fitted >= 0, axis=1), x.size - 1 - np.argmax(fitted[:, ::-1] <= 0, axis=1)
    turn, after = np.arange(fitted.shape[0]), np.maximum(first, 1)
    bends = PchipInterpolator(x, fitted.T).c[:, after - 1, turn]
    low, high = np.zeros(turn.size), x[after] - x[after - 1]
    for _ in range(60):
        middle = (low + high) / 2.0
        is_above = ((bends[0] * middle + bends[1]) * middle + bends[2]) * middle + bends[3] > 0
        low, high = np.where(is_above, low, middle), np.where(is_above, middle, high)
    is_level = fitted[turn, first] == 0
    found = np.where(is_level, (x[first] + x[last]) / 2.0, x[after - 1] + (low + high) / 2.0)
    return np.asarray(found, np.float64)


def _end(value: float, edge: float, side: str) -> str:
    return f"{side} {edge:g}" if math.isinf(value) else f"{value:.4g}"
