"""Bloggers and their audiences: prescribed follower counts, so that totals are controlled exactly."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels import places
from stonecast.network.market import BloggerRecord, Market
from stonecast.network.pond import Pond
from stonecast.network.rows import over_rows
from stonecast.scenario.markets import PondMarket
from stonecast.scenario.schema import Tier
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
    readers for every such tier, dealt out among its bloggers in equal parts up to one. ``members``: readers
    in a row along the curve, so that a community is a part of the pond; one community follows the other.
    """
    addressed = _addressed(market, pond, scenario.scale, seed)
    groups = list(_by_tier(scenario.bloggers))
    homes, sizes = _cast(scenario, pond, addressed.size, seed, workers)
    joined = _join(scenario, pond, sizes)
    offsets = np.zeros(sizes.size + 1, np.int64)
    np.cumsum(sizes, out=offsets[1:])
    followers = np.empty(int(offsets[-1]), np.int32)
    for number, (tier, numbers) in enumerate(groups):
        ends = offsets[numbers.start : numbers.stop + 1]
        if tier.audience == "partition":
            _deal(addressed, number, ends, followers, seed)
        elif tier.audience == "members":
            first = joined[numbers.start]
            followers[ends[0] : ends[-1]] = np.arange(first, first + ends[-1] - ends[0])
        else:
            part = slice(numbers.start, numbers.stop)
            breadth = tier.breadth if tier.audience == "near" else np.inf
            window = _window(homes[part], sizes[part], breadth, pond.readers)
            drawn = (seed, numbers.start, *window, ends, followers)
            over_rows(places.choose_audience, tier.count, workers, *drawn)
    at_home = np.repeat([tier.audience == "near" for tier, _ in groups], [tier.count for tier, _ in groups])
    positions = np.where(at_home[:, None], pond.positions[homes], 0.5)
    for tier, numbers in groups:
        if tier.place is not None:
            positions[numbers.start : numbers.stop] = tier.place
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


def asked_price(scenario: Scenario, tier: Tier, followers: int) -> float:
    """Return what one post costs: what the tier says, nothing for whom one cannot pay, else by followers."""
    if tier.kind == "journalist":
        return scenario.pitch.cost
    if tier.price is not None:
        return tier.price
    return 0.0 if tier.kind == "account" else scenario.money.price(followers)


def priced(market: Market, scenario: Scenario) -> Market:
    """Return the market with the prices of a scenario that leaves its people and ties as they are."""
    tiers = {tier.name: tier for tier in scenario.bloggers}
    bloggers = tuple(
        replace(blogger, price=asked_price(scenario, tiers[blogger.tier], blogger.followers))
        for blogger in market.bloggers
    )
    return market if bloggers == market.bloggers else replace(market, bloggers=bloggers)


def _records(scenario: Scenario, tier: Tier, numbers: range, pond: Pond) -> Iterator[BloggerRecord]:
    assert isinstance(scenario.market, PondMarket)
    followers = full_followers(tier, scenario.market)
    price = asked_price(scenario, tier, followers)
    width = max(3, len(str(tier.count)))
    for place, number in enumerate(numbers, start=1):
        name = tier.name if tier.title and tier.count == 1 else f"{tier.name}_{place:0{width}d}"
        yield BloggerRecord(name, tier.name, tier.kind, pond.readers + number, followers, price)


def _cast(
    scenario: Scenario, pond: Pond, addressed: int, seed: int, workers: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row of the reader at whose place each blogger lives, and each blogger's simulated followers.

    Homes are readers' places, so there are more bloggers where there are more readers.
    """
    full = [
        np.full(tier.count, tier.followers if isinstance(tier.followers, int) else 0)
        for tier in scenario.bloggers
    ]
    kept = np.concatenate(full) / scenario.scale
    homes, sizes = np.empty(kept.size, np.int64), np.empty(kept.size, np.int64)
    over_rows(places.cast_bloggers, kept.size, workers, seed, pond.readers, kept, homes, sizes)
    for tier, numbers in _by_tier(scenario.bloggers):
        if tier.place is not None:
            off = pond.positions - np.array(tier.place)
            homes[numbers.start : numbers.stop] = int(np.argmin(off[:, 0] ** 2 + off[:, 1] ** 2))
        if tier.audience == "partition":
            ends = np.arange(tier.count + 1, dtype=np.int64) * addressed // tier.count
            sizes[numbers.start : numbers.stop] = np.diff(ends)
    return homes, sizes


def _join(scenario: Scenario, pond: Pond, sizes: NDArray[np.int64]) -> dict[int, int]:
    """Return the first member of each tier of communities, by number, and set the sizes of communities.

    A community ends where a sub-community does, if that is within one reader: rounding splits none.
    """
    joined, before = {}, 0
    for tier, numbers in _by_tier(scenario.bloggers):
        if tier.audience == "members":
            assert isinstance(tier.followers, int), "checked by the scenario"
            ends = [
                _end(pond, int((before + k * tier.followers) / scenario.scale + 0.5))
                for k in range(tier.count + 1)
            ]
            joined[numbers.start] = ends[0]
            sizes[numbers.start : numbers.stop] = np.diff(ends)
            before += tier.count * tier.followers
    return joined


def _end(pond: Pond, row: int) -> int:
    """Return the end of a community: that of a sub-community within one reader of a row, or the row."""
    near = int(pond.bounds[int(np.argmin(np.abs(pond.bounds - row)))])
    return near if abs(near - row) <= 1 else min(pond.readers, row)


def _window(
    homes: NDArray[np.int64], sizes: NDArray[np.int64], breadth: float, readers: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first row and the number of rows of each window, moved back where it leaves the pond."""
    ranges = np.minimum(np.floor(np.maximum(sizes, 1) * min(breadth, readers) + 0.5), readers).astype(
        np.int64
    )
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
