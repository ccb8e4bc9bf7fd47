"""Compare plans: the same markets and the same lucks for all of them."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Any

import numpy as np

from stonecast.campaign import TOTALS, Run, run
from stonecast.errors import InputError, nearest
from stonecast.network.build import build_market
from stonecast.network.market import Market
from stonecast.plan import resolve
from stonecast.scenario import Scenario, load
from stonecast.state import COUNTS, Scratch
from stonecast.study.comparison import Comparison


def compare(
    scenario: Scenario | str | os.PathLike[str],
    *,
    plans: Sequence[str] | None = None,
    luck: int | Iterable[int] | None = None,
    markets: int | None = None,
    outcome: str | None = None,
    workers: int = 1,
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
        Lucks (or how many, counted from 0); default as the scenario says.
    markets
        How many markets, made by the seeds that follow the scenario's; default as the scenario says.
    outcome
        What decides who wins: one of the names in `Run.totals`; default as the scenario says.
    workers
        Threads. The result does not depend on it, bit for bit.
    agents
        Own classes of bloggers or brand, as in `CampaignModel`.
    ready
        Markets of this scenario that are made already, by their seed; the others are built.
    progress
        Called with (pairs done, pairs in all) after every luck.

    Raises
    ------
    InputError
        If anything is wrong with the scenario, a plan or the budget; nothing has run then.
    """
    spec = load(scenario)
    chosen = _chosen(spec, plans)
    what = outcome or spec.compare.outcome
    if what not in TOTALS:
        raise InputError(f"'{what}' is not counted", where="outcome", remedy=nearest(what, TOTALS))
    luck = spec.compare.luck if luck is None else luck
    lucks = tuple(range(luck)) if isinstance(luck, int) else tuple(luck)
    count = markets if markets is not None else spec.compare.markets
    if not lucks or count < 1:
        raise InputError(
            f"{len(lucks)} lucks on {count} markets", where="luck, markets", remedy="at least one of each"
        )
    seeds = tuple((spec.market_seed + m) % 2**32 for m in range(count))
    totals = np.empty((len(chosen), count, len(lucks), len(TOTALS)))
    by_day = np.empty((len(chosen), count, len(lucks), spec.clock.days, len(COUNTS)), np.int64)
    samples: list[Run] = []
    seconds = {"markets": 0.0, "runs": 0.0}
    done = 0
    for m, seed in enumerate(seeds):
        started = perf_counter()
        market = (ready or {}).get(seed) or build_market(spec, seed=seed, workers=workers)
        seconds["markets"] += perf_counter() - started
        started = perf_counter()
        for name in chosen:
            resolve(spec, market, name)
        for position, runs in _pairs(spec, chosen, lucks, market, agents, workers):
            for p, one in enumerate(runs):
                totals[p, m, position] = [one.totals[key] for key in TOTALS]
                by_day[p, m, position] = one.by_day
            if m == 0 and position == 0:
                samples = runs
            done += 1
            if progress is not None:
                progress(done, count * len(lucks))
        seconds["runs"] += perf_counter() - started
    return Comparison(
        spec, tuple(one.plan for one in samples), lucks, seeds, what, totals, by_day, tuple(samples), seconds
    )


def _chosen(spec: Scenario, plans: Sequence[str] | None) -> list[str]:
    chosen = list(plans if plans is not None else spec.compare.plans or spec.plans)
    for name in chosen:
        if name not in spec.plans:
            raise InputError(f"no plan is called '{name}'", where=spec.name, remedy=nearest(name, spec.plans))
    if len(set(chosen)) < 2:
        raise InputError(
            "nothing to compare: " + (f"only '{chosen[0]}'" if chosen else "no plan"),
            where=spec.name,
            remedy="name at least two different plans of: " + ", ".join(spec.plans),
        )
    return chosen


def _pairs(
    spec: Scenario,
    plans: list[str],
    lucks: tuple[int, ...],
    market: Market,
    agents: Mapping[str, type[Any]] | None,
    workers: int,
) -> Iterable[tuple[int, list[Run]]]:
    """Yield the runs of all plans under each luck, in the order of lucks."""
    memory = threading.local()

    def one_luck(job: tuple[int, int]) -> tuple[int, list[Run]]:
        position, luck = job
        if not hasattr(memory, "scratch"):
            memory.scratch = Scratch()
        runs = []
        for plan in plans:
            # The first luck is kept whole, as a sample; of the others only what is read here.
            scratch = memory.scratch if position else None
            one = run(spec, plan=plan, luck=luck, market=market, agents=agents, scratch=scratch)
            one.totals, one.by_day  # noqa: B018
            runs.append(one)
        return position, runs

    jobs = list(enumerate(lucks))
    if workers <= 1:
        yield from map(one_luck, jobs)
        return
    with ThreadPoolExecutor(workers) as pool:
        window = 4 * workers
        waiting = [pool.submit(one_luck, job) for job in jobs[:window]]
        for nth in range(len(jobs)):
            yield waiting.pop(0).result()
            if nth + window < len(jobs):
                waiting.append(pool.submit(one_luck, jobs[nth + window]))
