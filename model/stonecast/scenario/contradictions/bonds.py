"""Contradictions in the settings of bonds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from stonecast.scenario.contradictions.contradiction import Contradiction, is_number, table_of, text_of

SWITCHED = {
    "conversations": "converse",
    "comments": "converse",
    "followed": "follow",
    "community_engaged": "community",
}


def of_bonds(data: dict[str, Any]) -> Iterator[Contradiction]:
    """Yield every contradiction in conversation, following and everyday life."""
    outcome = text_of(table_of(data, "compare"), "outcome")
    part = SWITCHED.get(outcome, "")
    if part and table_of(data, part).get("on") is not True:
        said = f'"{outcome}" is always 0 while {part}.on = false; switch it on or choose another outcome'
        yield Contradiction(("compare", "outcome"), said, ((part, "on"),))
    tiers = data.get("bloggers")
    for turn, tier in enumerate(tiers if isinstance(tiers, list | tuple) else ()):
        stages = tier.get("everyday") if isinstance(tier, dict) else None
        stages = stages if isinstance(stages, list | tuple) else ()
        days: list[Any] = [stage.get("from_day", 0) for stage in stages if isinstance(stage, dict)]
        for place, (one, other) in enumerate(pairwise(days), start=1):
            if is_number(one) and is_number(other) and other <= one:
                said = f"day {other} comes after day {one}; write the stages in the order of their days"
                yield Contradiction(("bloggers", turn, "everyday", place, "from_day"), said)
