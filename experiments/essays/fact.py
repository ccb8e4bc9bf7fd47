"""Runs and markets that several facts share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import stonecast as sc

_MARKETS: dict[str, Any] = {}


def runs(spec: sc.Scenario, plan: str, lucks: range) -> Iterator[sc.Run]:
    """Run a plan under each luck; the market of the last scenario is kept."""
    market = market_of(spec)
    for luck in lucks:
        yield sc.run(spec, plan=plan, luck=luck, market=market)


def more(lucks: range, times: int) -> range:
    """So many times as many lucks, of which no other block of lucks has any."""
    return range(times * lucks.start, times * lucks.stop)


def market_of(spec: sc.Scenario) -> Any:
    """The market of a scenario; the last one is kept."""
    told = spec.model_dump()
    key = repr([told[part] for part in ("market", "market_seed", "bloggers", "money", "scale")])
    if key not in _MARKETS:
        _MARKETS.clear()
        _MARKETS[key] = sc.build_market(spec)
    return _MARKETS[key]
