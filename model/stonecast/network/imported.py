"""A market on an imported network: everybody in it is a reader, and bloggers are some of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness
from stonecast.errors import InputError
from stonecast.kernels import places
from stonecast.network.audience import asked_price
from stonecast.network.conversation import hollow_shares, hollow_ties
from stonecast.network.csr import Network
from stonecast.network.embedding import spectral_places
from stonecast.network.market import BloggerRecord, Market
from stonecast.network.reading.people import Placed, read_people
from stonecast.network.reading.read import read_network
from stonecast.network.reading.trust_map import parse_trust_map
from stonecast.scenario.markets import FileMarket
from stonecast.scenario.schema import Tier
from stonecast.scenario.value import Scenario


def build_imported(scenario: Scenario, market: FileMarket, *, seed: int) -> Market:
    """Build a market on a network file.

    Trust comes from the declared map, so no tie counts as a standing conversation: ``close`` is False
    for all. Where a file of people is given, they stand and live where it says. Else everybody is in
    community 0, at a place that follows from who hears whom where relevance matters
    (`stonecast.network.embedding`), and otherwise at a named, evenly scattered one.

    Raises
    ------
    InputError
        If the file cannot be read as declared, a scale is asked for, or a tier finds too few people.
    """
    if scenario.scale != 1.0:
        raise InputError(
            f"scale {scenario.scale:g} for an imported network",
            where="scale",
            remedy="an imported network cannot be scaled: leave scale out, or say 1",
        )
    network = read_network(
        market.place,
        direction=market.direction,
        trust=parse_trust_map(market.trust, "market.trust"),
        weight=market.weight,
        columns=market.columns,
    )
    bloggers = _choose_bloggers(scenario, network, seed)
    shares = hollow_shares(scenario.bloggers, bloggers, network.people)
    placed = _placed(scenario, market, network, seed)
    homes = np.zeros(network.people, np.int32) if placed.homes is None else placed.homes
    return Market(
        network=replace(network, notes=(*network.notes, *placed.notes)),
        positions=placed.positions,
        communities=np.maximum(homes, 0),
        close=np.zeros(network.ties, np.bool_),
        bloggers=bloggers,
        readers=network.people,
        scale=1.0,
        seed=seed,
        hollow=hollow_ties(shares, network.offsets, network.followers, seed=seed),
        homes=homes,
    )


def _placed(scenario: Scenario, market: FileMarket, network: Network, seed: int) -> Placed:
    if market.people:
        return read_people(Path(market.place).parent / market.people, network, market.people_columns)
    spectral = is_spectral(scenario)
    return Placed(spectral_places(network) if spectral else _scattered(network.people, seed), None, ())


def is_spectral(scenario: Scenario) -> bool:
    """Whether people of an imported network stand near those they hear: asked for, or relevance matters."""
    market, attention = scenario.market, scenario.attention
    if isinstance(market, FileMarket) and market.people:
        return False
    if not isinstance(market, FileMarket) or market.places != "auto":
        return isinstance(market, FileMarket) and market.places == "spectral"
    ranked = attention.on and attention.relevance_exponent > 0.0
    return scenario.respond.relevance.on or ranked or scenario.buy.fit != 0.0


def _scattered(people: int, seed: int) -> NDArray[np.float64]:
    positions, along = np.empty((people, 2)), np.empty(people, np.int64)
    places.place_evenly(0, people, seed, randomness.POSITION, positions, along)
    return positions


def _choose_bloggers(scenario: Scenario, network: Network, seed: int) -> tuple[BloggerRecord, ...]:
    audience = network.audience
    taken = np.zeros(network.people, np.bool_)
    bloggers = []
    for number, tier in enumerate(scenario.bloggers):
        rows = _choose(tier, number, audience, taken, seed)
        taken[rows] = True
        for row in rows.tolist():
            label, followers = network.labels[row], int(audience[row])
            name = label if isinstance(label, str) else f"{tier.name}_{label}"
            price = asked_price(scenario, tier, followers)
            bloggers.append(BloggerRecord(name, tier.name, tier.kind, row, followers, price))
    return tuple(bloggers)


def _choose(
    tier: Tier, number: int, audience: NDArray[np.int64], taken: NDArray[np.bool_], seed: int
) -> NDArray[np.int64]:
    """Rows of a tier's bloggers among those with followers in its range whom no earlier tier took.

    A tier that names no range takes people with at least one follower.
    """
    fewest, most = tier.followers if isinstance(tier.followers, tuple) else (1, int(audience.max(initial=1)))
    in_range = (audience >= fewest) & (audience <= most)
    eligible = np.flatnonzero(in_range & ~taken)
    if eligible.size < tier.count:
        gone = int((in_range & taken).sum())
        earlier = f" ({gone:,} more belong to earlier tiers)" if gone else ""
        raise InputError(
            f"{tier.count:,} bloggers asked for, but {eligible.size:,} people have {fewest:,} to {most:,} "
            f"followers{earlier}",
            where=f"bloggers '{tier.name}'",
            remedy=f"lower count, or widen followers = [{fewest}, {most}] (the most followed person has "
            f"{int(audience.max(initial=0)):,})",
        )
    if tier.pick == "most_followed":
        order = np.lexsort((eligible, -audience[eligible]))
    else:
        keys = np.array(
            [
                randomness.word(seed, 0, randomness.CAST, number + 1, row, 0) << 31 | row
                for row in eligible.tolist()
            ],
            np.int64,
        )
        order = np.argsort(keys)
    return eligible[order[: tier.count]].astype(np.int64)
