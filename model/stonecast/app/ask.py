"""What a page asks: a scenario, the controls that differ from it, luck, and stones thrown by hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stonecast.app import controls
from stonecast.app.chains import settled
from stonecast.errors import InputError, nearest
from stonecast.scenario.settings import changed
from stonecast.scenario.value import Scenario

ABOUT = ("scenario", "luck", "market", "throw", "split")
"""What a link says besides controls; anything else that is no control is the page's own business."""

MOST_THROWN = 40


@dataclass(frozen=True)
class Throw:
    """A stone thrown by hand: into which pond, and where (0 .. 1)."""

    pond: int
    x: float
    y: float


@dataclass(frozen=True)
class Ask:
    """One question to the model.

    Attributes
    ----------
    scenario
        Name of a scenario that the server knows.
    luck, market
        Seeds; the market None is the scenario's own.
    choices
        What controls are set to, by their names.
    throws, splits
        Stones thrown by hand, and ponds whose large stones were broken into small ones.
    """

    scenario: str
    luck: int = 1
    market: int | None = None
    choices: tuple[tuple[str, controls.Choice], ...] = ()
    throws: tuple[Throw, ...] = ()
    splits: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """Short digest: equal questions, and only they, have equal keys."""
        return digest([self.scenario, self.luck, self.market, self.choices, self.throws, self.splits])

    @property
    def is_plain(self) -> bool:
        """Whether it asks for a scenario as its file says, under the first luck."""
        return self == Ask(self.scenario)


def digest(value: Any) -> str:
    """Return a short name for a value of plain data and frozen dataclasses."""
    text = json.dumps(value, sort_keys=True, default=vars)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_ask(query: Mapping[str, str], base: Scenario, name: str) -> Ask:
    """Read the query of a link; names that are no control are left alone.

    Raises
    ------
    InputError
        If a control cannot be set to what the link says.
    """
    choices = tuple(
        (row.control.name, controls.parse(row, query[row.control.name]))
        for row in controls.shown(base)
        if row.control.name in query
    )
    ponds = len(base.compare.plans or base.plans)
    return Ask(
        name,
        luck=_seed(query, "luck", 1),
        market=_seed(query, "market", None),
        choices=choices,
        throws=tuple(_throw(part, ponds) for part in _parts(query, "throw")),
        splits=tuple(dict.fromkeys(_pond(part, "split", ponds) for part in _parts(query, "split"))),
    )


def apply(ask: Ask, base: Scenario) -> Scenario:
    """Return the scenario with the choices of an ask; stones thrown by hand come later, on the market."""
    rows = {row.control.name: row for row in controls.shown(base)}
    values: dict[str, Any] = {}
    for name, choice in ask.choices:
        values |= controls.writes(rows[name], choice)
    values = settled(base, values | _spaced(base, values)) if values else {}
    spec = changed(base, values) if values else base
    return spec if ask.market is None else spec.with_changes(market_seed=ask.market)


def _spaced(base: Scenario, values: Mapping[str, Any]) -> dict[str, Any]:
    """Put posts as close together as their number needs to fit into the run."""
    found = {}
    for path, posts in values.items():
        section, _, name = path.partition(".")
        if section == "plans" and name.endswith(".posts") and posts > 1:
            plan = base.plans[name.removesuffix(".posts")]
            most = max(1, (base.clock.days - 1 - plan.start_day) // (posts - 1))
            if plan.days_between_posts > most:
                found[f"plans.{name.removesuffix('.posts')}.days_between_posts"] = most
    return found


def _seed[T](query: Mapping[str, str], name: str, default: T) -> int | T:
    text = query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and int(text[:12]) < 2**32):
        raise InputError(f"'{text}'", where=f"?{name}=", remedy="use a whole number from 0 to 4294967295")
    return int(text)


def _parts(query: Mapping[str, str], name: str) -> list[str]:
    parts = [part for part in query.get(name, "").split(";") if part]
    if len(parts) > MOST_THROWN:
        raise InputError(f"{len(parts)} stones by hand", where=f"?{name}=", remedy=f"at most {MOST_THROWN}")
    return parts


def _pond(text: str, name: str, ponds: int) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:4]) < ponds):
        known = [str(pond) for pond in range(ponds)]
        raise InputError(f"there is no pond '{text}'", where=f"?{name}=", remedy=nearest(text, known))
    return int(text)


def _throw(text: str, ponds: int) -> Throw:
    pond, _, place = text.partition(":")
    try:
        x, y = (round(float(part), 3) for part in place.split(","))
    except ValueError:
        x = y = float("nan")
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise InputError(
            f"'{text}' is no place", where="?throw=", remedy="write pond:x,y with x and y 0 to 1"
        )
    return Throw(_pond(pond, "throw", ponds), x, y)
