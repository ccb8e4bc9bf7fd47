"""What agents say to each other: offers and posts."""

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
    message
        Number of the message that the posts are to carry: 0 for our brand, 3, 6, ... for those that compete.
    """

    blogger: int
    days: tuple[int, ...]
    fee: float
    fixed_cost: float = 0.0
    message: int = 0


@dataclass(frozen=True)
class Post:
    """One appearance of a message: who posts it, on which day (today or later), and which message it is.

    Attributes
    ----------
    author
        Row of the blogger.
    day
        Day on which it appears.
    message
        Number of the message; 0 is the one that the stones of the plan carry,
        3, 6, ... are those of the brands that compete with it.
    """

    author: int
    day: int
    message: int = 0
