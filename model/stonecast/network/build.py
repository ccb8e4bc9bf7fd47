"""Build the market of a scenario: people, ties, bloggers and trust, from the market seed alone."""

from __future__ import annotations

import math
import os
from typing import Any

import numpy as np

from stonecast.errors import InputError, whole
from stonecast.network.audience import gather
from stonecast.network.conversation import converse, hollow_shares, hollow_ties
from stonecast.network.csr import Network
from stonecast.network.engagement import hangs_on, tune
from stonecast.network.imported import build_imported, is_spectral
from stonecast.network.market import Market
from stonecast.network.pond import Pond, ReaderTies, befriend, settle
from stonecast.scenario.markets import FileMarket, PondMarket
from stonecast.scenario.reading import load
from stonecast.scenario.value import Scenario

FEWEST_READERS = 10

FEWER_TOLD = 0.05
"""A mean number of followees that misses the one asked by this share of it is told."""


NOT_THE_MARKET = (
    *("name", "title", "question", "source", "clock", "message", "see", "attention", "platforms", "wear"),
    *("advertising", "respond", "reshare", "buy", "ask", "converse", "remember", "contest", "accounts"),
    *("community", "serve", "review", "deal", "come_back", "advocate", "answer", "follow", "plans", "rivals"),
    *("competition", "compare"),
)
"""Sections that a market does not hang on; one that is not named here is taken to matter."""

NOT_THE_READERS = ("trust", "partitioned", "topics", "candidates", "candidates_sha256", "candidates_read")
"""Settings of a drawn market that its readers, and who of them follows whom, do not hang on."""


def build_market(
    scenario: Scenario | str | os.PathLike[str], *, seed: int | None = None, workers: int = 1
) -> Market:
    """Build the market of a scenario.

    The same scenario and seed give the same market to the last bit: on every machine, for any number
    of workers, with kernels compiled or not.

    Parameters
    ----------
    scenario
        A scenario, or the name or path of one; its ``scale`` counts (readers, communities, and followers and
        conversations of bloggers are divided by it, readers' own degrees and prices are kept).
    seed
        Market seed; by default the scenario's own.
    workers
        Threads.

    Raises
    ------
    InputError
        If the scale leaves fewer than ten readers, or an imported network cannot serve.
    """
    scenario = load(scenario)
    seed = whole(scenario.market_seed if seed is None else seed, "seed", low=0, high=2**32 - 1)
    workers = whole(workers, "workers")
    if isinstance(scenario.market, PondMarket):
        return _build_pond(scenario, scenario.market, seed, workers)
    return build_imported(scenario, scenario.market, seed=seed)


def settings_of(scenario: Scenario) -> dict[str, Any]:
    """Return all that the markets of a scenario hang on, as plain values: where it is equal, so are they."""
    told = scenario.model_dump(mode="json", exclude=set(NOT_THE_MARKET))
    told["bloggers"] = [{**tier, "platform": ""} for tier in told["bloggers"]]
    told["engaging"] = hangs_on(scenario)
    if isinstance(scenario.market, FileMarket):
        told |= {"place": scenario.market.place, "spectral": is_spectral(scenario)}
    return told


def check_market(market: Market, scenario: Scenario) -> None:
    """Refuse a market that was made for another scenario, as far as it shows.

    A market brings its own scale with it; a scenario that names one must name the same.
    """
    remedy = "build_market(scenario) makes one for this scenario"
    if not isinstance(market, Market):
        raise InputError(f"{market!r} is no market", where="market", remedy=remedy)
    if scenario.scale not in (1.0, market.scale):
        said = f"made at scale {market.scale:g}, and the scenario has scale {scenario.scale:g}"
        raise InputError(said, where="market", remedy=remedy)
    tiers = market.once("tiers", None, lambda: {record.tier for record in market.bloggers})
    strange = sorted(tiers - {tier.name for tier in scenario.bloggers})
    if strange:
        said = f"made for another scenario: this one has no bloggers of '{strange[0]}'"
        raise InputError(said, where="market", remedy=remedy)


