"""A contest that acts decide: our votes among those of nominees outside the simulated market.

A rival's followers do not meet ours, and each votes independently of the others, so the rival's votes are
binomial: no approximation, and no reader of theirs has to be simulated. Where readers can vote for either,
simulate the rival (``[rivals.NAME]`` with ``asks``): its votes are those of the run, and it takes the place
of one nominee of our category.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness
from stonecast.asked import Asked
from stonecast.kernels.asking import count_votes
from stonecast.network.market import Market
from stonecast.plan import resolve_rival
from stonecast.scenario.asking import Ask, Contest
from stonecast.scenario.value import Scenario

DAYS = 1 << 12
"""More than the longest run has; the number DAYS - 1 stands for all days together."""

OUTCOMES = ("rank_in_category", "rank_overall", "podium", "best_rival")
"""What a contest adds to the totals of a run."""


@dataclass(frozen=True, eq=False)
class Standing:
    """Where everybody stands at the end.

    Attributes
    ----------
    names
        Rivals: first those of our category, of them first the simulated, then the named ones.
    followers, votes
        int64, shape (rivals,): at full size.
    own
        Our votes, at full size.
    category
        How many of the rivals are in our category.
    podium
        Ranks that count as success.
    """

    names: tuple[str, ...]
    followers: NDArray[np.int64]
    votes: NDArray[np.int64]
    own: float
    category: int
    podium: int

    @property
    def totals(self) -> dict[str, float]:
        """Our rank in the category and overall (1 is best, equal votes share it), and whether it suffices."""
        ahead = self.votes > self.own
        rank = 1.0 + float(ahead[: self.category].sum())
        return {
            "rank_in_category": rank,
            "rank_overall": 1.0 + float(ahead.sum()),
            "podium": float(rank <= self.podium),
            "best_rival": float(self.votes[: self.category].max(initial=0)),
        }


def no_contest() -> dict[str, float]:
    """Return the totals of a run that is no contest."""
    return dict.fromkeys(OUTCOMES, math.nan)


def stand(
    scenario: Scenario,
    *,
    market_seed: int,
    luck: int,
    own: float,
    met: Mapping[str, tuple[int, float]] | None = None,
) -> Standing:
    """Count the rivals' votes under a luck, and rank ours among them.

    Parameters
    ----------
    market_seed
        Seed of the market: it decides how many followers the rivals have.
    luck
        Decides who of them votes.
    own
        Our votes, at full size.
    met
        By name, followers and votes, at full size, of the brands that ask for votes in the run itself.
    """
    met = {} if met is None else met
    contest = _without(scenario.contest, len(met))
    followers, ballots = _ballots(contest, scenario.ask, market_seed, scenario.clock.days)
    run = (market_seed - scenario.market_seed) % 2**32
    votes = np.zeros(followers.size, np.int64)
    for day, rivals, chance in ballots:
        keys = rivals * DAYS + day
        cast = np.empty(rivals.size, np.int64)
        count_votes(followers[rivals], chance, keys, luck, run, cast)
        votes[rivals] += cast
    unnamed = range(len(contest.rivals), followers.size)
    names = (*met, *(rival.name for rival in contest.rivals), *(f"nominee_{rival + 1}" for rival in unnamed))
    followers = np.array([*(size for size, _ in met.values()), *followers], np.int64)
    cast = np.array([*(round(count) for _, count in met.values()), *votes], np.int64)
    return Standing(names, followers, cast, own, scenario.contest.category - 1, contest.podium)


def met(scenario: Scenario, market: Market, asked: Asked | None) -> dict[str, tuple[int, float]]:
    """Return followers and votes, at full size, of the brands that ask for votes in a run, by name."""
    found, names = {}, list(scenario.rivals)
    for brand in () if asked is None else asked.brands[1:]:
        name = names[brand.rumour.number // 3 - 1]
        followers = resolve_rival(scenario, market, name).followers
        found[name] = (followers, brand.votes * market.scale)
    return found


def _without(contest: Contest, met: int) -> Contest:
    """Return the contest without the places of those who are met in the run."""
    if not met:
        return contest
    places = {"nominees": contest.nominees - met, "category": contest.category - met}
    return contest.model_copy(update=places)


def audiences(contest: Contest, market_seed: int) -> NDArray[np.int64]:
    """Followers of every rival at full size: lognormal, but for those who are named."""
    named = [rival.followers for rival in contest.rivals]
    drawn = (
        contest.followers_median
        * randomness.exp(
            contest.followers_sigma * randomness.normal(market_seed, 0, randomness.NOMINEE, rival)[0]
        )
        for rival in range(len(named), contest.nominees - 1)
    )
    return np.array([*named, *(int(followers + 0.5) for followers in drawn)], np.int64)


def posts(contest: Contest, followers: NDArray[np.int64], rival: int) -> Counter[int]:
    """Return how often a rival posts on each day, the last-minute push included."""
    if rival < len(contest.rivals):
        days = Counter(contest.rivals[rival].days)
    else:
        days = Counter(range(contest.post_day, contest.post_day + contest.posts))
    if rival in _pushing(contest, followers):
        days[contest.push.day] += contest.push.posts
    return days


def _pushing(contest: Contest, followers: NDArray[np.int64]) -> set[int]:
    """Return the largest rivals of our category; of equals those named first."""
    order = np.argsort(-followers[: contest.category - 1], kind="stable")
    return set(order[: contest.push.rivals].tolist())


@lru_cache(maxsize=8)
def _ballots(
    contest: Contest, ask: Ask, market_seed: int, days: int
) -> tuple[NDArray[np.int64], list[tuple[int, NDArray[np.int64], NDArray[np.float64]]]]:
    """Return the rivals' followers and the days on which they are voted for: who, and each follower's chance.

    The same under every luck, so it is kept for the next. Of m posts that one follower may see on a day, the
    chance of a vote is 1 - (1 - seen * chance)^m; where one act a person is all, the same over all days
    together.
    """
    followers = audiences(contest, market_seed)
    open_days = {day for day in range(days) if ask.is_open(day)}
    chance = contest.seen * contest.chance
    found: dict[int, list[tuple[int, float]]] = {}
    pushing = _pushing(contest, followers)
    usual = Counter(range(contest.post_day, contest.post_day + contest.posts))
    for rival in range(followers.size):
        plain = rival >= len(contest.rivals) and rival not in pushing
        by_day = usual if plain else posts(contest, followers, rival)
        counted = {day: count for day, count in by_day.items() if day in open_days}
        if ask.once and counted:
            counted = {DAYS - 1: sum(counted.values())}
        for day, count in counted.items():
            found.setdefault(day, []).append((rival, 1.0 - randomness.power(1.0 - chance, float(count))))
    ballots = [
        (day, np.array([rival for rival, _ in of_day], np.int64), np.array([p for _, p in of_day]))
        for day, of_day in sorted(found.items())
    ]
    return followers, ballots
