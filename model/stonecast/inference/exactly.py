"""Small sums and linear algebra that give the same bits on every machine.

Libraries order sums as the processor likes, and so differ in the last bit; fits are repeated to the bit, so
here every sum is rounded once (`math.fsum`) and everything else is plus, minus, times, divide and root.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def total(values: Array) -> float:
    """Sum of the values, rounded once."""
    return math.fsum(values.tolist())


def mean(values: Array, weights: Array) -> Array:
    """Weighted mean of the rows, shape (columns,); weights sum to 1."""
    return np.array([total(values[:, c] * weights) for c in range(values.shape[1])])


def covariance(values: Array, weights: Array) -> Array:
    """Weighted covariance of the columns, shape (columns, columns); weights sum to 1."""
    centred = values - mean(values, weights)
    size = values.shape[1]
    found = np.zeros((size, size))
    for a in range(size):
        for b in range(a + 1):
            found[a, b] = found[b, a] = total(centred[:, a] * centred[:, b] * weights)
    return found


def products(one: Array, other: Array) -> Array:
    """``one.T @ other``, shape (columns of one, columns of other)."""
    return np.array(
        [[total(one[:, a] * other[:, b]) for b in range(other.shape[1])] for a in range(one.shape[1])]
    )


def quantile(values: Array, weights: Array, share: float) -> float:
    """Return the least value at or below which lies this share of the weight."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    where = int(np.searchsorted(reached, share * reached[-1]))
    return float(values[order[min(where, order.size - 1)]])


def root(matrix: Array) -> Array:
    """Lower Cholesky factor of a positive definite matrix, shape (n, n).

    A pivot that is not positive (columns that hang on each other) is raised to a millionth of the largest.
    """
    size = matrix.shape[0]
    least = 1e-6 * max((float(matrix[a, a]) for a in range(size)), default=1.0) or 1e-12
    found = np.zeros((size, size))
    for a in range(size):
        for b in range(a):
            inner = math.fsum(float(found[a, c]) * float(found[b, c]) for c in range(b))
            found[a, b] = (float(matrix[a, b]) - inner) / float(found[b, b])
        inner = math.fsum(float(found[a, c]) ** 2 for c in range(a))
        found[a, a] = math.sqrt(max(float(matrix[a, a]) - inner, least))
    return found


def solve(factor: Array, right: Array) -> Array:
    """Solve ``factor @ factor.T @ x = right`` for x, shape (n,) or (n, m)."""
    size = factor.shape[0]
    columns = right.reshape(size, -1)
    found = np.zeros_like(columns)
    for m in range(columns.shape[1]):
        half = forward(factor, columns[:, m].tolist())
        for a in range(size - 1, -1, -1):
            inner = math.fsum(float(factor[c, a]) * found[c, m] for c in range(a + 1, size))
            found[a, m] = (half[a] - inner) / float(factor[a, a])
    return found.reshape(right.shape)


def forward(factor: Array, right: Sequence[float]) -> list[float]:
    """Solve ``factor @ x = right`` for x: the right side in units of its own spread."""
    found: list[float] = []
    for a, value in enumerate(right):
        inner = math.fsum(float(factor[a, b]) * found[b] for b in range(a))
        found.append((value - inner) / float(factor[a, a]))
    return found
