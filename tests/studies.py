"""Small studies for tests, as values and as files, and how to compare what they found."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from duels import TEXT, pond
from stonecast.campaign import TOTALS
from stonecast.study.results import Sweep
from stonecast.study.store import Row, Store
from stonecast.study.studyfile import Study, of
from stonecast.study.worker import Batch, work

FACTORS = [{"setting": "respond.rate", "values": [0.5, 1.5, 3.0]}]


def study(**changes: Any) -> Study:
    """Three points, two plans, four lucks: 24 runs of a millisecond or two."""
    told = {"name": "small", "plans": ["one", "many"], "factors": FACTORS, "lucks": 4}
    return of(told | changes, scenario=pond())


Response = Callable[[str, dict[str, Any], int, int], float]
"""Plan, factors by their setting, market and luck (counted from 0) to the outcome."""


def filled(told: Study, response: Response, outcome: str = "engaged") -> Sweep:
    """Return results that come from a formula, not from runs; nan is a run that failed."""
    store, place, rows = Store(told), TOTALS.index(outcome), []
    for number, point in enumerate(told.points):
        named = dict(zip(told.factors, point, strict=True))
        for plan in told.plans:
            for m, seed in enumerate(told.market_seeds):
                for luck in told.lucks:
                    value = response(plan, named, m, luck)
                    totals = tuple(value if turn == place else 1.0 for turn in range(len(TOTALS)))
                    failed = value != value
                    key = (number, plan, seed, luck)
                    rows.append(Row(key, error="made to fail") if failed else Row(key, totals))
    store.write(rows, {number: (str(number), None) for number in range(len(told.points))})
    return Sweep(told, None, store.sql)


def write(folder: Path, *, lucks: int = 4, more: str = "") -> Path:
    """Write the same study as a file, with its scenario beside it."""
    (folder / "small_pond.toml").write_text(TEXT, encoding="utf-8")
    path = folder / "small.toml"
    path.write_text(
        f'scenario = "small_pond.toml"\nplans = ["one", "many"]\nlucks = {lucks}\n{more}\n'
        '[[factors]]\nsetting = "respond.rate"\nvalues = [0.5, 1.5, 3.0]\n',
        encoding="utf-8",
    )
    return path


def table(found: Sweep) -> pd.DataFrame:
    """All rows but the time that they took: what must agree to the last bit."""
    return found.rows().drop(columns="seconds")


def same(one: Sweep, other: Sweep) -> bool:
    """Whether two sweeps found the same, bit for bit."""
    a, b = table(one), table(other)
    numbers = [name for name in a.columns if a[name].dtype.kind in "fi"]
    return (
        list(a.columns) == list(b.columns)
        and len(a) == len(b)
        and all(a[name].to_numpy().tobytes() == b[name].to_numpy().tobytes() for name in numbers)
        and a.drop(columns=numbers).equals(b.drop(columns=numbers))
    )


def children(pid: int) -> list[int]:
    """Return the processes that a process has started (Linux)."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = Path("/proc", entry, "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            state, parent = stat.rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(entry))
    return found


def deadly(batch: Batch) -> list[Row]:
    """Work, but die of one run. (Workers find a function only in a module that they can import.)"""
    for task in batch.tasks:
        if task.point == 1 and ("many", 2) in task.runs:
            os.kill(os.getpid(), signal.SIGKILL)
    return work(batch)


def sleep_long(note: str) -> None:
    """Write down who sleeps, and sleep."""
    Path(note).write_text(str(os.getpid()), encoding="ascii")
    time.sleep(60)