def rebuild_market(market: Market, scenario: Scenario, *, workers: int = 1) -> Market:
    """Build the market of a scenario, to the same bits, from another with `same_readers` and the same seed.

    Who follows whom among readers is not drawn again, which is most of the work.
    """
    assert isinstance(scenario.market, PondMarket)
    pond, end = _settled(scenario, scenario.market, market.seed, workers), market.readers + 1
    offsets = market.network.offsets[:end]
    ties = ReaderTies.of(offsets, market.network.followers[: offsets[-1]], workers)
    return complete(scenario, pond, ties, seed=market.seed, workers=workers)


def same_readers(one: Scenario, other: Scenario) -> bool:
    """Whether in drawn markets of two scenarios the same readers follow one another."""
    return isinstance(one.market, PondMarket) and readers_of(one) == readers_of(other)


def readers_of(scenario: Scenario) -> dict[str, Any]:
    """Return all that readers of a drawn market and ties among them hang on, but for the seed."""
    told = scenario.market.model_dump(mode="json", exclude=set(NOT_THE_READERS))
    return {"scale": scenario.scale, **told}


def _build_pond(scenario: Scenario, market: PondMarket, seed: int, workers: int) -> Market:
    pond = _settled(scenario, market, seed, workers)
    return complete(
        scenario, pond, befriend(market, pond, seed=seed, workers=workers), seed=seed, workers=workers
    )


def _settled(scenario: Scenario, market: PondMarket, seed: int, workers: int) -> Pond:
    readers = int(market.readers / scenario.scale + 0.5)
    if readers < FEWEST_READERS:
        raise InputError(
            f"scale {scenario.scale:g} leaves {readers} of {market.readers:,} readers",
            where="scale",
            remedy=f"a scale up to {market.readers / FEWEST_READERS:g} leaves {FEWEST_READERS} or more",
        )
    communities = min(readers, max(1, int(market.communities / scenario.scale + 0.5)))
    return settle(market, readers, communities, seed=seed, workers=workers)


def complete(scenario: Scenario, pond: Pond, ties: ReaderTies, *, seed: int, workers: int = 1) -> Market:
    """Add to readers who follow one another the bloggers, whoever follows those, conversation and trust."""
    market, readers = scenario.market, pond.communities.size
    assert isinstance(market, PondMarket)
    audiences = gather(scenario, market, pond, seed=seed, workers=workers)
    warnings = (*_followees_warning(market, ties.followers.size / readers, readers), *audiences.warnings)
    offsets = np.concatenate([ties.offsets, ties.offsets[-1] + audiences.offsets[1:]])
    followers = np.concatenate([ties.followers, audiences.followers])
    mutual = np.concatenate([ties.mutual, np.zeros(audiences.followers.size, np.bool_)])
    del ties
    shares = hollow_shares(scenario.bloggers, audiences.bloggers, offsets.size - 1)
    hollow = hollow_ties(shares, offsets, followers, seed=seed, workers=workers)
    own = {tier.name: tier for tier in scenario.bloggers}
    homes = np.where(audiences.at_home, audiences.communities, -1).astype(np.int32)
    settled = np.concatenate([pond.communities, homes])
    close, trust = converse(
        market.trust,
        offsets,
        followers,
        mutual,
        settled,
        readers=readers,
        scale=scenario.scale,
        seed=seed,
        workers=workers,
        hollow=hollow,
        tiers=[own[blogger.tier] for blogger in audiences.bloggers],
    )
    positions = np.concatenate([pond.positions, audiences.positions])
    tune(scenario, audiences.bloggers, offsets, followers, trust, hollow, positions)
    return Market(
        network=Network(offsets, followers, trust),
        positions=positions,
        communities=np.concatenate([pond.communities, audiences.communities]),
        close=close,
        bloggers=audiences.bloggers,
        readers=readers,
        scale=scenario.scale,
        seed=seed,
        warnings=warnings,
        hollow=hollow,
        homes=settled,
    )


def _followees_warning(market: PondMarket, got: float, readers: int) -> tuple[str, ...]:
    asked = market.followees_mean
    # Rounding by chance moves a sum of whole numbers by about the root of it.
    if (asked - got) * readers <= max(FEWER_TOLD * asked * readers, 4.0 * math.sqrt(asked * readers)):
        return ()
    return (
        f"readers follow {got:.3g} readers on average, not {asked:.3g} as asked: there are too few readers "
        "for so many followees; ask for fewer followees, or simulate at a smaller scale",
    )
