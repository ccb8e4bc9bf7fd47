"""The verdict: which plan wins, by how much, how sure that is, and where it is the other way round."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from stonecast.inference.statistics import product, ranked
from stonecast.wording import words

if TYPE_CHECKING:
    from stonecast.inference.statistics import Estimate
    from stonecast.study.comparison import Comparison

COMPARED = ("saw", "engaged", "reshared", "orders", "profit", "structural_virality")
"""Outcomes that the verdict looks at besides the one that decides."""


def sentences(duel: Comparison) -> str:
    """Headline, certainty, and what other outcomes say, one sentence a line."""
    said = [headline(duel), certainty(duel), *one_market(duel), *elsewhere(duel), *two_worlds(duel)]
    return "\n".join(said)


def headline(duel: Comparison) -> str:
    """Say the winner in one sentence, or that nobody can be told to win."""
    first, second = duel.ranking[:2]
    unit = words.COUNTED[duel.outcome][0]
    if not any(duel.values(plan, duel.outcome).any() for plan in range(len(duel.plans))):
        return f"{_same_money(duel)}, no plan brings any {unit}, in any run."
    gap = duel.difference(first, second)
    difference, limits = _gap(duel, gap)
    means = [duel.mean(plan, duel.outcome).value for plan in (first, second)]
    amounts = f"{_amount(duel, means[0])} against {_amount(duel, means[1])}"
    if not gap.sure:
        return (
            f"{_same_money(duel)}, {_names(duel, first, second)} cannot be told apart on {unit}: "
            f"{amounts}, a difference of {difference} ({limits})."
        )
    ratio = duel.ratio(first, second)
    many = "much" if duel.outcome in words.UNCOUNTED else "many"
    factor = f", {words.times(ratio.value)} as {many}" if means[1] > 0 else ""
    return (
        f"{_same_money(duel)}, {_called(duel, first)} brings more {unit} than {_called(duel, second)}: "
        f"{amounts}{factor} (difference {difference}, {limits})."
    )


def certainty(duel: Comparison) -> str:
    """How often the better plan wins, and on how many runs that rests."""
    first, second = duel.ranking[:2]
    wins = duel.chance_to_win(first, second)
    runs = f"{len(duel.lucks)} paired lucks" if len(duel.lucks) != 1 else "a single luck"
    if wins.runs == 1 and wins.value == 1.0:
        return (
            f"{_called(duel, first)} is ahead in the one run of each; one run cannot tell chance from cause."
        )
    over = f" on each of {len(duel.market_seeds)} markets" if len(duel.market_seeds) > 1 else " on one market"
    if (duel.values(first, duel.outcome) == duel.values(second, duel.outcome)).all():
        under = f"in each of {runs}" if len(duel.lucks) > 1 else "under a single luck"
        return f"{_names(duel, first, second)} bring the same {under}{over}."
    return (
        f"{_called(duel, first)} wins in {words.percent(wins.value)} of {runs}{over} "
        f"({words.interval(wins, words.percent, of='that chance')})."
    )


def one_market(duel: Comparison) -> list[str]:
    """Say what intervals leave out where all runs share one market that the program drew."""
    alone = len(duel.market_seeds) == 1 and duel.spec.market.kind == "pond"
    return [words.ONE_MARKET] if alone and len(duel.lucks) > 1 else []


def elsewhere(duel: Comparison) -> list[str]:
    """Name the outcomes on which another plan wins, and cost per outcome if it disagrees."""
    first = duel.ranking[0]
    said = []
    for what in COMPARED:
        if what == duel.outcome or (what == "profit" and not _earns(duel)):
            continue
        if what == "structural_virality" and not _passed_on(duel):
            continue  # then it tells no more than how many stones there are
        best = ranked([duel.mean(plan, what).value for plan in range(len(duel.plans))])[0]
        if best != first and duel.difference(best, first, what).sure:
            more, less = (_amount(duel, duel.mean(plan, what).value, what) for plan in (best, first))
            ahead = _called(duel, best)
            said.append(f"On {words.COUNTED[what][0]} {ahead} is ahead: {more} against {less}.")
    return said + _for_money(duel)


def two_worlds(duel: Comparison) -> list[str]:
    """Name the plans that sometimes set off a large cascade and sometimes do not."""
    said = []
    for number in range(len(duel.plans)):
        chance, large, small = duel.outbreaks(number)
        if 0.02 <= chance.value <= 0.98 and large >= 3 * small:
            said.append(
                f"{_called(duel, number)} has two faces: in {words.percent(chance.value)} of the runs "
                f"({words.interval(chance, words.percent)}) more than a tenth of all readers are "
                f"engaged, {words.number(large)} on average; else {words.number(small)}."
            )
    return said


def _earns(duel: Comparison) -> bool:
    """Whether anything is sold for money; else profit is cost with another sign."""
    return duel.spec.buy.on and duel.spec.money.revenue_per_order > 0


def _passed_on(duel: Comparison) -> bool:
    return any(duel.values(plan, "reshared").any() for plan in range(len(duel.plans)))


def _for_money(duel: Comparison) -> list[str]:
    """Name the plan that brings most for its money, if it is another than the winner, beyond chance."""
    first, what = duel.ranking[0], duel.outcome
    if what in words.UNCOUNTED - {"revenue", "profit"} or duel.plans[first].cost == 0:
        return []
    unit, currency = words.COUNTED[what][0], duel.spec.money.currency
    brought = [duel.mean(plan, what).value for plan in range(len(duel.plans))]
    spent = [duel.mean(plan, "cost").value for plan in range(len(duel.plans))]
    best = ranked([b / c if c else math.inf if b > 0 else 0.0 for b, c in zip(brought, spent, strict=True)])[
        0
    ]
    called = _called(duel, best)
    if best == first or brought[best] <= 0:
        return []
    if duel.plans[best].cost == 0:
        return [f"{called} costs nothing, and brings {_amount(duel, brought[best])} {unit}."]
    parts = [(best, what, 1.0), (first, what, -1.0), (best, "cost", -1.0), (first, "cost", 1.0)]
    if not product([(duel.values(plan, total), sign) for plan, total, sign in parts]).low > 1.0 + 1e-12:
        return []
    if what in words.MONEY:
        each = words.money(brought[best] / spent[best], currency)
        return [f"Per unit of money {called} brings most: {each} of {unit} for each {currency} spent."]
    each = words.money(spent[best] / brought[best], currency)
    return [f"Per unit of money {called} brings most: {each} for each of its {unit}."]


def _amount(duel: Comparison, value: float, what: str = "") -> str:
    return words.amount(value, what or duel.outcome, duel.spec.money.currency)


def _gap(duel: Comparison, gap: Estimate) -> tuple[str, str]:
    """Write a difference in the unit of the outcome that decides, and its interval."""
    if duel.outcome in words.SHARES:
        limits = words.interval(gap, lambda share: words.number(100.0 * share))
        return f"{words.number(100.0 * gap.value)} percentage points", limits
    unit = f" {duel.spec.money.currency}" if duel.outcome in words.MONEY else ""
    return f"{words.number(gap.value)}{unit}", words.interval(gap)


def _same_money(duel: Comparison) -> str:
    costs = [plan.cost for plan in duel.plans]
    budget = words.money(duel.spec.money.budget, duel.spec.money.currency)
    if max(costs) == 0.0:
        return "With nobody paid"
    if min(costs) >= 0.9 * max(costs):
        return f"For the same money (a budget of {budget})"
    spent = f"{words.number(min(costs))} to {words.number(max(costs))}"
    return f"Within one budget of {budget}, of which they spend {spent}"


def _names(duel: Comparison, first: int, second: int) -> str:
    return f"{_called(duel, first)} and {_called(duel, second)}"


def _called(duel: Comparison, plan: int) -> str:
    return words.called(duel.plans[plan].title)
