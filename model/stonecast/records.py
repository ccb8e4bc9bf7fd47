"""What agents say to each other: offers, posts, and what a run writes down about them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Offer:
    """What a brand offers one blogger.

    Attributes
    ----------
    blogger
        Row of the blogger.
    days
        Days on which the brand wants a post.
    fee
        Money for each post.
    fixed_cost
        Money for finding, contracting and managing this blogger, spent once if they accept.
    """

    blogger: int
    days: tuple[int, ...]
    fee: float
    fixed_cost: float = 0.0


@dataclass(frozen=True)
class Post:
    """One appearance of the plan's message: who posts it, on which day (today or later)."""

    author: int
    day: int
