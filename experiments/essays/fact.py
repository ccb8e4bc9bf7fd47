"""Runs and markets that several facts share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import stonecast as sc

_MARKETS: dict[str, Any] = {}


def runs(spec: sc.Scenario, plan: str, lucks: range) -> Iterator[sc.Run]:
    """Run a plan under each luck of a block, on the market of this block."""
    spec, market = of_block(spec, lucks), market_of(spec, lucks)
    for luck in lucks:
        yield sc.run(spec, plan=plan, luck=luck, market=market)


def of_block(spec: sc.Scenario, lucks: range) -> sc.Scenario:
    """Return the scenario with the market seed of a block: the k-th block of lucks has the k-th market."""
    return spec.with_changes(market_seed=spec.market_seed + lucks.start // len(lucks))


def more(lucks: range, times: int) -> range:
    """So many times as many lucks, of which no other block of lucks has any."""
    return range(times * lucks.start, times * lucks.stop)


def market_of(spec: sc.Scenario, lucks: range) -> Any:
    """The market of a scenario in a block; the last one is kept."""
    spec = of_block(spec, lucks)
    told = spec.model_dump()
    key = repr([told[part] for part in ("market", "market_seed", "bloggers", "money", "scale")])
    if key not in _MARKETS:
        _MARKETS.clear()
        _MARKETS[key] = sc.build_market(spec)
    return _MARKETS[key]
