"""What was observed: a spreadsheet of daily counts or of totals, read strictly; all mistakes told at once."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError, nearest
from stonecast.scenario.calibration import OBSERVABLE, CalibrationSpec
from stonecast.scenario.sheet import read_rows
from stonecast.scenario.value import Scenario

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

MISSING = {"", "na", "n/a", "nan", "null", "none", "-", "–"}
MOST_TOLD = 20


@dataclass(frozen=True, eq=False)
class Observed:
    """Counts that were observed, at full size.

    Attributes
    ----------
    plans, outcomes
        What they are of; outcomes by their names in a run.
    values
        float64, shape (plans, outcomes, days), or (plans, outcomes, 1) for totals; nan where unknown.
    is_daily
        Whether they are curves.
    notes
        What the reader should know, in sentences.
    """

    plans: tuple[str, ...]
    outcomes: tuple[str, ...]
    values: Array
    is_daily: bool
    notes: tuple[str, ...] = ()


def read(path: Path, spec: CalibrationSpec, scenario: Scenario) -> Observed:
    """Read a spreadsheet with a header: CSV (comma, semicolon or tab), or the first table of an .xlsx file.

    Parameters
    ----------
    path
        The file. Columns: outcomes (or their names in ``spec.columns``); ``day`` or ``date`` for curves;
        ``plan`` where the data are of several plans.

    Raises
    ------
    InputError
        With every mistake: line, column, value, remedy.
    """
    try:
        rows, _ = read_rows(path)
    except OSError as error:
        said = f"cannot be read: {error.strerror or error}"
        raise InputError(said, where=str(path), remedy="check the name after data =") from None
    if not rows:
        raise InputError("is empty", where=str(path), remedy="give a header and at least one row")
    return _Table(rows[0][1], rows[1:], spec, scenario, str(path)).observed()


def of_frame(frame: pd.DataFrame, spec: CalibrationSpec, scenario: Scenario) -> Observed:
    """Take a pandas frame for the same as a CSV file: one column an outcome, one row a day or a plan.

    Raises
    ------
    InputError
        With every mistake, as `read`; rows count from 2, as if there were a header.
    """
    if not hasattr(frame, "itertuples"):
        said = f"is a {type(frame).__name__}"
        raise InputError(said, where="observed", remedy="give a pandas.DataFrame, columns as of the CSV file")
    head = [str(name) for name in frame.columns]
    rows = [
        (number, ["" if _is_nan(cell) else str(cell) for cell in row])
        for number, row in enumerate(frame.itertuples(index=False), start=2)
    ]
    return _Table(head, rows, spec, scenario, "observed").observed()


def _is_nan(cell: object) -> bool:
    return cell is None or (isinstance(cell, float) and math.isnan(cell)) or str(cell) in ("<NA>", "NaT")


@dataclass
class _Table:
    """A header and rows of text; `observed` makes numbers of them, or tells what is wrong."""

    head: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    spec: CalibrationSpec
    scenario: Scenario
    where: str
    mistakes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def observed(self) -> Observed:
        """Return the numbers, or raise with every mistake."""
        places = self.places()
        outcomes = tuple(name for name in OBSERVABLE if name in places)
        if not outcomes and not self.mistakes:
            self.mistakes.append(
                f"no column is an outcome; the header says {', '.join(self.head)}; known: "
                f'{", ".join(OBSERVABLE)}; or say under [columns] which is which: engaged = "likes"'
            )
        if not self.rows:
            self.mistakes.append("there is no row under the header")
        self.tell()
        clock = "day" if "day" in places else "date" if "date" in places else ""
        found: dict[tuple[str, int], tuple[int, list[float]]] = {}
        days: dict[int, int] = {}
        start = self.first_date(places["date"]) if clock == "date" else None
        for line, cells in self.rows:
            if len(cells) != len(self.head):
                hint = "; write numbers without a comma in them" if len(cells) > len(self.head) else ""
                self.wrong(line, f"{len(cells)} cells under a header of {len(self.head)}{hint}")
                continue
            day = self.since(line, cells[places[clock]], start, clock) if clock else 0
            plan = self.plan(line, cells[places["plan"]]) if "plan" in places else self.default_plan()
            values = [self.number(line, name, cells[places[name]]) for name in outcomes]
            if day is None or plan is None:
                continue
            days[line] = day
            if (plan, day) in found:
                again = f"day {day} of {plan}" if clock else f"totals of {plan}"
                self.wrong(line, f"{again} stands in line {found[plan, day][0]} already")
            found[plan, day] = line, values
        if clock:
            self.range_of(days, clock)
        self.tell()
        return self.made(outcomes, found, bool(clock))

    def places(self) -> dict[str, int]:
        """Return which column is what."""
        lower = [name.lower() for name in self.head]
        for name in {name for name in lower if name and lower.count(name) > 1}:
            self.mistakes.append(f"two columns are called {name}")
        found: dict[str, int] = {}
        for name in (*OBSERVABLE, "day", "date", "plan"):
            wanted = self.spec.columns.get(name, name)
            if wanted.lower() in lower:
                found[name] = lower.index(wanted.lower())
            elif name in self.spec.columns:
                said = f'no column is called "{wanted}" ({name}); the header says {", ".join(self.head)}'
                self.mistakes.append(said)
        if "day" in found and "date" in found:
            del found["date"]
        unused = [
            _perhaps(name) for turn, name in enumerate(self.head) if name and turn not in found.values()
        ]
        if unused:
            self.notes.append(f"columns that were not used: {', '.join(unused)}")
        return found

    def number(self, line: int, name: str, cell: str) -> float:
        """Return the count in a cell, nan where it is unknown or wrong."""
        if cell.lower() in MISSING:
            return math.nan
        try:
            value = float(cell)
        except ValueError:
            value = math.nan
            why = f"{name}: '{cell}' is no number"
            if re.fullmatch(r"[-+]?[\d.,' \u00a0]+[kKmM%]?", cell):
                why += "; write it plainly, as 12345.6: no separators of thousands, no comma, no unit"
            self.wrong(line, why)
            return value
        if not math.isfinite(value):
            self.wrong(line, f"{name}: '{cell}' is no finite number; leave the cell empty if it is unknown")
        elif value < 0:
            self.wrong(line, f"{name}: {cell} is negative, and counts are not (are these corrections?)")
        return value

    def plan(self, line: int, cell: str) -> str | None:
        """Return the plan of a cell, or None where there is no such plan."""
        if cell in self.scenario.plans:
            return cell
        self.wrong(line, f"no plan is called '{cell}'; {nearest(cell, self.scenario.plans)}")
        return None

    def default_plan(self) -> str:
        """Return the plan that data without such a column are of."""
        return self.spec.plan or (self.scenario.compare.plans or tuple(self.scenario.plans))[0]

    def first_date(self, place: int) -> date | None:
        """Return the first date in a column, which is day 0."""
        dates = [_date(cells[place]) for _, cells in self.rows if len(cells) == len(self.head)]
        known = [day for day in dates if day is not None]
        if known:
            self.notes.append(f"day 0 is {min(known).isoformat()}, the first date in the data")
        return min(known) if known else None

    def since(self, line: int, cell: str, start: date | None, clock: str) -> int | None:
        """Return the day of the campaign, from 0."""
        if clock == "day":
            if re.fullmatch(r"\d+(\.0*)?", cell):
                return int(float(cell)) - (self.spec.first_day or 0)
            self.wrong(line, f"day: '{cell}' is no whole number from 0 (dates belong into a column date)")
            return None
        found = _date(cell)
        if found is None or start is None:
            self.wrong(line, f"date: '{cell}' is no date; write it as 2026-03-01")
            return None
        return (found - start).days

    def range_of(self, days: Mapping[int, int], clock: str) -> None:
        """Check that the days are those of the scenario."""
        last = self.scenario.clock.days - 1
        shown = (self.spec.first_day or 0) if clock == "day" else 0
        values = days.values()
        is_unsaid = clock == "day" and self.spec.first_day is None
        if is_unsaid and values and min(values) == 1 and max(values) > last:
            self.mistakes.append(
                f"days run from 1 to {max(values)}, and the scenario has days 0 to {last}: say "
                "first_day = 1 if day 1 is that of the first post"
            )
            return
        for line, day in days.items():
            if not 0 <= day <= last:
                self.wrong(
                    line,
                    f"day {day + shown} is outside of the scenario's days {shown} to {last + shown}; change "
                    "clock.days in the scenario, or leave the row out",
                )

    def made(
        self,
        outcomes: tuple[str, ...],
        found: Mapping[tuple[str, int], tuple[int, list[float]]],
        is_daily: bool,
    ) -> Observed:
        """Return what was found as an array, and note what is unknown."""
        plans = tuple(dict.fromkeys(plan for plan, _ in found))
        length = self.scenario.clock.days if is_daily else 1
        values = np.full((len(plans), len(outcomes), length), math.nan)
        for (plan, day), (_, row) in found.items():
            values[plans.index(plan), :, day] = row
        for p, plan in enumerate(plans):
            for o, outcome in enumerate(outcomes):
                gaps = int(np.isnan(values[p, o]).sum())
                of_plan = f" of {plan}" if len(plans) > 1 else ""
                if gaps == length:
                    self.mistakes.append(f"{outcome}{of_plan} has no value at all")
                elif gaps:
                    self.notes.append(
                        f"{outcome}{of_plan}: {gaps} of {length} days are unknown and are left out of the fit"
                    )
        self.tell()
        return Observed(plans, outcomes, values, is_daily, tuple(self.notes))

    def wrong(self, line: int, said: str) -> None:
        """Keep a mistake with its line."""
        self.mistakes.append(f"line {line}, {said}")

    def tell(self) -> None:
        """Raise with all mistakes so far, if there are any."""
        if not self.mistakes:
            return
        shown = self.mistakes[:MOST_TOLD]
        if len(self.mistakes) > MOST_TOLD:
            shown.append(f"and {len(self.mistakes) - MOST_TOLD} more")
        many = "\n  - ".join([f"{len(self.mistakes)} mistakes", *shown])
        raise InputError(shown[0] if len(shown) == 1 else many, where=self.where)


def _date(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell[:10]) if re.fullmatch(r"\d{4}-\d\d-\d\d([T ].*)?", cell) else None
    except ValueError:
        return None


def _perhaps(name: str) -> str:
    """Return the name of a column that is not used, with the outcome that may have been meant."""
    meant = nearest(name.lower(), OBSERVABLE)
    return f"{name} ({meant})" if meant.startswith("did") else name
