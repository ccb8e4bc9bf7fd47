"""Small markets for tests."""

from __future__ import annotations

import hashlib
import math
from typing import Any

import numpy as np

from stonecast.network.build import build_market
from stonecast.network.market import Market
from stonecast.scenario.value import Scenario

INFINITE = math.inf
ALIKE = {"constant": 0.5}


def scenario(*, tiers: list[dict[str, Any]] | None = None, scale: float = 1.0, **market: Any) -> Scenario:
    """A scenario about its market and its bloggers only."""
    market = {"kind": "pond", "readers": 2_000, "followees_mean": 12.0, **market}
    if market["kind"] == "pond":
        market.setdefault("trust", {"conversations": 150})
    else:
        for name in ("readers", "followees_mean"):
            del market[name]
    if tiers is None:
        most = market.get("readers", 0) // 5
        tiers = [tier("big", count=1, followers=most, audience="everywhere"), tier("small")]
    return Scenario.model_validate(
        {
            "name": "test",
            "scale": scale,
            "market": market,
            "bloggers": tiers,
            "money": {"budget": 1000, "fixed_cost": 10},
            "plans": {"a": {"hire": [{"tier": tiers[0]["name"]}]}},
        }
    )


def tier(name: str, **settings: Any) -> dict[str, Any]:
    """A tier of bloggers; small ones by default."""
    plain = {"kind": "big" if name == "big" else "small", "count": 8, "followers": 50}
    return {"name": name, **plain, **settings}


def build(*, seed: int = 0, workers: int = 1, **settings: Any) -> Market:
    """The market of `scenario`."""
    return build_market(scenario(**settings), seed=seed, workers=workers)


def rows_of(market: Market, tier_name: str) -> list[int]:
    """Rows of the bloggers of a tier."""
    return [blogger.row for blogger in market.bloggers if blogger.tier == tier_name]


def followers_of(market: Market, row: int) -> np.ndarray:
    """Followers of a row."""
    return market.network.followers[market.network.offsets[row] : market.network.offsets[row + 1]]


def close_of(market: Market, row: int) -> np.ndarray:
    """Which of a row's ties are close."""
    return market.close[market.network.offsets[row] : market.network.offsets[row + 1]]


def digest(market: Market) -> str:
    """Digest of every array and every blogger of a market."""
    network = market.network
    total = hashlib.sha256()
    for array in (network.offsets, network.followers, network.trust, market.positions):
        total.update(np.ascontiguousarray(array).tobytes())
    for array in (market.communities, market.close):
        total.update(np.ascontiguousarray(array).tobytes())
    total.update(repr([(b.name, b.tier, b.kind, b.row, b.followers) for b in market.bloggers]).encode())
    return total.hexdigest()[:32]
