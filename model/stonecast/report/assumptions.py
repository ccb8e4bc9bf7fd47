"""What was assumed: the settings that matter, in words, from the resolved scenario."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from stonecast.scenario import Scenario
from stonecast.scenario.markets import FileMarket, PondMarket, TrustLaw
from stonecast.scenario.schema import Tier
from stonecast.wording import asking, bonds, chances, seeing, selling, words

if TYPE_CHECKING:
    from stonecast.campaign import Run

Rows = list[tuple[str, str]]

MOST_TIERS = 15
"""Of a longer list of candidates only the first are named."""


def groups(spec: Scenario) -> list[tuple[str, Rows]]:
    """Return the settings of a scenario by subject: rows of name and value."""
    found = [
        ("Market", _market(spec)),
        ("Bloggers", _bloggers(spec)),
        ("Message and response", _response(spec)),
        ("Orders", _orders(spec)),
        ("What becomes of orders", selling.rows(spec)),
        ("What is asked for", asking.rows(spec)),
        ("Bonds", bonds.rows(spec)),
        ("Money", _money(spec)),
    ]
    return [(subject, rows) for subject, rows in found if rows]


def notes(run: Run) -> list[str]:
    """Return what was noticed when the network, the list of candidates and the market were made."""
    return [note for _, found in noted(run) for note in found]


def noted(run: Run) -> list[tuple[str, list[str]]]:
    """Return the same by what was read or made."""
    listed = getattr(run.spec.market, "candidates_read", ())
    found = [("Network", run.market.network.notes), ("List", listed), ("Market", run.market.warnings)]
    return [(what, list(said)) for what, said in found if said]


def _market(spec: Scenario) -> Rows:
    market = spec.market
    days, ticks = spec.clock.days, spec.clock.ticks_per_day
    rows: Rows = [
        ("Length of a campaign", f"{days:,} days" + (f", {ticks} steps a day" if ticks > 1 else ""))
    ]
    if spec.scale > 1:
        rows.append(("Scale", f"one simulated person stands for {words.number(spec.scale)}"))
    if isinstance(market, FileMarket):
        rows += [
            ("Network", Path(market.file).name),
            ("A row of it means", market.direction.replace("_", " ")),
        ]
        return [*rows, ("Trust", str(market.trust))]
    rows += [
        ("Readers", f"{market.readers:,}"),
        ("Communities", f"{market.communities:,}"),
        ("A reader follows", f"{words.number(market.followees_mean)} people on average"),
        ("Ties inside the own community", words.percent(market.community_share)),
        ("Ties that are returned", words.percent(market.reciprocity)),
        *_trust(market),
    ]
    return rows


def _trust(market: PondMarket) -> Rows:
    trust = market.trust
    people = trust.conversations
    held = "no limit" if math.isinf(people) else f"{words.number(people)} people"
    return [
        ("Conversations that one person can hold", held),
        ("Most that anybody talks with", f"{words.percent(trust.close_share)} of the followers"),
        ("Trust in conversation", _law(trust.close)),
        ("Trust otherwise", _law(trust.other)),
    ]


def _law(law: TrustLaw) -> str:
    return f"{law.mean:.2f}" + (" for everybody" if law.beta is None else " on average (0 to 1)")


def _bloggers(spec: Scenario) -> Rows:
    rows = [_tier(spec, tier) for tier in spec.bloggers[:MOST_TIERS]]
    more = len(spec.bloggers) - len(rows)
    return [*rows, ("And others", f"{more:,} more")] if more else rows


def _tier(spec: Scenario, tier: Tier) -> tuple[str, str]:
    size = tier.followers
    said = [] if tier.title else [f"{tier.count:,}"]
    if size is not None:
        span = f"{size[0]:,} to {size[1]:,}" if isinstance(size, tuple) else f"{size:,}"
        said = [f"{span} followers" if tier.title else f"{said[0]} with {span} followers"]
    said.append(tier.kind)
    if tier.price is not None:
        said.append(f"{words.money(tier.price, spec.money.currency)} a post")
    return tier.title or tier.name.replace("_", " ").capitalize(), ", ".join(said)


def _response(spec: Scenario) -> Rows:
    respond = spec.respond
    rule = {
        "simple": "each post seen is one chance",
        "reinforced": f"each further sender adds {words.percent(respond.reinforcement)}",
        "sources": f"{respond.sources} different senders are needed",
        "fraction": f"{words.percent(respond.fraction)} of those one follows must have said it",
    }[respond.rule]
    full, some = (words.percent(chances.to_win(spec, trust)) for trust in (1.0, 0.3))
    rows = [
        *seeing.rows(spec),
        ("How people are won", rule),
        (
            "A post seen wins a reader",
            f"{full} at full trust, {some} at trust 0.3",
        ),
        ("Those won pass it on", _passed_on(spec.reshare.share)),
    ]
    if spec.message.sponsored and respond.disclosure != 1:
        rows.append(("Marked as advertising", f"works {words.percent(respond.disclosure)} as strongly"))
    if respond.relevance.on:
        rows.append(("Relevance", "a post works better on people of like taste"))
    return rows


def _passed_on(share: float) -> str:
    return f"with chance {words.percent(share)}, once" if share > 0 else "never"


def _orders(spec: Scenario) -> Rows:
    if not spec.buy.on:
        return [("Orders", "not simulated")]
    some, most = (words.percent(chances.to_order(spec, trust)) for trust in (0.3, 0.75))
    return [
        ("Somebody won considers for", f"{spec.buy.consider_days:,} days"),
        ("and orders", f"with chance {some} at trust 0.3, {most} at 0.75"),
    ]


def _money(spec: Scenario) -> Rows:
    money = spec.money
    per = f"{words.money(money.price(10_000), money.currency)} for 10,000 followers"
    if money.price_exponent != 1:
        per += f", {words.money(money.price(1_000_000), money.currency)} for a million"
    rows = [
        ("Budget of each plan", words.money(money.budget, money.currency)),
        ("Fixed cost of each blogger", words.money(money.fixed_cost, money.currency)),
        ("Price of a post", per),
    ]
    if money.revenue_per_order:
        rows.append(("Margin of an order", words.money(money.revenue_per_order, money.currency)))
    return rows
