"""Independent cascade and linear threshold on lists of followers (Kempe, Kleinberg, Tardos 2003)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from stonecast import randomness as named

Followers = Mapping[int, Sequence[tuple[int, int]]]
"""For each author: (number of the tie, follower)."""


def independent_cascade(
    followers: Followers, chance: Mapping[int, float], seeds: Iterable[int], *, luck: int, run: int
) -> set[int]:
    """Who is active at the end: each new one has one chance, ``chance[tie]``, to win each follower."""
    active = set(seeds)
    fresh = sorted(active)
    while fresh:
        won = set()
        for author in fresh:
            for tie, follower in followers.get(author, ()):
                coin = named.word(luck, run, named.RESPOND, 0, tie, 0)
                if follower not in active and coin < named.threshold(chance[tie]):
                    won.add(follower)
        active |= won
        fresh = sorted(won)
    return active


def linear_threshold(
    followers: Followers, weight: Mapping[int, Fraction], seeds: Iterable[int], *, luck: int, run: int
) -> set[int]:
    """Who is active at the end: whoever's active followees weigh more than a uniform threshold.

    Round by round until nobody changes, in exact fractions.
    """
    active = set(seeds)
    while True:
        load: dict[int, Fraction] = {}
        for author in active:
            for tie, follower in followers.get(author, ()):
                load[follower] = load.get(follower, Fraction(0)) + weight[tie]
        won = {
            person
            for person, heavy in load.items()
            if person not in active
            and heavy > Fraction(named.word(luck, run, named.THRESHOLD, 0, person, 0), 2**32)
        }
        if not won:
            return active
        active |= won
