"""Calibration: what made the data is found again, to the same bits whoever computes, and doubts are told."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import stonecast as sc
from duels import TEXT
from fits import RATE, SHARE, TRUTH, observed, problem
from stonecast import cli
from stonecast.errors import InputError
from stonecast.fitting import recovery
from stonecast.fitting.calibration import Calibration
from stonecast.fitting.condense import condenser
from stonecast.fitting.problem import load_problem, share_of, value_at
from stonecast.fitting.recovery import recover
from stonecast.fitting.trials import Trials
from stonecast.report import fits as figures
from stonecast.wording import words
from studies import study, write


@pytest.fixture(scope="module")
def smc() -> Calibration:
    return sc.calibrate(problem(runs=400, particles=50), threads=True, workers=2)


def same(one: Calibration, other: Calibration) -> bool:
    return all(
        getattr(one, name).tobytes() == getattr(other, name).tobytes()
        for name in ("shares", "weights", "point", "predicted")
    )


def test_a_fit_is_the_same_bits_for_any_number_of_workers(smc: Calibration) -> None:
    assert same(smc, sc.calibrate(problem(runs=400, particles=50), threads=True, workers=1))
    assert not same(smc, sc.calibrate(problem(runs=100, particles=50, seed=1), threads=True, workers=2))
    assert len(smc.history) >= 2


@pytest.mark.parametrize("method", ["smc", "rejection", "moments"])
def test_each_method_finds_what_made_the_data(method: str, smc: Calibration) -> None:
    found = smc if method == "smc" else sc.calibrate(problem(method=method), threads=True, workers=2)
    for row in found.table().to_dict("records"):
        assert row["low"] <= TRUTH[row["setting"]] <= row["high"]
        assert row["range_low"] <= row["low"] <= row["estimate"] <= row["high"] <= row["range_high"]
    assert found.table()["spread"][0] < 0.5
    assert found.totals()["fits"].all()
    assert (found.misfit is not None) == (method == "moments")


def test_fits_to_made_data_rank_the_truth_uniformly() -> None:
    """Simulation-based calibration, small: one table of runs, each of the first 120 in turn the data."""
    found = recover(problem(method="rejection", runs=600, particles=70), 120, threads=True, workers=2)
    table = found.table(bins=10).set_index("setting")
    assert found.ranks.shape == (120, 2)
    assert (table["p"] > 0.01).all()
    assert table["in_90%"].between(0.84, 0.96).all()
    assert table["in_50%"].between(0.40, 0.60).all()
    assert table.loc["respond.rate", "correlation"] > 0.8
    # Intervals half as wide would be found out.
    centre = np.median(found.estimates, axis=0)
    narrow = recovery._ranked(
        problem(),
        [
            (
                truth,
                estimate + 0.5 * np.linspace(-1, 1, 99)[:, None] * spread / np.sqrt(12),
                np.full(99, 1 / 99),
            )
            for truth, estimate, spread in zip(found.truths, found.estimates, found.spreads, strict=True)
        ],
    )
    assert (narrow.table()["p"] < 1e-3).all()
    assert centre.shape == (2,)


def test_data_can_be_of_markets_that_the_fit_does_not_have(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[int]] = []
    curves = Trials.curves

    def watched(self: Trials, shares: Any, lucks: Any, markets: Any) -> Any:
        seeds = self.problem.market_seeds
        seen.append({seeds[number % len(seeds)] for number in np.unique(markets).tolist()})
        return curves(self, shares, lucks, markets)

    monkeypatch.setattr(Trials, "curves", watched)
    told = problem(method="rejection", runs=300, particles=60, markets=2)
    here = recover(told, 30, threads=True, workers=2)
    there = recover(told, 30, threads=True, workers=2, elsewhere=True)
    first = told.base.market_seed
    assert seen == [{first, first + 1}, {first + 2 + k for k in range(30)}, {first, first + 1}]
    assert there.ranks.shape == here.ranks.shape
    assert there.table().set_index("setting").loc["respond.rate", "correlation"] > 0.7


@pytest.mark.parametrize("method", ["smc", "moments"])
def test_other_methods_can_be_checked_too(method: str) -> None:
    told: list[tuple[int, int]] = []
    found = recover(
        problem(method=method, runs=100, particles=50, lucks=2),
        2,
        threads=True,
        workers=2,
        progress=lambda done, total: told.append((done, total)),
    )
    assert found.ranks.shape == (2, 2)
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize(("markets", "told"), [(1, True), (2, False)])
def test_a_fit_on_one_market_says_what_its_intervals_leave_out(markets: int, told: bool) -> None:
    found = sc.calibrate(problem(runs=100, particles=50, method="rejection", markets=markets), threads=True)
    assert (words.FITTED_ON_ONE in found.verdict()) == told


@pytest.mark.slow
@pytest.mark.parametrize("method", ["rejection", "smc", "moments"])
def test_many_fits_to_made_data_rank_the_truth_uniformly(method: str) -> None:
    """The full check; experiments/calibration/recovery.py makes its figures."""
    fits, runs = {"rejection": (1000, 10_000), "smc": (60, 1000), "moments": (100, 1000)}[method]
    found = recover(problem(observed("one"), method=method, runs=runs, particles=150, lucks=8), fits)
    table = found.table(bins=10)
    print(f"\n{method}\n{table.to_string(index=False)}")  # noqa: T201
    assert (table["p"] > 0.001).all()
    assert table["in_95%"].between(0.88, 0.99).all()


def test_what_only_a_product_of_two_tells_is_reported() -> None:
    """The hazard is rate times appeal: no data about responses can tell them apart."""
    appeal = {"setting": "message.appeal", "low": 0.02, "high": 1.0, "distribution": "loguniform"}
    base = study().base.with_changes(see__visibility=1.0)
    seen = observed("one", truth={"see.visibility": 1.0, "respond.rate": 3.0, "message.appeal": 0.3})
    told = problem(seen, scenario=base, parameters=[RATE, appeal], method="rejection", runs=300)
    found = sc.calibrate(told, threads=True, workers=2)
    assert [pair[:2] for pair in found.identifiability.pairs()] == [("respond.rate", "message.appeal")]
    assert "respond.rate and message.appeal can hardly be told apart" in found.verdict()
    assert found.identifiability.direction_spreads[0] < 0.3


def test_data_that_the_model_cannot_make_are_reported() -> None:
    frame = observed("many")
    frame["engaged"] += 100
    found = sc.calibrate(problem(frame, method="rejection", runs=200), threads=True, workers=2)
    assert not found.totals()["fits"].any()
    assert "The fit does not make the data: engaged of many" in found.verdict()
    assert any("observed more than in any run within the ranges" in note for note in found.notes)


def test_what_is_no_calibration_or_no_data_is_refused() -> None:
    with pytest.raises(InputError, match="calibration: 42 is no calibration"):
        sc.calibrate(42)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="observed: is a list"):
        sc.calibrate({"parameters": [RATE]}, scenario=sc.load("blank"), observed=[1])  # type: ignore[arg-type]
    with pytest.raises(InputError, match="fits: fits 0"):
        recover(problem(), 0)


def test_settings_that_cannot_be_run_are_left_out_and_counted() -> None:
    """The budget pays for about a hundred followers of each; nobody has more than there are readers."""
    followers = {"setting": "bloggers.small.followers", "low": 10, "high": 800}
    few = problem(observed("many"), parameters=[RATE, followers], method="rejection", runs=200, particles=50)
    found = sc.calibrate(few, threads=True, workers=2)
    assert 150 < found.failed < 200
    assert found.values[:, 1].max() < 120
    assert "could not be run" in found.verdict()
    assert any(note.startswith("a trial that could not be run said: ") for note in found.notes)
    assert repr(found).endswith(", respond.rate, bloggers.small.followers, 200 runs>")
    followers = {"setting": "bloggers.small.followers", "low": 500, "high": 800}
    with pytest.raises(InputError, match="nothing in the ranges can be run"):
        sc.calibrate(problem(parameters=[RATE, followers], runs=100, particles=50), threads=True, workers=2)


def test_a_range_beyond_what_its_setting_can_be_is_refused_before_anything_runs() -> None:
    """But what the budget cannot pay is not: it hangs on the other settings."""
    ends = [("respond.rate", -0.5, 1.0), ("reshare.share", 0.0, 1.8), ("bloggers.small.followers", 10, 800)]
    parameters = [{"setting": name, "low": low, "high": high} for name, low, high in ends]
    with pytest.raises(InputError) as caught:
        problem(parameters=parameters)
    said = str(caught.value)
    assert "2 mistakes" in said
    assert "parameters[1].low: -0.5 must be at least 0 (" in said
    assert "parameters[2].high: 1.8 must be at most 1 (" in said


class Mortal(ThreadPoolExecutor):
    """Stops the program after so many batches."""

    left = 6

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        Mortal.left -= 1
        if Mortal.left < 0:
            raise KeyboardInterrupt
        return super().submit(fn, *args, **kwargs)


def test_a_fit_that_was_stopped_goes_on_to_the_same_bits(smc: Calibration, tmp_path: Path) -> None:
    store = tmp_path / "a.sqlite"
    with Mortal(2) as pool, pytest.raises(KeyboardInterrupt):
        sc.calibrate(problem(runs=400, particles=50), executor=pool, store=store)
    told: list[int] = []
    again = sc.calibrate(
        problem(runs=400, particles=50),
        threads=True,
        workers=2,
        store=store,
        progress=lambda done, _: told.append(done),
    )
    assert same(again, smc)

    class Idle:
        def submit(self, *_: object) -> None:
            raise AssertionError("there is nothing to run")

    assert same(sc.calibrate(problem(runs=400, particles=50), executor=Idle(), store=store), smc)
    assert told[-1] >= again.runs


def test_a_store_of_something_else_is_refused(tmp_path: Path) -> None:
    sc.sweep(study(), threads=True, workers=1, store=tmp_path / "a.sqlite")
    before = (tmp_path / "a.sqlite").read_bytes()
    with pytest.raises(InputError, match="is no store"):
        sc.calibrate(problem(), threads=True, workers=1, store=tmp_path / "a.sqlite")
    assert (tmp_path / "a.sqlite").read_bytes() == before


def test_days_that_are_unknown_say_nothing() -> None:
    frame = observed("many")
    gaps = frame.copy()
    gaps.loc[gaps["day"] >= 6, "engaged"] = np.nan
    wild = frame.copy()
    wild = wild[wild["day"] < 6]
    fits = [
        sc.calibrate(problem(one, method="rejection", runs=100), threads=True, workers=2)
        for one in (gaps, wild)
    ]
    assert same(*fits)
    assert "engaged: 6 of 12 days are unknown and are left out of the fit" in fits[0].notes


def test_totals_can_be_fitted() -> None:
    frame = observed("one", "many").groupby("plan", sort=False)["engaged"].sum().reset_index()
    found = sc.calibrate(problem(frame, method="rejection", runs=200), threads=True, workers=2)
    assert found.predicted.shape[1:] == (2, 1, 1)
    assert found.totals()["observed"].tolist() == frame["engaged"].tolist()
    assert found.table()["spread"][0] < 0.7


def test_blocks_of_days_double_from_the_day_on_which_it_begins() -> None:
    frame = observed("one", "many")
    frame.loc[(frame["plan"] == "many") & (frame["day"] == 5), "engaged"] = np.nan
    base = problem(frame)
    curves = np.zeros((3, 2, 1, 12))
    curves[0, 0, 0, 0] = curves[:, 1, 0, 2:] = 5.0
    made = condenser(curves, base.observed, unit=2.0)
    days = [[one.days.tolist() for one in made.blocks if one.plan == plan] for plan in (0, 1)]
    assert days[0] == [[0], [1], [2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
    assert days[1] == [[0, 1, 2], [3], [4], [6, 7, 8, 9], [10, 11]]
    assert made(curves)[0] == pytest.approx(np.log1p([2.5, 0, 0, 0, 0, 2.5, 2.5, 2.5, 10, 5]))
    assert made.names(base.observed)[2] == "one, engaged, days 2 to 3"


@pytest.mark.parametrize(
    ("told", "whole"),
    [
        ({"low": 0.2, "high": 5.0, "distribution": "loguniform"}, False),
        ({"low": -3.0, "high": 5.0}, False),
        ({"low": 3, "high": 9, "distribution": "integer"}, True),
    ],
)
def test_values_and_shares_are_each_others_inverse(told: dict[str, float], whole: bool) -> None:
    from stonecast.scenario.study import FactorSpec

    parameter = FactorSpec.model_validate({"setting": "x", **told})
    values = [value_at(parameter, share, whole) for share in np.linspace(0.001, 0.999, 57)]
    assert min(values) >= told["low"]
    assert max(values) <= told["high"]
    for value in values:
        assert value_at(parameter, share_of(parameter, value), whole) == pytest.approx(value, rel=1e-12)
    if whole:
        counts = np.bincount(np.array([value_at(parameter, (i + 0.5) / 700, True) for i in range(700)]))
        assert counts[3:].tolist() == [100] * 7


def test_every_mistake_in_a_file_is_told_with_its_line(tmp_path: Path) -> None:
    write(tmp_path)
    path = tmp_path / "fit.toml"
    path.write_text(
        'scenario = "small_pond.toml"\nplan = "mny"\nmethod = "abc"\nparticle = 3\n'
        '[columns]\nlikes = "x"\n'
        '[[parameters]]\nsetting = "respond.rte"\nlow = 2\nhigh = 1\n'
        '[[parameters]]\nsetting = "respond.rule"\nvalues = ["simple"]\n',
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        load_problem(path)
    said = str(caught.value)
    for part in (
        "line 2, plan: no plan is called \"mny\"; did you mean 'many'?",
        "line 3, method:",
        "line 4, particle: unknown name; did you mean 'particles'?",
        "line 8, parameters[1].setting: no setting is called \"respond.rte\"; did you mean 'respond.rate'",
        "line 9, parameters[1].low: 2 must be less than high = 1",
        'line 12, parameters[2].setting: "respond.rule" is no number',
    ):
        assert part in said, said
    path.write_text('scenario = "small_pond.toml"\n[[parameters]]\nsetting = "respond.rate"\nvalues = [1]\n')
    with pytest.raises(InputError, match=r"line 2, parameters\[1\]: a parameter needs a range"):
        load_problem(path)
    path.write_text(
        'scenario = "small_pond.toml"\n[[parameters]]\nsetting = "respond.rate"\nlow = 0\nhigh = 1\n'
    )
    with pytest.raises(InputError, match=r'say data = "observed\.csv"'):
        load_problem(path)


def test_figures_show_what_was_observed_and_what_is_predicted(smc: Calibration) -> None:
    drawn = figures.predictive(smc)
    panels = drawn.get_axes()
    assert len(panels) == 1
    dots = [line for line in panels[0].lines if line.get_marker() == "o"]
    assert dots[0].get_ydata().tolist() == smc.problem.observed.values[0, 0].tolist()
    corner = figures.parameters(smc)
    assert sum(axes.get_visible() for axes in corner.get_axes()) == 3
    assert all(0 <= axes.get_xlim()[0] < axes.get_xlim()[1] <= 1 for axes in corner.get_axes())
    ranks = figures.ranks({"x": np.arange(100)}, 99, bins=20)
    assert [bar.get_height() for bar in ranks.get_axes()[0].patches if bar.get_width() < 1] == [5.0] * 20


def test_a_saved_fit_holds_the_fitted_scenario(smc: Calibration, tmp_path: Path) -> None:
    made = smc.save(tmp_path / "fit")
    fitted = sc.load(made / "scenario.json")
    assert fitted == smc.scenario
    assert fitted.respond.rate == pytest.approx(smc.table()["estimate"][0])
    told = json.loads((made / "calibration.json").read_text(encoding="utf-8"))
    assert told["digest"] == smc.problem.digest
    draws = pd.read_csv(made / "draws.csv")
    assert draws["weight"].sum() == pytest.approx(1.0)
    assert draws["respond.rate"].to_numpy() == pytest.approx(smc.values[:, 0])
    assert {path.name for path in (made / "figures").iterdir()} == {
        "predictive.png", "predictive.svg", "parameters.png", "parameters.svg"
    }  # fmt: skip
    assert len(pd.read_csv(made / "predictions.csv")) == 12


def test_the_digest_hangs_on_data_and_ranges_and_on_nothing_else() -> None:
    one = problem()
    assert problem(title="x").digest == one.digest
    assert problem(seed=1).digest != one.digest
    frame = observed("one")
    frame.loc[0, "engaged"] += 1
    assert problem(frame).digest != one.digest
    assert replace(one, base=one.base.with_changes(see__visibility=0.5)).digest != one.digest


def test_the_command_fits_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "small_pond.toml").write_text(TEXT, encoding="utf-8")
    observed("many").drop(columns="plan").to_csv(tmp_path / "seen.csv", index=False)
    lines = [f"{name} = {json.dumps(value)}" for name, value in {**SHARE}.items()]
    (tmp_path / "fit.toml").write_text(
        'scenario = "small_pond.toml"\ndata = "seen.csv"\nplan = "many"\nruns = 100\nparticles = 50\n'
        "[[parameters]]\n" + "\n".join(lines),
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        sys, "argv", ["stonecast", "calibrate", "fit.toml", "--workers", "2", "--out", "made"]
    )
    cli.main()
    said = capsys.readouterr().out
    assert "reshare.share is 0." in said
    assert "Saved report, fitted scenario, tables and figures to made" in said
    assert (tmp_path / "out" / "fit.fit.sqlite").is_file()
    monkeypatch.setattr(sys, "argv", ["stonecast", "calibrate", "none.toml"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
