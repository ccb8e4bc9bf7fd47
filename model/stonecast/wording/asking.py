"""What a plan asks for, in words."""

from __future__ import annotations

import math

from stonecast.network.engagement import expected_engagement
from stonecast.network.market import Market
from stonecast.scenario import Scenario
from stonecast.wording import words

CLOSE = {
    "engaged": "who was won by the campaign",
    "trusting": "who trusts whoever reminds",
    "either": "who was won or trusts whoever reminds",
}


def sentences(spec: Scenario) -> list[str]:
    """Say what is asked for, one sentence a mechanism that is on."""
    acts = [*_act(spec), *(_contest(spec) if spec.contest.on else [])] if spec.ask.on else []
    return [*acts, *_rivals(spec)]


def _act(spec: Scenario) -> list[str]:
    ask = spec.ask
    often = "once in all" if ask.once else "at most once a day"
    until = "until the end" if math.isinf(ask.days) else f"for {words.number(ask.days)} days"
    start = f"from day {ask.from_day} " if ask.from_day else ""
    worn = "" if math.isinf(ask.wear) else f", down to 37% after {words.number(ask.wear)} reminders"
    tired = "" if ask.tiring == 1 else f", times {words.number(ask.tiring)} for each act done"
    share, close = words.percent(ask.reminding), words.percent(ask.close_chance)
    others = words.percent(ask.other_chance)
    passed = f" {share} of those who act remind their followers." if ask.reminding else ""
    return [
        f"Every post asks for an act, {often}, {start}{until}: {CLOSE[ask.close]} does it with chance "
        f"{close}, others with {others}{worn}{tired}.{passed}"
    ]


def _contest(spec: Scenario) -> list[str]:
    contest = spec.contest
    chance = words.percent(contest.seen * contest.chance)
    size = words.number(contest.followers_median)
    told = (
        f"Acts are votes against {contest.nominees - 1:,} nominees, {contest.category - 1:,} of them in our "
        f"category, with {size} followers in the median; each post of theirs gets a vote of {chance} of them."
    )
    if contest.rivals:
        named = ", ".join(f"{one.name} ({one.followers:,} followers)" for one in contest.rivals)
        told += f" Among them: {named}."
    if contest.push.rivals:
        told += f" On day {contest.push.day} the {contest.push.rivals:,} largest push once more."
    return [told]


def _rivals(spec: Scenario) -> list[str]:
    if not spec.rivals:
        return []
    names = ", ".join(rival.title or name.replace("_", " ") for name, rival in spec.rivals.items())
    who = "Who has bought from one brand" if spec.competition.exclusive else "Even who has bought from one"
    does = "does not buy from another" if spec.competition.exclusive else "may buy from another"
    told = [f"Competing for the same readers: {names}. {who} {does}."]
    if not spec.competition.alike and spec.serve.on:
        told.append("Rivals serve everybody, and nobody reviews them.")
    asking = [rival.title or name.replace("_", " ") for name, rival in spec.rivals.items() if rival.asks]
    if asking:
        told.append(f"Asking for the same act, one a person for all brands: {', '.join(asking)}.")
    return told


def rows(spec: Scenario) -> list[tuple[str, str]]:
    """Return rows of name and value for the report."""
    if not spec.ask.on:
        return []
    ask = spec.ask
    chance = f"{words.percent(ask.close_chance)} of those close, {words.percent(ask.other_chance)} of others"
    found = [
        ("A post asks for an act", "once in all" if ask.once else "at most once a day"),
        ("Who sees it and acts", f"{chance}; close is {CLOSE[ask.close]}"),
    ]
    if not math.isinf(ask.wear):
        found.append(("Reminders wear out", f"to 37% after {words.number(ask.wear)} of them"))
    if ask.reminding:
        found.append(("Who acts reminds friends", f"with chance {words.percent(ask.reminding)}"))
    if spec.contest.on:
        contest = spec.contest
        rivals = f"{contest.nominees - 1:,} nominees, {contest.category - 1:,} in our category"
        found.append(("Acts are votes against", rivals))
        followers = words.number(contest.followers_median)
        votes = words.percent(contest.seen * contest.chance)
        found.append(
            ("A rival", f"{followers} followers in the median, of whom a post moves {votes} to vote")
        )
    return found


def candidates(spec: Scenario, market: Market) -> list[str]:
    """Say what was read of a candidate list; of each blogger what was asked for and what the market has."""
    found = getattr(spec.market, "candidates_read", ())
    own = {tier.name: tier for tier in spec.bloggers if tier.title or tier.engagement is not None}
    members = [blogger for blogger in market.bloggers if blogger.tier in own]
    if not members:
        return []
    lines = ["", "Candidates:", *(f"  {note}" for note in found)]
    lines.append(
        f"  {'':28}{'followers':>12}{'simulated':>12}{'engagement':>12}{'measured':>12}{'price':>14}"
    )
    offsets = market.network.offsets
    for blogger in members:
        tier = own[blogger.tier]
        got = (offsets[blogger.row + 1] - offsets[blogger.row]) * market.scale
        asked = "-" if tier.engagement is None else f"{100 * tier.engagement:.2f}%"
        share = f"{100 * expected_engagement(spec, market, blogger):.2f}%"
        lines.append(
            f"  {tier.title or blogger.name:28.28}{blogger.followers:>12,}{words.number(got):>12}"
            f"{asked:>12}{share:>12}{words.money(blogger.price, spec.money.currency):>14}"
        )
    return lines
