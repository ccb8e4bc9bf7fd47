"""Run one plan under one luck, and what comes out of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stonecast import contest
from stonecast.counts import COUNTS, GATHERED, PRESS, at_full_size, summed
from stonecast.errors import InputError, as_path
from stonecast.network.market import Market
from stonecast.phases.come_back import outcomes
from stonecast.plan import Plan
from stonecast.ripple import Ripple
from stonecast.rumour import Scratch
from stonecast.scenario import Scenario, load
from stonecast.state import State
from stonecast.worth import WORTH, worth

if TYPE_CHECKING:
    import pandas as pd

TOTALS = (
    *COUNTS,
    "stones",
    "followers",
    "cost",
    "revenue",
    "profit",
    "depth",
    "one_hop_share",
    "largest_broadcast_share",
    "structural_virality",
    "half_life_days",
    *contest.OUTCOMES,
    "share_of_market",
    "repeat_customers",
    "advocates",
    "satisfaction",
    "stars",
    "brand_trust",
    *PRESS,
    *GATHERED,
    "value_per_follower",
    *WORTH,
    "followers_now",
    "trust_now",
    "status",
)
"""What `Run.totals` holds, in this order. People are counted at full size (scale multiplied back)."""


@dataclass(frozen=True, eq=False)
class Run:
    """One plan on one market under one luck.

    Attributes
    ----------
    spec, market, plan, luck
        What was run.
    counts
        int64, shape (ticks, len(COUNTS)): what happened in each tick, in simulated people, by `COUNTS`.
    state
        Who saw, engaged and ordered when, one row a person.
    spent
        Money that was really spent (who refuses costs nothing).
    stones
        How many bloggers were paid.
    """

    spec: Scenario
    market: Market
    plan: Plan
    luck: int
    counts: NDArray[np.int64]
    state: State
    spent: float
    stones: int

    def __repr__(self) -> str:
        return f"<Run: {self.spec.name}, {self.plan.name}, luck {self.luck}>"

    @cached_property
    def ripple(self) -> Ripple:
        """The forest of who told whom."""
        return Ripple.of(self.state)

    @cached_property
    def standing(self) -> contest.Standing | None:
        """The contest's end: every rival's votes, and our rank among them; None without a contest."""
        if not self.spec.contest.on:
            return None
        votes = float(self.counts[:, COUNTS.index("acts")].sum()) * self.market.scale
        met = contest.met(self.spec, self.market, self.state.asked)
        return contest.stand(self.spec, market_seed=self.market.seed, luck=self.luck, own=votes, met=met)

    @cached_property
    def totals(self) -> dict[str, float]:
        """Every outcome by the names in `TOTALS`; people at full size, money as spent."""
        scale, ripple = self.market.scale, self.ripple
        people = dict(zip(COUNTS, at_full_size(summed(self.counts), scale).tolist(), strict=True))
        revenue, cost = self.revenue, self.cost
        followers = float(self.plan.followers)
        return {
            **people,
            "stones": float(self.stones),
            "followers": followers,
            "cost": cost,
            "revenue": revenue,
            "profit": revenue - cost,
            "depth": float(ripple.max_depth),
            "one_hop_share": ripple.one_hop_share,
            "largest_broadcast_share": ripple.largest_broadcast_share,
            "structural_virality": ripple.structural_virality,
            "half_life_days": ripple.half_life_days(self.spec.clock.ticks_per_day),
            **(contest.no_contest() if self.standing is None else self.standing.totals),
            "share_of_market": _share(people["orders"], people["rival_orders"]),
            **outcomes(self.state),
            **{name: float(count) for name, count in self.state.press.items()},
            **self._gathered(),
            "value_per_follower": revenue / followers if followers else float("nan"),
            **worth(self.state),
            **self._fame(),
        }

    def _gathered(self) -> dict[str, float]:
        """What communities did, people at full size; posts of communities are what they are."""
        found = self.state.gathered
        return {name: n * (1.0 if name == "featured" else self.market.scale) for name, n in found.items()}

    @property
    def revenue(self) -> float:
        """Margin of all orders (with `serve` of those that were served), less discounts [money]."""
        trade, spec = self.state.trades[0], self.spec
        paid = trade.worth if trade.knows else float(self.counts[:, COUNTS.index("orders")].sum())
        return paid * self.market.scale * spec.money.revenue_per_order

    @property
    def cost(self) -> float:
        """Money for stones, for what was served, for answers, and for advertising beside the plan [money]."""
        spec, sums = self.spec, summed(self.counts)
        served = float(sums[COUNTS.index("served")]) * self.market.scale
        answered = float(sums[COUNTS.index("answered")]) * self.market.scale
        ads = spec.advertising.cost_a_day * spec.clock.days if spec.advertising.on else 0.0
        return self.spent + served * spec.serve.product_cost + answered * spec.answer.cost + ads

    @property
    def orders(self) -> pd.DataFrame:
        """One row an order (with `serve`), fields as in `stonecast.trade.ORDER`; -1: never."""
        import pandas as pd

        return pd.DataFrame(self.state.trades[0].orders)

    def _fame(self) -> dict[str, float]:
        """Followers of the stones at the end, their mean trust, and the product of both, at full size."""
        hired = len(self.state.hired)
        followers, believed = (int(count[:hired].sum()) for count in self.state.fame.latest(self.state.bonds))
        trust = believed / 2.0**32
        return {
            "followers_now": followers * self.market.scale,
            "trust_now": trust / followers if followers else float("nan"),
            "status": trust * self.market.scale,
        }

    @cached_property
    def bloggers(self) -> pd.DataFrame:
        """One row a blogger and day counted: followers at full size, their mean trust, status (the product).

        Bloggers of the plan and those of ``follow.watch``, at the beginning of the day; only the first day
        where nothing can change on a tie.
        """
        import pandas as pd

        fame, of_row = self.state.fame, {b.row: b for b in self.market.bloggers}
        fame.latest(self.state.bonds)
        table = []
        for day, followers, believed in zip(fame.days, fame.followers, fame.believed, strict=True):
            for row, count, sum_of_trust in zip(
                fame.rows, followers.tolist(), believed.tolist(), strict=True
            ):
                trust = sum_of_trust / 2.0**32
                mean = trust / count if count else float("nan")
                scaled = (count * self.market.scale, mean, trust * self.market.scale)
                table.append((day, of_row[row].name, of_row[row].tier, *scaled))
        return pd.DataFrame(table, columns=["day", "blogger", "tier", "followers", "trust", "status"])

    @cached_property
    def by_day(self) -> NDArray[np.int64]:
        """int64, shape (days, len(COUNTS)): counts by day, in simulated people."""
        return summed(self.counts.reshape(self.spec.clock.days, self.spec.clock.ticks_per_day, len(COUNTS)))

    @cached_property
    def by_day_at_full_size(self) -> NDArray[np.float64]:
        """float64, shape (days, len(COUNTS)): counts by day, people at full size, posts as they are."""
        return at_full_size(self.by_day, self.market.scale)

    @cached_property
    def daily(self) -> pd.DataFrame:
        """One row a day: what happened on that day, at full size."""
        import pandas as pd

        table = pd.DataFrame(self.by_day_at_full_size, columns=list(COUNTS))
        table.index.name = "day"
        return table

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write ``run.json``, tables, recording and figures into a new folder, and return it."""
        from stonecast.report.save import save_run

        return save_run(self, as_path(folder, "save"))

    def export(self, path: str | os.PathLike[str], *, language: str = "en") -> Path:
        """Write one HTML file that plays this run without a server or network, and return its path."""
        from stonecast.app.export import write

        return write([self], path, language=language)

    def _repr_html_(self) -> str | None:
        from stonecast.app.export import fragment

        return fragment([self]) or None

    def plot(self) -> Any:
        """Daily curves as a matplotlib figure."""
        from stonecast.report.figures import daily_of_run

        return daily_of_run(self)


