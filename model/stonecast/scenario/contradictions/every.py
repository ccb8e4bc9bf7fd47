"""Settings that are each allowed but make no sense together, or would be ignored in silence.

What hangs on a switch or a rule (``relevance.width`` while relevance is off, ``respond.sources`` under
another rule) is no contradiction: a class turns switches. What hangs on the kind of market or of
audience is one. The checks read plain data, so that they also run on a file that has other mistakes;
what is missing or of a wrong kind is left to the schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stonecast.errors import nearest
from stonecast.scenario.contradictions.asking import of_asking
from stonecast.scenario.contradictions.bonds import of_bonds
from stonecast.scenario.contradictions.contradiction import (
    Contradiction,
    hiring_in,
    is_number,
    number_of,
    plans_of,
    table_of,
    text_of,
    tiers_of,
)
from stonecast.scenario.contradictions.seeing import of_seeing
from stonecast.scenario.contradictions.trade import of_trade
from stonecast.scenario.lines import Path
from stonecast.scenario.markets import PondMarket
from stonecast.scenario.outcomes import OUTCOMES
from stonecast.scenario.plans import ANY, PlanSpec
from stonecast.scenario.schema import Clock, Tier


def contradictions(data: Any) -> list[Contradiction]:
    """Return every contradiction in the data of a scenario (as in the file, or resolved)."""
    if not isinstance(data, dict):
        return []
    return [
        *_names(data),
        *_market(data),
        *_tiers(data),
        *_hires(data),
        *_days(data),
        *of_asking(data),
        *of_seeing(data),
        *of_bonds(data),
        *_compare(data),
        *of_trade(data),
    ]


def _names(data: dict[str, Any]) -> Iterator[Contradiction]:
    seen: set[Any] = set()
    for turn, tier in tiers_of(data):
        name = text_of(tier, "name")
        if name and name in seen:
            yield Contradiction(("bloggers", turn, "name"), f'two tiers are called "{name}"; rename one')
        seen.add(name)


def _market(data: dict[str, Any]) -> Iterator[Contradiction]:
    market = table_of(data, "market")
    if market.get("kind") == "file":
        weighed = not isinstance(market.get("trust"), int | float)
        if market.get("weight") is not None and not weighed:
            said = 'is not used: every tie has the same trust; say trust = "weight" or leave weight out'
            yield Contradiction(("market", "weight"), said, (("market", "trust"),))
        if text_of(market, "people") and market.get("places", "auto") != "auto":
            said = "contradicts market.people, which says where everybody stands; leave one of them out"
            yield Contradiction(("market", "places"), said, (("market", "people"),))
        return
    community = number_of(market, "community_share", PondMarket)
    neighbour = number_of(market, "neighbour_share", PondMarket)
    if community + neighbour > 1 + 1e-12:
        said = f"the shares add up to {community + neighbour:g}, but are shares of one whole: at most 1"
        reads = (("market", "neighbour_share"), ("market", "community_share"))
        blamed = reads[0] if "neighbour_share" in market else reads[1]
        yield Contradiction(blamed, said, reads)
    readers = number_of(market, "readers", PondMarket)
    for name in ("communities", "partitioned"):
        count = number_of(market, name, PondMarket)
        if 0 < readers < count:
            noun = "partitioned readers" if name == "partitioned" else name
            said = f"{count:,.0f} {noun} are more than the {readers:,.0f} readers of the market"
            yield Contradiction(("market", name), said, (("market", "readers"),))
    yield from _members(data, readers)
    sharing = [tier for _, tier in tiers_of(data) if tier.get("audience") == "partition"]
    if number_of(market, "partitioned", PondMarket) and not sharing and list(tiers_of(data)):
        said = 'is not used: no tier has audience = "partition"; give it to a tier or leave partitioned out'
        yield Contradiction(("market", "partitioned"), said, (("bloggers",),))


def _members(data: dict[str, Any], readers: float) -> Iterator[Contradiction]:
    """Tell of communities that have more members together than there are readers."""
    there = 0.0
    for turn, tier in tiers_of(data):
        if tier.get("audience") == "members" and is_number(tier.get("followers")):
            each = number_of(tier, "followers", Tier)
            there += number_of(tier, "count", Tier) * each
            if each <= readers < there:
                said = (
                    f"communities have {there:,.0f} members together, but the market has {readers:,.0f} "
                    "readers; a reader is a member of one community"
                )
                yield Contradiction(
                    ("bloggers", turn, "followers"), said, (("market", "readers"), ("bloggers",))
                )
                return


def _tiers(data: dict[str, Any]) -> Iterator[Contradiction]:
    market = table_of(data, "market")
    check = {"pond": _pond_tier, "file": _file_tier}.get(text_of(market, "kind"))
    for turn, tier in tiers_of(data):
        if check:
            yield from check(("bloggers", turn), tier, market)


def _file_tier(at: Path, tier: dict[str, Any], _market: dict[str, Any]) -> Iterator[Contradiction]:
    kind = (("market", "kind"),)
    followers: Any = tier.get("followers")
    if is_number(followers):
        said = f"{followers} cannot be prescribed in an imported network; say [fewest, most] or leave it out"
        yield Contradiction((*at, "followers"), said, kind)
    elif _is_reversed(followers):
        fewest, most = followers[0], followers[1]
        said = f"[{fewest}, {most}] holds nobody; write the fewest first, then the most"
        yield Contradiction((*at, "followers"), said, kind)
    for name in ("audience", "breadth", "conversations", "close_share", "place", "engagement"):
        default = Tier.model_fields[name].default
        if tier.get(name, default) != default:
            said = "is not used in an imported network: its ties are given; leave it out"
            yield Contradiction((*at, name), said, kind)


def _pond_tier(at: Path, tier: dict[str, Any], market: dict[str, Any]) -> Iterator[Contradiction]:
    followers, readers = tier.get("followers"), number_of(market, "readers", PondMarket)
    kind, own = (("market", "kind"),), (*at, "followers")
    if tier.get("pick", "by_chance") != "by_chance":
        yield Contradiction((*at, "pick"), "is not used in a pond: nobody is picked; leave it out", kind)
    if tier.get("audience") == "partition":
        partitioned, count = number_of(market, "partitioned", PondMarket), number_of(tier, "count", Tier)
        share = int(partitioned / count + 0.5) if count else 0
        if followers is not None and followers != share and partitioned >= count:
            said = f'contradicts audience = "partition", which gives each {share:,}; leave followers out'
            yield Contradiction(own, said, (*kind, ("market", "partitioned"), (*at, "count")))
        if partitioned < count:
            said = (
                f"market.partitioned = {partitioned:g} readers cannot be shared out by {count:g} bloggers; "
                f"make it at least {count:g}"
            )
            yield Contradiction((*at, "audience"), said, (("market", "partitioned"), (*at, "count")))
    elif followers is None:
        said = "say how many each blogger of this tier has (followers = 1500)"
        yield Contradiction(own, said, (*kind, (*at, "audience")))
    elif isinstance(followers, list | tuple):
        said = (
            "must be one whole number in a pond (followers = 1500); [fewest, most] is for imported networks"
        )
        yield Contradiction(own, said, kind)
    elif is_number(followers) and readers and followers > readers:
        said = f"{followers:,} followers each, but the market has {readers:,.0f} readers"
        yield Contradiction(own, said, (("market", "readers"),))


def _hires(data: dict[str, Any]) -> Iterator[Contradiction]:
    tiers = {text_of(tier, "name"): (turn, tier) for turn, tier in tiers_of(data)}
    if not tiers or "" in tiers:
        return
    for path, plan in hiring_in(data):
        hired = plan.get("hire")
        for turn, item in enumerate(hired if isinstance(hired, list | tuple) else ()):
            at: Path = (*path, "hire", turn)
            if isinstance(item, str) and item in tiers:
                said = f'"{item}" is a tier, not a blogger; hire all of it with {{ tier = "{item}" }}'
                yield Contradiction(at, said, (("bloggers",),))
            tier = text_of(item, "tier") if isinstance(item, dict) else ""
            if isinstance(item, dict) and item.get("share") is not None and item.get("count") != "affordable":
                said = 'is not used: say count = "affordable", or leave share out'
                yield Contradiction((*at, "share"), said, ((*at, "count"),))
            if tier and tier not in (ANY, *tiers):
                said = f'no tier is called "{tier}"; {nearest(tier, tiers)}'
                yield Contradiction((*at, "tier"), said, (("bloggers",),))
            elif tier and tier in tiers:
                index, found = tiers[tier]
                count, there = item.get("count"), number_of(found, "count", Tier)
                if is_number(count) and there and count > there:
                    said = f'hires {count} of the {there:g} bloggers of "{tier}"; hire at most {there:g}'
                    yield Contradiction((*at, "count"), said, (("bloggers", index, "count"),))


def _days(data: dict[str, Any]) -> Iterator[Contradiction]:
    days = number_of(table_of(data, "clock"), "days", Clock)
    for at, plan in hiring_in(data):
        start, posts = number_of(plan, "start_day", PlanSpec), number_of(plan, "posts", PlanSpec)
        last = start + (posts - 1) * number_of(plan, "days_between_posts", PlanSpec)
        reads: tuple[Path, ...] = (("clock", "days"), (*at, "start_day"))
        if start >= days:
            said = f"day {start:g} is after the end: a run of {days:g} days has days 0 to {days - 1:g}"
            yield Contradiction((*at, "start_day"), said, reads)
        elif last >= days:
            said = (
                f"the last of {posts:g} posts would come on day {last:g}, after the end: "
                f"a run of {days:g} days has days 0 to {days - 1:g}"
            )
            yield Contradiction((*at, "posts"), said, (*reads, (*at, "days_between_posts")))


def _compare(data: dict[str, Any]) -> Iterator[Contradiction]:
    compare, plans = table_of(data, "compare"), [name for name, _ in plans_of(data)]
    named: Any = compare.get("plans")
    for turn, name in enumerate(named if isinstance(named, list | tuple) else ()):
        at: Path = ("compare", "plans", turn)
        if isinstance(name, str) and name not in plans and plans:
            yield Contradiction(at, f'no plan is called "{name}"; {nearest(name, plans)}', (("plans", name),))
        elif name in named[:turn]:
            yield Contradiction(at, f'"{name}" is named twice; a plan cannot be compared with itself')
    outcome = text_of(compare, "outcome")
    if outcome and outcome not in OUTCOMES:
        said = f'"{outcome}" is not counted; {nearest(outcome, OUTCOMES)}'
        yield Contradiction(("compare", "outcome"), said)


def _is_reversed(pair: Any) -> bool:
    if not isinstance(pair, list | tuple) or len(pair) != 2 or not all(map(is_number, pair)):
        return False
    return bool(pair[0] > pair[1])
