"""One outcome of every run of a study as an array, read from the store as fast as it can be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from stonecast.study.studyfile import Study

Array = NDArray[np.float64]

PIECE = 100_000
"""Rows that are in memory as Python objects at once, where runs are missing."""


def read(sql: sqlite3.Connection, study: Study, outcomes: Sequence[str]) -> Iterator[Array]:
    """Yield outcomes one by one, each of shape (plans, points, markets, lucks) in the study's order.

    nan where a run is missing, has failed, or has no such value. One takes 8 bytes a run.
    """
    groups = sql.execute(
        "SELECT point, plan, market, COUNT(*), MIN(luck), MAX(luck) FROM runs "
        "GROUP BY point, plan, market ORDER BY point, plan, market"
    ).fetchall()
    for outcome in outcomes:
        yield _read(sql, study, outcome, groups)


def _read(
    sql: sqlite3.Connection, study: Study, outcome: str, groups: list[tuple[int, str, int, int, int, int]]
) -> Array:
    shape = (len(study.plans), len(study.points), len(study.market_seeds), study.spec.lucks)
    cube = np.full(shape, np.nan)
    plans = {name: turn for turn, name in enumerate(study.plans)}
    markets = {seed: turn for turn, seed in enumerate(study.market_seeds)}
    if any(count != last - first + 1 or last >= shape[3] for *_, count, first, last in groups):
        _one_by_one(sql, outcome, cube, plans, markets)
    else:
        # SQLite knows no nan: it keeps NULL, which comes out here as infinity.
        rows = sql.execute(
            f'SELECT COALESCE("{outcome}", 9e999) FROM runs ORDER BY point, plan, market, luck'
        )
        flat = np.fromiter((row[0] for row in rows), np.float64)
        at = 0
        for point, plan, market, count, first, _ in groups:
            cube[plans[plan], point, markets[market], first : first + count] = flat[at : at + count]
            at += count
    cube[~np.isfinite(cube)] = np.nan
    return cube


def _one_by_one(
    sql: sqlite3.Connection, outcome: str, cube: Array, plans: dict[str, int], markets: dict[int, int]
) -> None:
    rows = sql.execute(f'SELECT point, plan, market, luck, "{outcome}" FROM runs')
    while piece := rows.fetchmany(PIECE):
        for point, plan, market, luck, value in piece:
            if value is not None and luck < cube.shape[3]:
                cube[plans[plan], point, markets[market], luck] = value