def _share(ours: float, theirs: float) -> float:
    return ours / (ours + theirs) if ours + theirs else float("nan")


def run(
    scenario: Scenario | str | os.PathLike[str],
    *,
    plan: str | None = None,
    luck: int = 0,
    market: Market | None = None,
    agents: Mapping[str, type[Any]] | None = None,
    scratch: Scratch | None = None,
) -> Run:
    """Run one plan under one luck.

    Parameters
    ----------
    scenario
        A scenario, or the name or path of one.
    plan
        Name of the plan; may be left out if there is only one.
    luck
        Seed of all chance after the market is made, 0 .. 2^32 - 1.
    market
        A ready market of this scenario (`build_market`); built if not given.
    agents
        Own classes of bloggers or brand, as in `CampaignModel`.
    scratch
        Memory to run in. The next run in it overwrites this one's state, so take from this one what is
        wanted (``totals``, ``by_day``) before.

    Raises
    ------
    InputError
        If something in the scenario, plan or budget is wrong; nothing has run then.
    """
    from stonecast.model import CampaignModel

    spec = load(scenario)
    if plan is None:
        if len(spec.plans) != 1:
            raise InputError(
                "several plans, none chosen", where=spec.name, remedy="plan = one of " + ", ".join(spec.plans)
            )
        plan = next(iter(spec.plans))
    model = CampaignModel(
        spec,
        plan=plan,
        luck=luck,
        market=market,
        agents=agents,
        bystanders=False,
        collect=False,
        scratch=scratch,
    )
    while model.running:
        model.step()
    return Run(
        spec, model.market, model.plan, model.luck, model.state.counts, model.state, model.spent, model.stones
    )
