"""Platforms: how long a post lives there, and how far it reaches for a large account.

A post is seen once, at a delay with survival ``2^(-t / h)``, h = ``half_life_days``; an account with f
followers at full size reaches ``(max(f, 10,000) / 10,000)^(-reach_exponent)`` of what a small one does.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast.network.market import Market
from stonecast.randomness import power
from stonecast.scenario.seeing import Platform
from stonecast.scenario.value import Scenario

LARGE = 10_000
"""Followers up to which an account reaches all that it can."""


def platform_of(spec: Scenario, tier: str) -> Platform:
    """Return the platform of a tier; an ideal one, at once and everywhere, if it names none."""
    named = next(one.platform for one in spec.bloggers if one.name == tier)
    return spec.platforms[named] if named else Platform()


def platform_of_readers(spec: Scenario) -> Platform:
    """Return the platform on which readers pass things on."""
    return spec.platforms[spec.see.readers_platform] if spec.see.readers_platform else Platform()


def in_use(spec: Scenario) -> bool:
    """Whether any platform that somebody uses delays posts or holds back large accounts."""
    used = [platform_of_readers(spec), *(platform_of(spec, tier.name) for tier in spec.bloggers)]
    return any(one.half_life_days > 0.0 or one.reach_exponent > 0.0 for one in used)


def half_lives(spec: Scenario, market: Market) -> tuple[NDArray[np.float64], bool]:
    """Return the half-life of each person's posts [ticks], shape (people,), and whether any is above 0."""

    def make() -> tuple[NDArray[np.float64], bool]:
        found = np.full(market.network.people, platform_of_readers(spec).half_life_days)
        for blogger in market.bloggers:
            found[blogger.row] = platform_of(spec, blogger.tier).half_life_days
        return found * spec.clock.ticks_per_day, bool(found.any())

    return market.once("half-lives", (_settings(spec), spec.clock.ticks_per_day), make)


def reach(spec: Scenario, market: Market) -> tuple[NDArray[np.float64], bool]:
    """Return what each person's platform shows of a small account's posts, and whether any is below 1."""

    def make() -> tuple[NDArray[np.float64], bool]:
        found = np.ones(market.network.people)
        exponent = platform_of_readers(spec).reach_exponent
        if exponent > 0.0:
            audience = market.network.audience
            for row in np.flatnonzero(audience > LARGE).tolist():
                found[row] = share_reached(int(audience[row]), exponent)
        for blogger in market.bloggers:
            platform = platform_of(spec, blogger.tier)
            found[blogger.row] = share_reached(blogger.followers, platform.reach_exponent)
        return found, bool((found < 1.0).any())

    return market.once("reach", _settings(spec), make)


def conversation(spec: Scenario, market: Market) -> tuple[NDArray[np.float64], bool]:
    """Return the factor on comments to each person's posts, shape (people,), and whether any is not 1."""

    def make() -> tuple[NDArray[np.float64], bool]:
        found = np.full(market.network.people, platform_of_readers(spec).conversation)
        for blogger in market.bloggers:
            found[blogger.row] = platform_of(spec, blogger.tier).conversation
        return found, bool((found != 1.0).any())

    return market.once("conversation", _settings(spec), make)


def share_reached(followers: int, exponent: float) -> float:
    """Return (max(f, 10,000) / 10,000)^(-exponent)."""
    return 1.0 / power(max(followers, LARGE) / LARGE, exponent)


def _settings(spec: Scenario) -> object:
    return spec.platforms, spec.see.readers_platform, [(tier.name, tier.platform) for tier in spec.bloggers]
