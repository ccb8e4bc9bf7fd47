"""What is counted in every tick of a run, by name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

COUNTS = (
    "impressions",
    "saw",
    "engaged",
    "reshared",
    "orders",
    "posts",
    "acts",
    "actors",
    "reminders",
    "comments",
    "conversations",
    "served",
    "waiting",
    "left",
    "reviews",
    "praised",
    "warned",
    "warnings_heard",
    "complaints",
    "answered",
    "returned",
    "returned_full_price",
    "advertised",
    "rival_impressions",
    "rival_engaged",
    "rival_posts",
    "rival_orders",
    "followed",
    "unfollowed",
    "rival_acts",
    "rival_served",
    "rival_waiting",
    "rival_left",
)
"""What is counted in every tick, in simulated people; a mechanism appends its own."""

LEVELS = ("waiting", "rival_waiting")
"""Counts that say how many there are at the end of a tick; the others say how many were added in it."""

POSTS = ("posts", "rival_posts")
"""Counts of bloggers' posts: these are what they are at any scale."""

SPREAD = {name: name for name in ("impressions", "saw", "engaged", "reshared", "posts")}
"""The campaign's own message is counted by these names."""

PRESS = ("pitches", "opened", "articles", "blacklisted")
"""What became of pitches to journalists, counted in journalists."""

GATHERED = ("community_impressions", "community_engaged", "featured")
"""What the campaign owes to sub-communities, in simulated people, and posts that a community featured."""

RIVALS = {"impressions": "rival_impressions", "engaged": "rival_engaged", "posts": "rival_posts"}
"""The messages of brands that compete are counted together, by these names."""


def summed(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Add counts up over the axis before the last: what was added in all, and levels at the end."""
    sums = np.asarray(counts.sum(axis=-2))
    for what in LEVELS:
        sums[..., COUNTS.index(what)] = counts[..., -1, COUNTS.index(what)]
    return sums


def at_full_size(counts: NDArray[np.int64], scale: float) -> NDArray[np.float64]:
    """Return counts (last axis: `COUNTS`) with people at full size and posts as they are."""
    factors = [1.0 if what in POSTS else scale for what in COUNTS]
    return np.asarray(counts * np.array(factors), np.float64)
