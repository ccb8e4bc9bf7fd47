"""The mechanisms switched off one by one: what each does to the ratio of the two best plans."""

from __future__ import annotations

import math
import threading
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from stonecast.errors import InputError, whole
from stonecast.inference import statistics
from stonecast.network.audience import priced
from stonecast.network.build import build_market, rebuild_market, same_readers
from stonecast.network.market import Market
from stonecast.scenario import Scenario
from stonecast.scenario.markets import PondMarket
from stonecast.study.pairs import Team, is_small, team_of
from stonecast.wording import seeing, selling, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from stonecast.plan import Stone
    from stonecast.study.comparison import Comparison


OWN_CAPACITY = {"conversations": None, "close_share": None}
"""What of a tier comes before the market's conversation capacity."""


@dataclass(frozen=True)
class Switch:
    """One mechanism and the scenario without it: None where something rests on it, which ``note`` names."""

    name: str
    meaning: str
    without: Scenario | None
    note: str = ""


def switches(spec: Scenario, stones: Iterable[Stone] = ()) -> list[Switch]:
    """Mechanisms that are on in this scenario and can tell a large stone from small ones.

    Parameters
    ----------
    stones
        Those of the plans that are compared: without the price by size every follower costs what the
        cheapest of theirs does, so that no plan becomes dearer than its budget.
    """
    found: list[Switch] = []
    market = spec.market

    def add(name: str, meaning: str, **changes: object) -> None:
        try:
            found.append(Switch(name, meaning, spec.with_changes(**changes)))
        except InputError as error:
            note = error.what.split(";")[0]
            if "compare.outcome" in error.what:  # it would always be 0
                note = f"there are no {words.COUNTED[spec.compare.outcome][0]} without it"
            found.append(Switch(name, meaning, None, note))

    if isinstance(market, PondMarket) and not math.isinf(market.trust.conversations):
        add(
            "conversation capacity",
            "everybody has time for the same share",
            market__trust__conversations=math.inf,
            bloggers=tuple(tier.model_copy(update=OWN_CAPACITY) for tier in spec.bloggers),
        )
    if spec.money.fixed_cost > 0:
        add("fixed cost per blogger", "a deal costs nothing to make", money__fixed_cost=0.0)
    if spec.money.price_exponent != 1:
        followers = [max(stone.blogger.followers, 1) for stone in stones] or [10_000]
        cheapest = min(spec.money.price(count) / count for count in followers)
        add(
            "price by size",
            "every follower costs what the cheapest does",
            money__price_exponent=1.0,
            money__price_per_follower=cheapest,
        )
    if spec.respond.rule != "simple":
        add("several sources", "one source is enough", respond__rule="simple")
    if spec.respond.relevance.on:
        add("relevance", "every post fits every reader", respond__relevance__on=False)
    if spec.ask.on and spec.ask.reminding > 0:
        add("friends who remind", "nobody reminds others", ask__reminding=0.0)
    if spec.ask.on and not math.isinf(spec.ask.wear):
        add("wear of reminders", "the hundredth reminder works like the first", ask__wear=math.inf)
    if spec.converse.on and spec.remember.on and not math.isinf(spec.converse.conversations):
        add("time to answer", "every comment is answered", converse__conversations=math.inf)
    if spec.remember.on:
        add("learning trust", "trust stays as it is at the start", remember__on=False)
    if spec.rivals:
        add("brands that compete", "nobody else sells", rivals={})
    if spec.contest.on and spec.contest.push.rivals:
        add("last-minute push", "rivals do not push at the end", contest__push__rivals=0)
    for name, meaning, changes in selling.switches(spec):
        add(name, meaning, **changes)
    for name, meaning, changes in seeing.switches(spec):
        add(name, meaning, **changes)
    if spec.community.on:
        add("communities", "posts are shown to followers only", community__on=False)
    if spec.follow.on:
        add("following", "everybody follows whom they followed at the start", follow__on=False)
    if spec.reshare.share > 0:
        add("resharing", "nobody passes it on", reshare__share=0.0)
    return found


