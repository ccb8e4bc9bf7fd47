"""What is sold, in words: what can be served, what customers make of it, who comes back."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from stonecast.scenario import Scenario
from stonecast.scenario.plans import HireTier
from stonecast.wording import words


def sentences(spec: Scenario) -> list[str]:
    """Say what becomes of orders, one sentence a mechanism that is on."""
    found = []
    serve, review, deal, back = spec.serve, spec.review, spec.deal, spec.come_back
    if serve.on:
        limit = f"{words.number(serve.capacity)} orders a day"
        days = f" {words.number(serve.patience_days)} days, then leaves disappointed"
        wait = "" if math.isinf(serve.patience_days) else days
        some = f"The brand serves {limit}; whoever is not served waits{wait}."
        found.append("The brand serves every order at once." if math.isinf(serve.capacity) else some)
    if review.on:
        found.append(
            f"Satisfied customers praise the brand with chance {words.percent(review.praise)}, dissatisfied "
            f"ones warn with {words.percent(review.warn)}: posts of their own, which bring or stop orders."
        )
    if deal.on:
        until = "to the end" if math.isinf(deal.days) else f"for {words.number(deal.days)} days"
        found.append(
            f"From day {deal.start_day} {until} the price is {words.percent(deal.discount)} lower; "
            f"{words.percent(deal.seekers)} of readers order only then."
        )
    offers = {hire.deal for plan in spec.plans.values() for hire in plan.hire if isinstance(hire, HireTier)}
    if offers - {0.0}:
        shares = " or ".join(words.percent(share) for share in sorted(offers - {0.0}))
        found.append(
            f"Who is won by a stone that carries a deal, or through others by it, pays {shares} less."
        )
    if back.on:
        found.append(
            f"A satisfied customer comes back within {words.number(back.period_days)} days with chance "
            f"{words.percent(comes_back(spec))}."
        )
    if spec.advocate.on:
        found.append(
            "Repeat customers who trust the brand praise it unpaid, every "
            f"{words.number(spec.advocate.days)} days on average."
        )
    if spec.answer.on:
        staff = (
            "every complaint" if math.isinf(spec.answer.staff) else f"{words.number(spec.answer.staff)} a day"
        )
        late = spec.answer.delay_days
        when = f"{words.many(late, 'day')} later" if late else "on the same day"
        found.append(f"The brand answers {staff}, {when}.")
    return found


def rows(spec: Scenario) -> list[tuple[str, str]]:
    """Return the settings of what is on: rows of name and value."""
    found = []
    if spec.serve.on:
        limit = (
            "no limit" if math.isinf(spec.serve.capacity) else f"{words.number(spec.serve.capacity)} a day"
        )
        found += [("Orders that can be served", limit), ("Quality", words.percent(spec.serve.quality))]
    if spec.review.on:
        found += [
            ("Satisfied customers praise", f"with chance {words.percent(spec.review.praise)}"),
            ("Dissatisfied customers warn", f"with chance {words.percent(spec.review.warn)}"),
        ]
    if spec.deal.on:
        found += [
            ("Deal", f"{words.percent(spec.deal.discount)} off"),
            ("Come only for deals", f"{words.percent(spec.deal.seekers)} of readers"),
        ]
    if spec.come_back.on:
        name = f"A satisfied customer comes back in {words.number(spec.come_back.period_days)} days"
        found.append((name, f"with chance {words.percent(comes_back(spec))}"))
    if spec.answer.on:
        staff = "all" if math.isinf(spec.answer.staff) else f"{words.number(spec.answer.staff)} a day"
        found.append(("Complaints answered", staff))
    return found


def comes_back(spec: Scenario) -> float:
    """Chance that a customer whose only purchase satisfied comes back in a period, at mean satisfaction.

    Satisfaction is normal; its mean above the line is that of a cut normal distribution, and at most 1.
    """
    review, back = spec.review, spec.come_back
    mean, line = spec.serve.quality - review.expectation_gap, review.praise_above
    if review.noise > 0:
        z = (line - mean) / review.noise
        above = 0.5 * math.erfc(z / math.sqrt(2.0))
        density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
        mean = min(1.0, mean + review.noise * density / above) if above > 1e-12 else line
    trust = (back.good + 2.0 * back.start_trust) / (back.good + 2.0)
    wish = back.base + back.satisfaction * max(mean, line) + back.brand_trust * trust
    return 1.0 / (1.0 + math.exp(-wish))


def switches(spec: Scenario) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the mechanisms that are on: name, what it is like without, and the changes that take it away."""
    if spec.serve.on and not math.isinf(spec.serve.capacity):
        yield "limit to serving", "every order is served at once", {"serve__capacity": math.inf}
    if spec.review.on:
        silent = {"review__praise": 0.0, "review__warn": 0.0, "buy__stars": 0.0}
        yield "word of customers", "nobody praises, warns or looks at stars", silent
    if spec.deal.on:
        yield "deal", "everybody pays the full price", {"deal__on": False}
    if spec.come_back.on:
        never = {"come_back__on": False, "advocate__on": False}
        yield "coming back", "nobody orders twice", never
    if spec.answer.on:
        yield "answers to complaints", "no complaint is answered", {"answer__on": False}
