"""Looking for the best mix: what is tried, who goes on, and that the answer is found under fresh luck."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import stonecast as sc
from duels import pond
from stonecast.cli import cli
from stonecast.study.mixes import mixes
from stonecast.study.optimise import FIRST_LUCKS, FRESH


def two_tiers(cheap: float, dear: float) -> sc.Scenario:
    """Two tiers that differ in nothing but their price."""
    spec = pond()
    alike = {"kind": "small", "count": 12, "followers": 20}
    tiers = [{"name": "cheap", "price": cheap, **alike}, {"name": "dear", "price": dear, **alike}]
    plans = {"own": {"hire": [{"tier": "dear", "count": 1}]}}
    return spec.with_changes(bloggers=tiers, plans=plans, money__budget=240.0)


@pytest.fixture(scope="module")
def found() -> sc.Optimum:
    return sc.optimise(two_tiers(cheap=15.0, dear=55.0), posts=(1, 2), luck=12)


def test_no_mix_costs_more_than_the_budget_and_none_comes_twice() -> None:
    spec = pond()
    market = sc.build_market(spec)
    wide = mixes(spec, market, steps=4)
    runs = [sc.run(wide, plan=name, luck=0, market=market) for name in wide.plans]
    jobs = [frozenset((s.blogger.row, s.days) for s in run.plan.stones) for run in runs]
    assert all(run.plan.cost <= spec.money.budget for run in runs)
    assert len(set(jobs)) == len(jobs) > len(spec.plans)
    assert list(wide.plans)[: len(spec.plans)] == list(spec.plans)


def test_of_two_tiers_that_differ_in_price_all_goes_to_the_cheap_one(found: sc.Optimum) -> None:
    best = found.finals.plans[found.finals.ranking[0]]
    assert {stone.blogger.tier for stone in best.stones} == {"cheap"}
    assert len(best.stones) == 12
    assert found.candidates[0].title.startswith("All on cheap")


def test_every_round_keeps_the_better_half_under_new_lucks(found: sc.Optimum) -> None:
    by_round: dict[int, list[float]] = {}
    for one in found.candidates:
        by_round.setdefault(one.rounds, []).append(one.mean)
        assert one.lucks == FIRST_LUCKS * 2 ** (one.rounds - 1)
    assert len(by_round) > 1
    assert len(found.candidates) > 2 * len(by_round[max(by_round)])
    first_out = [one for one in found.candidates if one.rounds == 1]
    again = sc.compare(
        mixes(found.finals.spec, found.finals.samples[0].market, posts=(1, 2)),
        plans=[one.name for one in found.candidates],
        luck=FIRST_LUCKS,
    )
    means = {plan.name: again.mean(nth, again.outcome).value for nth, plan in enumerate(again.plans)}
    went_on = [means[one.name] for one in found.candidates if one.rounds > 1]
    assert max(means[one.name] for one in first_out) <= min(went_on)


def test_the_lucks_of_the_end_chose_nobody(found: sc.Optimum) -> None:
    assert found.finals.lucks == tuple(range(FRESH, FRESH + 12))
    assert max(one.lucks for one in found.candidates) < FRESH


def test_workers_do_not_change_a_bit(found: sc.Optimum) -> None:
    other = sc.optimise(two_tiers(cheap=15.0, dear=55.0), posts=(1, 2), luck=12, workers=2)
    assert other.candidates == found.candidates
    assert np.array_equal(other.finals.totals, found.finals.totals, equal_nan=True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"outcome": "engagd"}, "engaged"),
        ({"finalists": 1}, "at least 2"),
        ({"steps": 0}, "at least 1"),
        ({"posts": (0,)}, "at least 1"),
    ],
)
def test_a_wrong_number_is_refused_before_anything_runs(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(sc.InputError, match=said):
        sc.optimise(pond(), **wrong)  # type: ignore[arg-type]


@pytest.mark.usefixtures("undrawn")
def test_the_command_names_the_best_and_saves_every_candidate(tmp_path: Path) -> None:
    out = tmp_path / "best"
    asked = ["optimise", "corner_restaurant", "--steps", "1", "--posts", "1", "--luck", "4", "--workers", "1"]
    done = CliRunner().invoke(cli, [*asked, "--out", str(out)], catch_exceptions=False)
    assert done.exit_code == 0
    assert "under lucks that did not choose them" in done.output
    assert (
        (out / "candidates.csv").read_text(encoding="utf-8").startswith("name,title,rounds,lucks,mean,cost")
    )
    assert (out / "report.html").exists()
    for posts in ("often", "0,1"):
        refused = CliRunner().invoke(cli, ["optimise", "corner_restaurant", "--posts", posts])
        assert isinstance(refused.exception, sc.InputError)
        assert f"--posts: '{posts}'" in str(refused.exception)
