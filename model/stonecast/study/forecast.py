"""What a sweep will cost: runs, time from a measured pilot, and disk."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from time import perf_counter

from stonecast.errors import InputError
from stonecast.study.store import Row, Store
from stonecast.study.studyfile import Study
from stonecast.study.worker import Batch, Memory, Task, market_setting, work

PILOT_SECONDS = 3.0
COPIES = 500


@dataclass(frozen=True)
class Forecast:
    """Estimates from a pilot at one point.

    Attributes
    ----------
    runs, points, markets
        How many there are (markets: different ones).
    run_seconds, market_seconds
        Measured in the pilot, of one run and of making one market.
    row_bytes
        Measured: disk for one run.
    invalid
        What makes the first point that cannot be run unusable; empty if the pilot found none.
    """

    runs: int
    points: int
    markets: int
    run_seconds: float
    market_seconds: float
    row_bytes: float
    invalid: str = ""

    def seconds(self, workers: int) -> float:
        """Estimate of the time that so many workers take [s]."""
        return (self.runs * self.run_seconds + self.markets * self.market_seconds) / workers


def forecast(study: Study) -> Forecast:
    """Run a pilot of a few seconds at one point of a study, and estimate the whole from it.

    Raises
    ------
    InputError
        If no point of the study makes a valid scenario.
    """
    point, invalid = _valid_point(study)
    spec, seed = study.scenario_at(point), study.market_seeds[0]
    memory = Memory()
    memory.market(spec, seed, None)  # the first time kernels are loaded, which no later one pays
    started = perf_counter()
    market = Memory().market(spec, seed, None)
    market_seconds = perf_counter() - started
    rows: list[Row] = []
    luck, kept = 0, study.spec.outcomes
    while luck < 2 or (luck < 20 and perf_counter() - started < PILOT_SECONDS):
        runs = tuple((plan, luck) for plan in study.plans)
        rows += work(Batch((Task(point, spec, seed, runs),), kept), market)
        luck += 1
    timed = [row.seconds for row in rows[len(study.plans) :] if row.error is None]
    failed = next((row.error for row in rows if row.error), "")
    return Forecast(
        study.runs,
        len(study.points),
        _markets(study),
        sum(timed) / len(timed) if timed else 0.0,
        market_seconds,
        _bytes(study, point, rows),
        invalid or failed,
    )


def _valid_point(study: Study) -> tuple[int, str]:
    """Return the middle point or the next one that can be built, and what is wrong with another."""
    count, said = len(study.points), ""
    for step in range(min(count, 200)):
        point = (count // 2 + step) % count
        try:
            study.scenario_at(point)
            return point, said
        except InputError as error:
            said = said or str(error)
    raise InputError(f"no point can be run: {said}", where=study.name)


def _markets(study: Study) -> int:
    of_market = [i for i, setting in enumerate(study.factors) if market_setting(setting)]
    found = {json.dumps([point[i] for i in of_market]) for point in study.points}
    return len(found) * study.spec.markets


def _bytes(study: Study, point: int, rows: list[Row]) -> float:
    """Return the disk that a run takes, measured on copies of the pilot's."""
    with Store(study) as store:
        pages = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        empty = store.sql.execute(pages).fetchone()[0]
        copies = [
            replace(row, key=(*row.key[:3], 1000 * copy + row.key[3]))
            for copy in range(COPIES)
            for row in rows
        ]
        store.write(copies, {point: ("pilot", None)})
        filled = store.sql.execute(pages).fetchone()[0]
        store.sql.close()
    return float((filled - empty) / len(copies))
