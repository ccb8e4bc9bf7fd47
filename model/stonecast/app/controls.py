"""The controls of the page: one table that maps everyday words to settings of a scenario.

A control is a row of `CONTROLS`. Its texts are ``control.NAME`` (label) and ``control.NAME_help`` in the
catalogue, its group ``group.GROUP``, its unit ``unit.UNIT``. A row whose setting a scenario does not have
is left out, so that a new mechanism becomes a control by adding a row.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stonecast.app.shelf import Shelf
from stonecast.app.table import CONTROLS, GROUPS, Control
from stonecast.errors import InputError
from stonecast.scenario.plans import HireTier
from stonecast.scenario.settings import settings
from stonecast.scenario.value import Scenario

__all__ = ["CONTROLS", "GROUPS", "Choice", "Shown", "parse", "shown", "writes"]

Choice = float | bool | str | None
"""What a control is set to; None: its mechanism is off."""


@dataclass(frozen=True)
class Shown:
    """A control of one scenario: where it writes, what it is set to there, and how far it goes."""

    control: Control
    path: str
    value: Choice
    low: float = 0.0
    high: float = 1.0
    on: float | bool | str = True

    @property
    def has_switch(self) -> bool:
        """Whether its mechanism can be switched off."""
        return self.control.off is not None

    def told(self) -> dict[str, Any]:
        """Everything the page needs to draw it."""
        return {
            "name": self.control.name,
            "group": self.control.group,
            "kind": self.control.kind,
            "unit": self.control.unit,
            "value": self.value,
            "on": self.on,
            "low": self.low,
            "high": self.high,
            "step": self.control.step,
            "is_log": self.control.spread is not None,
            "has_switch": self.has_switch,
            "choices": list(self.control.choices),
            "is_more": self.control.is_more,
        }


_KNOWN: Shelf[tuple[Scenario, list[Shown]]] = Shelf(64)


def shown(spec: Scenario) -> list[Shown]:
    """Return the controls that this scenario has, in the order of the table; remembered for each scenario."""
    return _KNOWN.get_or_make(id(spec), lambda: (spec, _rows(spec)))[1]


def _rows(spec: Scenario) -> list[Shown]:
    known = settings(spec)
    names = stand_ins(spec)
    found = []
    for control in CONTROLS:
        if control.group == "money" and not spec.money.budget:
            continue  # nobody is paid
        if control.there is not None:
            found += [Shown(control, control.path, True)] if control.there(spec) else []
            continue
        path = _filled(control.path, names)
        if path is not None and path in known and all(other in known for other in control.needs):
            found += _shown(control, path, known, spec)
    return found


def stand_ins(spec: Scenario) -> dict[str, str]:
    """Who the big and the small stones of a scenario are: a tier and a plan each, where there are any."""
    found: dict[str, str] = {}
    for kind in ("big", "small"):
        tiers = [tier.name for tier in spec.bloggers if tier.kind == kind]
        for name in spec.compare.plans or tuple(spec.plans):
            first = spec.plans[name].hire[0]
            if isinstance(first, HireTier) and first.tier in tiers and kind not in found:
                found |= {kind: first.tier, f"{kind}_plan": name}
    return found


def _filled(path: str, names: Mapping[str, str]) -> str | None:
    try:
        return path.format_map(names)
    except KeyError:
        return None


def _shown(control: Control, path: str, known: Mapping[str, Any], spec: Scenario) -> list[Shown]:
    value = control.reads(known, path) if control.reads else known[path]
    if control.kind == "switch":
        return [Shown(control, path, _equal(value, control.on) if control.off is not None else bool(value))]
    if control.kind == "choice":
        return [Shown(control, path, value, on=value)]
    low, high = _range(control, value, spec)
    if control.off is not None and _equal(value, control.off):
        return [Shown(control, path, None, low, high, on=_between(control.on, low, high))]
    if not isinstance(value, int | float):
        return []
    return [Shown(control, path, value, min(low, value), max(high, value), on=value)]


def _equal(one: Any, other: Any) -> bool:
    return bool(one == other)


def _between(value: Any, low: float, high: float) -> float:
    return min(high, max(low, float(value)))


def _range(control: Control, value: Any, spec: Scenario) -> tuple[float, float]:
    """How far a slider goes: as the table says, or so many times less and more than the scenario says."""
    most = {"readers": _readers(spec), "days": spec.clock.days, "tier": _in_tier(spec)}
    high = float(most[control.high]) if isinstance(control.high, str) else control.high
    if control.spread is None:
        return control.low, high
    middle = value if isinstance(value, int | float) and math.isfinite(value) and value > 0 else control.on
    middle = float(middle or 1)
    return max(control.low, _round(middle / control.spread)), min(high, _round(middle * control.spread))


def _readers(spec: Scenario) -> int:
    return int(getattr(spec.market, "readers", 0)) or 10_000


def _in_tier(spec: Scenario) -> int:
    small = stand_ins(spec).get("small")
    return max((tier.count for tier in spec.bloggers if tier.name == small), default=1)


def _round(value: float) -> float:
    """Round to two digits."""
    size = 10.0 ** (math.floor(math.log10(value)) - 1)
    return float(f"{round(value / size) * size:.6g}")


def parse(control: Shown, text: str) -> Choice:
    """Read what a link says of a control: a number, ``on``, ``off`` or a choice.

    Raises
    ------
    InputError
        If the control cannot be set to that.
    """
    where = f"?{control.control.name}={text}"
    if control.control.kind == "switch":
        if text not in ("on", "off"):
            raise InputError(f"'{text}' is neither on nor off", where=where, remedy="say on or off")
        return text == "on"
    if control.control.kind == "choice":
        if text not in control.control.choices:
            known = ", ".join(control.control.choices)
            raise InputError(f"there is no choice '{text}'", where=where, remedy=f"known: {known}")
        return text
    if text == "off" and control.has_switch:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"'{text}' is not a number", where=where, remedy="give a number, or off")
    value = _between(value, control.low, control.high)
    return int(value) if control.control.step >= 1 else value


def writes(control: Shown, choice: Choice) -> dict[str, Any]:
    """Return the settings, by their dotted path, that a choice stands for."""
    row = control.control
    if row.there is not None:
        return {} if choice else {control.path: row.off}
    if row.kind == "switch" and row.off is not None:
        return {control.path: row.on if choice else row.off}
    if choice is None:
        return row.writes(control.path, row.off) if row.off == 0 and row.writes else {control.path: row.off}
    if row.writes is not None:
        return row.writes(control.path, choice)
    return {control.path: choice}
