"""Run the settings that a fit asks for, on any executor; what was run before is looked up."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.campaign import TOTALS
from stonecast.counts import COUNTS
from stonecast.errors import InputError
from stonecast.fitting.problem import Problem
from stonecast.provenance import source_digest
from stonecast.study import executors
from stonecast.study.executors import Crew
from stonecast.study.store import Row, plain_errors
from stonecast.study.worker import Task

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

BATCH_SECONDS = 0.25
STRIKES = 2

APPLICATION = 0x53544346
"""What SQLite keeps in the header to say whose file it is: "STCF"."""


class Memo:
    """Trials that were run, by everything that decides them: what makes a fit resumable.

    Parameters
    ----------
    path
        SQLite file; None forgets.
    """

    def __init__(self, path: Path | None) -> None:
        self.path, self.sql = path, None
        if path is None:
            return
        with plain_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self.sql = sqlite3.connect(path, isolation_level=None, timeout=60)
            tables = self.sql.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
            if tables and self.sql.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
                self.sql.close()
                raise sqlite3.DatabaseError("a database of another program, or the store of a sweep")
            self.sql.execute("PRAGMA journal_mode = WAL")
            self.sql.execute("PRAGMA synchronous = NORMAL")
            self.sql.execute(f"PRAGMA application_id = {APPLICATION}")
            self.sql.execute(
                "CREATE TABLE IF NOT EXISTS trials (key TEXT PRIMARY KEY, curves BLOB, error TEXT)"
            )

    def get(self, key: str) -> tuple[bytes | None, str | None] | None:
        """Return the curves of a trial, or its error; None if it was not run."""
        if self.sql is None:
            return None
        found = self.sql.execute("SELECT curves, error FROM trials WHERE key = ?", (key,)).fetchone()
        return None if found is None else (found[0], found[1])

    def put(self, rows: Iterable[tuple[str, bytes | None, str | None]]) -> None:
        """Keep trials, in one transaction."""
        if self.sql is not None:
            with plain_errors(self.path):
                self.sql.execute("BEGIN IMMEDIATE")
                self.sql.executemany("INSERT OR REPLACE INTO trials VALUES (?, ?, ?)", rows)
                self.sql.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        if self.sql is not None:
            self.sql.close()


@dataclass
class Trials:
    """Runs for a fit.

    Attributes
    ----------
    progress
        Called with the number of trials that are done.
    failed, first_error
        Trials that could not be run, and the first by the alphabet of what they said.
    """

    problem: Problem
    crew: Crew
    memo: Memo
    progress: Callable[[int], None] | None = None
    done: int = 0
    failed: int = 0
    first_error: str = ""
    _seconds: float | None = None

    def curves(self, shares: Array, lucks: Whole, markets: Whole) -> Array:
        """Run every setting under its lucks.

        Parameters
        ----------
        shares
            Shares of the ranges, shape (n, d).
        lucks, markets
            Lucks, and numbers of markets, shape (n, m).

        Returns
        -------
        float64, shape (n, m, plans, outcomes, days), at full size; totals have one day. nan where a
        run failed.
        """
        observed = self.problem.observed
        found = np.full((*lucks.shape, *observed.values.shape), np.nan)
        todo = deque(self._todo(shares, lucks, markets, found))
        waiting: dict[Future[list[Row]], list[_Trial]] = {}
        try:
            while todo or waiting:
                while todo and len(waiting) < 2 * self.crew.workers:
                    self._submit(todo, waiting)
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    todo.extendleft(self._collect(future, waiting.pop(future), found))
        except BaseException:
            for future in waiting:
                future.cancel()
            raise
        return found

    def _todo(self, shares: Array, lucks: Whole, markets: Whole, found: Array) -> Iterable[_Trial]:
        """Yield what is to be run; what was run before is filled in at once."""
        seeds = self.problem.market_seeds
        for i in range(len(shares)):
            try:
                spec = self.problem.scenario_at(shares[i])
            except InputError as error:
                self._failure(str(error), lucks.shape[1])
                continue
            digest = spec.digest
            for m in range(lucks.shape[1]):
                seed, luck = seeds[int(markets[i, m]) % len(seeds)], int(lucks[i, m])
                trial = _Trial(i, m, spec, seed, luck, self._key(digest, seed, luck))
                known = self.memo.get(trial.key)
                if known is None:
                    yield trial
                elif known[0] is None:
                    self._failure(str(known[1]))
                else:
                    found[i, m] = np.frombuffer(known[0], "<f8").reshape(found.shape[2:])
                    self._told()

    def _key(self, digest: str, seed: int, luck: int) -> str:
        observed = self.problem.observed
        told = [digest, seed, luck, observed.plans, observed.outcomes, observed.is_daily, source_digest()]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]

    def _submit(self, todo: deque[_Trial], waiting: dict[Future[list[Row]], list[_Trial]]) -> None:
        plans = self.problem.observed.plans
        size = 1 if self._seconds is None else max(1, int(BATCH_SECONDS / max(self._seconds, 1e-6)))
        size = max(1, min(size, -(-len(todo) // (2 * self.crew.workers)), 500))
        trials = [todo.popleft()]
        while todo and len(trials) < size and not (trials[0].alone or todo[0].alone):
            if self.crew.send is not None and todo[0].seed != trials[0].seed:
                break
            trials.append(todo.popleft())
        tasks = tuple(
            Task(turn, one.spec, one.seed, tuple((plan, one.luck) for plan in plans))
            for turn, one in enumerate(trials)
        )
        kept = "daily" if self.problem.observed.is_daily else "totals"
        waiting[self.crew.submit(tasks, kept)] = trials

    def _collect(self, future: Future[list[Row]], trials: list[_Trial], found: Array) -> list[_Trial]:
        """Fill in what came back; return what is to be run again."""
        error = future.exception()
        if error is not None and not executors.has_died(error):
            raise executors.unusable(error) from error
        if error is not None:
            for one in trials:
                one.strikes += one.alone or len(trials) == 1
                one.alone = True
            again = [one for one in trials if one.strikes < STRIKES]
            self._failure(f"killed its worker {STRIKES} times: {error}", len(trials) - len(again))
            return again
        rows = future.result()
        each = len(self.problem.observed.plans)
        kept: list[tuple[str, bytes | None, str | None]] = []
        for turn, one in enumerate(trials):
            mine = rows[turn * each : (turn + 1) * each]
            wrong = next((row.error for row in mine if row.error), None)
            if wrong is not None:
                self._failure(wrong)
                kept.append((one.key, None, wrong))
                continue
            curves = np.array([self._of(row) for row in mine])
            found[one.setting, one.turn] = curves
            kept.append((one.key, curves.astype("<f8").tobytes(), None))
            self._told()
        spent = sum(row.seconds for row in rows) / len(trials)
        self._seconds = spent if self._seconds is None else 0.7 * self._seconds + 0.3 * spent
        self.memo.put(kept)
        return []

    def _of(self, row: Row) -> list[list[float]]:
        outcomes = self.problem.observed.outcomes
        if row.days is not None:
            return [json.loads(row.days[COUNTS.index(name)]) for name in outcomes]
        assert row.totals is not None
        return [[row.totals[TOTALS.index(name)]] for name in outcomes]

    def _failure(self, said: str, count: int = 1) -> None:
        if count:
            self.failed += count
            self.first_error = min(self.first_error or said, said)  # whichever worker is quickest
            self._told(count)

    def _told(self, count: int = 1) -> None:
        self.done += count
        if self.progress is not None:
            self.progress(self.done)


@dataclass
class _Trial:
    """One setting under one luck; ``strikes`` counts the workers that died of it."""

    setting: int
    turn: int
    spec: Any
    seed: int
    luck: int
    key: str
    strikes: int = 0
    alone: bool = False
