"""The same question under many lucks, in small portions, and why the winner wins."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stonecast.app import side_by_side
from stonecast.app.ask import Ask
from stonecast.app.library import Library, Question
from stonecast.errors import InputError
from stonecast.inference.statistics import ranked
from stonecast.scenario.markets import PondMarket

if TYPE_CHECKING:
    from stonecast.study.comparison import Comparison

LUCKS = 200
PORTION = 10
FOR_A_POND, EACH = 10, 5
"""For so many lucks one other pond, with people and ties of its own, and lucks on it: 20 ponds for 200."""

MOST_PEOPLE = 20_000
"""Readers up to which other ponds are made while somebody waits."""

OUTCOMES = ("saw", "engaged", "orders")
"""What is told of each luck, besides the outcome that decides."""


def portions(library: Library, ask: Ask, check: Callable[[], None], *, lucks: int = LUCKS) -> Iterator[Any]:
    """Yield the outcomes of every plan, a few lucks at a time, and at last the summary of all.

    Yields
    ------
    dict
        ``{"done", "total", "values": {outcome: [[one a luck] a plan]}}``, and at last
        ``{"summary", "worth"}``: who wins on each outcome, and the plans' rows side by side; then, where
        other ponds can be made, ``{"ponds"}``: see `elsewhere`.
    """
    question = library.question(ask)
    whole: Comparison | None = None
    for start in range(0, lucks, PORTION):
        check()
        part = _compare(question, range(start, min(start + PORTION, lucks)))
        whole = part if whole is None else _joined(whole, part)
        values = {
            what: [part.values(plan, what)[0].tolist() for plan in range(len(part.plans))]
            for what in told(part)
        }
        yield {"done": min(start + PORTION, lucks), "total": lucks, "values": values}
    if whole is not None:
        found = summary(whole)
        yield {"summary": found, "worth": worth(whole)}
        winners = {what: one["order"][0] for what, one in found.items()}
        ponds = elsewhere(question, winners, check, ponds=lucks // FOR_A_POND)
        if ponds is not None:
            yield {"ponds": ponds}


def elsewhere(
    question: Question, winners: dict[str, int], check: Callable[[], None], *, ponds: int
) -> dict[str, Any] | None:
    """Count in how many ponds with other people and ties the same plan brings most, on average over lucks.

    Returns
    -------
    dict or None
        ``total``, and ``same``: a number of ponds for each outcome. None if the network is a given one, if to
        make ponds would take long, or if the plans hire somebody whom only this pond has.
    """
    from stonecast.study.compare import compare

    spec = question.spec
    if not isinstance(spec.market, PondMarket) or question.market.readers > MOST_PEOPLE:
        return None
    same = dict.fromkeys(winners, 0)
    for turn in range(1, ponds + 1):
        check()
        other = spec.with_changes(market_seed=(spec.market_seed + turn) % 2**32)
        try:
            duel = compare(other, plans=question.plans, luck=range(EACH), markets=1)
        except InputError:
            return None
        for what, winner in winners.items():
            means = [float(duel.values(plan, what).mean()) for plan in range(len(duel.plans))]
            same[what] += int(all(means[winner] > mean for plan, mean in enumerate(means) if plan != winner))
    return {"total": ponds, "same": same}


def told(duel: Comparison) -> tuple[str, ...]:
    """Outcomes that are told: the one that decides, and the others."""
    return tuple(dict.fromkeys((duel.outcome, *OUTCOMES)))


def _compare(question: Question, lucks: range) -> Comparison:
    from stonecast.study.compare import compare

    ready = {question.spec.market_seed: question.market}
    return compare(question.spec, plans=question.plans, luck=lucks, markets=1, ready=ready)


def _joined(one: Comparison, other: Comparison) -> Comparison:
    return replace(
        one,
        lucks=(*one.lucks, *other.lucks),
        totals=np.concatenate([one.totals, other.totals], axis=2),
        by_day=np.concatenate([one.by_day, other.by_day], axis=2),
    )


def summary(duel: Comparison) -> dict[str, Any]:
    """Who wins, by how much and how surely, on every outcome that is told."""
    return {what: _on(duel, what) for what in told(duel)}


def worth(duel: Comparison) -> list[dict[str, float | None]]:
    """Mean of each plan's rows side by side, over the runs in which somebody was good."""
    names = (duel.outcome, *side_by_side.rows(duel.spec))
    found = []
    for plan in range(len(duel.plans)):
        runs = {name: duel.values(plan, name).ravel() for name in names}
        known = {name: values[np.isfinite(values)] for name, values in runs.items()}
        means = {name: float(values.mean()) if values.size else math.nan for name, values in known.items()}
        found.append(side_by_side.told(means, duel.spec))
    return found


def _on(duel: Comparison, what: str) -> dict[str, Any]:
    count = len(duel.plans)
    means = [duel.mean(plan, what) for plan in range(count)]
    order = ranked([mean.value for mean in means])
    best, second = order[:2]
    gap, wins = duel.difference(best, second, what), duel.chance_to_win(best, second, what)
    return {
        "order": order,
        "means": [[one.value, one.low, one.high] for one in means],
        "gap": [gap.value, gap.low, gap.high],
        "wins": [wins.value, wins.low, wins.high],
        "sure": bool(gap.sure),
    }


def reasons(library: Library, ask: Ask, check: Callable[[], None], *, lucks: int = 20) -> dict[str, Any]:
    """Switch every mechanism off, one by one, and say whether another plan wins then.

    Returns
    -------
    dict
        ``winner`` and ``other`` (numbers of plans), whether they differ beyond chance (``sure``), and
        ``effects``: name, meaning, the ratio of the two with the mechanism and without it (None where the
        plans cannot be paid then), whether they differ beyond chance then, and whether the winner changes.
    """
    from stonecast.study.without import effects

    question = library.question(ask)
    duel = _compare(question, range(lucks))
    check()
    best, other = duel.ranking[:2]
    found = effects(duel, lucks=lucks)
    return {
        "winner": best,
        "other": other,
        "sure": bool(duel.difference(best, other).sure),
        "outcome": duel.outcome,
        "effects": [
            {
                "name": one.name,
                "meaning": one.meaning,
                "on": _plain(one.on),
                "off": _plain(one.off),
                "sure": one.sure,
                "flips": one.flips,
                "note": one.note,
            }
            for one in found
        ],
    }


def _plain(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)
