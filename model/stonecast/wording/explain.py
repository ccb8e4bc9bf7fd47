"""Say before a run what it will do: settings in words, asked for beside measured, and money."""

from __future__ import annotations

import math

from stonecast.errors import InputError
from stonecast.network.build import build_market
from stonecast.network.market import Market
from stonecast.network.measure import measure
from stonecast.plan import Plan, resolve
from stonecast.scenario import Scenario
from stonecast.scenario.markets import PondMarket
from stonecast.wording import asking, bonds, chances, press, seeing, selling, words

ASKED = (
    "readers",
    "followees_mean",
    "followees_sigma",
    "popularity_exponent",
    "reciprocity",
    "community_share",
)


def explain(spec: Scenario, *, market: Market | None = None) -> str:
    """Return the whole explanation; builds the market if none is given."""
    market = market or build_market(spec)
    measured = measure(market)
    parts = [
        f"{spec.title or spec.name}",
        *([spec.question] if spec.question else []),
        "",
        *_pond(spec, market, measured),
        *_bloggers(spec, market, measured),
        *asking.candidates(spec, market),
        "",
        *_rules(spec),
        "",
        *_plans(spec, market),
        *_comparison(spec),
    ]
    return "\n".join(parts)


def _pond(spec: Scenario, market: Market, got: dict[str, float]) -> list[str]:
    scale = "full size" if market.scale == 1.0 else f"one reader stands for {words.number(market.scale)}"
    lines = [
        f"Market (seed {market.seed}): {words.many(market.readers, 'reader')} and "
        f"{words.many(len(market.bloggers), 'blogger')} simulated, {words.many(market.network.ties, 'tie')}; "
        f"{scale}.",
        f"  {'':24}{'asked for':>14}{'measured':>14}",
    ]
    asked = _asked(spec)
    one = len(set(market.communities[: market.readers].tolist())) < 2
    for key, value in got.items():
        # Of a single community everything is inside: that says nothing about nearness.
        if not key.startswith("tier.") and not (one and key == "community_share"):
            want = asked.get(key)
            lines.append(
                f"  {key:24}{'' if want is None else words.number(want):>14}{words.number(value):>14}"
            )
    lines += [f"  note: {note}" for note in (*market.network.notes, *market.warnings)]
    return lines


def _asked(spec: Scenario) -> dict[str, float]:
    if not isinstance(spec.market, PondMarket):
        return {}
    asked = {key: float(getattr(spec.market, key)) for key in ASKED}
    asked["readers"] /= spec.scale
    return asked


def _bloggers(spec: Scenario, market: Market, got: dict[str, float]) -> list[str]:
    if all(tier.title for tier in spec.bloggers):
        return []  # candidates of a file have a table of their own
    lines = ["", f"Bloggers: {'':15}{'count':>9}{'followers':>12}{'one post':>14}{'in conversation':>18}"]
    for tier in spec.bloggers:
        if tier.title:
            continue
        members = [blogger for blogger in market.bloggers if blogger.tier == tier.name]
        followers = sum(b.followers for b in members) / len(members)
        price = sum(b.price for b in members) / len(members)
        close = got.get(f"tier.{tier.name}.close", math.nan)
        share = words.percent(close / followers) if followers else "-"
        lines.append(
            f"  {tier.name:23}{len(members):>9,}{words.number(followers):>12}"
            f"{words.money(price, spec.money.currency):>14}{words.number(close) + ' (' + share + ')':>18}"
        )
    return lines


def _rules(spec: Scenario) -> list[str]:
    respond = spec.respond
    rule = {
        "simple": "each post seen is one chance",
        "reinforced": f"each further sender adds {words.percent(respond.reinforcement)} to the hazard",
        "sources": f"{respond.sources} distinct senders are needed",
        "fraction": f"{words.percent(respond.fraction)} of one's followees must have said it",
    }[respond.rule]
    full, some = (words.percent(chances.to_win(spec, trust)) for trust in (1.0, 0.3))
    share = words.percent(spec.reshare.share)
    lines = [
        f"A run lasts {spec.clock.days} days. A follower sees a post {seeing.who_sees(spec)}; {rule}.",
        *seeing.sentences(spec),
        f"A post seen at full trust wins a reader with chance {full}, at trust .3 with {some}; "
        f"{share} of those won pass it on, once.",
    ]
    relevance = respond.relevance
    if relevance.on and not math.isinf(relevance.width):
        near, far = (words.percent(math.exp(-0.5 * away**2 * relevance.exponent)) for away in (1.0, 2.0))
        lines.append(
            f"The topic matters: a post works {near} as strongly on whoever is {relevance.width:g} away from "
            f"it in the pond, {far} at twice that."
        )
    if spec.buy.on:
        whole = [words.percent(chances.to_order(spec, trust)) for trust in (0.3, 0.75)]
        lines.append(
            f"Who is won considers for {spec.buy.consider_days} days and orders in that time with chance "
            f"{whole[0]} (trust .3) or {whole[1]} (trust .75)."
        )
    others = (selling, asking, press, bonds)
    return [*lines, *(line for part in others for line in part.sentences(spec))]


def _plans(spec: Scenario, market: Market) -> list[str]:
    currency = spec.money.currency
    lines = [f"Plans, for a budget of {words.money(spec.money.budget, currency)} each:"]
    for name in spec.plans:
        try:
            plan = resolve(spec, market, name)
        except InputError as error:
            lines.append(f"  {name}: cannot run. {error}")
            continue
        lines.append(
            f"  {name}: {words.many(len(plan.stones), 'stone')}, {_posts(plan)}, "
            f"{words.number(plan.followers)} followers, {words.money(plan.cost, currency)}"
        )
    return lines


def _posts(plan: Plan) -> str:
    days = sorted(day for stone in plan.stones for day in stone.days)
    told = words.many(len(days), "post")
    if not days:
        return told
    return told + (f" on day {days[0]}" if days[0] == days[-1] else f" from day {days[0]} to {days[-1]}")


def _comparison(spec: Scenario) -> list[str]:
    """Say what `compare` runs when it is told nothing else."""
    names = spec.compare.plans or tuple(spec.plans)
    if len(names) < 2:
        return []
    markets = spec.compare.markets
    where = f"on each of {markets:,} markets" if markets > 1 else "on one market"
    return [
        "",
        f"A comparison runs {', '.join(names)}",
        f"  under {words.many(spec.compare.luck, 'luck')} {where}; "
        f"what decides is {words.COUNTED[spec.compare.outcome][0]}.",
    ]