@dataclass(frozen=True)
class Effect:
    """What switching one mechanism off does to the ratio of two plans.

    Attributes
    ----------
    name, meaning
        The mechanism, and what it is like without it.
    on, off
        The ratio with it and without it, over the same markets and the same lucks; ``off`` is None where the
        plans cannot be compared without it, and ``note`` says why.
    lucks, markets
        How many lucks that are, on each of how many markets.
    sure
        Whether the plans differ beyond chance without it (95%, paired).
    same
        Whether every run brings the same without it: prices, say, where the plans name whom they hire.
    """

    name: str
    meaning: str
    on: float
    off: float | None
    note: str = ""
    lucks: int = 0
    markets: int = 1
    sure: bool = False
    same: bool = False

    @property
    def flips(self) -> bool:
        """Whether another plan wins without the mechanism, beyond chance."""
        return self.off is not None and self.sure and (self.on - 1.0) * (self.off - 1.0) < 0

    @property
    def says(self) -> str:
        """What is to be said beside the ratio: nothing where the same plan stays ahead by more or less."""
        if self.off is None:
            return self.note
        if not self.sure:
            return "cannot be told apart"
        if self.same:
            return "makes no difference"
        return "the other plan wins" if self.flips else self.note


AT_ONCE = 2
"""Mechanisms without which plans are compared at a time."""

MARKETS = 5
"""On so many markets of a comparison, at most, the plans run again without each mechanism."""


def effects(
    duel: Comparison,
    *,
    lucks: int = 20,
    workers: int | Team = 1,
    progress: Callable[[int, int], None] | None = None,
) -> list[Effect]:
    """Run the two best plans again without each mechanism: ``lucks`` runs each, over the first markets.

    Where a plan then costs more than the budget, its hires are the ones that the scenario names, so
    the comparison cannot be made; the note says so. ``progress`` is called with (mechanisms done,
    mechanisms in all). With several workers the next mechanism is made ready while they run the last one.
    """
    lucks = whole(lucks, "lucks")
    best, other = duel.ranking[:2]
    names = [duel.plans[best].name, duel.plans[other].name]
    several = len(duel.market_seeds) if is_small(duel.samples[0].market) else 1
    seeds = duel.market_seeds[: min(several, MARKETS, lucks)]
    each = duel.lucks[: lucks // len(seeds)]
    one, two = (duel.values(plan, duel.outcome)[: len(seeds), : len(each)] for plan in (best, other))
    on = statistics.ratio(one, two).value
    stones = (*duel.plans[best].stones, *duel.plans[other].stones)
    spec = duel.spec
    if spec.compare.outcome != duel.outcome:
        spec = spec.with_changes(compare__outcome=duel.outcome)
    mechanisms = switches(spec, stones)
    told = progress or (lambda done, count: None)
    stopped = threading.Event()

    def go_on(done: int, count: int) -> None:
        if stopped.is_set():
            raise CancelledError

    with team_of(workers) as team, ThreadPoolExecutor(min(team.workers, AT_ONCE)) as ahead:
        made = [duel.samples[0].market]
        for seed in seeds[1:]:
            held = team.held(duel.spec, seed)
            made.append(held or build_market(duel.spec, seed=seed, workers=team.workers))

        def effect(switch: Switch) -> Effect:
            nothing = Effect(switch.name, switch.meaning, on, None, switch.note, len(each), len(seeds))
            if switch.without is None:
                return nothing
            try:
                other = _without(duel, switch.without, names, each, made, team, go_on)
            except InputError as error:
                return replace(nothing, note=error.what)
            same = np.array_equal((one, two), [other.values(plan, duel.outcome) for plan in (0, 1)])
            return replace(nothing, off=other.ratio(0, 1).value, sure=other.difference(0, 1).sure, same=same)

        found: list[Effect] = []
        team.later = len(mechanisms) * len(made) * len(each)
        told(0, len(mechanisms))
        try:
            for one_found in ahead.map(effect, mechanisms):
                found.append(one_found)
                told(len(found), len(mechanisms))
        finally:
            team.later = 0
            stopped.set()
    return found


def _without(
    duel: Comparison,
    without: Scenario,
    names: list[str],
    lucks: Sequence[int],
    made: Sequence[Market],
    team: Team,
    progress: Callable[[int, int], None],
) -> Comparison:
    """Compare the two best plans on the first markets, under the first lucks, without a mechanism."""
    from stonecast.study.compare import compare

    return compare(
        without,
        plans=names,
        luck=lucks,
        markets=len(made),
        outcome=duel.outcome,
        workers=team,
        ready=_ready(duel.spec, without, made, team.workers),
        progress=progress,
    )


def _ready(spec: Scenario, without: Scenario, made: Sequence[Market], workers: int) -> dict[int, Market]:
    """Use markets again as far as the switch leaves them as they are."""
    if without.market == spec.market and without.bloggers == spec.bloggers:
        return {market.seed: priced(market, without) for market in made}
    if same_readers(spec, without):
        return {market.seed: rebuild_market(market, without, workers=workers) for market in made}
    return {}
