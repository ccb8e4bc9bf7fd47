"""What a report compares: outcomes and costs per outcome, with the direction that is better."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from stonecast.inference import statistics
from stonecast.inference.statistics import Estimate
from stonecast.wording import words
from stonecast.wording.absent import absent

if TYPE_CHECKING:
    from stonecast.study.comparison import Comparison


@dataclass(frozen=True)
class Measure:
    """A total of a run, or one total divided by another.

    Attributes
    ----------
    name, title, meaning
        For tables and people.
    better
        1 if more is better, -1 if less is, 0 if it only describes.
    kind
        ``"count"``, ``"money"``, ``"share"``, ``"steps"`` or ``"days"``.
    above, below
        Names of totals; ``below`` is empty for a plain total.
    factor
        What the quotient is multiplied with.
    """

    name: str
    title: str
    meaning: str
    better: int
    kind: str
    above: str
    below: str = ""
    factor: float = 1.0

    @property
    def signed(self) -> bool:
        """Whether it can be below zero."""
        return self.name == "profit"

    def write(self, value: float, currency: str = "") -> str:
        """Write a value with its unit."""
        if math.isnan(value):
            return "–"
        if self.kind == "money":
            small = 0 < abs(value) < 1
            return (f"{words.number(value)} {currency}" if small else words.money(value, currency)).strip()
        return f"{100 * value:.1f}%" if self.kind == "share" else words.number(value)


def _total(name: str, title: str, better: int, kind: str = "count") -> Measure:
    return Measure(name, title, words.COUNTED[name][1], better, kind, name)


ALL = (
    _total("impressions", "Impressions", 1),
    _total("saw", "People who saw it", 1),
    _total("engaged", "Engaged people", 1),
    _total("reshared", "People who passed it on", 1),
    _total("advertised", "Won by advertising", 0),
    _total("orders", "Orders", 1),
    _total("served", "Orders served", 1),
    _total("left", "Orders given up", -1),
    _total("waiting", "Orders waiting", 0),
    _total("repeat_customers", "Repeat customers", 1),
    _total("returned", "Orders of those who came back", 1),
    _total("returned_full_price", "Returns at full price", 1),
    _total("advocates", "Advocates", 1),
    _total("praised", "Praise", 1),
    _total("warned", "Warnings", -1),
    _total("warnings_heard", "Warnings heard", -1),
    _total("complaints", "Complaints", -1),
    _total("answered", "Complaints answered", 0),
    _total("stars", "Stars", 1),
    _total("satisfaction", "Satisfaction", 1, "share"),
    _total("brand_trust", "Trust in the brand", 1, "share"),
    _total("acts", "Acts", 1),
    _total("pitches", "Pitches", 0),
    _total("opened", "Pitches opened", 0),
    _total("articles", "Articles", 1),
    _total("blacklisted", "Journalists lost", -1),
    _total("actors", "People who acted", 1),
    _total("reminders", "Reminders by friends", 0),
    _total("comments", "Comments", 1),
    _total("conversations", "Conversations", 1),
    _total("rival_orders", "Orders from rivals", -1),
    _total("rival_engaged", "Engaged by rivals", 0),
    _total("rival_acts", "Acts for rivals", -1),
    _total("rival_served", "Orders that rivals served", -1),
    _total("rival_left", "Orders that left rivals", 0),
    _total("share_of_market", "Share of the market", 1, "share"),
    _total("rank_in_category", "Rank in the category", -1),
    _total("rank_overall", "Rank overall", -1),
    _total("podium", "On the podium", 1, "share"),
    _total("best_rival", "Votes of the best rival", 0),
    _total("followed", "New followers", 1),
    _total("unfollowed", "Lost followers", -1),
    _total("community_engaged", "Won in communities", 1),
    _total("followers_now", "Followers at the end", 1),
    _total("trust_now", "Trust at the end", 1, "share"),
    _total("status", "Status at the end", 1),
    _total("revenue", "Revenue", 1, "money"),
    _total("profit", "Profit", 1, "money"),
    _total("value_per_follower", "Value per follower", 1, "money"),
    _total("good_trust", "Good followers: trust, times usual", 0),
    _total("good_talk", "Good followers: talked with, times usual", 0),
    _total("good_fit", "Good followers: relevance, times usual", 0),
    Measure(
        "engagement_rate",
        "Engagement rate",
        "engaged people per person who saw it",
        1,
        "share",
        "engaged",
        "saw",
    ),
    Measure("cpm", "Cost per 1,000 impressions", "CPM", -1, "money", "cost", "impressions", 1000.0),
    Measure("cost_per_saw", "Cost per person who saw it", "", -1, "money", "cost", "saw"),
    Measure("cost_per_engaged", "Cost per engaged person", "CPE", -1, "money", "cost", "engaged"),
    Measure("cost_per_order", "Cost per order", "CPA", -1, "money", "cost", "orders"),
    Measure("cost_per_served", "Cost per order served", "", -1, "money", "cost", "served"),
    Measure("cost_per_repeat", "Cost per repeat customer", "", -1, "money", "cost", "repeat_customers"),
    Measure("cost_per_act", "Cost per act", "", -1, "money", "cost", "acts"),
    Measure("frequency", "Times seen", "impressions per person who saw it", 0, "count", "impressions", "saw"),
    _total("one_hop_share", "Won by a stone itself", 0, "share"),
    _total("largest_broadcast_share", "Won by one single voice", 0, "share"),
    _total("depth", "Longest chain of tellers", 0, "steps"),
    _total("structural_virality", "Structural virality", 0, "steps"),
    _total("half_life_days", "Half-life", 0, "days"),
)
"""Every measure, in the order of a table."""


def shown(duel: Comparison) -> tuple[Measure, ...]:
    """Return the measures that mean something in this scenario."""
    hidden = absent(duel.spec, outcome=duel.outcome)
    free = not any(duel.values(plan, "cost").any() for plan in range(len(duel.plans)))
    return tuple(m for m in ALL if m.name not in hidden and not (free and m.above == "cost"))


def judged(duel: Comparison) -> tuple[Measure, ...]:
    """Return the measures on which a plan can win, the deciding one first."""
    found = [measure for measure in shown(duel) if measure.better]
    return tuple(sorted(found, key=lambda measure: measure.name != duel.outcome))


def deciding(duel: Comparison) -> Measure:
    """Return the measure that decides this comparison."""
    for measure in ALL:
        if measure.name == duel.outcome:
            return measure
    kind = "money" if duel.outcome in words.MONEY else "count"
    return _total(duel.outcome, words.COUNTED[duel.outcome][0].capitalize(), 1, kind)


def estimate(duel: Comparison, plan: int, measure: Measure) -> Estimate:
    """Mean of a plan, with its 95% interval."""
    if not measure.below:
        return duel.mean(plan, measure.above)
    quotient = statistics.ratio(duel.values(plan, measure.above), duel.values(plan, measure.below))
    return quotient.times(measure.factor)


def versus(duel: Comparison, one: int, other: int, measure: Measure) -> Estimate:
    """How many times as much ``one`` has as ``other``, with its interval; nan if that is undefined."""
    parts = [(one, measure.above, 1.0), (other, measure.above, -1.0)]
    if measure.below:
        parts += [(one, measure.below, -1.0), (other, measure.below, 1.0)]
    return statistics.product([(duel.values(plan, what), sign) for plan, what, sign in parts])


def leaders(duel: Comparison, measure: Measure) -> list[int]:
    """Return the plans that lead: one if it is ahead of every other for sure, else all that may be best.

    Empty if the measure cannot be told for any plan.
    """
    values = {plan: estimate(duel, plan, measure).value for plan in range(len(duel.plans))}
    known = {plan: value for plan, value in values.items() if not math.isnan(value)}
    if not known:
        return []
    best = max(known, key=lambda plan: (measure.better or 1) * known[plan])
    return [plan for plan in values if plan == best or not _surely_apart(duel, best, plan, measure)]


def _surely_apart(duel: Comparison, one: int, other: int, measure: Measure) -> bool:
    """Whether ``one``, of which the measure is known, differs from ``other`` beyond chance."""
    if not measure.below:
        unknown = math.isnan(duel.mean(other, measure.above).value)
        return unknown or duel.difference(one, other, measure.above).sure
    if not duel.values(
        other, measure.below
    ).any():  # not known what one costs: there was none, perhaps by chance
        return measure.better > 0 or duel.difference(one, other, measure.below).sure
    free = [not duel.values(plan, measure.above).any() for plan in (one, other)]
    if free[0] != free[1]:
        return estimate(duel, one if free[1] else other, measure).low > 0.0
    ratio = versus(duel, one, other, measure)
    # Of plans that bring the same in every run the ratio is 1 but for rounding.
    return ratio.low > 1.0 + 1e-12 or ratio.high < 1.0 - 1e-12


def spread(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the limits between which 90% of the runs lie; nan if there are none."""
    known = values[np.isfinite(values)]
    if not known.size:
        return math.nan, math.nan
    low, high = np.quantile(known, [0.05, 0.95])
    return float(low), float(high)
