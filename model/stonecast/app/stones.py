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
from stonecast.hiring import candidates, fixed_cost
from stonecast.network.market import BloggerRecord, Market
from stonecast.scenario.plans import HireTier, PlanSpec
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
            values[f"plans.{name}.hire"] = [*thrown, *(one for one in kept if one is not None)]
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
        found, said = _fit(spec, market, name, spec.plans[name], free=free and not kept)
        values |= found
        notes += said
    return (changed(spec, values) if values else spec), tuple(notes)


def _fit(
    spec: Scenario, market: Market, name: str, plan: PlanSpec, *, free: bool
) -> tuple[dict[str, Any], list[Note]]:
    bloggers, rest = _named(plan, market)
    money, price = spec.money, sum(blogger.price for blogger in bloggers)
    fixed = sum(fixed_cost(blogger, money) for blogger in bloggers)
    values: dict[str, Any] = {}
    notes: list[Note] = []
    while bloggers and fixed + price > money.budget + 1e-9:
        fixed -= fixed_cost(bloggers[-1], money)
        price -= bloggers.pop().price
    if not bloggers and not rest:
        raise TooDearError(name)
    if not bloggers:
        first = [candidates(market, hire, ())[:1] for hire in rest]
        costs = [fixed_cost(one, money) + plan.posts * one.price for found in first for one in found]
        if costs and min(costs) > money.budget + 1e-9:
            raise TooDearError(name)
        return {}, []
    if len(bloggers) < len(_named(plan, market)[0]):
        values[f"plans.{name}.hire"] = tuple(blogger.name for blogger in bloggers)
        notes.append(Note("stones_cut" if len(bloggers) > 1 else "stone_left", name, len(bloggers)))
    left = money.budget - fixed + 1e-9
    buys = int(min(left / price, 1000.0)) if price > 0 else plan.posts
    last = spec.clock.days - 1 - plan.start_day - (len(bloggers) - 1) * plan.days_between_bloggers
    posts = min(buys, last + 1) if free and not rest else min(plan.posts, buys)
    if posts != plan.posts:
        values[f"plans.{name}.posts"] = max(1, posts)
        notes.append(Note("posts" if posts > 1 else "post", name, posts))
    if posts > 1 and (posts - 1) * plan.days_between_posts > last:
        values[f"plans.{name}.days_between_posts"] = max(1, last // (posts - 1))
    return values, notes


def _named(plan: PlanSpec, market: Market) -> tuple[list[BloggerRecord], list[HireTier]]:
    """Return who is hired whatever they cost, and the hires that take as many as the money buys."""
    by_name = {blogger.name: blogger for blogger in market.bloggers}
    chosen: dict[str, BloggerRecord] = {}
    rest: list[HireTier] = []
    for hire in plan.hire:
        if isinstance(hire, str):
            chosen[hire] = by_name[hire]
        elif hire.count == "affordable":
            rest.append(hire)
        else:
            free = candidates(market, hire, chosen)
            for blogger in free if hire.count == "all" else free[: hire.count]:
                chosen[blogger.name] = blogger
    return list(chosen.values()), rest
