"""Mixes: every way to part a budget between tiers of bloggers, in steps, and how often each posts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from stonecast.errors import InputError
from stonecast.network.market import Market
from stonecast.plan import resolve_plan
from stonecast.scenario import Scenario
from stonecast.scenario.plans import HireTier, PlanSpec

POSTS = (1, 2, 4)
"""How often a blogger of a mix may post."""

PAID = ("big", "small", "community")
"""Kinds of bloggers whom a brand can hire."""


def mixes(spec: Scenario, market: Market, *, steps: int = 4, posts: Sequence[int] = POSTS) -> Scenario:
    """Return the scenario with its own plans and every different mix as a plan.

    Parameters
    ----------
    steps
        The budget goes to the tiers in parts of 1 / ``steps``; what one tier leaves, the next may spend.
    posts
        Posts of each blogger that are tried, for each tier by itself.

    Raises
    ------
    InputError
        If there is nobody whom a brand can hire, or a number is below 1.
    """
    if steps < 1 or not posts or min(posts) < 1:
        raise InputError(f"{steps} steps, posts {list(posts)}", where="mixes", remedy="at least 1 of each")
    plans = {name: plan.model_dump() for name, plan in spec.plans.items()}
    known = {_stones(spec, market, name, plan) for name, plan in spec.plans.items()}
    for hires in _hires(spec, steps, posts):
        name = f"mix_{len(plans) - len(spec.plans) + 1}"
        plan = PlanSpec(title=_title(hires), hire=hires)
        try:
            found = _stones(spec, market, name, plan)
        except InputError:  # the budget pays for none of them
            continue
        if found not in known:
            known.add(found)
            plans[name] = plan.model_dump()
    if len(plans) < 2:
        raise InputError(
            "nothing to choose from", where=spec.name, remedy="add a tier of bloggers, or raise money.budget"
        )
    return spec.with_changes(plans=plans, compare__plans=())


def _hires(spec: Scenario, steps: int, posts: Sequence[int]) -> Iterator[tuple[HireTier, ...]]:
    """Yield who is hired: the largest bloggers first, so that what they leave buys smaller ones."""
    tiers = [tier.name for tier in spec.bloggers if tier.kind in PAID]
    most = {tier.name: float(np.max(tier.followers or 0)) for tier in spec.bloggers}
    tiers.sort(key=lambda name: -most[name])
    for parts in product(range(steps + 1), repeat=len(tiers)):
        if sum(parts) != steps:
            continue
        shared = [(tier, part) for tier, part in zip(tiers, parts, strict=True) if part]
        for often in product(posts, repeat=len(shared)):
            yield tuple(
                HireTier(
                    tier=tier,
                    count="affordable",
                    posts=times,
                    share=part / steps if nth < len(shared) else None,  # the last one gets all that is left
                )
                for nth, ((tier, part), times) in enumerate(zip(shared, often, strict=True), start=1)
            )


def _title(hires: tuple[HireTier, ...]) -> str:
    told = []
    for hire in hires:
        share = (
            f"{hire.share:.0%} on" if hire.share is not None else "rest on" if len(hires) > 1 else "all on"
        )
        times = "once" if hire.posts == 1 else "twice" if hire.posts == 2 else f"{hire.posts} times"
        told.append(f"{share} {hire.tier}, {times}")
    said = "; ".join(told)
    return said[0].upper() + said[1:]


def _stones(
    spec: Scenario, market: Market, name: str, plan: PlanSpec
) -> frozenset[tuple[int, tuple[int, ...], float]]:
    stones = resolve_plan(spec, market, name, plan).stones
    return frozenset((stone.blogger.row, stone.days, stone.deal) for stone in stones)
