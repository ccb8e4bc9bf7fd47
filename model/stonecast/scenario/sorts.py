"""Which sort of file somebody gave: a scenario, or a study or a calibration that builds on one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stonecast.errors import InputError

TAKEN_BY = {
    "a scenario": "stonecast compare",
    "a study": "stonecast sweep",
    "a calibration": "stonecast calibrate",
}


def refuse_other(data: Mapping[str, Any], wanted: str, *, where: str) -> None:
    """Refuse a file of another sort than ``wanted``, a key of `TAKEN_BY`.

    Raises
    ------
    InputError
        That says what it is, and which command takes it.
    """
    found = _sort(data)
    if found not in (wanted, ""):
        raise InputError(f"is {found}, not {wanted}", where=where, remedy=f"{TAKEN_BY[found]} takes {found}")


def _sort(data: Mapping[str, Any]) -> str:
    """Return what a file is, or nothing where that cannot be told."""
    if "market" in data or "bloggers" in data:
        return "" if "scenario" in data else "a scenario"
    if "scenario" not in data:
        return ""
    return "a calibration" if "parameters" in data else "a study"
