"""Brands that sell, for tests: a stone with followers who order at once, and what is judged of it."""

from __future__ import annotations

from typing import Any

import stonecast as sc
from by_hand import CERTAIN, hiring, market, scenario
from stonecast.campaign import Run
from stonecast.network.market import Market

AT_ONCE = {**CERTAIN, "buy__on": True, "buy__base": 800.0, "reshare__share": 0.0, "serve__on": True}
"""Whoever follows the stone orders on the day of its post."""
JUDGED = {**AT_ONCE, "review__on": True}


def star(followers: int, trust: float = 0.3) -> Market:
    """One stone, and its followers who have no followers."""
    ties = [(followers, row, trust) for row in range(followers)]
    return market(ties, people=followers + 1, bloggers=[followers], readers=followers)


def play(place: Market, *, luck: int = 0, **changes: Any) -> Run:
    changes = {"plans": hiring("stone_0"), **changes}
    return sc.run(scenario(**changes), plan="all", luck=luck, market=place)


class Nobody:
    """Nobody posts: the state is moved by hand."""

    def posts(self, day: int) -> list[Any]:
        return []
