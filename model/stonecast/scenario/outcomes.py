"""What a comparison can be decided by."""

from __future__ import annotations

OUTCOMES = (
    "impressions",
    "saw",
    "engaged",
    "reshared",
    "orders",
    "acts",
    "articles",
    "podium",
    "share_of_market",
    "conversations",
    "followed",
    "community_engaged",
    "followers_now",
    "trust_now",
    "status",
    "revenue",
    "profit",
    "value_per_follower",
    "served",
    "praised",
    "stars",
    "returned",
    "repeat_customers",
    "advocates",
)
"""What a run counts and a comparison can be decided by."""
