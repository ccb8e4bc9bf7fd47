"""Whom a plan hires: bloggers by name, or those of a tier in some order, so many or as many as affordable."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass

import numpy as np

from stonecast import randomness as named
from stonecast.errors import InputError, nearest
from stonecast.network.market import BloggerRecord, Market
from stonecast.scenario.plans import ANY, HireTier, PlanSpec
from stonecast.scenario.schema import Money


@dataclass(frozen=True)
class Job:
    """One blogger who is wanted, on which days they post, and with which discount."""

    blogger: BloggerRecord
    days: tuple[int, ...]
    deal: float = 0.0

    def fixed_cost(self, money: Money) -> float:
        """Money for finding, contracting and managing [money]."""
        return fixed_cost(self.blogger, money)

    def cost(self, money: Money) -> float:
        """Fixed cost and all posts [money]."""
        return self.fixed_cost(money) + len(self.days) * self.blogger.price


def fixed_cost(blogger: BloggerRecord, money: Money) -> float:
    """Return what finding, contracting and managing costs; nothing for whom one cannot hire [money]."""
    return 0.0 if blogger.kind in ("journalist", "account") else money.fixed_cost


def hired(market: Market, spec: PlanSpec, money: Money, budget: float, where: str) -> list[Job]:
    """Return whom a plan hires, in its order.

    Raises
    ------
    InputError
        If a name is unknown or hired twice, a tier has too few, or nobody is hired.
    """
    by_name = {blogger.name: blogger for blogger in market.bloggers}
    jobs: dict[str, Job] = {}
    for wanted in spec.hire:
        if isinstance(wanted, HireTier):
            chosen = _of_tier(market, spec, wanted, jobs, money, budget, where)
        elif wanted in by_name:
            chosen = [Job(by_name[wanted], _days(spec, None)(len(jobs)))]
        else:
            raise InputError(f"nobody is called '{wanted}'", where=where, remedy=nearest(wanted, by_name))
        for job in chosen:
            if job.blogger.name in jobs:
                raise InputError(
                    f"'{job.blogger.name}' is hired twice", where=where, remedy="name each blogger once"
                )
            jobs[job.blogger.name] = job
    if not jobs:
        raise InputError(
            f"the plan names nobody whom a budget of {budget:,.2f} {money.currency} pays for",
            where=where,
            remedy="raise the budget, or hire someone it can pay for",
        )
    return list(jobs.values())


def _of_tier(
    market: Market,
    spec: PlanSpec,
    wanted: HireTier,
    before: dict[str, Job],
    money: Money,
    budget: float,
    where: str,
) -> list[Job]:
    free = candidates(market, wanted, before)
    if isinstance(wanted.count, int):
        if wanted.count > len(free):
            raise InputError(
                f"wants {wanted.count} of tier '{wanted.tier}', which has {len(free)} left",
                where=where,
                remedy="lower the count, or give the tier more bloggers",
            )
        free = free[: wanted.count]
    # Hires that pause of their own count the pauses from their first blogger; else from the plan's.
    turn = len(before) if wanted.days_between_bloggers is None else 0
    days = _days(spec, wanted)
    jobs = [Job(blogger, days(turn + k), wanted.deal) for k, blogger in enumerate(free)]
    if wanted.count != "affordable":
        return jobs
    left = budget - sum(job.cost(money) for job in before.values())
    left = left if wanted.share is None else min(left, wanted.share * budget)
    chosen = []
    for job in jobs:
        left -= job.cost(money)
        if left < -1e-9:
            break
        chosen.append(job)
    return chosen


def candidates(market: Market, wanted: HireTier, taken: Container[str]) -> list[BloggerRecord]:
    """Return who of a tier is still free, in the order in which they are hired."""
    free = [b for b in market.bloggers if wanted.tier in (ANY, b.tier) and b.name not in taken]
    return sorted(free, key=_ranking(market, wanted))


def _days(spec: PlanSpec, wanted: HireTier | None) -> Callable[[int], tuple[int, ...]]:
    """Return on which days the n-th blogger posts: what a hire says of its own comes before the plan's."""

    def said(name: str) -> int:
        own = None if wanted is None else getattr(wanted, name)
        return int(getattr(spec, name) if own is None else own)

    start, pause = said("start_day"), said("days_between_bloggers")
    apart = range(0, said("posts") * said("days_between_posts"), said("days_between_posts"))
    return lambda turn: tuple([start + turn * pause + days for days in apart])


def _ranking(market: Market, wanted: HireTier) -> Callable[[BloggerRecord], float]:
    """Return a key by which bloggers are hired, the smallest first; equals stay in the market's order."""
    if wanted.order == "score":
        return lambda blogger: -blogger.followers
    if wanted.order == "relationship":
        return lambda blogger: -relationship(market, blogger)
    if wanted.order == "chance":
        return lambda blogger: named.word(market.seed, 0, named.HIRE, 0, blogger.row, 0)
    return lambda blogger: 0


def relationship(market: Market, blogger: BloggerRecord) -> float:
    """Mean trust of a blogger's followers at the start, those with nobody behind them counting 0."""
    network = market.network
    own = slice(int(network.offsets[blogger.row]), int(network.offsets[blogger.row + 1]))
    if own.start == own.stop or network.trust is None:
        return 0.0
    trust = network.trust[own].astype(np.float64)
    return float(np.mean(trust if market.hollow is None else np.where(market.hollow[own], 0.0, trust)))
