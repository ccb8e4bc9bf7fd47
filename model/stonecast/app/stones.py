"""Stones thrown by hand, and plans that always cost what the money buys.

A class moves sliders: it must never meet an error because a plan has become dearer than the budget, nor
compare plans of which one leaves half of its money. So a plan that names how often its bloggers post gets
as many posts as the money buys, and who is thrown by hand comes out of the same money.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stonecast.app.ask import Ask
from stonecast.errors import InputError
from stonecast.hiring import candidates, fixed_cost, hired
from stonecast.network.market import BloggerRecord, Market
from stonecast.scenario.plans import HireTier, PlanSpec
from stonecast.scenario.schema import Money
from stonecast.scenario.settings import changed
from stonecast.scenario.value import Scenario


@dataclass(frozen=True)
class Note:
    """Something that was changed so that a plan fits its money: key of a text, the plan, and a number."""

    key: str
    plan: str
    number: int


class TooDearError(InputError):
    """A plan for which the money does not buy a single post."""

    def __init__(self, plan: str) -> None:
        super().__init__("the money does not buy a single post", where=plan, remedy="give more money")
        self.plan = plan

    def __reduce__(self) -> tuple[object, ...]:
        return TooDearError, (self.plan,)


def by_hand(ask: Ask, spec: Scenario, market: Market) -> Scenario:
    """Return the scenario in which the stones thrown by hand are hired first.

    A throw hires the free small blogger nearest to its place. A pond that is split hires small bloggers in
    place of its large ones, as many as the money buys.
    """
    if not ask.throws and not ask.splits:
        return spec
    small = [blogger for blogger in market.bloggers if blogger.kind == "small"]
    if not small:
        raise InputError("nobody small is there", where=spec.name, remedy="add a tier of kind 'small'")
    values: dict[str, Any] = {}
    tiers = {tier.name for tier in spec.bloggers}  # a candidate of a list is a tier of one, of the same name
    for pond, name in enumerate(compared(spec)):
        plan = spec.plans[name]
        thrown = _nearest([t for t in ask.throws if t.pond == pond], small, market)
        hire: list[Any] = list(plan.hire)
        if pond in ask.splits:
            big = {tier.name for tier in spec.bloggers if tier.kind == "big"}
            hire = [one for one in hire if not (isinstance(one, HireTier) and one.tier in big)]
            values[f"plans.{name}.posts"] = 1
            if not any(isinstance(one, HireTier) and one.count == "affordable" for one in hire):
                hire.append(HireTier(tier=small[0].tier, count="affordable"))
        if thrown or pond in ask.splits:
            hire = [one for one in hire if one not in thrown]
            kept = [_one_less(one, thrown, small) for one in hire]
            first = [HireTier(tier=one) if one in tiers else one for one in thrown]
            values[f"plans.{name}.hire"] = [*first, *(one for one in kept if one is not None)]
    return changed(spec, {path: _plain(value) for path, value in values.items()})


def _plain(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return tuple(one.model_dump() if isinstance(one, HireTier) else one for one in value)


def _one_less(hire: Any, thrown: list[str], small: list[BloggerRecord]) -> Any:
    """Hire so many fewer of a tier of small bloggers as were thrown by hand."""
    if not isinstance(hire, HireTier) or not isinstance(hire.count, int):
        return hire
    tiers = {blogger.name: blogger.tier for blogger in small}
    left = hire.count - sum(tiers[name] == hire.tier for name in thrown)
    if left == hire.count:
        return hire
    return HireTier(tier=hire.tier, count=left) if left > 0 else None


def _nearest(throws: list[Any], small: list[BloggerRecord], market: Market) -> list[str]:
    """Names of the free small bloggers nearest to each throw, in the order thrown."""
    places = market.positions[[blogger.row for blogger in small]]
    taken: list[int] = []
    for throw in throws[: len(small)]:
        distance = np.hypot(places[:, 0] - throw.x, places[:, 1] - throw.y)
        distance[taken] = np.inf
        taken.append(int(np.argmin(distance)))
    return [small[number].name for number in taken]


def compared(spec: Scenario) -> tuple[str, ...]:
    """Names of the plans that are shown, in the order of the ponds."""
    return spec.compare.plans or tuple(spec.plans)


def fitted(spec: Scenario, market: Market, *, free: bool, kept: bool) -> tuple[Scenario, tuple[Note, ...]]:
    """Return the scenario in which every plan that is compared costs what the money buys.

    Parameters
    ----------
    spec, market
        The scenario and its market.
    free
        Whether a plan may also post more often than the scenario says (prices or money have changed).
    kept
        Whether the number of posts was chosen by hand: then it is only lowered.
    """
    values: dict[str, Any] = {}
    notes: list[Note] = []
    for name in compared(spec):
        plan, said = _fit(spec, market, name, spec.plans[name], free=free and not kept)
        for field in ("hire", "posts", "days_between_posts", "days_between_bloggers"):
            value = getattr(plan, field)
            if value != getattr(spec.plans[name], field):
                values[f"plans.{name}.{field}"] = _plain(list(value)) if field == "hire" else value
        notes += said
    return (changed(spec, values) if values else spec), tuple(notes)


def _fit(
    spec: Scenario, market: Market, name: str, plan: PlanSpec, *, free: bool
) -> tuple[PlanSpec, list[Note]]:
    money = spec.money
    plan, notes = _own_posts(name, plan, market, money)
    named, rest = _named(plan, market)
    count = len(named)
    while named and sum(_sums(named, money)) > money.budget + 1e-9:
        named.pop()
    if not named and (count or not rest):
        raise TooDearError(name)
    if len(named) < count:
        plan = _with(plan, hire=tuple(blogger.name for blogger, _ in named))
        notes.append(Note("stones_cut" if len(named) > 1 else "stone_left", name, len(named)))
    fixed, price = _sums(named, money)
    last = spec.clock.days - 1 - plan.start_day - max(0, len(named) - 1) * plan.days_between_bloggers
    posts = plan.posts if named else _bought(name, plan, market, money, rest)
    if price > 0:
        buys = int(min((money.budget - fixed + 1e-9) / price, 1000.0))
        posts = max(1, min(buys, last + 1) if free and not rest else min(plan.posts, buys))
    if posts != plan.posts:
        plan = _with(plan, posts=posts)
        notes.append(_posts(name, posts))
    if named and posts > 1 and (posts - 1) * plan.days_between_posts > last:
        plan = _with(plan, days_between_posts=max(1, last // (posts - 1)))
    return _in_time(spec, market, name, plan), notes


def _with(plan: PlanSpec, **fields: Any) -> PlanSpec:
    return plan.model_copy(update=fields)


def _posts(plan: str, number: int) -> Note:
    return Note("posts" if number > 1 else "post", plan, number)


def _sums(named: list[tuple[BloggerRecord, int | None]], money: Money) -> tuple[float, float]:
    """Return what does not hang on the plan's posts, deals and own posts, and what one more post costs."""
    fixed = sum(fixed_cost(blogger, money) + (posts or 0) * blogger.price for blogger, posts in named)
    return fixed, sum(blogger.price for blogger, posts in named if posts is None)


