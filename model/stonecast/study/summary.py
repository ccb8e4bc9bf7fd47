"""Means of a study with their intervals, computed where the rows are: in SQLite, at any size."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from stonecast.inference.statistics import t_quantile

if TYPE_CHECKING:
    import pandas as pd

Numbers = NDArray[np.float64]


def of_store(
    sql: sqlite3.Connection, plans: Sequence[str], outcomes: Sequence[str], *, by_market: bool
) -> pd.DataFrame:
    """Return runs, failures, means and intervals, reading each row once."""
    import pandas as pd

    heads = [f"{what}{name}" for name in outcomes for what in ("n ", "", "squares ")]
    found = _by_market(sql, outcomes) if by_market else _by_plan(sql, plans, outcomes)
    table = pd.DataFrame(found, columns=["point", "plan", "runs", "failed", *heads])
    made = table.groupby(["point", "plan"], as_index=False, sort=True)[["runs", "failed"]].sum()
    for name in outcomes:
        if by_market:
            n, mean, squares = _of_markets(table, name)
        else:
            n, mean, squares = (
                table[what].to_numpy(np.float64) for what in (f"n {name}", name, f"squares {name}")
            )
        with np.errstate(invalid="ignore", divide="ignore"):
            half = np.sqrt(squares / (n - 1) / n) * _student(n)
        made[name], made[f"{name}_low"], made[f"{name}_high"] = mean, mean - half, mean + half
    return made


def _by_plan(
    sql: sqlite3.Connection, plans: Sequence[str], outcomes: Sequence[str]
) -> list[tuple[float | None, ...]]:
    """Return runs, failures, and number, mean and sum of squares of each outcome, by point and plan.

    Squares are taken about the group's first run, then moved to the mean: about zero they would lose digits.
    """
    firsts = "".join(
        f', (SELECT "{name}" FROM runs WHERE runs.point = points.point AND runs.plan = value '
        f'AND "{name}" IS NOT NULL LIMIT 1)'
        for name in outcomes
    )
    sums = ""
    for turn, name in enumerate(outcomes):
        apart = f'("{name}" - first_{turn})'
        squares = f'SUM({apart} * {apart}) - SUM({apart}) * SUM({apart}) / COUNT("{name}")'
        sums += f', COUNT("{name}"), AVG("{name}"), MAX({squares}, 0.0)'
    columns = "".join(f", first_{turn} REAL" for turn in range(len(outcomes)))
    sql.execute(f"CREATE TEMP TABLE groups (point INTEGER, plan TEXT{columns})")
    try:
        sql.execute(
            f"INSERT INTO groups SELECT point, value{firsts} FROM points CROSS JOIN json_each(?) "
            "ORDER BY point, value",
            (json.dumps(list(plans)),),
        )
        return sql.execute(
            f"SELECT runs.point, runs.plan, COUNT(*), COUNT(error){sums} FROM groups CROSS JOIN runs "
            "ON runs.point = groups.point AND runs.plan = groups.plan GROUP BY groups.rowid"
        ).fetchall()
    finally:
        sql.execute("DROP TABLE groups")


def _by_market(sql: sqlite3.Connection, outcomes: Sequence[str]) -> list[tuple[float | None, ...]]:
    sums = "".join(f', COUNT("{name}"), AVG("{name}"), 0.0' for name in outcomes)
    return sql.execute(
        f"SELECT point, plan, COUNT(*), COUNT(error){sums} FROM runs GROUP BY point, plan, market"
    ).fetchall()


def _of_markets(table: pd.DataFrame, name: str) -> tuple[Numbers, Numbers, Numbers]:
    """Return number, mean and sum of squares of the means of markets."""
    groups = table.groupby(["point", "plan"], sort=True)[name]
    found = (groups.count(), groups.mean(), groups.var(ddof=0))
    n, mean, variance = (np.asarray(part, np.float64) for part in found)
    return n, mean, variance * n


def _student(n: Numbers) -> Numbers:
    found, where = np.unique(n, return_inverse=True)
    return np.array([t_quantile(int(k) - 1) for k in found])[where]
