"""What the report says, as plain values: cards, tables and sentences, without any markup."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from stonecast.inference.statistics import Estimate, pairing_gain
from stonecast.report import measures
from stonecast.report.measures import Measure
from stonecast.wording import words

if TYPE_CHECKING:
    from stonecast.plan import Plan
    from stonecast.study.comparison import Comparison


NAMED = 3
"""Plans that cannot be told apart are named if they are not more."""


def cards(duel: Comparison) -> list[dict[str, Any]]:
    """Return one card a plan: outcome with both intervals, money, reach and stones."""
    return [_card(duel, plan) for plan in range(len(duel.plans))]


def _card(duel: Comparison, plan: int) -> dict[str, Any]:
    measure = measures.deciding(duel)
    mean = measures.estimate(duel, plan, measure)
    low, high = measures.spread(duel.values(plan, measure.above))
    leading = measures.leaders(duel, measure)
    badge = ""
    if plan in leading and len(leading) < len(duel.plans):
        badge = "ahead of all others" if len(leading) == 1 else "may be the best"
    return {
        "plan": plan,
        "title": duel.plans[plan].title,
        "badge": badge,
        "value": _number(duel, measure, mean.value),
        "unit": _unit(duel) + " on average",
        "interval": _between(duel, measure, _bound(measure, mean.low), mean.high),
        "spread": _between(duel, measure, low, high),
        "rows": _card_rows(duel, plan),
    }


def _card_rows(duel: Comparison, number: int) -> list[tuple[str, str, str]]:
    plan, money = duel.plans[number], duel.spec.money
    spent = measures.estimate(duel, number, _named("cost", "money"))
    rows = [("Cost", words.money(spent.value, money.currency), _of_budget(plan, spent.value))]
    costs = [m for m in measures.judged(duel) if m.above == "cost"]
    costs.sort(key=lambda m: m.below != duel.outcome)
    for measure in [m for m in costs if m.name != "cost_per_saw"]:
        found = measures.estimate(duel, number, measure)
        rows.append(
            (
                measure.title,
                _number(duel, measure, found.value),
                _between(duel, measure, _bound(measure, found.low), found.high),
            )
        )
    reach = measures.estimate(duel, number, _named("saw"))
    readers = duel.samples[number].market.readers * duel.spec.scale
    rows.append(
        (
            "People who saw it",
            words.number(reach.value),
            f"{words.percent(reach.value / readers)} of the market",
        )
    )
    posts = sum(len(stone.days) for stone in plan.stones)
    rows.append(("Stones (bloggers)", f"{len(plan.stones):,}", f"{posts:,} posts" if posts > 1 else "1 post"))
    rows.append(("Followers", f"{plan.followers:,}", _overlaps(plan)))
    fees = _span([stone.fee for stone in plan.stones], money.currency)
    fixed = _span([stone.fixed_cost for stone in plan.stones], money.currency)
    rows.append(("Price of a post", fees, f"+ {fixed} per blogger"))
    return rows


def _of_budget(plan: Plan, spent: float) -> str:
    """Set stones against the budget, which pays for nothing else: not for serving, answers or advertising."""
    budget = words.money(plan.budget, plan.currency)
    if spent <= plan.cost * (1.0 + 1e-9):
        return f"of {budget}"
    return f"{words.money(plan.cost, plan.currency)} of {budget} for stones"


def _span(prices: list[float], currency: str) -> str:
    low, high = min(prices), max(prices)
    if high <= low * 1.005:
        return words.money(low, currency)
    return f"{words.number(low)} to {words.money(high, currency)}"


def _unit(duel: Comparison) -> str:
    name = words.COUNTED[duel.outcome][0]
    return {"cost": "money spent"}.get(name, name)


def _overlaps(plan: Plan) -> str:
    return "of all stones, overlaps counted again" if len(plan.stones) > 1 else "of the one stone"


def wins(duel: Comparison) -> list[dict[str, Any]]:
    """Return one row a plan other than the baseline: chance to bring more, difference, ratio."""
    measure, rows = measures.deciding(duel), []
    for plan in range(1, len(duel.plans)):
        chance, gap = duel.chance_to_win(plan, 0), duel.difference(plan, 0)
        limits = [words.percent(round(limit, 9)) for limit in (chance.low, chance.high)]
        ratio = measures.versus(duel, plan, 0, measure)
        gain = pairing_gain(duel.values(plan, duel.outcome), duel.values(0, duel.outcome))
        rows.append(
            {
                "plan": plan,
                "title": duel.plans[plan].title,
                "chance": words.percent(chance.value),
                "chance_interval": " to ".join(limits),
                "difference": _signed(duel, measure, gap.value),
                "difference_interval": _between(duel, measure, gap.low, gap.high),
                "sure": gap.sure,
                "ratio": "–" if math.isnan(ratio.value) else f"{_times(ratio.value)}×",
                "ratio_interval": _times_between(ratio),
                "gain": "" if math.isinf(gain) or math.isnan(gain) else f"{words.number(gain)}×",
            }
        )
    return rows


def winners(duel: Comparison) -> list[dict[str, Any]]:
    """Return one row a measure on which a plan can win."""
    return [_row(duel, measure) for measure in measures.judged(duel)]


def shapes(duel: Comparison) -> list[dict[str, Any]]:
    """Return one row a measure that only describes."""
    return [_row(duel, measure) for measure in measures.shown(duel) if not measure.better]


def _row(duel: Comparison, measure: Measure) -> dict[str, Any]:
    leading = measures.leaders(duel, measure) if measure.better else []
    cells = []
    for plan in range(len(duel.plans)):
        found = measures.estimate(duel, plan, measure)
        cells.append(
            {
                "plan": plan,
                "title": duel.plans[plan].title,
                "value": measure.write(found.value).replace("-", "−"),
                "interval": _limits(measure, found),
                "best": leading == [plan],
            }
        )
    if not leading:
        verdict = "not defined" if measure.better else ""
    elif len(leading) == 1:
        verdict = duel.plans[leading[0]].title
    elif len(leading) == len(duel.plans):
        verdict = "cannot be told apart"
    elif len(leading) > NAMED:
        verdict = f"{len(leading)} of {len(duel.plans)} plans cannot be told apart"
    else:
        verdict = "cannot be told apart: " + ", ".join(duel.plans[plan].title for plan in leading)
    return {
        "title": measure.title + (f", {duel.spec.money.currency}" if measure.kind == "money" else ""),
        "meaning": measure.meaning,
        "better": {1: "more is better", -1: "less is better", 0: ""}[measure.better],
        "cells": cells,
        "verdict": verdict,
        "winner": leading[0] if len(leading) == 1 else None,
        "deciding": measure.name == duel.outcome,
    }


def reasons(duel: Comparison) -> dict[str, Any]:
    """Return the factors whose product is what decides (or engaged people, or revenue), and a sentence."""
    from stonecast.study.why import explained, factors, in_words

    outcome = explained(duel.outcome)
    best, other = duel.ranking[:2]
    rows = [
        {
            "name": factor.name.capitalize(),
            "meaning": factor.meaning,
            "values": [words.number(value) for value in factor.values],
            "ratio": "–" if math.isnan(factor.ratio) else f"{_times(factor.ratio)}×",
        }
        for factor in factors(duel)
    ]
    effects = [one for one in duel.effects if one.off is None or not math.isnan(one.off)]
    amounts = [duel.mean(plan, outcome).value for plan in range(len(duel.plans))]
    total = amounts[best] / amounts[other] if amounts[other] else math.nan
    return {
        "rows": rows,
        "product": words.COUNTED[outcome][0].capitalize(),
        "amounts": [words.number(value) for value in amounts],
        "total": "–" if math.isnan(total) else f"{_times(total)}×",
        "best": duel.plans[best].title,
        "other": duel.plans[other].title,
        "sentence": in_words(duel),
        "without": [
            {
                "name": effect.name.capitalize(),
                "meaning": effect.meaning,
                "ratio": "–" if effect.off is None else f"{_times(effect.off)}×",
                "note": effect.says,
            }
            for effect in effects
        ],
        "unit": words.COUNTED[duel.outcome][0],
        "with": f"{_times(effects[0].on)}×" if effects else "",
        "lucks": words.lucks(effects[0].lucks, effects[0].markets) if effects else "",
    }


def basis(duel: Comparison) -> str:
    """Say on how many runs the report rests."""
    lucks, markets = len(duel.lucks), len(duel.market_seeds)
    said = (
        f"{lucks:,} simulated campaigns of each plan" if lucks > 1 else "one simulated campaign of each plan"
    )
    if markets > 1:
        said += f" on each of {markets:,} markets"
    return f"{said}, every plan under the same luck"


def _named(name: str, kind: str = "count") -> Measure:
    return Measure(name, name, "", 0, kind, name)


def _number(duel: Comparison, measure: Measure, value: float) -> str:
    return measure.write(value, duel.spec.money.currency)


def _signed(duel: Comparison, measure: Measure, value: float) -> str:
    text = _number(duel, measure, value).replace("-", "−")
    return f"+{text}" if value > 0 else text


def _between(duel: Comparison, measure: Measure, low: float, high: float) -> str:
    """Write two limits; the unit stands once, after the second."""
    if math.isnan(low) or math.isnan(high):
        return "interval unknown"
    currency = duel.spec.money.currency
    if measure.kind == "money" and max(abs(low), abs(high)) >= 1000:  # both without cents
        return f"{low:,.0f} to {high:,.0f} {currency}".replace("-", "−")
    first, second = (_number(duel, measure, value).replace("-", "−") for value in (low, high))
    return f"{first.removesuffix(currency).strip() if measure.kind == 'money' else first} to {second}"


def _limits(measure: Measure, found: Estimate) -> str:
    """Write the limits without a unit; nothing where the measure never varies."""
    if math.isnan(found.low) or found.low == found.high:
        return ""
    return f"{measure.write(_bound(measure, found.low))} to {measure.write(found.high)}".replace("-", "−")


def _bound(measure: Measure, low: float) -> float:
    """Cut off what an interval of few runs has below zero, where nothing can be below it."""
    return low if measure.signed else max(low, 0.0)


def _times(value: float) -> str:
    return f"{value:.2f}" if value < 9.995 else words.number(value)


def _times_between(ratio: Estimate) -> str:
    if math.isnan(ratio.low):
        return "interval unknown"
    return f"{_times(ratio.low)} to {_times(ratio.high)}"
