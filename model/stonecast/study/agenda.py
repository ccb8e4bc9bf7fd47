"""What is still to run: point by point, the runs that the store does not have yet."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from stonecast.errors import InputError
from stonecast.study import stopping
from stonecast.study.store import Key, Row, Store
from stonecast.study.worker import Task, market_setting

STRIKES = 2
"""A run that, alone in its batch, has killed its worker so often is recorded as failed."""


@dataclass
class _Stage:
    """A point under a stopping rule: how many lucks it has been given, and what is not back yet."""

    looks: deque[int]
    given: int = 0
    waiting: set[tuple[str, int, int]] = field(default_factory=set)


class Agenda:
    """Hand out what is to run, in the order in which markets are used.

    Parameters
    ----------
    store
        Where the runs go; what is there is not run again.
    until_halfwidth
        Stop at a point when P(win) is known so well; None runs every luck.
    retry_failed
        Whether runs that failed count as missing.
    """

    def __init__(
        self, store: Store, *, until_halfwidth: float | None = None, retry_failed: bool = False
    ) -> None:
        self.store, self.study = store, store.study
        self.until, self.retry_failed = until_halfwidth, retry_failed
        self.points: dict[int, tuple[str, str | None]] = {}
        """Points opened since the store was last written."""
        self.rows: list[Row] = []
        """Rows that need no run: those of points that make no valid scenario."""
        self._kept = store.count_by_point(failed=not retry_failed)
        self._closed = deque(self._order())
        self._parts: deque[Task] = deque()
        self._stages: dict[int, _Stage] = {}
        self._strikes: dict[Key, int] = {}
        self._tried: set[Key] = set()

    @property
    def is_open(self) -> bool:
        """Whether anything is left to run, or may come when what is under way is back."""
        return bool(self.rows or self._parts or self._closed or self._stages)

    @property
    def can_begin(self) -> bool:
        """Whether anything can begin now."""
        return bool(self._parts or self._closed)

    def next(self, size: int, *, one_market: bool = False) -> tuple[Task, ...]:
        """Return about so many runs; none if nothing can begin now."""
        tasks: list[Task] = []
        while size > 0:
            if not self._parts:
                if not self._closed or self.rows:
                    break
                self._open(self._closed.popleft())
                continue
            part = self._parts.popleft()
            tasks.append(Task(part.point, part.spec, part.seed, part.runs[:size]))
            if part.runs[size:]:
                self._parts.appendleft(Task(part.point, part.spec, part.seed, part.runs[size:]))
            size -= len(part.runs)
            if one_market:
                break
        return tuple(tasks)

    def done(self, rows: Iterable[Row]) -> None:
        """Take note of rows that are stored, and go on at points whose luck is not enough."""
        touched = set()
        for row in rows:
            self._strikes.pop(row.key, None)
            stage = self._stages.get(row.key[0])
            if stage is not None:
                stage.waiting.discard(row.key[1:])
                touched.add(row.key[0])
        for point in sorted(touched):
            self._look(point)

    def died(self, tasks: Iterable[Task], why: str) -> list[Row]:
        """Queue the runs of a worker that died again, each by itself; give up on one that did it twice."""
        alone = [Task(task.point, task.spec, task.seed, (pair,)) for task in tasks for pair in task.runs]
        if len(alone) > 1:
            self._parts.extendleft(reversed(alone))
            return []
        task = alone[0]
        key = (task.point, task.runs[0][0], task.seed, task.runs[0][1])
        self._strikes[key] = self._strikes.get(key, 0) + 1
        if self._strikes[key] < STRIKES:
            self._parts.appendleft(task)
            return []
        return [Row(key, error=f"killed its worker {STRIKES} times: {why}")]

    def left(self) -> int:
        """Return how many runs were missing at the start (with a stopping rule: at most)."""
        return self.study.runs - sum(self._kept.values())

    def most_left(self) -> int:
        """Return how many runs may still come under a stopping rule."""
        each = len(self.study.plans) * self.study.spec.markets
        here = sum(each * (self.study.spec.lucks - s.given) + len(s.waiting) for s in self._stages.values())
        return here + sum(each * self.study.spec.lucks - self._kept.get(n, 0) for n in self._closed)

    def _order(self) -> list[int]:
        """Return the points that lack runs, those of one market together."""
        each = len(self.study.plans) * self.study.spec.markets * self.study.spec.lucks
        open_points = [n for n in range(len(self.study.points)) if self._kept.get(n, 0) < each]
        of_market = [i for i, setting in enumerate(self.study.factors) if market_setting(setting)]
        first: dict[str, int] = {}

        def turn(point: int) -> int:
            values = json.dumps([self.study.points[point][i] for i in of_market])
            return first.setdefault(values, len(first))

        return sorted(open_points, key=turn)

    def _open(self, point: int) -> None:
        if self.until is None:
            self._add(point, self._missing(point, self.study.spec.lucks))
        else:
            self._stages[point] = _Stage(deque(stopping.looks(self.study.spec.lucks)))
            self._look(point)

    def _look(self, point: int) -> None:
        """Give a point more luck until its interval is narrow enough, or its luck is used up."""
        stage = self._stages[point]
        while not stage.waiting:
            is_known = stage.given and stopping.halfwidth(self.store, point, stage.given) <= (self.until or 0)
            if is_known or not stage.looks:
                del self._stages[point]
                return
            stage.given = stage.looks.popleft()
            runs = self._missing(point, stage.given)
            stage.waiting = set(runs)
            self._add(point, runs)

    def _missing(self, point: int, lucks: int) -> list[tuple[str, int, int]]:
        """Return the runs up to so many lucks that the store lacks, markets first, plans last."""
        kept = self.store.stored(point, failed=not self.retry_failed)
        wanted = itertools.product(self.study.market_seeds, range(lucks), self.study.plans)
        found = [(plan, seed, luck) for seed, luck, plan in wanted if (plan, seed, luck) not in kept]
        return [run for run in found if (point, *run) not in self._tried]

    def _add(self, point: int, runs: list[tuple[str, int, int]]) -> None:
        """Queue runs of a point; where it makes no valid scenario, each of them has failed."""
        if not runs:
            return
        if self.retry_failed:
            self._tried |= {(point, *run) for run in runs}
        try:
            spec = self.study.scenario_at(point)
        except InputError as error:
            values = json.dumps(self.study.points[point])
            self.points[point] = hashlib.sha256(values.encode()).hexdigest()[:12], str(error)
            self.rows += [Row((point, *run), error=str(error)) for run in runs]
            return
        self.points[point] = spec.digest, None
        for seed, part in itertools.groupby(runs, key=lambda run: run[1]):
            self._parts.append(Task(point, spec, seed, tuple((plan, luck) for plan, _, luck in part)))
