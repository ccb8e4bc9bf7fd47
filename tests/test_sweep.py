"""Sweeps: every run once, the same bits whoever runs them and whatever dies, and nothing left behind."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import stonecast as sc
from stonecast import cli
from stonecast.campaign import TOTALS
from stonecast.errors import InputError
from stonecast.study import stopping
from stonecast.study.agenda import Agenda
from stonecast.study.forecast import forecast
from stonecast.study.lock import Lock
from stonecast.study.results import Sweep
from stonecast.study.store import Row, Store
from stonecast.study.studyfile import load_study
from stonecast.study.sweep import Progress, Stopped
from studies import children, same, study, table, write


def test_every_row_is_what_run_says() -> None:
    found = sc.sweep(study(), threads=True, workers=2)
    rows = found.rows()
    assert len(rows) == found.study.runs == 24
    for row in rows.iloc[::5].to_dict("records"):
        spec = found.study.scenario_at(row["point"])
        assert spec.respond.rate == row["respond.rate"]
        totals = sc.run(spec, plan=row["plan"], luck=row["luck"]).totals
        assert np.array([row[name] for name in TOTALS]).tobytes() == np.array(list(totals.values())).tobytes()


def test_markets_are_those_of_compare() -> None:
    base = study(markets=2, factors=[])
    rows = sc.sweep(base, threads=True, workers=1).rows()
    duel = sc.compare(base.base, plans=["one", "many"], luck=4, markets=2).rows()
    keys = ["plan", "market", "luck"]
    one, other = (t.sort_values(keys)[[*keys, *TOTALS]].reset_index(drop=True) for t in (rows, duel))
    assert one.equals(other)


def test_a_finished_sweep_runs_nothing_again(tmp_path: Path) -> None:
    class Idle:
        def submit(self, *_: object) -> None:
            raise AssertionError("there is nothing to run")

    first = sc.sweep(study(), threads=True, workers=2, store=tmp_path / "a.sqlite")
    again = sc.sweep(study(), executor=Idle(), store=tmp_path / "a.sqlite")
    assert same(first, again)


def test_more_luck_adds_to_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    before = table(sc.sweep(study(lucks=3), threads=True, workers=2, store=path))
    grown = sc.sweep(study(lucks=5), threads=True, workers=2, store=path)
    assert grown.notes == ("study.lucks was 3, is now 5",)
    assert same(grown, sc.sweep(study(lucks=5), threads=True, workers=1))
    kept = table(grown).query("luck < 3").reset_index(drop=True)
    assert kept.equals(before)


def test_a_point_that_cannot_be_and_a_plan_that_cannot_be_paid_are_recorded_and_stop_nothing() -> None:
    factors = [
        {"setting": "bloggers.small.followers", "values": [20, 9000]},
        {"setting": "money.fixed_cost", "values": [5, 500]},
    ]
    found = sc.sweep(study(factors=factors), threads=True, workers=2)
    rows = found.rows()
    assert len(rows) == 4 * 2 * 4
    failed = rows[rows["error"].notna()]
    assert set(zip(failed["point"], failed["plan"], strict=True)) == {
        (1, "many"), (2, "one"), (2, "many"), (3, "one"), (3, "many")
    }  # fmt: skip
    said = dict(zip(failed["point"], failed["error"], strict=True))
    assert "over the budget of 1,000.00" in said[1]
    assert "9,000 followers each" in said[2]
    assert failed[list(TOTALS)].isna().all(axis=None)
    assert len(found.failures()) == len(failed)


def test_what_failed_is_run_again_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    whole = sc.sweep(study(), threads=True, workers=2, store=path)
    sql = sqlite3.connect(path)
    names = ", ".join(f"{name} = NULL" for name in TOTALS)
    sql.execute(f"UPDATE runs SET {names}, error = 'a cosmic ray' WHERE luck = 2 AND plan = 'one'")
    sql.commit()
    sql.close()
    resumed = sc.sweep(study(), threads=True, workers=2, store=path)
    assert set(resumed.failures()["error"]) == {"a cosmic ray"}
    told: list[object] = []
    mended = sc.sweep(study(), threads=True, workers=2, store=path, retry_failed=True, progress=told.append)
    assert same(mended, sc.sweep(study(), threads=True, workers=1))
    assert (told[-1].done, told[-1].total, told[-1].failed) == (24, 24, 0)  # type: ignore[attr-defined]
    assert len(whole.rows()) == 24


def test_daily_curves_are_kept_where_asked_for() -> None:
    found = sc.sweep(study(outcomes="both"), threads=True, workers=2)
    daily = found.daily()
    one = daily[(daily["point"] == 1) & (daily["plan"] == "many") & (daily["luck"] == 3)]
    whole = sc.run(found.study.scenario_at(1), plan="many", luck=3).daily
    assert one[list(whole.columns)].to_numpy().tobytes() == whole.to_numpy().tobytes()
    assert found.rows()["engaged"].notna().all()
    assert sc.sweep(study(outcomes="daily"), threads=True, workers=2).rows()["engaged"].isna().all()


def test_enough_luck_is_enough_and_the_same_for_any_number_of_workers() -> None:
    base = study(lucks=100, plans=["one", "many"])
    found = sc.sweep(base, threads=True, workers=2, until_halfwidth=0.11)
    assert same(found, sc.sweep(base, threads=True, workers=1, until_halfwidth=0.11))
    given = found.rows().groupby("point")["luck"].max() + 1
    looks = stopping.looks(100)
    assert set(given) <= set(looks)
    assert given.min() < 100
    whole = sc.sweep(base, threads=True, workers=2)
    for point, lucks in given.items():
        with Store(base) as store:
            rows = whole.rows()
            here = rows[(rows["point"] == point)]
            store.write([_row(row) for row in here.to_dict("records")], {int(point): ("x", None)})
            wide = [n for n in looks if stopping.halfwidth(store, int(point), n) > 0.11]
            assert lucks == next((n for n in looks if n not in wide), 100)


def _row(row: dict[str, object]) -> Row:
    key = (int(str(row["point"])), str(row["plan"]), int(str(row["market"])), int(str(row["luck"])))
    return Row(key, tuple(float(str(row[name])) for name in TOTALS))


def test_the_same_market_is_used_without_a_break() -> None:
    factors = [
        {"setting": "money.budget", "values": [900.0, 1000.0, 1100.0]},
        {"setting": "market.trust.conversations", "values": [5.0, 20.0]},
    ]
    with Store(study(factors=factors)) as store:
        tasks = Agenda(store).next(10_000)
    used = [task.spec.market.trust.conversations for task in tasks]  # type: ignore[union-attr]
    assert used == sorted(used)
    assert len(used) == 6


def test_ctrl_c_keeps_what_has_begun_and_says_how_to_go_on(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"

    class Impatient(ThreadPoolExecutor):
        calls = 0

        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
            self.calls += 1
            if self.calls == 4:
                raise KeyboardInterrupt
            return super().submit(fn, *args, **kwargs)

    with Impatient(2) as pool, pytest.raises(KeyboardInterrupt, match="of 24 runs stored"):
        sc.sweep(study(), executor=pool, workers=2, store=path)
    there = len(Sweep.open(path).rows())
    assert 0 < there < 24
    assert same(sc.sweep(study(), threads=True, store=path), sc.sweep(study(), threads=True))


def test_workers_that_cannot_run_a_batch_end_it_with_one_clear_error(tmp_path: Path) -> None:
    class Broken:
        def submit(self, *_: object) -> Future[object]:
            future: Future[object] = Future()
            future.set_exception(ModuleNotFoundError("No module named 'stonecast'"))
            return future

    with pytest.raises(InputError, match="the workers cannot run"):
        sc.sweep(study(), executor=Broken(), workers=1, store=tmp_path / "a.sqlite")


def test_a_forecast_tells_runs_time_and_room() -> None:
    """How near the time is cannot be asserted on a machine that does other things too."""
    told = forecast(study())
    assert (told.runs, told.points, told.markets) == (24, 3, 1)
    assert told.run_seconds > 0
    assert told.market_seconds > 0
    assert 100 < told.row_bytes < 400


def sweeping(path: Path, store: Path, *more: str) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "stonecast",
        "sweep",
        str(path),
        "--out",
        str(store),
        "--workers",
        "2",
        *more,
    ]
    code = f"import sys; sys.argv = {command[2:]!r}; from stonecast.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def stored(store: Path) -> int:
    try:
        sql = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=10)
        try:
            return int(sql.execute("SELECT COUNT(*) FROM runs").fetchone()[0])
        finally:
            sql.close()
    except sqlite3.Error:
        return 0


def kill_at_random(path: Path, store: Path, kills: int, runs: int, seed: int) -> dict[str, int]:
    """Kill workers, parent or both at random moments; start again whenever the parent is gone."""
    # A killed worker costs little time, a killed parent seconds: to start Python and load kernels.
    first = ("worker", "parent", "both", "worker", "worker")
    chance = random.Random(seed)
    done = {"worker": 0, "parent": 0, "both": 0}
    sweep = sweeping(path, store)
    while sum(done.values()) < kills:
        nth = sum(done.values())
        what = first[nth] if nth < len(first) else chance.choices(list(done), weights=(7, 2, 1))[0]
        left = runs - stored(store)
        wanted = stored(store) + int(left / (kills - sum(done.values()) + 1) * chance.uniform(0.2, 1.0))
        while stored(store) < wanted and sweep.poll() is None:
            time.sleep(0.01)
        if sweep.poll() is not None:
            raise AssertionError(f"finished after {done}: {sweep.communicate()}")
        servers = children(sweep.pid)
        workers = [pid for server in servers for pid in children(server)]
        victims = {"worker": workers[:1], "parent": [sweep.pid], "both": [*workers, sweep.pid]}[what]
        if not victims or (what == "both" and len(victims) < 2):
            time.sleep(0.05)
            continue
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        done[what] += 1
        if what != "worker":
            sweep.communicate()
            until = time.monotonic() + 10
            while any(Path("/proc", str(pid)).exists() for pid in workers + servers):
                assert time.monotonic() < until, "workers outlive their parent"
                time.sleep(0.05)
            sweep = sweeping(path, store)
    out, error = sweep.communicate()
    assert sweep.returncode == 0, error
    assert "runs are in" in out
    return done


@pytest.mark.skipif(sys.platform != "linux", reason="finds the workers in /proc")
def test_killed_at_random_moments_and_resumed_it_is_the_undisturbed_table(tmp_path: Path) -> None:
    path, store = write(tmp_path, lucks=100), tmp_path / "a.sqlite"
    done = kill_at_random(path, store, kills=3, runs=600, seed=4)
    assert done == {"worker": 1, "parent": 1, "both": 1}
    found = Sweep.open(store)
    assert found.rows()["error"].isna().all()
    assert same(found, sc.sweep(load_study(path), threads=True, workers=2))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="finds the workers in /proc")
def test_ten_thousand_runs_killed_a_hundred_times_are_the_undisturbed_table(tmp_path: Path) -> None:
    path, store = write(tmp_path, lucks=1667), tmp_path / "a.sqlite"
    done = kill_at_random(path, store, kills=100, runs=10_002, seed=5)
    print(json.dumps(done))  # noqa: T201
    found = Sweep.open(store)
    assert len(found.rows()) == 10_002
    assert found.rows()["error"].isna().all()
    assert same(found, sc.sweep(load_study(path), threads=True, workers=2))


def test_the_command_says_what_it_found_and_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def command(*more: str) -> tuple[int, str]:
        path, store = str(tmp_path / "small.toml"), str(tmp_path / "a.sqlite")
        monkeypatch.setattr(sys, "argv", ["stonecast", "sweep", path, "--out", store, "--threads", *more])
        status = 0
        try:
            cli.main()
        except SystemExit as stop:
            status = int(str(stop.code))
        said = capsys.readouterr()
        return status, said.out + said.err

    write(tmp_path)
    assert "24 runs = 3 points x 2 plans x 1 market x 4 lucks" in command("--dry-run")[1]
    assert not (tmp_path / "a.sqlite").exists()
    for where, place in (("--export", tmp_path), ("--out", tmp_path), ("--out", tmp_path / "small.toml")):
        status, said = command("--dry-run", where, str(place))  # what would fail in the night is told here
        assert status == 2, (where, said)
        assert str(place) in said
    status, said = command()
    assert status == 0
    assert "24 runs are in" in said
    assert "mean engaged" in said
    held = Lock(tmp_path / "a.sqlite")
    status, said = command("--dry-run")
    assert (status, "is being written by another process" in said) == (2, True), said
    held.release()
    monkeypatch.setattr("os.access", lambda place, _: Path(place) != tmp_path)
    status, said = command("--dry-run", "--out", str(tmp_path / "new" / "b.sqlite"))
    assert (status, "is read-only" in said) == (2, True), said
    monkeypatch.undo()
    assert not (tmp_path / "new").exists()
    write(tmp_path, more="seed = 3")
    for more in ((), ("--dry-run",)):
        status, said = command(*more)
        assert status == 2
        assert "study.seed was 0, is now 3" in said


def test_the_command_that_goes_on_is_the_one_that_was_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise Stopped(Progress(1, 2, 0, 1.0))

    write(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("stonecast.report.sweeps.sweep", stopped)
    told = ["stonecast", "sweep", "small.toml", "--out", "a b.sqlite", "--until-halfwidth", "0.02"]
    told.append("--retry-failed")
    monkeypatch.setattr(sys, "argv", told)
    with pytest.raises(SystemExit):
        cli.main()
    said = capsys.readouterr().err.splitlines()[-1].strip()
    assert said == "stonecast sweep small.toml --out 'a b.sqlite' --until-halfwidth 0.02 --retry-failed"
