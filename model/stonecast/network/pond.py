"""The pond: where readers are, which community they belong to, and which readers they follow."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness
from stonecast.kernels import generate, places, returned
from stonecast.kernels.popularity import Weights, draw_popularity, fill_guide, weigh_outside
from stonecast.network.rows import over_rows
from stonecast.scenario.markets import PondMarket


@dataclass(frozen=True)
class Pond:
    """Readers in their places, numbered so that neighbouring rows are neighbours in taste.

    Attributes
    ----------
    positions
        float64, shape (readers, 2), in [0, 1].
    communities
        int32, shape (readers,): community of each reader, never falling from row to row.
    bounds
        int64, shape (communities + 1,): community ``c`` is rows ``bounds[c]:bounds[c + 1]``.
    middle
        The community nearest to the centre of the pond.
    """

    positions: NDArray[np.float64]
    communities: NDArray[np.int32]
    bounds: NDArray[np.int64]
    middle: int

    @property
    def readers(self) -> int:
        """Number of readers."""
        return int(self.communities.size)


@dataclass(frozen=True)
class ReaderTies:
    """Ties among readers by author, followers sorted.

    Attributes
    ----------
    offsets
        int64, shape (readers + 1,).
    followers
        int32, shape (ties,).
    mutual
        bool, shape (ties,): whether the follower is followed back.
    """

    offsets: NDArray[np.int64]
    followers: NDArray[np.int32]
    mutual: NDArray[np.bool_]

    @classmethod
    def of(cls, offsets: NDArray[np.int64], followers: NDArray[np.int32], workers: int = 1) -> ReaderTies:
        """Find which of these ties are mutual."""
        counts = np.diff(offsets).astype(np.int32)
        lists = (offsets, followers, *turned(offsets, counts, followers, workers))
        made = cls(offsets, np.empty_like(followers), np.empty(followers.size, np.bool_))
        nobody = 0  # no tie is returned that is not there
        out = (made.offsets, made.followers, made.mutual)
        over_rows(returned.write_ties, counts.size, workers, 0, nobody, *lists, *out)
        return made


def settle(market: PondMarket, readers: int, communities: int, *, seed: int, workers: int = 1) -> Pond:
    """Give every reader a community and a place, and number them along a space-filling curve.

    Communities have equal sizes up to one. Their centres are scattered evenly and numbered along
    Hilbert's curve; readers are numbered by community and, inside it, along the same curve. So a
    community is a range of rows, and rows near each other are near in taste. A single community fills
    the pond evenly instead of gathering in one spot, so that a scale that leaves one community keeps
    the spread of tastes.
    """
    bounds = np.arange(communities + 1, dtype=np.int64) * readers // communities
    member = np.repeat(np.arange(communities, dtype=np.int32), np.diff(bounds))
    along = np.empty(communities, np.int64)
    centres = np.empty((communities, 2))
    places.place_evenly(0, communities, seed, randomness.COMMUNITY, centres, along)
    centres = centres[np.argsort(along, kind="stable")]
    positions = np.empty((readers, 2))
    along = np.empty(readers, np.int64)
    if communities == 1:
        over_rows(places.place_evenly, readers, workers, seed, randomness.POSITION, positions, along)
    else:
        spread = market.community_spread
        over_rows(places.place_around, readers, workers, seed, spread, centres, member, positions, along)
    order = np.argsort((member.astype(np.int64) << 32) | along, kind="stable")
    off = (centres - 0.5) ** 2
    return Pond(positions[order], member, bounds, int(np.argmin(off[:, 0] + off[:, 1])))


def popularity(readers: int, exponent: float, *, seed: int, workers: int = 1) -> NDArray[np.int64]:
    """Return the popularity of readers in whole numbers of 1/1024, shape (readers,).

    Pareto with density exponent ``exponent``, cut at half the readers.
    """
    slope = 0.0 if math.isinf(exponent) else 1.0 / (exponent - 1.0)
    weights = np.empty(readers, np.int64)
    most = max(1.0, min(readers / 2.0, 2.0**30))
    over_rows(draw_popularity, readers, workers, seed, slope, most, weights)
    return weights


def _weights(
    market: PondMarket, pond: Pond, wanted: NDArray[np.int32], seed: int, workers: int
) -> tuple[Weights, Weights]:
    """Weights for picks inside and from outside a community."""
    weights = popularity(pond.readers, market.popularity_exponent, seed=seed, workers=workers)
    inside = _guided(weights, workers)
    communities, picks = pond.bounds.size - 1, int(wanted.sum())
    if communities == 1 or picks == 0:
        return inside, inside
    near = np.add.reduceat(wanted, pond.bounds[:-1], dtype=np.int64) * market.community_share
    per_pick = int(inside[1][-1]) / picks
    outside = np.empty(pond.readers, np.int64)
    over_rows(
        weigh_outside, communities, workers, pond.bounds, weights, near.astype(np.int64), per_pick, outside
    )
    return inside, _guided(outside, workers)


def _guided(weights: NDArray[np.int64], workers: int) -> Weights:
    """Add up weights and index the sums: about one step for each row, steps a power of two wide."""
    cumulative = np.zeros(weights.size + 1, np.int64)
    np.cumsum(weights, out=cumulative[1:])
    total = int(cumulative[-1])
    shift = max(0, total.bit_length() - (cumulative.size - 1).bit_length())
    steps = ((total - 1) >> shift) + 2
    guide = np.empty(steps, np.int32)
    over_rows(fill_guide, steps, workers, shift, cumulative, guide)
    return shift, cumulative, guide


def _accidental(market: PondMarket, pond: Pond) -> float:
    """Estimate the share of picks returned by accident: k picks among p people return k * k / p."""
    mean, others, last = market.followees_mean, pond.readers - 1, pond.bounds.size - 1
    if last == 1:
        return min(1.0, mean / others)
    size = pond.readers / last
    ranges = (
        (market.community_share, size - 1.0),
        (market.neighbour_share, size * min(2 * generate.AROUND, last - 1)),
        (1.0 - market.community_share - market.neighbour_share, float(others)),
    )
    ties = 0.0
    for share, people in ranges:
        picks = min(share * mean, people)
        ties += picks * picks / people if picks > 0.0 else 0.0
    return min(1.0, ties / mean)


def _degrees(
    market: PondMarket, pond: Pond, seed: int, workers: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Picks of each reader, and those of them that close no triad.

    Lognormal numbers scaled to the mean asked, so that markets do not differ in their mean by chance;
    summed as whole numbers, so that no order of adding can matter. Picks are fewer than followees by
    the ties that will be returned.
    """
    readers, r = pond.readers, market.reciprocity
    returned_later = max(0.0, (r - _accidental(market, pond)) / (2.0 - r))
    sociability = np.empty(readers, np.int64)
    over_rows(generate.draw_sociability, readers, workers, seed, market.followees_sigma, sociability)
    total = market.followees_mean / (1.0 + returned_later) * readers
    sizes = (total / int(sociability.sum()), readers / 2.0, market.triads, sociability)
    wanted, first = np.empty(readers, np.int32), np.empty(readers, np.int32)
    over_rows(generate.draw_degrees, readers, workers, seed, *sizes, wanted, first)
    return wanted, first


