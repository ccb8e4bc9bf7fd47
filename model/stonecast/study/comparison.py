"""What a comparison found: every run of every plan, and what can be said about it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stonecast.campaign import TOTALS, Run
from stonecast.counts import COUNTS, at_full_size
from stonecast.errors import InputError, as_path, nearest
from stonecast.inference import statistics
from stonecast.inference.statistics import Estimate
from stonecast.plan import Plan
from stonecast.scenario import Scenario
from stonecast.study.choosing import check_outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from stonecast.study.pairs import Team
    from stonecast.study.without import Effect


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

    def __repr__(self) -> str:
        plans = ", ".join(plan.name for plan in self.plans)
        runs = len(self.lucks) * len(self.market_seeds)
        return f"<Comparison: {self.spec.name}, {plans}, {runs} runs of each>"

    def values(self, plan: int | str, outcome: str) -> NDArray[np.float64]:
        """One outcome of one plan in every run, shape (markets, lucks).

        Parameters
        ----------
        plan
            A plan by its name or by its place in ``plans``, from 0; so it is in the methods below.
        outcome
            A name in `campaign.TOTALS`; in the methods below default what decides.

        Raises
        ------
        InputError
            If there is no such plan or outcome.
        """
        check_outcome(outcome)
        names = [one.name for one in self.plans]
        known = dict(enumerate(names)) | {name: name for name in names}
        if plan not in known:
            raise InputError(f"no plan is called '{plan}'", where="plan", remedy=nearest(str(plan), names))
        place = names.index(known[plan])
        return self.totals[place, :, :, TOTALS.index(outcome)]

    def mean(self, plan: int | str, outcome: str | None = None) -> Estimate:
        """Mean outcome of a plan, with its 95% interval."""
        return statistics.mean(self.values(plan, outcome or self.outcome))

    def difference(self, one: int | str, other: int | str, outcome: str | None = None) -> Estimate:
        """Mean of the paired differences, ``one`` minus ``other``, with its 95% interval."""
        what = outcome or self.outcome
        return statistics.mean(self.values(one, what) - self.values(other, what))

    def chance_to_win(self, one: int | str, other: int | str, outcome: str | None = None) -> Estimate:
        """Probability that ``one`` brings more than ``other`` under the same luck; 95% Wilson interval."""
        what = outcome or self.outcome
        return statistics.chance_to_win(self.values(one, what), self.values(other, what))

    def ratio(self, one: int | str, other: int | str, outcome: str | None = None) -> Estimate:
        """How many times as much ``one`` brings as ``other``: ratio of means, with its 95% interval."""
        what = outcome or self.outcome
        return statistics.ratio(self.values(one, what), self.values(other, what))

    def cost_per(self, plan: int | str, outcome: str | None = None) -> Estimate:
        """Money for one unit of the outcome: mean cost over mean outcome, with its 95% interval."""
        return statistics.ratio(self.values(plan, "cost"), self.values(plan, outcome or self.outcome))

    def outbreaks(self, plan: int | str, share: float = 0.1) -> tuple[Estimate, float, float]:
        """Tell large cascades from small ones, because a mean says little where there are both.

        Parameters
        ----------
        share
            Share of all readers, 0 to 1, above which a cascade is large.

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
        """Plans by mean outcome, best first, those whose mean is not known last; ties in the order given."""
        return statistics.ranked([self.mean(plan, self.outcome).value for plan in range(len(self.plans))])

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
            runs = at_full_size(self.by_day[number], self.spec.scale)
            runs = runs.reshape(-1, self.spec.clock.days, len(COUNTS))
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

    def with_effects(
        self,
        *,
        lucks: int = 20,
        workers: int | Team = 1,
        progress: Callable[[int, int], None] | None = None,
    ) -> Comparison:
        """Return the same comparison with the effect of switching off each mechanism.

        Parameters
        ----------
        lucks
            The two best plans run again without each mechanism, each under so many lucks, at least 1; with
            several markets these are divided among the first (at most five) of them.
        workers
            As in `compare`.
        progress
            Called with (mechanisms done, mechanisms in all).
        """
        from stonecast.study.without import effects

        return replace(self, effects=tuple(effects(self, lucks=lucks, workers=workers, progress=progress)))

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write ``run.json``, tables, recordings, figures and ``report.html`` into a new folder."""
        from stonecast.report.save import save_comparison

        return save_comparison(self, as_path(folder, "save"))

    def plot(self) -> Any:
        """Every run of every plan, and the paired differences, as a matplotlib figure."""
        from stonecast.report.figures import outcomes

        return outcomes(self)

    def export(self, path: str | os.PathLike[str], *, language: str = "en") -> Path:
        """Write one HTML file that plays one run of each plan without a server, and return its path."""
        from stonecast.app.export import write

        return write(self.samples, path, language=language, sentence=self.verdict().splitlines()[0])

    def _repr_html_(self) -> str:
        from stonecast.app.export import fragment as ponds
        from stonecast.report.html import fragment

        return ponds(self.samples) + fragment(self)
