"""Independent cascade and linear threshold on lists of followers (Kempe, Kleinberg, Tardos 2003)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import count, islice

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


def linear_threshold_by_heed(
    followers: Followers, seeds: Iterable[int], *, people: int, luck: int, run: int
) -> set[int]:
    """Who is active at the end if each person heeds one followee, drawn with equal chances.

    Numbers are named by the order of people: first who follows anybody, but for those who follow one and have
    no followers, then by size of audience.
    """
    followees: dict[int, list[int]] = {}
    for author, row in followers.items():
        for _, reader in row:
            followees.setdefault(reader, []).append(author)
    audience = [len(followers.get(p, ())) for p in range(people)]
    choosing = [len(followees.get(p, ())) > (audience[p] == 0) for p in range(people)]
    order = sorted(range(people), key=lambda p: (not choosing[p], -audience[p], p))
    place = {person: number for number, person in enumerate(order)}
    heeded = {}
    for person, known in followees.items():
        word = philox2x32(place[person] // 2, run, luck)[place[person] % 2]
        heeded[person] = sorted(known, key=place.__getitem__)[word * len(known) // 2**32]
    active = set(seeds)
    while won := {person for person, author in heeded.items() if author in active} - active:
        active |= won
    return active


def philox2x32(c0: int, c1: int, key: int) -> tuple[int, int]:
    """Philox2x32-10: two words of counter and one of key to two random words, each below 2^32."""
    for _ in range(10):
        high, low = divmod(0xD256D193 * c0, 2**32)
        c0, c1 = high ^ key ^ c1, low
        key = (key + 0x9E3779B9) % 2**32
    return c0, c1


PIECE = 64
"""Neighbouring ties of one author whose hits share their names."""


def cascade_by_hits(
    followers: Followers,
    chance: Mapping[int, float],
    seeds: Iterable[int],
    *,
    luck: int,
    run: int,
    alike: bool,
) -> set[int]:
    """Who is active at the end if chance settles for 64 ties of an author at once which of them pass.

    ``chance`` is that of each tie; ``alike`` says that it is one number, not one per follower.
    """
    active, fresh = set(seeds), set(seeds)
    while fresh:
        won = {
            reader
            for author in fresh
            for reader in _hit(author, followers.get(author, ()), chance, luck, run, alike)
        }
        fresh = won - active
        active |= won
    return active


def _hit(
    author: int, row: Sequence[tuple[int, int]], chance: Mapping[int, float], luck: int, run: int, alike: bool
) -> Iterator[int]:
    """The followers of one author to whom a tie passes; those of whom that is certain count first."""
    ordered = sorted(row, key=lambda tie: chance[tie[0]] < 1.0)
    for first in range(0, len(row), PIECE):
        piece = ordered[first : first + PIECE]
        yield from (reader for tie, reader in piece if chance[tie] == 1.0)
        rates = [-named.log(1.0 - chance[tie]) if chance[tie] < 1.0 else 0.0 for tie, _ in piece]
        mean = len(piece) * rates[0] if alike else _sum(rates)
        shares = [1.0 if alike or not mean else rate * len(piece) / mean for rate in rates]
        homes = _homes(shares)
        words = _words(luck, run, (row[0][0] >> 6) + author + first // PIECE)
        for _ in range(_poisson(mean, named.unit(next(words)))):
            place, rest = divmod(next(words) * len(piece), 2**32)
            limit, other = homes[place]
            yield piece[place if rest < limit else other][1]


def _words(luck: int, run: int, piece: int, purpose: int = named.HITS) -> Iterator[int]:
    for occasion in count():
        yield from named.block(luck, run, purpose, 0, piece, occasion)


def _poisson(mean: float, u: float) -> int:
    """The smallest number up to which the chances of 0, 1, 2, ... sum to at least ``u``."""
    number, chance = 0, named.exp(-mean)
    total = chance
    while u > total:
        number += 1
        chance = chance * mean / number if number > 1 else chance * mean
        total = total + chance
    return number


def _homes(shares: list[float]) -> list[tuple[int, int]]:
    """For each place a limit (in 2^-32) and whose a hit is that is not below it (Walker's aliases)."""
    shares = list(shares)
    homes = [(2**32 - 1, i) for i in range(len(shares))]
    certain = [i for i, share in enumerate(shares) if share == 0.0]
    poor = [i for i, share in enumerate(shares) if share < 1.0]
    rich = [i for i, share in enumerate(shares) if share >= 1.0]
    while poor and rich:
        i, j = poor.pop(), rich[-1]
        homes[i] = (named.threshold(shares[i]), j)
        shares[j] = shares[j] - (1.0 - shares[i])
        if shares[j] < 1.0:
            poor.append(rich.pop())
    for i in set(poor) & set(certain):
        homes[i] = (0, len(shares) - 1)
    return homes


def _sum(numbers: list[float]) -> float:
    """From left to right: Python's own sum of floats is more exact than the engine's."""
    total = 0.0
    for number in numbers:
        total = total + number
    return total


SIDE = 8
"""Neighbouring ties, and neighbouring runs, that share their names in a square."""

MOST_HITS = 255


def cascade_by_squares(
    followers: Followers, chance: float, seeds: Iterable[int], *, luck: int, run: int
) -> set[int]:
    """Who is active at the end if chance settles for 8 ties in 8 runs at once which pass in which.

    Every tie passes with the same ``chance``.
    """
    active, fresh = set(seeds), set(seeds)
    while fresh:
        won = {
            reader
            for author in fresh
            for tie, reader in followers.get(author, ())
            if (tie % SIDE, run % SIDE) in _cells(chance, luck, tie // SIDE, run // SIDE)
        }
        fresh = won - active
        active |= won
    return active


@cache
def _cells(chance: float, luck: int, ties: int, runs: int) -> frozenset[tuple[int, int]]:
    """The cells (tie, run) of a square that are hit: word 0 tells how often, five a word the others where."""
    words = _words(luck, runs, ties, named.WORLDS)
    number = _hits(-SIDE * SIDE * named.log(1.0 - chance), next(words))
    places = (word >> 6 * field & 63 for word in words for field in range(5))
    return frozenset(divmod(place, SIDE) for place in islice(places, number))


def _hits(mean: float, word: int) -> int:
    """How many of the chances of at most 0, 1, 2, ... hits, in whole 2^-32, the word reaches."""
    number, chance = 0, named.exp(-mean)
    total = chance
    while number < MOST_HITS and word >= named.threshold(total):
        number += 1
        chance = chance * mean / number
        total = total + chance
    return number
