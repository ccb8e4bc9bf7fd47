"""Means of a study with their intervals, computed where the rows are: in SQLite, at any size."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from stonecast.study.statistics import _t

if TYPE_CHECKING:
    import pandas as pd

Ints = NDArray[np.int64]
Numbers = NDArray[np.float64]


def of_store(sql: sqlite3.Connection, outcomes: Sequence[str], *, by_market: bool) -> pd.DataFrame:
    """Return runs, failures, means and intervals, reading each row as few times as possible."""
    import pandas as pd

    by = "point, plan, market" if by_market else "point, plan"
    sums = "".join(f', COUNT("{name}"), AVG("{name}")' for name in outcomes)
    found = sql.execute(
        f"SELECT point, plan, COUNT(*), COUNT(error){sums} FROM runs GROUP BY {by}"
    ).fetchall()
    heads = [part for name in outcomes for part in (f"{name} n", name)]
    table = pd.DataFrame(found, columns=["point", "plan", "runs", "failed", *heads])
    made = table.groupby(["point", "plan"], as_index=False, sort=True)[["runs", "failed"]].sum()
    for name in outcomes:
        if by_market:
            n, mean, squares = _of_markets(table, name)
        else:
            n, mean = (table[part].to_numpy(np.float64) for part in (f"{name} n", name))
            squares = _squares(sql, name, n.astype(np.int64), mean)
        with np.errstate(invalid="ignore", divide="ignore"):
            half = np.sqrt(squares / (n - 1) / n) * _student(n)
        made[name], made[f"{name}_low"], made[f"{name}_high"] = mean, mean - half, mean + half
    return made


def _squares(sql: sqlite3.Connection, name: str, n: Ints, mean: Numbers) -> Numbers:
    """Return the sum of squares about the mean of each group, in a second pass that loses no digits."""
    rows = sql.execute(
        f'SELECT "{name}" FROM runs WHERE "{name}" IS NOT NULL ORDER BY point, plan, market, luck'
    )
    values = np.fromiter((row[0] for row in rows), np.float64, int(n.sum()))
    apart = (values - np.repeat(mean, n)) ** 2
    ends = np.cumsum(n)
    filled = n > 0
    found = np.zeros(n.size)
    if filled.any():
        found[filled] = np.add.reduceat(apart, (ends - n)[filled])
    return found


def _of_markets(table: pd.DataFrame, name: str) -> tuple[Numbers, Numbers, Numbers]:
    """Return number, mean and sum of squares of the means of markets."""
    groups = table.groupby(["point", "plan"], sort=True)[name]
    found = (groups.count(), groups.mean(), groups.var(ddof=0))
    n, mean, variance = (np.asarray(part, np.float64) for part in found)
    return n, mean, variance * n


def _student(n: Numbers) -> Numbers:
    found, where = np.unique(n, return_inverse=True)
    return np.array([_t(int(k) - 1) for k in found])[where]
