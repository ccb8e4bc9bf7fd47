"""Chances, weights and seeds, as a caller gives them for the ties and people of a network: checked, whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.errors import InputError
from stonecast.kernels import threshold
from stonecast.network.csr import Network


def thresholds(network: Network, probability: Any) -> NDArray[np.int64]:
    """Return one threshold for all ties, or one for each."""
    if isinstance(probability, str):
        if probability != "weighted_cascade":
            raise InputError(
                f"{probability!r}",
                where="probability",
                remedy="a number, an array per tie, or 'weighted_cascade'",
            )
        followees = np.maximum(network.followees, 1)
        return _scaled(1.0 / followees)[network.followers]
    chances = _numbers(probability, "probability")
    if chances.ndim and chances.shape != (network.ties,):
        raise InputError(
            f"{chances.size} probabilities for {network.ties} ties",
            where="probability",
            remedy="one number, or one per tie in the order of network.followers",
        )
    if not bool(((chances >= 0) & (chances <= 1)).all()):
        bad = np.ravel(chances)[~((chances >= 0) & (chances <= 1)).ravel()][0]
        raise InputError(
            f"probability {bad}", where="probability", remedy="probabilities lie between 0 and 1"
        )
    if chances.ndim == 0:
        return np.array([named.threshold(float(chances))], np.int64)
    return _scaled(chances)


def in_short(network: Network, values: Any, where: str, name: str) -> Any:
    """Return one number for an array of equal ones, ``name`` for 1 / followees; None for any others."""
    if isinstance(values, str):
        return values
    given = _numbers(values, where) if not isinstance(values, np.ndarray) else values
    if given.ndim == 0:
        return float(given)
    if given.shape != (network.ties,) or given.dtype.kind != "f" or not network.ties:
        return None
    shares = (1.0 / np.maximum(network.followees, 1)).astype(given.dtype)
    for part in (slice(1_000), slice(None)):  # most others differ soon
        is_one = bool((given[part] == given[0]).all())
        is_share = bool((given[part] == shares[network.followers[part]]).all())
        if not is_one and not is_share:
            return None
    return name if is_share else float(given[0])


def _scaled(chances: NDArray[np.float64]) -> NDArray[np.int64]:
    """`randomness.threshold` of each: scaling by 2^32 is exact, so NumPy truncates to the same number."""
    return (chances * 4294967296.0).astype(np.int64)


def _numbers(values: Any, where: str) -> NDArray[np.float64]:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(
            "no numbers", where=where, remedy="one number, or one per tie in the order of network.followers"
        ) from None


def _at_most_one(network: Network, per_tie: NDArray[np.float64]) -> NDArray[np.float64]:
    """Undo what rounding to 32 bits added: seven times 1 / 7 is more than 1 there."""
    sums = np.bincount(network.followers, weights=per_tie, minlength=network.people)
    near = (sums > 1.0) & (sums <= 1.0 + 1e-6)
    scaled: NDArray[np.float64] = per_tie / np.where(near, sums, 1.0)[network.followers]
    return scaled


def whole_weights(network: Network, weights: Any) -> NDArray[np.int64] | None:
    """Return whole numbers of 2^-32 per tie; None where each weighs 1 / followees of its follower."""
    if isinstance(weights, str):
        if weights != "uniform":
            raise InputError(
                f"{weights!r}", where="weights", remedy="a number, an array per tie, or 'uniform'"
            )
        return None
    per_tie = _numbers(weights, "weights")
    if per_tie.ndim == 0:
        per_tie = np.full(network.ties, float(per_tie))
    if per_tie.shape != (network.ties,):
        raise InputError(
            f"{per_tie.size} weights for {network.ties} ties",
            where="weights",
            remedy="one number, or one per tie in the order of network.followers",
        )
    if not bool((per_tie >= 0).all() and np.isfinite(per_tie).all()):
        raise InputError("negative or not finite", where="weights", remedy="weights are numbers from 0 to 1")
    if np.asarray(weights).dtype == np.float32:
        per_tie = _at_most_one(network, per_tie)
    whole = np.zeros(network.ties, np.int64)
    offsets, ties = network.incoming
    heavy = threshold.whole_weights(offsets, ties, per_tie, whole)
    if heavy >= 0:
        total = float(per_tie[network.followers == heavy].sum())
        raise InputError(
            f"the weights of the followees of {network.labels[heavy]!r} sum to {total:.6g}",
            where="weights",
            remedy="they must sum to at most 1; 'uniform' gives 1 / followees",
        )
    return whole


def seed_rows(network: Network, seeds: Any) -> NDArray[np.int32]:
    """Return the rows of seeds in order, each once, int32 of shape (seeds,)."""
    if not isinstance(network, Network):
        raise InputError(
            f"cannot spread on {type(network).__name__}",
            where="network",
            remedy="read it first: read_network(graph, direction=...)",
        )
    rows = np.asarray(list(seeds) if isinstance(seeds, Iterable) and not hasattr(seeds, "dtype") else seeds)
    if rows.size == 0:
        return np.empty(0, np.int32)
    if not np.issubdtype(rows.dtype, np.integer) or rows.ndim != 1:
        raise InputError(
            "seeds are not rows", where="seeds", remedy="give rows; network.rows_of(labels) finds them"
        )
    if int(rows.min()) < 0 or int(rows.max()) >= network.people:
        bad = int(rows.min()) if int(rows.min()) < 0 else int(rows.max())
        raise InputError(
            f"row {bad} in a network of {network.people} people",
            where="seeds",
            remedy="rows count from 0; network.rows_of(labels) finds them",
        )
    return np.unique(rows).astype(np.int32)
