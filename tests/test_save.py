"""What is saved is complete, exact, and there only as a whole."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import duels
from stonecast.campaign import TOTALS
from stonecast.errors import InputError
from stonecast.inference.statistics import pairing_gain
from stonecast.recording import Recording
from stonecast.report import figures, measures, save, tables
from stonecast.report.save import load_saved, save_comparison, save_run, totals_digest
from stonecast.study.compare import compare

FILES = {
    "run.json",
    "report.html",
    *(f"{name}.csv" for name in ("totals", "summary", "daily", "differences", "stones")),
    *(f"recording-{plan}.json.gz" for plan in ("one", "many", "all")),
    *(f"figures/{name}.{kind}" for name in figures.OF_COMPARISON for kind in ("png", "svg")),
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_comparison(duels.duel(), tmp_path_factory.mktemp("saved") / "deep" / "out")


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_everything_is_there(saved: Path) -> None:
    assert {name for name in names(saved) if not name.endswith(".parquet")} == FILES
    assert [path.name for path in saved.parent.iterdir()] == ["out"]


def test_totals_lose_no_bit(saved: Path) -> None:
    duel = duels.duel()
    with (saved / "totals.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3 * 12
    read = np.array([[float(row[name] or "nan") for name in TOTALS] for row in rows])
    assert totals_digest(read.reshape(duel.totals.shape)) == totals_digest(duel.totals)
    assert [row["plan"] for row in rows[::12]] == ["one", "many", "all"]
    assert [int(row["luck"]) for row in rows[:12]] == list(duel.lucks)


def test_run_json_is_enough_to_run_it_again_and_check(saved: Path) -> None:
    told = load_saved(saved)
    assert told["spec"] == duels.duel().spec
    assert told["scenario_digest"] == told["spec"].digest
    again = compare(told["spec"], plans=told["plans"], luck=told["lucks"], markets=len(told["market_seeds"]))
    assert totals_digest(again.totals) == told["totals_digest"]
    other = compare(told["spec"], plans=told["plans"], luck=[n + 1 for n in told["lucks"]])
    assert totals_digest(other.totals) != told["totals_digest"]
    assert load_saved(saved / "run.json") == told


def test_run_json_says_where_it_comes_from_and_holds_the_means(saved: Path) -> None:
    told = json.loads((saved / "run.json").read_text())
    assert {"stonecast", "commit", "python", "packages", "time"} <= set(told["environment"])
    duel = duels.duel()
    assert told["summary"]["many"]["engaged"]["mean"] == duel.mean(1, "engaged").value
    assert told["network_file"] is None
    assert told["outcome"] == "engaged"
    assert str(Path.home()) not in json.dumps(told["environment"])


def test_differences_are_those_of_the_comparison(saved: Path) -> None:
    duel = duels.duel()
    table = pd.read_csv(saved / "differences.csv").set_index(["outcome", "plan"])
    row, gap, wins = (
        table.loc["orders", "all"],
        duel.difference(2, 0, "orders"),
        duel.chance_to_win(2, 0, "orders"),
    )
    assert (row["difference"], row["low"], row["high"]) == pytest.approx((gap.value, gap.low, gap.high))
    assert (row["p_win"], row["p_win_low"], row["p_win_high"]) == pytest.approx(
        (wins.value, wins.low, wins.high)
    )
    assert row["pairing_gain"] == pytest.approx(
        pairing_gain(duel.values(2, "orders"), duel.values(0, "orders"))
    )
    assert row["ratio"] == pytest.approx(duel.ratio(2, 0, "orders").value)
    assert row["baseline"] == "one"
    assert set(TOTALS) <= set(table.index.get_level_values(0))


def test_summary_holds_means_with_intervals_and_spread(saved: Path) -> None:
    duel = duels.duel()
    table = pd.read_csv(saved / "summary.csv").set_index(["plan", "outcome"])
    row, mean = table.loc["many", "saw"], duel.mean(1, "saw")
    assert (row["mean"], row["low"], row["high"]) == pytest.approx((mean.value, mean.low, mean.high))
    assert (row["q05"], row["q95"]) == pytest.approx(measures.spread(duel.values(1, "saw")))
    cost = duel.cost_per(1)
    assert table.loc["many", "cost_per_engaged"]["mean"] == pytest.approx(cost.value)


def test_stones_add_up_to_the_run(saved: Path) -> None:
    table = pd.read_csv(saved / "stones.csv")
    for run in duels.duel().samples:
        mine = table[table["plan"] == run.plan.name]
        assert len(mine) == len(run.plan.stones)
        assert mine["engaged"].sum() == run.totals["engaged"]
        assert mine["cost"].sum() == pytest.approx(run.totals["cost"])
        assert mine["depth"].max() == run.totals["depth"]
        won = mine[mine["engaged"] > 0]
        mean = (won["virality"] * won["engaged"]).sum() / won["engaged"].sum()
        assert mean == pytest.approx(run.totals["structural_virality"])


def test_recordings_are_those_of_the_samples(saved: Path) -> None:
    for run in duels.duel().samples:
        kept = Recording.read(saved / f"recording-{run.plan.name}.json.gz")
        assert kept.summary(kept.ticks)["orders"] == run.totals["orders"]


def test_parquet_holds_the_same_as_csv(saved: Path) -> None:
    pytest.importorskip("pyarrow")
    for name in ("totals", "daily", "stones"):
        text = pd.read_csv(saved / f"{name}.csv")
        pd.testing.assert_frame_equal(pd.read_parquet(saved / f"{name}.parquet"), text, check_dtype=False)


@pytest.mark.usefixtures("undrawn")
def test_without_pyarrow_there_is_no_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save, "find_spec", lambda name: None)
    folder = save_run(duels.duel().samples[0], tmp_path / "run")
    assert not list(folder.glob("*.parquet"))
    assert names(folder) >= {"run.json", "totals.csv", "recording-one.json.gz", "figures/daily.svg"}


@pytest.mark.usefixtures("undrawn")
def test_a_saved_run_can_be_run_again(tmp_path: Path) -> None:
    from stonecast.campaign import run

    one = duels.duel().samples[1]
    told = load_saved(one.save(tmp_path / "run"))
    assert (told["kind"], told["plans"], told["lucks"]) == ("run", ["many"], [0])
    again = run(told["spec"], plan="many", luck=0)
    assert totals_digest(np.array([again.totals[name] for name in TOTALS])) == told["totals_digest"]


@pytest.mark.usefixtures("undrawn")
def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(InputError, match="not empty"):
        save_comparison(duels.duel(), tmp_path)
    with pytest.raises(InputError, match="is a file"):
        save_comparison(duels.duel(), tmp_path / "mine.txt")
    assert names(tmp_path) == {"mine.txt"}
    (tmp_path / "empty").mkdir()
    save_run(duels.duel().samples[0], tmp_path / "empty")
    assert (tmp_path / "empty" / "run.json").exists()


@pytest.mark.parametrize("trouble", [KeyboardInterrupt, RuntimeError, MemoryError])
def test_an_interrupted_save_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: type[BaseException]
) -> None:
    def fail(*_: object) -> None:
        raise trouble

    monkeypatch.setattr(tables, "of_comparison", fail)
    with pytest.raises(trouble):
        save_comparison(duels.duel(), tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_a_disk_that_is_full_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tables, "of_run", fail)
    with pytest.raises(InputError, match="No space left"):
        save_run(duels.duel().samples[0], tmp_path / "out")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: told.update(format="other"), "not a saved run"),
        (lambda told: told.update(version=99), "version 99"),
        (lambda told: told.pop("lucks"), "does not say: lucks"),
        (lambda told: told.update(market_seeds=[], plans="one"), "does not say: plans, market_seeds"),
        (lambda told: told.update(kind="comparison", outcome=None), "does not say: outcome"),
        (lambda told: told["scenario"].update(nonsense=1), "nonsense"),
    ],
)
def test_a_wrong_run_json_is_refused(saved: Path, tmp_path: Path, change, said: str) -> None:  # type: ignore[no-untyped-def]
    told = json.loads((saved / "run.json").read_text())
    change(told)
    path = tmp_path / "run.json"
    path.write_text(json.dumps(told))
    with pytest.raises(InputError, match=said):
        load_saved(path)


def test_what_is_no_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("{")
    with pytest.raises(InputError, match="not valid JSON"):
        load_saved(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        load_saved(tmp_path / "nowhere.json")


def test_the_digest_does_not_depend_on_how_a_missing_number_is_written() -> None:
    one, other = np.array([1.0, np.nan, 0.0]), np.array([1.0, -np.nan, -0.0])
    assert totals_digest(one) == totals_digest(other)
    assert totals_digest(one) != totals_digest(np.array([1.0, np.nan, 5e-324]))
