"""Why a plan wins: the outcome as a product of factors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stonecast.wording import words

if TYPE_CHECKING:
    from stonecast.study.comparison import Comparison

SEEN = ("impressions", "saw")
"""Outcomes that a post brings before anybody is won."""

BROUGHT = (
    "reshared",
    "orders",
    "acts",
    "conversations",
    "followed",
    "community_engaged",
    "served",
    "praised",
    "returned",
    "repeat_customers",
    "advocates",
    "revenue",
)
"""Outcomes that engaged people bring."""


@dataclass(frozen=True)
class Factor:
    """One factor of what a plan brings, for each plan.

    Attributes
    ----------
    name, meaning
        For people.
    values
        One per plan.
    ratio
        Best plan against the one it is compared with.
    """

    name: str
    meaning: str
    values: tuple[float, ...]
    ratio: float


def explained(outcome: str) -> str:
    """Return the outcome that is written as a product where ``outcome`` decides.

    It is the same outcome where its amount grows with people reached; revenue for profit, which is a
    difference; and engaged people for what is a mean, a share or a rank.
    """
    return outcome if outcome in (*SEEN, *BROUGHT) else {"profit": "revenue"}.get(outcome, "engaged")


def factors(duel: Comparison) -> list[Factor]:
    """Write the mean of the outcome that decides (see `explained`) as a product, exactly.

    Engaged people = money * audience per money * response * ripple, and * advertising where that is on;
    what engaged people bring = these * the amount for each of them; what is seen = money * audience per
    money * the amount for each post delivered. Where a plan costs nothing, the first two are one factor,
    the audience. The product of each plan's values is its mean, and the product of the ratios is the ratio
    of the two best plans.
    """
    count = range(len(duel.plans))
    cost = [plan.cost for plan in duel.plans]
    delivered = [
        float(sum(stone.blogger.followers * len(stone.days) for stone in plan.stones)) for plan in duel.plans
    ]
    engaged = [duel.mean(p, "engaged").value for p in count]
    # A run that wins nobody has no share: it wins nobody directly either.
    direct = [
        float(np.mean(np.nan_to_num(duel.values(p, "engaged") * duel.values(p, "one_hop_share"))))
        for p in count
    ]
    best, other = duel.ranking[:2]

    def factor(name: str, meaning: str, above: list[float], below: list[float]) -> Factor:
        values = tuple(a / b if b else math.nan for a, b in zip(above, below, strict=True))
        return Factor(name, meaning, values, values[best] / values[other] if values[other] else math.nan)

    ones = [1.0] * len(duel.plans)
    currency = duel.spec.money.currency
    if all(cost):
        audience = [
            factor("money for stones", f"{currency}", cost, ones),
            factor("audience per money", f"posts delivered to followers for 1 {currency}", delivered, cost),
        ]
    else:
        audience = [factor("audience", "posts delivered to followers", delivered, ones)]
    outcome = explained(duel.outcome)
    amounts = [duel.mean(p, outcome).value for p in count]
    name, meaning = words.COUNTED[outcome]
    if outcome in SEEN:
        return [
            *audience,
            factor(f"{name} per post", f"{meaning}, for one post delivered", amounts, delivered),
        ]
    response = factor(
        "response", "followers won by a stone itself, for one post delivered", direct, delivered
    )
    spread = [factor("ripple", "engaged people for one won by a stone itself", engaged, direct)]
    if duel.spec.advertising.on:
        told = [engaged[p] - duel.mean(p, "advertised").value for p in count]
        by_people = "people won by stones or people (whom advertising won tell others too)"
        spread = [
            factor("ripple", f"{by_people}, for one won by a stone itself", told, direct),
            factor("advertising", "engaged people for one won by stones or people", engaged, told),
        ]
    if outcome == "engaged":
        return [*audience, response, *spread]
    each = factor(f"{name} per engaged person", meaning, amounts, engaged)
    return [*audience, response, *spread, each]


def in_words(duel: Comparison) -> str:
    """Say in one sentence which factor makes the difference."""
    named = [factor for factor in factors(duel) if not math.isnan(factor.ratio) and factor.ratio > 0]
    nothing = not any(duel.values(plan, duel.outcome).any() for plan in range(len(duel.plans)))
    if not named or nothing:
        return ""
    main = max(named, key=lambda factor: abs(math.log(factor.ratio)))
    if abs(math.log(main.ratio)) < math.log(1.05):
        return "No single factor makes a difference of more than 5%."
    first, second = duel.ranking[:2]
    best, other = (words.called(duel.plans[plan].title) for plan in (first, second))
    more, less = (best, other) if main.ratio > 1 else (other, best)
    factor = words.number(max(main.ratio, 1 / main.ratio))
    ahead = main.ratio < 1 and duel.difference(first, second).sure
    although = f" {best} is ahead in spite of it." if ahead else ""
    return f"What differs most is {main.name}: {more} has {factor} times that of {less}.{although}"
