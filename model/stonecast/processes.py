"""The plain processes of the field on any network: independent cascade and linear threshold.

Kempe, Kleinberg, Tardos 2003, 10.1145/956750.956769. They run on the kernels and the named random
numbers of campaigns, many runs at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stonecast import randomness as named
from stonecast.errors import InputError
from stonecast.kernels import cascade, heed, hits, squares, threshold, weighted, worlds
from stonecast.network.chances import in_short, seed_rows, thresholds, whole_weights
from stonecast.network.csr import Network
from stonecast.network.pieces import alike
from stonecast.network.rows import over_rows

Walk = Callable[[int, NDArray[np.int64]], None]
"""Fills the sizes of neighbouring runs, of which the first has this number."""

LARGE = 0.25
"""From this share of all ties on, cascades go through the whole network in sweeps."""

COINS = ("campaign", "quick")


def independent_cascade(
    network: Network,
    probability: float | ArrayLike | str,
    *,
    seeds: Iterable[int] | ArrayLike,
    runs: int = 1,
    luck: int = 0,
    workers: int = 1,
    coins: str = "quick",
) -> NDArray[np.int64]:
    """Spread from the seeds: whoever becomes active has one chance to win each follower.

    Parameters
    ----------
    network
        Ties along which messages flow.
    probability
        Chance that a tie passes the message on: one number, an array per tie (in the order of
        ``network.followers``), or ``"weighted_cascade"`` (1 / number of followees of the follower).
    seeds
        Rows active at the start.
    runs
        Number of independent runs.
    luck
        Seed; run r of luck L tosses the coins named (L, r), whatever the seeds: more seeds never reach
        fewer people in any run.
    workers
        Threads; the result does not depend on it.
    coins
        ``"quick"``: numbers that say at once which ties pass, of 64 ties in one run
        (`stonecast.kernels.hits`) or, where all pass with one chance of .08 or more, of 8 ties in 8 runs
        (`stonecast.kernels.squares`; many runs are then up to ten times as fast as one). A larger number
        as probability never reaches fewer people if both or neither are below .08. Chances above .9, and
        arrays of different chances but 1 / number of followees, toss the coins of a campaign.
        ``"campaign"``: the same law with the coins that a campaign tosses, one named number per tie and
        run; slower. Larger probabilities never reach fewer people in any run.

    Returns
    -------
    numpy.ndarray
        int64, shape (runs,): people active at the end of each run, seeds included.

    Raises
    ------
    InputError
        If a probability is outside [0, 1], a seed is not a row, lengths do not fit, or nobody knows such
        coins.
    """
    rows = seed_rows(network, seeds)
    _known(coins)
    if coins == "quick":
        quick = _quick(network, in_short(network, probability, "probability", "weighted_cascade"), rows, luck)
        if quick is not None:
            return _many(quick, runs, luck, workers)
    limits = thresholds(network, probability)
    large = runs >= 16 and _takes_off(network, limits)
    kernel = cascade.large_cascades if large else cascade.independent_cascade
    own = np.ndim(probability) > 0 or isinstance(probability, str)

    def walk(first: int, sizes: NDArray[np.int64]) -> None:
        kernel(network.offsets, network.followers, own, limits, rows, luck, first, sizes)

    return _many(walk, runs, luck, workers)


def linear_threshold(
    network: Network,
    weights: float | ArrayLike | str,
    *,
    seeds: Iterable[int] | ArrayLike,
    runs: int = 1,
    luck: int = 0,
    workers: int = 1,
    coins: str = "quick",
) -> NDArray[np.int64]:
    """Spread from the seeds: a follower becomes active when active followees outweigh a threshold.

    Thresholds are uniform in (0, 1), one per person and run.

    Parameters
    ----------
    network
        Ties along which messages flow.
    weights
        Weight of each tie, at least 0, summing to at most 1 over the followees of one person: an array
        per tie, one number for all, or ``"uniform"`` (1 / number of followees).
    seeds, runs, luck, workers
        As in `independent_cascade`.
    coins
        ``"quick"``: numbers that say whom of their followees a person heeds (`stonecast.kernels.heed`), where
        weights are 1 / number of followees and nobody follows more than 65,535 people; else thresholds.
        ``"campaign"``: the same law with one named threshold per person and run; slower.

    Returns
    -------
    numpy.ndarray
        int64, shape (runs,): people active at the end of each run, seeds included.

    Raises
    ------
    InputError
        If a weight is negative, the weights of one person sum to more than 1, a seed is not a row, or
        nobody knows such coins.
    """
    rows = seed_rows(network, seeds)
    _known(coins)
    if coins == "quick":
        short = in_short(network, weights, "weights", "uniform")
        weights = weights if short is None else short
    whole = whole_weights(network, weights)
    if whole is None and coins == "quick" and int(network.followees.max(initial=0)) <= heed.MOST:
        return _many(_heeding(network, rows, luck), runs, luck, workers)
    followees = network.followees.astype(np.int32)
    # Counts of followees that are still missing take two bytes each where nobody follows very many.
    kind = np.uint16 if int(followees.max(initial=0)) < 2**14 else np.uint32
    ties = (network.offsets, network.followers)

    def walk(first: int, sizes: NDArray[np.int64]) -> None:
        if whole is not None:
            threshold.linear_threshold(*ties, whole, rows, luck, first, sizes)
            return
        left: Any = np.empty(network.people, kind)
        threshold.equal_threshold(*ties, followees, left, np.iinfo(kind).max, rows, luck, first, sizes)

    return _many(walk, runs, luck, workers)


def _known(coins: str) -> None:
    if coins not in COINS:
        raise InputError(repr(coins), where="coins", remedy=f"one of {', '.join(map(repr, COINS))}")


def _heeding(network: Network, rows: NDArray[np.int32], luck: int) -> Walk:
    made = network.listed_followees
    loyal, others, besides = made.seeds(rows)
    ties = (made.rows, made.readers, made.places, made.entries, made.authors)
    told = (*ties, made.passing, made.drawn, loyal, others)

    def walk(first: int, sizes: NDArray[np.int64]) -> None:
        heed.heeding_cascades(*told, luck, first, sizes)
        sizes += besides

    return walk


def _quick(network: Network, probability: Any, rows: NDArray[np.int32], luck: int) -> Walk | None:
    """Return the walk by hits, if there is one for such probabilities."""
    if isinstance(probability, str) and probability == "weighted_cascade":
        made = network.weighted_pieces

        def walk_weighted(first: int, sizes: NDArray[np.int64]) -> None:
            weighted.weighted_cascades(made.rows, made.cuts, made.ties, rows, luck, first, sizes)

        return walk_weighted
    if not isinstance(probability, float) or not 0 <= probability <= hits.MOST:
        return None
    if probability >= worlds.LEAST:
        limits = np.empty(squares.MOST_HITS, np.uint64)
        squares.hit_limits(float(probability), limits)

        def walk_together(first: int, sizes: NDArray[np.int64]) -> None:
            worlds.world_cascades(network.offsets, network.followers, limits, rows, luck, first, sizes)

        return walk_together
    pieces = alike(float(probability))

    def walk(first: int, sizes: NDArray[np.int64]) -> None:
        hits.hit_cascades(network.offsets, network.followers, pieces, rows, luck, first, sizes)

    return walk


def _many(walk: Walk, runs: int, luck: int, workers: int) -> NDArray[np.int64]:
    whole = all(isinstance(number, int | np.integer) for number in (runs, luck))
    if not whole or runs < 0 or not 0 <= luck < 2**32:
        raise InputError(
            f"runs {runs}, luck {luck}",
            where="runs, luck",
            remedy="whole numbers: runs >= 0 and luck in 0 .. 2^32 - 1",
        )
    sizes = np.zeros(runs, np.int64)
    over_rows(lambda first, end: walk(first, sizes[first:end]), runs, workers, pieces_each=1)
    return sizes


def _takes_off(network: Network, limits: NDArray[np.int64]) -> bool:
    """Guess whether cascades pass through more than `LARGE` of all ties.

    Only speed depends on it. In mean field, if a share q of the ties leave active people, a person whose
    incoming ties have chances that sum to s is active with chance 1 - exp(-s q); from 1 on, q falls to its
    fixed point.
    """
    if not limits.any() or not network.ties:
        return False
    some = slice(None, None, 1 + network.people // 50_000)
    if limits.size == 1:
        sums = network.followees[some] * (limits[0] / named.ONE)
    else:
        sums = np.bincount(network.followers, limits, network.people)[some] / named.ONE
    leaving = network.audience[some] / max(int(network.audience[some].sum()), 1)
    share = 1.0
    for _ in range(50):
        share = float((leaving * -np.expm1(-share * sums)).sum())
        if share < LARGE:
            return False
    return True
