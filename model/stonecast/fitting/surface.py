"""A response surface: mean and covariance of statistics as smooth functions of the settings.

Fitted by weighted least squares to runs at settings spread over a region, never to differences between
neighbours: the noise of a difference is divided by its step, and passes for a slope.

References
----------
Myers, Montgomery, Anderson-Cook 2016, Response Surface Methodology (the polynomials); Wood 2010,
10.1038/nature09319 (a normal law with a covariance of its own at every setting).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness
from stonecast.inference import exactly

Array = NDArray[np.float64]

RUNS_PER_TERM = 4
"""Settings (by effective number) that there must be for each term of a polynomial."""


@dataclass(frozen=True, eq=False)
class Surface:
    """Mean and covariance of one run's k statistics at any share of the ranges.

    Attributes
    ----------
    centre, unit
        float64, shape (d,): what shares are measured from, and in.
    means, variances
        float64, shapes (p, k) and (q, k): coefficients of polynomials in measured shares.
    least
        float64, shape (k,): variances are never below.
    lack
        float64, shape (k,): mean square by which the true means miss the polynomial.
    factor
        float64, shape (k, k): lower Cholesky factor of the correlations.
    doubt
        Variance of a fitted mean, as a share of the variance of one run.
    """

    centre: Array
    unit: Array
    means: Array
    variances: Array
    least: Array
    lack: Array
    factor: Array
    doubt: float

    def apart(self, shares: Array, target: Array, grain: Array) -> tuple[Array, Array]:
        """Return how far the data are from runs at each setting: square distance, and twice the penalty.

        Parameters
        ----------
        shares
            float64, shape (n, d).
        target, grain
            float64, shape (k,): the data, and the width of the cell that each whole count stands for.

        Returns
        -------
        Both float64, shape (n,): the square distance in standard deviations of a run, and the logarithm of
        the product of the variances.
        """
        at = (shares - self.centre) / self.unit
        means, spreads = _value(at, self.means), self._variances(at)
        # A count stands for all numbers that round to it (Sheppard's correction): without that, settings at
        # which nothing ever happens would be told from the others with certainty by a nought.
        total = spreads * (1.0 + self.doubt) + self.lack + grain * grain / 12.0
        away = (target - means) / np.sqrt(total)
        square, flat = np.zeros(len(shares)), np.zeros_like(away)
        for a in range(len(target)):
            rest = away[:, a]
            for b in range(a):
                rest = rest - self.factor[a, b] * flat[:, b]
            flat[:, a] = rest / self.factor[a, a]
            square = square + flat[:, a] * flat[:, a]
        logs = np.array([randomness.log(x) for x in total.ravel().tolist()]).reshape(total.shape)
        penalty = np.zeros(len(shares))
        for a in range(len(target)):
            penalty = penalty + logs[:, a]
        return square, penalty

    def _variances(self, at: Array) -> Array:
        return np.maximum(_value(at, self.variances), self.least)


def surface(shares: Array, stats: Array, weights: Array) -> Surface:
    """Fit a response surface to runs.

    Parameters
    ----------
    shares
        float64, shape (n, d).
    stats
        float64, shape (n, lucks, k), without nan.
    weights
        float64, shape (n,): how much each setting counts; they sum to 1.
    """
    lucks = stats.shape[1]
    centre = exactly.mean(shares, weights)
    unit = np.sqrt(np.maximum(np.diag(exactly.covariance(shares, weights)), 1e-12))
    at, centres = (shares - centre) / unit, stats.mean(axis=1)
    size = 1.0 / exactly.total(weights**2)
    within = stats - centres[:, None]
    spreads = (within * within).sum(axis=1) / max(lucks - 1, 1)
    typical = exactly.mean(spreads, weights)
    least = np.maximum(0.1 * typical, 1e-3 * max(float(typical.max()), 1e-9))
    degree = _degree(shares.shape[1], size)
    means, variances = (
        _regression(at, wanted, weights, d) for wanted, d in ((centres, degree), (spreads, min(degree, 2)))
    )
    found = np.maximum(_value(at, variances), least)
    missed = centres - _value(at, means)
    terms = len(means)
    lack = exactly.mean(missed * missed, weights) * size / max(size - terms, 1.0)
    lack = np.maximum(lack - exactly.mean(found, weights) / lucks, 0.0)
    scaled = within / np.sqrt(found)[:, None]
    return Surface(
        centre, unit, means, variances, least, lack, _correlations(scaled, weights), terms / (size * lucks)
    )


def _degree(dims: int, size: float) -> int:
    return next((d for d in (3, 2) if size >= RUNS_PER_TERM * math.comb(dims + d, d)), 1)


def _terms(dims: int, degree: int) -> list[tuple[int, ...]]:
    return [one for d in range(degree + 1) for one in combinations_with_replacement(range(dims), d)]


def _powers(at: Array, degree: int) -> Array:
    """Return the terms of a polynomial, shape (n, p)."""
    columns = []
    for term in _terms(at.shape[1], degree):
        made = np.ones(len(at))
        for d in term:
            made = made * at[:, d]
        columns.append(made)
    return np.array(columns).T


def _value(at: Array, coefficients: Array) -> Array:
    """Return polynomials at measured shares, shape (n, k), every sum in one order."""
    dims, degree = at.shape[1], 1
    while math.comb(dims + degree, degree) < len(coefficients):
        degree += 1
    terms = _powers(at, degree)
    found = np.zeros((len(at), coefficients.shape[1]))
    for p in range(len(coefficients)):
        found = found + terms[:, p, None] * coefficients[p]
    return found


def _regression(at: Array, wanted: Array, weights: Array, degree: int) -> Array:
    """Coefficients of weighted least squares, shape (p, k)."""
    terms = _powers(at, degree)
    weighted = terms * weights[:, None]
    inner = exactly.products(terms, weighted)
    inner[np.diag_indices(len(inner))] += 1e-9
    return exactly.solve(exactly.root(inner), exactly.products(weighted, wanted))


def _correlations(scaled: Array, weights: Array) -> Array:
    """Lower Cholesky factor of the correlations of scaled statistics (n, lucks, k) within settings."""
    n, lucks, size = scaled.shape
    flat = scaled.reshape(n * lucks, size)
    each = np.repeat(weights / max(lucks - 1, 1), lucks)
    found = exactly.products(flat * each[:, None], flat)
    spread = np.sqrt(np.diag(found))
    below = np.outer(spread, spread)
    found = np.divide(found, below, out=np.zeros_like(found), where=below > 0)
    # Drawn a little towards the diagonal, so that it can be inverted.
    return exactly.root(0.98 * found + np.diag(1.0 - 0.98 * np.diag(found)))
