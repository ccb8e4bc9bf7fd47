"""The recording of one run: who saw, engaged, passed on, ordered, warned and praised, when and from whom.

The contract between the engine and whatever shows a run: the browser player, the notebook, the report
and the tests read this one format. In bytes it is a JSON object; its arrays are little-endian typed
arrays in base64, so that a page reads them with ``atob`` and a typed array. Times are ticks.

Version 2 added ``trust``, ``warn_row`` and ``warn_tick``, version 3 ``praise_row`` and ``praise_tick``.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from stonecast import recording_format as form
from stonecast.network.market import Market
from stonecast.plan import Plan
from stonecast.rumour import ADVERTISED, NEVER
from stonecast.scenario.value import Scenario
from stonecast.state import State

FORMAT = form.FORMAT
VERSION = form.VERSION
EVERYBODY = 20_000
"""Up to so many people, places of all are recorded; above, of those reached and the bloggers."""

Ints = NDArray[np.int32]


class Recordable(Protocol):
    """What of a run is recorded; a `stonecast.Run` is one."""

    @property
    def spec(self) -> Scenario:
        """The scenario."""

    @property
    def market(self) -> Market:
        """The market."""

    @property
    def plan(self) -> Plan:
        """The plan."""

    @property
    def luck(self) -> int:
        """The luck."""

    @property
    def state(self) -> State:
        """What happened to whom."""


@dataclass(frozen=True, eq=False)
class Recording:
    """One run, compact and complete enough to be played.

    Attributes
    ----------
    about
        Scenario (name, title, digest), plan (name, title, cost, currency), luck, market seed, scale,
        clock (days, ticks a day) and market (people, readers, ties), as plain values.
    stones
        Whoever spoke unasked or was hired: row, name, kind, tier, followers, cost [money], posts (how
        many) and ticks (when).
    row, seen, engaged, teller, ordered
        int32, one entry a person who saw it, by row: tick seen, tick engaged (-1: never), row of
        whoever won them (-1: nobody, -2: advertising), tick ordered (-1: never).
    trust
        uint16, one entry a person who saw it: trust in whoever won them, 0 .. 65535 for 0 .. 1.
    reshare_row, reshare_tick
        int32: who passed it on, and the tick at which they decided to; it appears one tick later.
    warn_row, warn_tick
        int32: who warned others, and when.
    praise_row, praise_tick
        int32: who praised the brand, and when; one entry a praise.
    place_row, place_community
        int32: rows of the people whose place is recorded, and their communities.
    place_x, place_y
        uint16: their places in the pond, 0 .. 65535 for 0 .. 1.
    """

    about: dict[str, Any]
    stones: tuple[dict[str, Any], ...]
    row: Ints
    seen: Ints
    engaged: Ints
    teller: Ints
    trust: NDArray[np.uint16]
    ordered: Ints
    reshare_row: Ints
    reshare_tick: Ints
    warn_row: Ints
    warn_tick: Ints
    praise_row: Ints
    praise_tick: Ints
    place_row: Ints
    place_community: Ints
    place_x: NDArray[np.uint16]
    place_y: NDArray[np.uint16]

    @classmethod
    def of(cls, run: Recordable, *, places: bool = True) -> Recording:
        """Record a run that is over; without places where whoever shows it knows them from the market."""
        people = run.state.people
        row = np.flatnonzero(people["seen"] != NEVER)
        ties = people["teller"][row]
        teller = _tellers(run, ties)
        engaged = np.where(teller != -1, people["engaged"][row], NEVER)
        reshare_row, reshare_tick = _reshares(run.state)
        stones = _stones(run)
        warn_row, warn_tick = _warnings(run.state)
        praise_row, praise_tick = _praises(run.state)
        place = _placed(run.market, row, [stone["row"] for stone in stones]) if places else row[:0]
        fixed = form.fixed(run.market.positions[place])
        return cls(
            _about(run),
            stones,
            row=_ints(row),
            seen=_ints(people["seen"][row]),
            engaged=_ints(engaged),
            teller=_ints(teller),
            trust=form.fixed(np.where(ties < 0, 0.0, run.state.bonds.starts(np.maximum(ties, 0)))),
            ordered=_orders(people[row], engaged),
            reshare_row=reshare_row,
            reshare_tick=reshare_tick,
            warn_row=warn_row,
            warn_tick=warn_tick,
            praise_row=praise_row,
            praise_tick=praise_tick,
            place_row=_ints(place),
            place_community=_ints(run.market.communities[place]),
            place_x=np.ascontiguousarray(fixed[:, 0]),
            place_y=np.ascontiguousarray(fixed[:, 1]),
        )

    @property
    def ticks(self) -> int:
        """Length of the run in ticks."""
        clock = self.about["clock"]
        return int(clock["days"] * clock["ticks_per_day"])

    def summary(self, tick: int) -> dict[str, int]:
        """How many saw it, engaged, passed on, ordered, warned and praised by the end of a tick, unscaled.

        Equal to the run's cumulative ``saw``, ``engaged``, ``reshared``, ``warned``, ``praised`` and, where
        nobody comes back or orders on the praise of customers, ``orders``.
        """

        def until(when: Ints) -> int:
            return int(((when >= 0) & (when <= tick)).sum())

        return {
            "saw": until(self.seen),
            "engaged": until(self.engaged),
            "reshared": until(self.reshare_tick),
            "orders": until(self.ordered),
            "warned": until(self.warn_tick),
            "praised": until(self.praise_tick),
        }

    def to_bytes(self) -> bytes:
        """Return the recording as JSON text in UTF-8: the same run gives the same bytes."""
        arrays = {name: getattr(self, name) for name in form.ARRAYS}
        return form.pack(self.about, self.stones, arrays)

    @classmethod
    def from_bytes(cls, data: bytes, *, where: str = "recording") -> Recording:
        """Read what `to_bytes` returned, or the same compressed with gzip.

        Raises
        ------
        InputError
            If it is no recording, of another version, or damaged.
        """
        about, stones, arrays = form.unpack(data, where)
        return cls(about, stones, **arrays)

    def write(self, path: Path) -> Path:
        """Write a file compressed with gzip, the same bytes for the same run."""
        path.write_bytes(gzip.compress(self.to_bytes(), 6, mtime=0))
        return path

    @classmethod
    def read(cls, path: Path) -> Recording:
        """Read a file that `write` wrote."""
        return cls.from_bytes(path.read_bytes(), where=path.name)


def _ints(array: Any) -> Ints:
    return np.ascontiguousarray(array, np.int32)


def _tellers(run: Recordable, ties: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of whoever won each; -1 for a stone or somebody not won, -2 for advertising."""
    return np.where(ties < 0, np.where(ties == ADVERTISED, -2, -1), run.state.author_of(ties))


