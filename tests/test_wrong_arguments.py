"""What Python callers get wrong is told as files' mistakes are: what, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import stonecast as sc
from studies import filled, study

RATES = [0.2, 0.4, 0.8, 1.6]


@pytest.fixture(scope="module")
def found() -> sc.Sweep:
    def made(plan: str, at: dict[str, float], market: int, luck: int) -> float:
        return (1 + luck) * (at["respond.rate"] if plan == "one" else 1.0)

    told = study(factors=[{"setting": "respond.rate", "values": RATES}], lucks=3)
    return filled(told, made)


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda found: sc.Market.load(3), id="Market.load"),
        pytest.param(lambda found: sc.Sweep.open(42), id="Sweep.open"),
        pytest.param(lambda found: found.to_csv(3), id="to_csv"),
        pytest.param(lambda found: found.to_parquet(None), id="to_parquet"),
        pytest.param(lambda found: found.save(3), id="save"),
        pytest.param(lambda found: sc.sweep(found.study, store=7), id="store"),
    ],
)
def test_what_is_no_path_is_told(found: sc.Sweep, call: Callable[[sc.Sweep], Any]) -> None:
    with pytest.raises(sc.InputError, match="is no path\n  -> give the name of a file or folder"):
        call(found)


@pytest.mark.parametrize("point", [4, -1, "0", 1.0, True])
def test_a_point_that_a_study_does_not_have_is_told(found: sc.Sweep, point: Any) -> None:
    with pytest.raises(sc.InputError, match="use a whole number from 0 to 3"):
        found.study.scenario_at(point)


@pytest.mark.parametrize("between", [5, (2, 1), ("a", "b"), (1, 2, 3), (1, float("nan"))])
def test_a_range_that_is_none_is_told(found: sc.Sweep, between: Any) -> None:
    with pytest.raises(sc.InputError, match="is no range\n  -> give two values of the factor"):
        found.break_even("respond.rate", between=between)


def test_what_is_no_study_is_told() -> None:
    with pytest.raises(sc.InputError, match="3 is no study that has been run"):
        sc.break_even(3, "respond.rate")  # type: ignore[arg-type]
    with pytest.raises(sc.InputError, match="3 is no study"):
        sc.sensitivity(3)  # type: ignore[arg-type]
