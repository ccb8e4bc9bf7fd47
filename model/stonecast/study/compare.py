"""Compare plans: the same markets and the same lucks for all of them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from itertools import zip_longest
from time import perf_counter
from typing import Any

import numpy as np

from stonecast.campaign import TOTALS, Run
from stonecast.counts import COUNTS
from stonecast.errors import InputError, nearest, whole
from stonecast.network.build import build_market
from stonecast.network.market import Market
from stonecast.plan import resolve
from stonecast.scenario import Scenario, load
from stonecast.scenario.outcomes import OUTCOMES
from stonecast.study.comparison import Comparison
from stonecast.study.pairs import Team, is_small, team_of


def compare(
    scenario: Scenario | str | os.PathLike[str],
    *,
    plans: Sequence[str] | None = None,
    luck: int | Iterable[int] | None = None,
    markets: int | None = None,
    outcome: str | None = None,
    workers: int | Team = 1,
    agents: Mapping[str, type[Any]] | None = None,
    ready: Mapping[int, Market] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Run every plan on the same markets under the same lucks.

    Parameters
    ----------
    scenario
        A scenario, or the name or path of one.
    plans
        Names of at least two plans, the first is the baseline; default as the scenario says, else all.
    luck
        Lucks, 0 .. 2^32 - 1 and each once, or how many, counted from 0; default as the scenario says.
    markets
        How many markets, made by the seeds that follow the scenario's; default as the scenario says, but 1
        where ``luck`` is given.
    outcome
        What decides who wins: anything that `compare.outcome` may be; default as the scenario says.
    workers
        How many pairs of runs go side by side, in threads or, where that is quicker, in processes; or the
        team that does it. The result does not depend on it, bit for bit.
    agents
        Own classes of bloggers or brand, as in `CampaignModel`.
    ready
        Markets of this scenario and scale that are made already, by their seed; the others are built.
    progress
        Called with (pairs done, pairs in all) after every luck.

    Raises
    ------
    InputError
        If anything is wrong with the scenario, a plan or the budget; nothing has run then.
    """
    spec = load(scenario)
    chosen = _chosen(spec, plans)
    what = deciding(spec, outcome)
    lucks = _lucks(spec.compare.luck if luck is None else luck)
    usual = spec.compare.markets if luck is None else 1
    count = whole(usual if markets is None else markets, "markets")
    seeds = tuple((spec.market_seed + m) % 2**32 for m in range(count))
    totals = np.empty((len(chosen), count, len(lucks), len(TOTALS)))
    by_day = np.empty((len(chosen), count, len(lucks), spec.clock.days, len(COUNTS)), np.int64)
    samples: list[Run] = []
    seconds = {"markets": 0.0, "runs": 0.0}
    with team_of(workers) as team, closing(_markets(spec, seeds, ready or {}, team.workers)) as made:
        for m in range(count):
            started = perf_counter()
            market = next(made)
            seconds["markets"] += perf_counter() - started
            team.hold(spec, market)
            started = perf_counter()
            for name in chosen:
                resolve(spec, market, name)
            later = (count - m - 1) * len(lucks)
            pairs = team.pairs(spec, chosen, lucks, market, agents, whole_first=m == 0, later=later)
            for position, runs in enumerate(pairs):
                for p, one in enumerate(runs):
                    totals[p, m, position] = [one.totals[key] for key in TOTALS]
                    by_day[p, m, position] = one.by_day
                    if m == 0 and isinstance(one, Run):
                        samples.append(one)
                if progress is not None:
                    progress(m * len(lucks) + position + 1, count * len(lucks))
            seconds["runs"] += perf_counter() - started
    return Comparison(
        spec, tuple(one.plan for one in samples), lucks, seeds, what, totals, by_day, tuple(samples), seconds
    )


def _markets(
    spec: Scenario, seeds: Sequence[int], ready: Mapping[int, Market], workers: int
) -> Generator[Market]:
    """Yield the markets of these seeds; the one after a small market is made while that one is run."""

    def make(seed: int) -> Market:
        market = ready.get(seed) or build_market(spec, seed=seed, workers=workers)
        if (market.seed, market.scale) != (seed, spec.scale):
            said = f"the one of seed {seed} has seed {market.seed} and scale {market.scale:g}"
            raise InputError(said, where="ready", remedy="give markets of this scenario by their seed")
        return market

    with ThreadPoolExecutor(1) as builder:
        ahead: Future[Market] | None = None
        for seed, after in zip_longest(seeds, seeds[1:]):
            market = make(seed) if ahead is None else ahead.result()
            ahead = builder.submit(make, after) if after is not None and is_small(market) else None
            yield market


def deciding(spec: Scenario, outcome: str | None) -> str:
    """Return what decides who wins, by default what the scenario says.

    Raises
    ------
    InputError
        If it is nothing of which a plan should bring most, or always 0 in this scenario.
    """
    if not outcome or outcome == spec.compare.outcome:
        return spec.compare.outcome
    if outcome not in TOTALS:
        raise InputError(f"'{outcome}' is not counted", where="outcome", remedy=nearest(outcome, OUTCOMES))
    if outcome not in OUTCOMES:
        raise InputError(
            f"'{outcome}' cannot decide who wins: more of it is no success",
            where="outcome",
            remedy="choose one of: " + ", ".join(OUTCOMES),
        )
    try:
        spec.with_changes(compare__outcome=outcome)
    except InputError as error:
        raise InputError(error.what.removeprefix("compare.outcome: "), where="outcome") from None
    return outcome


def _lucks(luck: int | Iterable[int]) -> tuple[int, ...]:
    """Return the lucks that are listed, or so many, counted from 0."""
    if isinstance(luck, str) or not isinstance(luck, Iterable):
        return tuple(range(whole(luck, "luck")))
    lucks = tuple(whole(one, "luck", low=0, high=2**32 - 1) for one in luck)
    if not lucks:
        raise InputError("0 lucks", where="luck", remedy="give at least one")
    if len(set(lucks)) < len(lucks):
        raise InputError(
            f"luck {Counter(lucks).most_common(1)[0][0]} comes more than once",
            where="luck",
            remedy="give each once: the same luck is the same run, and would make intervals too narrow",
        )
    return lucks


def _chosen(spec: Scenario, plans: Sequence[str] | None) -> list[str]:
    plans = [plans] if isinstance(plans, str) else plans
    chosen = list(plans if plans is not None else spec.compare.plans or spec.plans)
    for name in chosen:
        if name not in spec.plans:
            raise InputError(f"no plan is called '{name}'", where=spec.name, remedy=nearest(name, spec.plans))
    if len(set(chosen)) < 2:
        raise InputError(
            "nothing to compare: " + (f"only '{chosen[0]}'" if chosen else "no plan"),
            where=spec.name,
            remedy="name at least two different plans of: " + ", ".join(spec.plans)
            if len(spec.plans) > 1
            else "write a second [plans.NAME], or run the one that there is by itself",
        )
    return chosen