def _reshares(state: State) -> tuple[Ints, Ints]:
    """Return who passed it on, and when they decided to, in the order of time and row."""
    rows = np.concatenate([np.empty(0, np.int32), *state.campaign.passed_on])
    ticks = state.people["engaged"][rows]
    order = np.lexsort((rows, ticks))
    return _ints(rows[order]), _ints(ticks[order])


def _warnings(state: State) -> tuple[Ints, Ints]:
    """Return who warned others, and when, in the order of time and row."""
    orders = state.trades[0].orders
    rows, ticks = (orders[name][orders["warned"] >= 0] for name in ("reader", "warned"))
    order = np.lexsort((rows, ticks))
    return _ints(rows[order]), _ints(ticks[order])


def _praises(state: State) -> tuple[Ints, Ints]:
    """Return who praised the brand, and when, in the order of time and row."""
    told = state.trades[0].praises
    rows = np.concatenate([np.empty(0, np.int32), *(rows for _, rows in told)])
    ticks = np.repeat([tick for tick, _ in told], [rows.size for _, rows in told]) if told else rows
    order = np.lexsort((rows, ticks))
    return _ints(rows[order]), _ints(ticks[order])


def _orders(people: NDArray[Any], engaged: NDArray[Any]) -> Ints:
    """Return when people ordered first, of those whom the campaign had won by then."""
    ordered = people["ordered"]
    return _ints(np.where((engaged >= 0) & (ordered >= engaged), ordered, NEVER))


def _stones(run: Recordable) -> tuple[dict[str, Any], ...]:
    """Return whoever was hired or spoke unasked, with the ticks of their posts."""
    planned = {stone.blogger.row: stone for stone in run.plan.stones}
    bloggers = {blogger.row: blogger for blogger in run.market.bloggers}
    stones = []
    for row in dict.fromkeys([*planned, *run.state.campaign.said]):
        blogger, stone, ticks = bloggers[row], planned.get(row), run.state.campaign.said.get(row, [])
        paid = min(len(ticks), len(stone.days)) if stone else 0
        stones.append(
            {
                "row": row,
                "name": blogger.name,
                "kind": blogger.kind,
                "tier": blogger.tier,
                "followers": blogger.followers,
                "cost": float(stone.fixed_cost + stone.fee * paid) if stone and paid else 0.0,
                "posts": len(ticks),
                "ticks": list(ticks),
            }
        )
    return tuple(stones)


def _placed(market: Market, reached: NDArray[np.int64], stones: Sequence[int]) -> NDArray[np.int64]:
    people = market.network.people
    if people <= EVERYBODY:
        return np.arange(people)
    bloggers = [blogger.row for blogger in market.bloggers]
    return np.unique(np.concatenate([reached, np.array([*bloggers, *stones], np.int64)]))


def _about(run: Recordable) -> dict[str, Any]:
    spec, market, plan = run.spec, run.market, run.plan
    return {
        "scenario": {"name": spec.name, "title": spec.title, "digest": spec.digest},
        "plan": {
            "name": plan.name,
            "title": plan.title,
            "cost": float(plan.cost),
            "currency": plan.currency,
        },
        "luck": run.luck,
        "market_seed": market.seed,
        "scale": float(market.scale),
        "clock": {"days": spec.clock.days, "ticks_per_day": spec.clock.ticks_per_day},
        "market": {
            "people": market.network.people,
            "readers": market.readers,
            "ties": market.network.ties,
        },
    }
