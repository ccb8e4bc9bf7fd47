"""Places in the pond for the people of an imported network: those who hear one another stand together.

The two leading nontrivial eigenvectors of the random walk on the regularised, undirected graph (Laplacian
eigenmaps: Belkin and Niyogi 2003, 10.1162/089976603321780317; regularised by the mean degree, so that small
components do not take the leading vectors: Qin and Rohe 2013, arXiv 1309.4111), each turned into ranks, so
that the pond is filled evenly whatever the shape of the graph.

Bits: the eigenvectors come from LAPACK or ARPACK, whose last digits differ between machines. They are
rounded before they are ranked and places are rounded to 1 / 4096, which hides that but for a value that
happens to lie at the very edge of a step; nor is the order of eigenvectors of one and the same eigenvalue
fixed (a perfectly symmetric graph). On one machine places are always the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError
from stonecast.network.csr import Network

FEWEST = 50
"""Below so many people all eigenvectors are computed."""

DIGITS = 6
STEPS = 4096

TOLERANCES = (1e-10, 1e-5)
"""How exact eigenvectors are; the second where the first takes too long (long chains and rings)."""

WORK = 2_000_000
"""Rounds of ARPACK: 10, and so many divided by the number of people. Social networks need one."""


def spectral_places(network: Network) -> NDArray[np.float64]:
    """Return a place in the unit square for everybody, shape (people, 2).

    Who has no ties at all stands in the middle of the ranks of both coordinates.

    Raises
    ------
    InputError
        If the network is so stretched (a ring or chain of many thousands) that eigenvectors are not found
        in a bounded time.
    """
    from scipy.stats import rankdata

    count = network.people
    vectors = np.zeros((count, 2))
    if network.ties and count > 3:
        vectors = _leading(network)
    places = np.empty((count, 2))
    for axis in (0, 1):
        along = np.round(_upright(vectors[:, axis]) * np.sqrt(count), DIGITS)
        places[:, axis] = np.floor((rankdata(along) - 0.5) / count * STEPS + 0.5) / STEPS
    return places


def _leading(network: Network) -> NDArray[np.float64]:
    """Return the second and third eigenvector of the walk, scaled by 1 / sqrt(degree)."""
    from scipy.sparse import csr_array
    from scipy.sparse.linalg import LinearOperator

    count = network.people
    ones = np.ones(network.ties)
    ties = csr_array((ones, network.followers, network.offsets), shape=(count, count))
    graph = csr_array(ties + ties.T)
    graph.data[:] = 1.0
    degree = np.asarray(graph.sum(axis=1), np.float64).ravel()
    extra = float(degree.mean())
    scale = 1.0 / np.sqrt(degree + extra)

    def walk(x: NDArray[np.float64]) -> NDArray[np.float64]:
        y = scale * x.ravel()
        step: NDArray[np.float64] = scale * (graph @ y + extra * y.mean())
        return step

    if count < FEWEST:
        whole = np.column_stack([walk(row) for row in np.eye(count)])
        vectors: Any = np.linalg.eigh((whole + whole.T) / 2.0)[1][:, [-2, -3]]
    else:
        start = scale + np.arange(count) / count  # any vector that leans on all of them, always the same
        vectors = _found(LinearOperator((count, count), matvec=walk, dtype=np.float64), start)
    found: NDArray[np.float64] = vectors * scale[:, None]
    lengths = np.linalg.norm(found, axis=0)
    return found / np.where(lengths > 0.0, lengths, 1.0)


def _found(operator: Any, start: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the second and third eigenvector, shape (people, 2), as exact as a bounded time allows."""
    from scipy.sparse.linalg import ArpackNoConvergence, eigsh

    count = start.size
    rounds, width = 10 + WORK // count, min(count - 1, 64)
    for tolerance in TOLERANCES:
        try:
            values, vectors = eigsh(
                operator, k=3, which="LA", v0=start, tol=tolerance, ncv=width, maxiter=rounds
            )
        except ArpackNoConvergence:
            continue
        second: NDArray[np.float64] = vectors[:, np.argsort(-values)[1:]]
        return second
    raise InputError(
        f"a network of {count:,} people so stretched that who hears whom gives no places in a bounded time",
        where="market.places",
        remedy="say market.places = 'scattered', or give a file of people and their places",
    )


def _upright(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a vector with the sign that makes its first large entry positive."""
    large = np.abs(vector) >= 0.5 * np.abs(vector).max(initial=0.0)
    return -vector if vector[int(np.argmax(large))] < 0.0 else vector
