"""Bonds in words: what changes trust, and whom people follow."""

from __future__ import annotations

import math

from stonecast.scenario import Scenario
from stonecast.wording import chances, words


def sentences(spec: Scenario) -> list[str]:
    """Say what happens to the ties of this scenario, one sentence a mechanism."""
    found = []
    if spec.converse.on:
        most = spec.converse.conversations
        time = "all of them" if math.isinf(most) else f"{words.number(most)} a day"
        found.append(
            f"{words.percent(spec.converse.comment)} of those won comment to whoever won them; an author "
            f"answers {time}."
        )
    if spec.remember.on:
        half = math.log(0.5) / math.log(spec.remember.kept) if spec.remember.kept < 1 else math.inf
        fades = "nothing is forgotten" if math.isinf(half) else f"half is forgotten in {half:.0f} days"
        found.append(f"Trust learns from conversations, posts and purchases; {fades}.")
    if spec.follow.on:
        month = chances.to_leave(spec, 0.3, 30.0)
        found.append(
            f"{words.percent(month)} of followers at trust .3 leave in 30 days; "
            f"{words.percent(spec.follow.chance)} of those won through others follow whoever said it first."
        )
    if spec.community.on:
        found.append(
            f"Members of a sub-community who do not follow an author come across a post there with chance "
            f"{words.percent(spec.community.looks_in)}{_featured(spec)}."
        )
    return found


def _featured(spec: Scenario) -> str:
    most = spec.community.features_from
    there = any(tier.kind == "community" for tier in spec.bloggers) and not math.isinf(most)
    return f"; a community features what {words.number(most)} members say on a day" if there else ""


def rows(spec: Scenario) -> list[tuple[str, str]]:
    """Return the settings of the bonds that are on: rows of name and value."""
    found = []
    if spec.converse.on:
        most = spec.converse.conversations
        found += [
            ("Those won comment", f"with chance {words.percent(spec.converse.comment)}"),
            (
                "Comments answered",
                "all" if math.isinf(most) else f"{words.number(most)} a day by each author",
            ),
        ]
    if spec.remember.on:
        kept = words.percent(spec.remember.kept)
        found.append(("Trust", f"is earned and lost; {kept} of experience is kept from day to day"))
    if spec.follow.on:
        month = chances.to_leave(spec, 0.3, 30.0)
        found.append(("Followers at trust 0.3", f"{words.percent(month)} of them leave in 30 days"))
    if spec.community.on:
        found.append(("Strangers of a sub-community", f"{words.percent(spec.community.looks_in)} see a post"))
    return found