def _own_posts(name: str, plan: PlanSpec, market: Market, money: Money) -> tuple[PlanSpec, list[Note]]:
    """Lower the posts that hires have of their own, the most first, until the money buys them."""
    notes: list[Note] = []
    while sum(_sums(_named(plan, market)[0], money)) > money.budget + 1e-9:
        sure = [one for one in plan.hire if isinstance(one, HireTier) and one.count != "affordable"]
        most = max(sure, key=lambda one: one.posts or 1, default=None)
        if most is None or not most.posts or most.posts == 1:
            break
        fewer = most.model_copy(update={"posts": most.posts - 1})
        plan = _with(plan, hire=tuple(fewer if one is most else one for one in plan.hire))
        notes = [_posts(name, most.posts - 1)]
    return plan, notes


def _bought(name: str, plan: PlanSpec, market: Market, money: Money, rest: list[HireTier]) -> int:
    """Return how often they post who are hired as long as the money lasts: it must buy the first one."""
    found = []
    for hire in rest:
        for first in candidates(market, hire, ())[:1]:
            left = money.budget - fixed_cost(first, money) + 1e-9
            buys = int(min(max(left, 0) / first.price, 1000.0)) if first.price else plan.posts
            if hire.posts is None:
                found.append(min(plan.posts, buys))
            else:
                found.append(plan.posts if hire.posts <= buys else 0)
    if found and max(found) < 1:
        raise TooDearError(name)
    return max(found, default=plan.posts)


def _in_time(spec: Scenario, market: Market, name: str, plan: PlanSpec) -> PlanSpec:
    """Let bloggers follow each other faster where the last of them would post after the run."""
    pause = plan.days_between_bloggers
    if not pause:
        return plan
    jobs = hired(market, plan, spec.money, spec.money.budget, name)
    late = max(job.days[-1] for job in jobs) - (spec.clock.days - 1)
    pauses = (len(jobs) - 1) * pause
    return (
        _with(plan, days_between_bloggers=(pauses - late) // (len(jobs) - 1)) if 0 < late <= pauses else plan
    )


def _named(plan: PlanSpec, market: Market) -> tuple[list[tuple[BloggerRecord, int | None]], list[HireTier]]:
    """Return who is hired whatever they cost, with own posts, and the hires of as many as the money buys."""
    by_name = {blogger.name: blogger for blogger in market.bloggers}
    chosen: dict[str, tuple[BloggerRecord, int | None]] = {}
    rest: list[HireTier] = []
    for hire in plan.hire:
        if isinstance(hire, str):
            chosen[hire] = (by_name[hire], None)
        elif hire.count == "affordable":
            rest.append(hire)
        else:
            free = candidates(market, hire, chosen)
            for blogger in free if hire.count == "all" else free[: hire.count]:
                chosen[blogger.name] = (blogger, hire.posts)
    return list(chosen.values()), rest
