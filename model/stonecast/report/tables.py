"""The tables that are saved: pandas frames with plain column names, nothing rounded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from stonecast.campaign import TOTALS
from stonecast.inference.statistics import pairing_gain
from stonecast.report import measures

if TYPE_CHECKING:
    from stonecast.campaign import Run
    from stonecast.study.comparison import Comparison


def of_comparison(duel: Comparison) -> dict[str, pd.DataFrame]:
    """Return every table of a comparison by the name of its file."""
    return {
        "totals": duel.rows(),
        "summary": summary(duel),
        "daily": duel.daily(),
        "differences": differences(duel),
        "stones": pd.concat([stones(run) for run in duel.samples], ignore_index=True),
    }


def of_run(run: Run) -> dict[str, pd.DataFrame]:
    """Return every table of one run by the name of its file."""
    totals = pd.DataFrame(
        [{"plan": run.plan.name, "market": run.market.seed, "luck": run.luck, **run.totals}]
    )
    return {"totals": totals, "daily": run.daily.reset_index(), "stones": stones(run)}


def summary(duel: Comparison) -> pd.DataFrame:
    """One row a plan and measure: mean with 95% interval, and the limits of 90% of the runs."""
    records = []
    for number, plan in enumerate(duel.plans):
        for measure in _all():
            found = measures.estimate(duel, number, measure)
            record: dict[str, Any] = {"plan": plan.name, "outcome": measure.name, "mean": found.value}
            record |= {"low": found.low, "high": found.high, "q05": np.nan, "q95": np.nan}
            if not measure.below:
                record["q05"], record["q95"] = measures.spread(duel.values(number, measure.above))
            records.append(record | {"runs": found.runs, "markets": found.clusters})
    return pd.DataFrame(records)


def differences(duel: Comparison) -> pd.DataFrame:
    """One row an outcome and plan, against the baseline: difference, P(win), pairing gain and ratio."""
    records = []
    for measure in _all():
        for plan in range(1, len(duel.plans)):
            record: dict[str, Any] = {"outcome": measure.name, "plan": duel.plans[plan].name}
            record["baseline"] = duel.plans[0].name
            if not measure.below:
                record |= _paired(duel, plan, measure.above)
            ratio = measures.versus(duel, plan, 0, measure)
            record |= {"ratio": ratio.value, "ratio_low": ratio.low, "ratio_high": ratio.high}
            records.append(record)
    return pd.DataFrame(records)


def _paired(duel: Comparison, plan: int, what: str) -> dict[str, float]:
    gap, wins = duel.difference(plan, 0, what), duel.chance_to_win(plan, 0, what)
    return {
        "difference": gap.value,
        "low": gap.low,
        "high": gap.high,
        "p_win": wins.value,
        "p_win_low": wins.low,
        "p_win_high": wins.high,
        "pairing_gain": pairing_gain(duel.values(plan, what), duel.values(0, what)),
    }


def stones(run: Run) -> pd.DataFrame:
    """One row a stone of one run: who it is, what it costs, and the ripple it set in motion."""
    ripple, records = run.ripple, []
    position = {int(ripple.people[root]): place for place, root in enumerate(ripple.roots)}
    deepest = np.zeros(ripple.people.size, np.int64)
    np.maximum.at(deepest, ripple.stone, ripple.depth)
    virality = ripple.virality
    for stone in run.plan.stones:
        blogger = stone.blogger
        record: dict[str, Any] = {
            "plan": run.plan.name,
            "stone": blogger.name,
            "tier": blogger.tier,
            "kind": blogger.kind,
            "followers": blogger.followers,
            "posts": len(stone.days),
            "first_day": stone.days[0],
            "fee": stone.fee,
            "fixed_cost": stone.fixed_cost,
            "cost": stone.cost,
        }
        place = position.get(blogger.row)
        if place is None:  # refused, or its posts were taken out
            record |= {"posted": False, "engaged": 0.0, "depth": 0, "virality": np.nan}
        else:
            root = ripple.roots[place]
            won = float(ripple.sizes[place] - 1) * run.market.scale
            record |= {"posted": True, "engaged": won, "depth": int(deepest[root])}
            record["virality"] = float(virality[place])
        records.append(record)
    return pd.DataFrame(records)


def _all() -> Sequence[measures.Measure]:
    """Return every total and every quotient, whether a report shows it or not."""
    totals = [measures.Measure(name, name, "", 0, "count", name) for name in TOTALS]
    return [*totals, *(measure for measure in measures.ALL if measure.below)]
