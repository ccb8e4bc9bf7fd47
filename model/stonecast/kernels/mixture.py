"""Density of a mixture of normal laws: the weights of sequential Monte Carlo need it, N times N."""

from __future__ import annotations

from typing import Any

import numpy as np

from stonecast.kernels.jit import jit
from stonecast.randomness import exp


@jit
def mixture_density(points: Any, centres: Any, weights: Any, root: Any, out: Any) -> None:
    """Write the density of ``points`` under a mixture of normal laws around ``centres`` into ``out``.

    Parameters
    ----------
    points, centres
        float64, shapes (n, d) and (m, d).
    weights
        float64, shape (m,).
    root
        float64, shape (d, d): lower Cholesky factor of the common covariance. Its determinant is left
        out: densities are known up to one factor.
    """
    apart = np.empty(points.shape[1])
    for i in range(points.shape[0]):
        total = 0.0
        for j in range(centres.shape[0]):
            square = 0.0
            for a in range(points.shape[1]):
                rest = points[i, a] - centres[j, a]
                for b in range(a):
                    rest -= root[a, b] * apart[b]
                apart[a] = rest / root[a, a]
                square += apart[a] * apart[a]
            total += weights[j] * exp(-0.5 * square)
        out[i] = total
