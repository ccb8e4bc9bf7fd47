"""Bloggers and their audiences: prescribed follower counts, so that totals are controlled exactly."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness
from stonecast.kernels import places
from stonecast.network.market import BloggerRecord
from stonecast.network.pond import Pond
from stonecast.network.rows import over_rows
from stonecast.scenario.schema import PondMarket, Tier
from stonecast.scenario.value import Scenario

FEWEST = 10
"""Simulated followers below which a blogger's result is a matter of single people."""

ADDRESSED = (1 << 31) - 1
"""Number under which the partitioned readers are chosen; no blogger reaches it."""


@dataclass(frozen=True)
class Audiences:
    """Bloggers in the scenario's order, with their place and their followers among the readers.

    Attributes
    ----------
    bloggers
        Who can be hired; rows follow those of the readers.
    offsets
        int64, shape (bloggers + 1,).
    followers
        int32, shape (offsets[-1],): readers, sorted for each blogger.
    positions
        float64, shape (bloggers, 2).
    communities
        int32, shape (bloggers,).
    at_home
        bool, shape (bloggers,): whether the blogger belongs to that community (a near audience).
    warnings
        What the reader of a result should know, in sentences.
    """

    bloggers: tuple[BloggerRecord, ...]
    offsets: NDArray[np.int64]
    followers: NDArray[np.int32]
    positions: NDArray[np.float64]
    communities: NDArray[np.int32]
    at_home: NDArray[np.bool_]
    warnings: tuple[str, ...]


def gather(scenario: Scenario, market: PondMarket, pond: Pond, *, seed: int, workers: int = 1) -> Audiences:
    """Put the bloggers of every tier into the pond and choose their followers.

    ``near``: distinct readers among the ``breadth`` times as many rows around the blogger's home, which
    is the place of a reader chosen by name. ``everywhere``: among all readers. ``partition``: the same
    readers for every such tier, dealt out among its bloggers in equal parts up to one.
    """
    addressed = _addressed(market, pond, scenario.scale, seed)
    groups = list(_by_tier(scenario.bloggers))
    sizes = np.concatenate(
        [_sizes(tier, numbers, pond, addressed.size, scenario.scale, seed) for tier, numbers in groups]
    )
    offsets = np.zeros(sizes.size + 1, np.int64)
    np.cumsum(sizes, out=offsets[1:])
    followers = np.empty(int(offsets[-1]), np.int32)
    homes = _homes(sizes.size, pond, seed)
    starts, ranges = np.zeros(sizes.size, np.int64), np.full(sizes.size, pond.readers, np.int64)
    at_home = np.zeros(sizes.size, np.bool_)
    for tier, numbers in groups:
        if tier.audience == "near":
            chosen = slice(numbers.start, numbers.stop)
            at_home[chosen] = True
            starts[chosen], ranges[chosen] = _window(homes[chosen], sizes[chosen], tier.breadth, pond.readers)
    drawn = [numbers for tier, numbers in groups if tier.audience != "partition"]
    for numbers in drawn:
        part = slice(numbers.start, numbers.stop)
        ends = offsets[numbers.start : numbers.stop + 1]
        args = (seed, numbers.start, starts[part], ranges[part], ends, followers)
        over_rows(places.choose_audience, len(numbers), workers, *args)
    for number, (tier, numbers) in enumerate(groups):
        if tier.audience == "partition":
            _deal(addressed, number, offsets[numbers.start : numbers.stop + 1], followers, seed)
    positions = np.where(at_home[:, None], pond.positions[homes], 0.5)
    communities = np.where(at_home, pond.communities[homes], pond.middle).astype(np.int32)
    bloggers = tuple(record for tier, numbers in groups for record in _records(scenario, tier, numbers, pond))
    return Audiences(bloggers, offsets, followers, positions, communities, at_home, _warnings(sizes))


