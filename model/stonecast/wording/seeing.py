"""Say how posts come before readers: sentences and rows on the mechanisms of seeing that are on."""

from __future__ import annotations

from typing import Any

from stonecast.phases import platforms
from stonecast.scenario import Scenario
from stonecast.wording import words


def who_sees(spec: Scenario) -> str:
    """Say with what chance a follower sees a post."""
    if not spec.attention.on:
        return f"with chance {words.percent(spec.see.visibility)}"
    return f"as attention allows: {words.number(spec.attention.posts_read)} posts read a day"


def rows(spec: Scenario) -> list[tuple[str, str]]:
    """Return name and value of what is assumed about seeing."""
    found = [("A follower sees a post", who_sees(spec))]
    ranks = spec.attention
    if ranks.on:
        found.append(("Everybody one follows posts", f"{words.number(ranks.everyday_posts)} a day"))
        by = [
            name
            for name, power in (("trust", ranks.trust_exponent), ("relevance", ranks.relevance_exponent))
            if power
        ]
        found.append(("Feeds are ordered", "by " + (" and ".join(by) or "time")))
    for tier in spec.bloggers:
        if tier.hollow:
            found.append((f"Hollow followers of {tier.name}", words.percent(tier.hollow)))
    for name, platform in spec.platforms.items():
        found.append((f"Half of the views on {name} come in", _time(platform.half_life_days)))
    if spec.wear.on:
        found.append(("A message wears out", f"after {words.number(spec.wear.exposures)} exposures"))
    if spec.advertising.on:
        found.append(("Advertising wins by itself", f"{words.percent(spec.advertising.chance_a_day)} a day"))
    return found


def _time(days: float) -> str:
    if days == 0.0:
        return "no time"
    return f"{words.number(days)} days" if days >= 1 else f"{words.number(days * 24)} hours"


def sentences(spec: Scenario) -> list[str]:
    """Return sentences for `stonecast explain`."""
    lines = [
        f"{words.percent(tier.hollow)} of the followers of {tier.name} are hollow: paid for and never there."
        for tier in spec.bloggers
        if tier.hollow
    ]
    ranks = spec.attention
    if ranks.on:
        by = "trust and relevance" if ranks.trust_exponent and ranks.relevance_exponent else ""
        by = by or ("trust" if ranks.trust_exponent else "relevance" if ranks.relevance_exponent else "time")
        lines.append(
            f"A reader reads {words.number(ranks.posts_read)} posts a day of those delivered, "
            f"ordered by {by}; everybody one follows posts {words.number(ranks.everyday_posts)} a day about "
            f"other things, a blogger {words.number(ranks.bloggers_everyday_posts)}."
        )
        for tier in spec.bloggers:
            if tier.followers_follow:
                many = f"{tier.followers_follow:,} accounts outside the market"
                lines.append(f"Each follower of {tier.name} follows {many}.")
    for tier in spec.bloggers:
        if tier.platform:
            half = _time(spec.platforms[tier.platform].half_life_days)
            lines.append(f"{tier.name} posts on {tier.platform}: half of the views come in {half}.")
    if spec.wear.on:
        lines.append(
            f"After {words.number(spec.wear.exposures)} exposures a message works .37 as strongly as before."
        )
    if spec.advertising.on:
        ads = spec.advertising
        lines.append(
            f"Beside every plan advertising wins {words.percent(ads.chance_a_day)} of the readers a day, for "
            f"{words.money(ads.cost_a_day, spec.money.currency)} a day."
        )
    return lines


def switches(spec: Scenario) -> list[tuple[str, str, dict[str, Any]]]:
    """Return the mechanisms of seeing that are on: name, what it is like without, and the changes."""
    found: list[tuple[str, str, dict[str, Any]]] = []
    if spec.attention.on:
        found.append(("attention", "everybody sees a post with the same chance", {"attention__on": False}))
    if platforms.in_use(spec):
        tiers = [tier.model_copy(update={"platform": ""}).model_dump() for tier in spec.bloggers]
        changes = {"bloggers": tiers, "see__readers_platform": ""}
        found.append(("platforms", "posts are seen at once, and all alike", changes))
    if spec.wear.on:
        found.append(("wear-out", "a message works as well the tenth time", {"wear__on": False}))
    if spec.advertising.on:
        found.append(("advertising", "the brand does not advertise", {"advertising__on": False}))
    if any(tier.hollow for tier in spec.bloggers):
        tiers = [tier.model_copy(update={"hollow": 0.0}).model_dump() for tier in spec.bloggers]
        found.append(("hollow followers", "somebody is behind every follower", {"bloggers": tiers}))
    return found
