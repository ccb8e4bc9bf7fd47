"""The contest: rivals' followers vote one by one, by the gaps between those who do."""

from __future__ import annotations

import math
from dataclasses import dataclass

from stonecast import randomness as named
from stonecast.scenario.value import Scenario

ALL_DAYS = 4095
"""Stands for all days together where a person votes once in all."""


@dataclass
class Rival:
    """A nominee with followers who vote independently of one another."""

    number: int
    followers: int
    days: list[int]
    votes: int = 0


def rivals_of(spec: Scenario, market_seed: int) -> list[Rival]:
    """Everybody who stands against us: the category first, in it those who are named."""
    contest = spec.contest
    rivals = [Rival(n, one.followers, list(one.days)) for n, one in enumerate(contest.rivals)]
    for number in range(len(rivals), contest.nominees - 1):
        z = named.normal(market_seed, 0, named.NOMINEE, number)[0]
        followers = contest.followers_median * named.exp(contest.followers_sigma * z)
        days = [contest.post_day + k for k in range(contest.posts)]
        rivals.append(Rival(number, int(followers + 0.5), days))
    largest = sorted(rivals[: contest.category - 1], key=lambda rival: (-rival.followers, rival.number))
    for rival in largest[: contest.push.rivals]:
        rival.days += [contest.push.day] * contest.push.posts
    return rivals


def vote(spec: Scenario, rival: Rival, *, luck: int, run: int) -> None:
    """Let a rival's followers vote, day by day."""
    ask, last = spec.ask, spec.clock.days
    days = [day for day in rival.days if day < last and ask.from_day <= day < ask.from_day + ask.days]
    ballots = {ALL_DAYS: len(days)} if ask.once and days else {day: days.count(day) for day in days}
    for day, posts in ballots.items():
        chance = 1.0 - named.power(1.0 - spec.contest.seen * spec.contest.chance, float(posts))
        rival.votes += voters(rival.followers, chance, luck=luck, run=run, key=rival.number * 4096 + day)


def voters(followers: int, chance: float, *, luck: int, run: int, key: int) -> int:
    """How many of so many vote: walk from one who does to the next."""
    if chance >= 1.0:
        return followers
    rate = named.log(1.0 - chance) if chance > 0.0 else 0.0
    found, at = 0, 0.0
    while rate:
        gap = math.floor(named.log(named.unit(named.word(luck, run, named.VOTES, 0, key, found))) / rate)
        at += gap + 1
        if at > followers:
            break
        found += 1
    return found


def ranks(
    spec: Scenario, market_seed: int, *, luck: int, own: float, met: tuple[int, ...] = ()
) -> dict[str, float]:
    """Our ranks and the votes of the best rival in our category; ``met`` are votes of rivals in the run.

    Each of these takes the place of one nominee of our category.
    """
    contest = spec.contest
    places = {"nominees": contest.nominees - len(met), "category": contest.category - len(met)}
    outside = spec.model_copy(update={"contest": contest.model_copy(update=places)})
    rivals = rivals_of(outside, market_seed)
    for rival in rivals:
        vote(outside, rival, luck=luck, run=(market_seed - spec.market_seed) % 2**32)
    rivals = [*(Rival(-1, 0, [], votes) for votes in met), *rivals]
    ours = rivals[: spec.contest.category - 1]
    rank = 1 + sum(rival.votes > own for rival in ours)
    return {
        "rank_in_category": rank,
        "rank_overall": 1 + sum(rival.votes > own for rival in rivals),
        "podium": float(rank <= spec.contest.podium),
        "best_rival": max((rival.votes for rival in ours), default=0),
    }