def _picks(
    market: PondMarket, pond: Pond, seed: int, workers: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Pick followees: where each reader's list starts, how long it is, and the picks."""
    readers = pond.readers
    wanted, first = _degrees(market, pond, seed, workers)
    starts = np.zeros(readers + 1, np.int64)
    np.cumsum(wanted, out=starts[1:])
    picks = np.empty(int(starts[-1]), np.int32)
    filled, total = np.empty(readers, np.int32), np.empty(readers, np.int32)
    near = randomness.threshold(market.community_share)
    around = randomness.threshold(market.community_share + market.neighbour_share)
    weights = _weights(market, pond, wanted, seed, workers)
    where = (seed, near, around, pond.bounds, pond.communities, *weights, starts)
    over_rows(generate.pick_first, readers, workers, *where, first, picks, filled)
    over_rows(generate.pick_triads, readers, workers, *where, wanted, first, picks, filled, total)
    return starts, total, picks


def turned(
    starts: NDArray[np.int64], filled: NDArray[np.int32], items: NDArray[np.int32], workers: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Turn lists of items by row into sorted lists of rows by item, by counting."""
    rows = filled.size
    offsets = np.zeros(rows + 1, np.int64)
    over_rows(returned.count_by, rows, workers, starts, filled, items, offsets[1:], pieces_each=1)
    np.cumsum(offsets, out=offsets)
    out = np.empty(int(offsets[-1]), np.int32)
    cursor = offsets[:-1].copy()
    over_rows(returned.turn, rows, workers, starts, filled, items, cursor, out, pieces_each=1)
    return offsets, out


def chance_to_return(reciprocity: float, ties: int, mutual: int) -> float:
    """Chance ``q`` with which an unreturned tie must be returned for the share asked.

    With D ties of which R are returned already and U = D - R are not, returning each of U with chance
    q gives the share r = (R + 2 q U) / (D + q U); solved for q.
    """
    if reciprocity <= 0.0 or ties <= mutual:
        return 0.0
    q = (reciprocity * ties - mutual) / ((ties - mutual) * (2.0 - reciprocity))
    return min(1.0, max(0.0, q))


def befriend(market: PondMarket, pond: Pond, *, seed: int, workers: int = 1) -> ReaderTies:
    """Decide which readers follow which.

    A reader picks a lognormal number of distinct followees: a share ``triads`` among the followees of
    a followee, the rest by popularity inside their own community, around it, or anywhere. A pick that
    repeats is drawn again, after some tries from everybody, and dropped after some more. Then ties are
    returned until the share asked is reached; the mean number of followees counts returned ties too.

    A community of m readers can give nobody more than m followers: whom it leaves short of what their
    popularity asks is picked from outside all the more.
    """
    starts, filled, picks = _picks(market, pond, seed, workers)
    followers_at, followers = turned(starts, filled, picks, workers)
    del starts, picks
    # Turned twice, each list of followees is sorted, so that two lists are compared by merging.
    followees_at, followees = turned(followers_at, np.diff(followers_at).astype(np.int32), followers, workers)
    lists = (followers_at, followers, followees_at, followees)
    offsets = np.zeros(pond.readers + 1, np.int64)
    counts = offsets[1:]
    mutual = sum(over_rows(returned.count_ties, pond.readers, workers, seed, 0, *lists, counts))
    q = chance_to_return(market.reciprocity, followers.size, mutual)
    limit = randomness.threshold(q)
    if limit:
        over_rows(returned.count_ties, pond.readers, workers, seed, limit, *lists, counts)
    np.cumsum(offsets, out=offsets)
    ties = ReaderTies(offsets, np.empty(int(offsets[-1]), np.int32), np.empty(int(offsets[-1]), np.bool_))
    out = (ties.offsets, ties.followers, ties.mutual)
    over_rows(returned.write_ties, pond.readers, workers, seed, limit, *lists, *out)
    return ties
