"""Compare plans: the same markets and the same lucks for all of them."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stonecast.campaign import TOTALS, Run, run
from stonecast.errors import InputError, nearest
from stonecast.network.build import build_market
from stonecast.network.market import Market
from stonecast.plan import Plan, resolve
from stonecast.scenario import Scenario, load
from stonecast.state import COUNTS, Scratch
from stonecast.study import statistics
from stonecast.study.statistics import Estimate

if TYPE_CHECKING:
    import pandas as pd

    from stonecast.study.why import Effect


@dataclass(frozen=True, eq=False)
class Comparison:
    """Plans on the same markets under the same lucks.

    Attributes
    ----------
    spec
        The scenario.
    plans
        The plans on the first market, the first being the baseline.
    lucks, market_seeds
        What was run: every plan on every market under every luck.
    outcome
        The outcome that decides who wins.
    totals
        float64, shape (plans, markets, lucks, len(TOTALS)): people at full size, money.
    by_day
        int64, shape (plans, markets, lucks, days, len(COUNTS)): simulated people.
    samples
        One whole run of each plan (first market, first luck).
    seconds
        Where the time went.
    effects
        The two best plans without each mechanism, if asked for (`with_effects`).
    """

    spec: Scenario
    plans: tuple[Plan, ...]
    lucks: tuple[int, ...]
    market_seeds: tuple[int, ...]
    outcome: str
    totals: NDArray[np.float64]
    by_day: NDArray[np.int64]
    samples: tuple[Run, ...]
    seconds: dict[str, float] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()

    def values(self, plan: int, outcome: str) -> NDArray[np.float64]:
        """One outcome of one plan in every run, shape (markets, lucks)."""
        return self.totals[plan, :, :, TOTALS.index(outcome)]

    def mean(self, plan: int, outcome: str) -> Estimate:
        """Mean outcome of a plan."""
        return statistics.mean(self.values(plan, outcome))

    def difference(self, one: int, other: int, outcome: str | None = None) -> Estimate:
        """Mean of the paired differences, ``one`` minus ``other``."""
        what = outcome or self.outcome
        return statistics.mean(self.values(one, what) - self.values(other, what))

    def chance_to_win(self, one: int, other: int, outcome: str | None = None) -> Estimate:
        """Probability that ``one`` brings more than ``other`` under the same luck."""
        what = outcome or self.outcome
        return statistics.chance_to_win(self.values(one, what), self.values(other, what))

    def ratio(self, one: int, other: int, outcome: str | None = None) -> Estimate:
        """How many times as much ``one`` brings as ``other``."""
        what = outcome or self.outcome
        return statistics.ratio(self.values(one, what), self.values(other, what))

    def cost_per(self, plan: int, outcome: str | None = None) -> Estimate:
        """Money for one unit of the outcome."""
        return statistics.ratio(self.values(plan, "cost"), self.values(plan, outcome or self.outcome))

    def outbreaks(self, plan: int, share: float = 0.1) -> tuple[Estimate, float, float]:
        """Tell large cascades from small ones, because a mean says little where there are both.

        Returns
        -------
        tuple
            Chance that more than ``share`` of all readers are engaged, with a Wilson interval; mean engaged
            people in those runs; and in the others. A mean over no run is nan.
        """
        engaged = self.values(plan, "engaged")
        large = engaged > share * self.samples[0].market.readers * self.spec.scale
        chance = statistics.chance_to_win(large.astype(np.float64), np.full(large.shape, 0.5))
        sizes = [float(engaged[kind].mean()) if kind.any() else float("nan") for kind in (large, ~large)]
        return chance, sizes[0], sizes[1]

    @property
    def ranking(self) -> list[int]:
        """Plans by mean outcome, best first; ties in the order given."""
        means = [self.mean(plan, self.outcome).value for plan in range(len(self.plans))]
        return sorted(range(len(self.plans)), key=lambda plan: -means[plan])

    def rows(self) -> pd.DataFrame:
        """One row a run: plan, market, luck and every total."""
        import pandas as pd

        plans, markets, lucks, _ = self.totals.shape
        index = pd.MultiIndex.from_product(
            [[plan.name for plan in self.plans], self.market_seeds, self.lucks],
            names=["plan", "market", "luck"],
        )
        flat = self.totals.reshape(plans * markets * lucks, len(TOTALS))
        return pd.DataFrame(flat, index=index, columns=list(TOTALS)).reset_index()

    def table(self) -> pd.DataFrame:
        """One row a plan: the mean of every outcome with its 95% interval."""
        import pandas as pd

        records = []
        for number, plan in enumerate(self.plans):
            record: dict[str, Any] = {"plan": plan.name}
            for what in TOTALS:
                estimate = self.mean(number, what)
                record |= {what: estimate.value, f"{what}_low": estimate.low, f"{what}_high": estimate.high}
            records.append(record)
        return pd.DataFrame(records).set_index("plan")

    def daily(self) -> pd.DataFrame:
        """One row a plan and day: mean, 5% and 95% quantile over runs of every count, at full size."""
        import pandas as pd

        frames = []
        for number, plan in enumerate(self.plans):
            runs = self.by_day[number].reshape(-1, self.spec.clock.days, len(COUNTS)) * self.spec.scale
            record: dict[str, Any] = {"plan": plan.name, "day": np.arange(self.spec.clock.days)}
            for i, what in enumerate(COUNTS):
                record[what] = runs[:, :, i].mean(axis=0)
                record[f"{what}_q05"], record[f"{what}_q95"] = np.quantile(
                    runs[:, :, i], [0.05, 0.95], axis=0
                )
            frames.append(pd.DataFrame(record))
        return pd.concat(frames, ignore_index=True)

    def verdict(self) -> str:
        """Say in sentences which plan wins, by how much, and how sure that is."""
        from stonecast.study.verdict import sentences

        return sentences(self)

    def with_effects(self, *, lucks: int = 20, workers: int = 1) -> Comparison:
        """Return the same comparison with the effect of switching off each mechanism; see `why.effects`."""
        from stonecast.study.why import effects

        return replace(self, effects=tuple(effects(self, lucks=lucks, workers=workers)))

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write ``run.json``, tables, recordings, figures and ``report.html`` into a new folder."""
        from stonecast.report.save import save_comparison

        return save_comparison(self, Path(folder))

    def plot(self) -> Any:
        """Every run of every plan, and the paired differences, as a matplotlib figure."""
        from stonecast.report.figures import outcomes

        return outcomes(self)

    def _repr_html_(self) -> str:
        from stonecast.report.html import fragment

        return fragment(self)


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
