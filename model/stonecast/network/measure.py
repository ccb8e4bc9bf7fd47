"""What a market turned out to be: the measured counterpart of every setting that made it.

Nothing here decides anything in a run: these figures may differ between machines in the last digit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness
from stonecast.kernels import returned, walk
from stonecast.network.market import Market
from stonecast.network.pond import turned
from stonecast.network.rows import over_rows

SAMPLE = 20_000
"""Ties, pairs or paths in a sample: a share is measured with a standard error below .0036."""

WALKS = 8
"""Readers from whom all path lengths are measured."""


def measure(market: Market, *, workers: int = 1) -> dict[str, float]:
    """Measure a market.

    Returns
    -------
    dict
        ``readers``, ``ties``; then of ties between readers: ``followees_mean``, ``followees_sigma`` (of
        the logarithm, over those who follow anybody), ``popularity_exponent`` (of the density of follower
        counts, Hill's estimate over the most followed hundredth; Clauset, Shalizi, Newman 2009, eq. 3.7),
        ``reciprocity`` (share of ties that are returned), ``community_share`` (share of ties inside a
        community), ``clustering`` (of the undirected network: chance that two friends of a person know each
        other, mean over people, sampled), ``transitivity`` (the same over all pairs of friends, sampled),
        ``mean_path_length`` (along the way of messages, from a few readers to all they reach),
        ``tie_distance`` and ``pair_distance`` (in the pond, along ties and between random pairs, sampled);
        of all ties ``trust_mean`` and ``close_share``; and for each tier, at full size and per blogger,
        ``tier.NAME.followers``, ``tier.NAME.close``, and ``tier.NAME.trust``. What cannot be measured
        (a share of nothing) is nan.
    """
    network, readers = market.network, market.readers
    offsets = network.offsets[: readers + 1]
    followers = network.followers[: int(offsets[-1])]
    figures = {"readers": float(readers), "ties": float(network.ties)}
    figures |= _structure(market, offsets, followers, workers)
    figures |= _distances(market, offsets, followers)
    figures["trust_mean"] = _mean(network.trust) if network.trust is not None else np.nan
    figures["close_share"] = _mean(market.close)
    return figures | _tiers(market)


def _mean(values: NDArray[np.float32] | NDArray[np.float64] | NDArray[np.bool_]) -> float:
    return float(np.mean(values, dtype=np.float64)) if values.size else float("nan")


def _structure(
    market: Market, offsets: NDArray[np.int64], followers: NDArray[np.int32], workers: int
) -> dict[str, float]:
    """Measure degrees, reciprocity, clustering and paths among readers."""
    readers = market.readers
    followees_at, followees = turned(offsets[:-1], np.diff(offsets).astype(np.int32), followers, workers)
    lists = (offsets, followers, followees_at, followees)
    friends_at = np.zeros(readers + 1, np.int64)
    # Returning every tie (limit ONE) makes the undirected network.
    friends_call = (readers, workers, 0, randomness.ONE, *lists)
    mutual = sum(over_rows(returned.count_ties, *friends_call, friends_at[1:]))
    np.cumsum(friends_at, out=friends_at)
    friends = np.empty(int(friends_at[-1]), np.int32)
    over_rows(returned.write_ties, *friends_call, friends_at, friends, np.empty(friends.size, np.bool_))
    degrees = np.diff(followees_at)
    share = mutual / followers.size if followers.size else float("nan")
    return {
        "followees_mean": float(followers.size / readers),
        "followees_sigma": float(np.std(np.log(degrees[degrees > 0]))) if degrees.any() else float("nan"),
        "popularity_exponent": hill(np.diff(offsets)),
        "reciprocity": share,
        "clustering": _clustering(market.seed, friends_at, friends, by_path=False),
        "transitivity": _clustering(market.seed, friends_at, friends, by_path=True),
        "mean_path_length": _path_length(market.seed, offsets, followers, workers),
    }


def hill(counts: NDArray[np.int64], *, share: float = 0.01) -> float:
    """Exponent of the density of the tail of whole numbers; nan if the tail is all alike."""
    tail = np.sort(counts)[-max(10, int(counts.size * share)) :]
    least = int(tail[0])
    if least < 1 or least == int(tail[-1]):
        return float("nan")
    return float(1.0 + tail.size / np.log(tail / (least - 0.5)).sum())


def _words(seed: int, sample: int, size: int) -> NDArray[np.int64]:
    words = np.empty((size, 4), np.int64)
    walk.draw_sample(0, size, seed, sample, words)
    return words


def _clustering(
    seed: int, friends_at: NDArray[np.int64], friends: NDArray[np.int32], *, by_path: bool
) -> float:
    """Share of sampled two-step paths whose ends know each other; every path, or every person, alike."""
    degrees = np.diff(friends_at)
    paths = degrees * (degrees - 1) // 2
    weights = np.cumsum(paths if by_path else (paths > 0).astype(np.int64))
    if not int(weights[-1]):
        return float("nan")
    words = _words(seed, 1 if by_path else 2, SAMPLE)
    people = np.searchsorted(weights, ((words[:, 0] << 31) | (words[:, 1] >> 1)) % weights[-1], side="right")
    degree = degrees[people]
    i, j = (words[:, 2] * degree) >> 32, (words[:, 3] * (degree - 1)) >> 32
    one = friends[friends_at[people] + i]
    two = friends[friends_at[people] + j + (j >= i)]
    closed = 0
    for a, b in zip(one.tolist(), two.tolist(), strict=True):
        known = friends[friends_at[a] : friends_at[a + 1]]
        k = int(np.searchsorted(known, b))
        closed += k < known.size and int(known[k]) == b
    return closed / SAMPLE


def _path_length(seed: int, offsets: NDArray[np.int64], followers: NDArray[np.int32], workers: int) -> float:
    readers = offsets.size - 1
    sources = (_words(seed, 3, WALKS)[:, 0] * readers) >> 32
    reached, hops = np.zeros(WALKS, np.int64), np.zeros(WALKS, np.int64)
    over_rows(walk.count_hops, WALKS, workers, sources, offsets, followers, reached, hops, pieces_each=1)
    return float(hops.sum() / reached.sum()) if reached.any() else float("nan")


def _distances(market: Market, offsets: NDArray[np.int64], followers: NDArray[np.int32]) -> dict[str, float]:
    """Measure how near people are whom a tie joins, by place and by community."""
    words = _words(market.seed, 4, SAMPLE)
    one, two = ((words[:, :2] * market.readers) >> 32).T
    figures = {
        "community_share": float("nan"),
        "tie_distance": float("nan"),
        "pair_distance": _distance(market.positions, one, two),
    }
    if followers.size:
        ties = (words[:, 2] * followers.size) >> 32
        authors = np.searchsorted(offsets, ties, side="right") - 1
        figures["tie_distance"] = _distance(market.positions, authors, followers[ties])
        member = market.communities[: market.readers]
        inside = np.repeat(member, np.diff(offsets)) == member[followers]
        figures["community_share"] = _mean(inside)
    return figures


def _distance(
    positions: NDArray[np.float64],
    one: NDArray[np.int64] | NDArray[np.int32],
    two: NDArray[np.int64] | NDArray[np.int32],
) -> float:
    apart = positions[one] - positions[two]
    return _mean(np.sqrt((apart**2).sum(axis=1)))


def _tiers(market: Market) -> dict[str, float]:
    """Measure followers and close ties of each tier at full size, and the trust of its ties."""
    network = market.network
    figures: dict[str, float] = {}
    for name in dict.fromkeys(blogger.tier for blogger in market.bloggers):
        rows = [blogger.row for blogger in market.bloggers if blogger.tier == name]
        ties = [slice(int(network.offsets[row]), int(network.offsets[row + 1])) for row in rows]
        followers = sum(part.stop - part.start for part in ties)
        close = sum(int(market.close[part].sum()) for part in ties)
        figures[f"tier.{name}.followers"] = followers * market.scale / len(rows)
        figures[f"tier.{name}.close"] = close * market.scale / len(rows)
        if network.trust is not None and followers:
            trust = sum(float(network.trust[part].sum(dtype=np.float64)) for part in ties)
            figures[f"tier.{name}.trust"] = trust / followers
    return figures
