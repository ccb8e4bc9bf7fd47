"""Say how posts come before readers: sentences and rows on the mechanisms of seeing that are on."""

from __future__ import annotations

from stonecast.scenario import Scenario
from stonecast.study import words


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
    return found


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
    return lines