def _by_tier(tiers: tuple[Tier, ...]) -> Iterator[tuple[Tier, range]]:
    start = 0
    for tier in tiers:
        yield tier, range(start, start + tier.count)
        start += tier.count


def full_followers(tier: Tier, market: PondMarket) -> int:
    """Followers of each blogger of a tier at full size."""
    if tier.audience != "partition":
        assert isinstance(tier.followers, int), "checked by the scenario"
        return tier.followers
    return int(market.partitioned / tier.count + 0.5)


def _records(scenario: Scenario, tier: Tier, numbers: range, pond: Pond) -> Iterator[BloggerRecord]:
    assert isinstance(scenario.market, PondMarket)
    followers = full_followers(tier, scenario.market)
    price = scenario.money.price(followers) if tier.price is None else tier.price
    width = max(3, len(str(tier.count)))
    for place, number in enumerate(numbers, start=1):
        name = f"{tier.name}_{place:0{width}d}"
        yield BloggerRecord(name, tier.name, tier.kind, pond.readers + number, followers, price)


def _sizes(
    tier: Tier, numbers: range, pond: Pond, addressed: int, scale: float, seed: int
) -> NDArray[np.int64]:
    """Return the simulated followers of each blogger of a tier."""
    if tier.audience == "partition":
        return np.diff(np.arange(tier.count + 1, dtype=np.int64) * addressed // tier.count)
    assert isinstance(tier.followers, int), "checked by the scenario"
    kept = tier.followers / scale
    named = (randomness.word(seed, 0, randomness.ROUNDING, 0, number, 0) for number in numbers)
    sizes = (min(pond.readers, randomness.round_by_chance(kept, w)) for w in named)
    return np.fromiter(sizes, np.int64, tier.count)


def _homes(bloggers: int, pond: Pond, seed: int) -> NDArray[np.int64]:
    """Row of the reader at whose place each blogger lives: more bloggers where more readers are."""
    words = (randomness.word(seed, 0, randomness.CAST, 0, number, 0) for number in range(bloggers))
    return np.fromiter(((w * pond.readers) >> 32 for w in words), np.int64, bloggers)


def _window(
    homes: NDArray[np.int64], sizes: NDArray[np.int64], breadth: float, readers: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first row and the number of rows of each window, moved back where it leaves the pond."""
    ranges = np.minimum(np.floor(sizes * breadth + 0.5), readers).astype(np.int64)
    return np.clip(homes - ranges // 2, 0, readers - ranges), ranges


def _addressed(market: PondMarket, pond: Pond, scale: float, seed: int) -> NDArray[np.int32]:
    """Rows of the readers whom every partitioning tier shares out."""
    count = min(pond.readers, int(market.partitioned / scale + 0.5))
    rows = np.empty(count, np.int32)
    everybody = np.array([0], np.int64), np.array([pond.readers], np.int64)
    places.choose_audience(0, 1, seed, ADDRESSED, *everybody, np.array([0, count], np.int64), rows)
    return rows


def _deal(
    rows: NDArray[np.int32], tier: int, offsets: NDArray[np.int64], followers: NDArray[np.int32], seed: int
) -> None:
    """Deal rows out to the bloggers of a tier in an order that depends on the tier's number."""
    keys = np.empty(rows.size, np.int64)
    places.name_deal(0, rows.size, seed, tier + 1, keys)
    keys.sort()
    dealt = rows[keys & ((1 << 31) - 1)]
    begin = int(offsets[0])
    for start, stop in itertools.pairwise(offsets):
        followers[start:stop] = np.sort(dealt[start - begin : stop - begin])


def _warnings(sizes: NDArray[np.int64]) -> tuple[str, ...]:
    few = int((sizes < FEWEST).sum())
    if not few:
        return ()
    who = "1 blogger has" if few == 1 else f"{few:,} bloggers have"
    return (
        f"{who} fewer than {FEWEST} simulated followers (fewest: {int(sizes.min())}): "
        "simulate at a smaller scale, or read results of tiers only, not of single bloggers",
    )
