"""How weak advertising levels the lead of the best linked: Rossman and Fisher 2021 (R8)."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
from published.places import placed, preferential, spread, waiting

from stonecast.network.csr import Network
from stonecast.report import style

SPEED, TIES, LUCKS = 0.02, 3, 40
"""Chance a day for each tie; ties of a newcomer; pairs of runs."""

SIZES = (1_000, 10_000, 100_000)
STRENGTHS = (0.0, 0.0003, 0.001, 0.0026, 0.01, 0.05)
"""Advertising as a share of the rate from all the neighbours of an average person."""


@cache
def pond(people: int) -> Network:
    return preferential(people, TIES, seed=people)


def cells() -> list[tuple[int, float]]:
    """People, and strength of advertising; the largest first, which take longest."""
    return [(people, weak) for people in sorted(SIZES, reverse=True) for weak in STRENGTHS]


def one(cell: tuple[int, float]) -> dict[str, Any]:
    """Days until half are won if the best linked starts, and if anybody does."""
    people, weak = cell
    network = pond(people)
    hub = int(np.argmax(network.audience))
    rows = [hub, *np.random.default_rng(1).choice(people, LUCKS, replace=False).tolist()]
    a_day = weak * SPEED * 2 * TIES
    ads = {"advertising__on": weak > 0, "advertising__chance_a_day": a_day}
    settings = waiting(SPEED, **ads, clock__days=300)
    place = placed(network, rows)

    def half(who: int, luck: int) -> float:
        """Days, between days by straight line."""
        active = spread(place, f"stone_{who}", luck=luck, **settings)
        day = int(np.searchsorted(active, people / 2))
        before = active[day - 1]
        return day + float(people / 2 - before) / float(active[day] - before)

    times = np.array([[half(0, luck), half(1 + luck, luck)] for luck in range(LUCKS)])
    hub_days, any_days = times.mean(axis=0)
    lead = 1.0 - hub_days / any_days
    # delta method over pairs
    error = np.std((times[:, 1] - times[:, 0]) - lead * times[:, 1], ddof=1) / any_days / math.sqrt(LUCKS)
    return {
        "people": people,
        "strength": weak,
        "days_hub": float(hub_days),
        "days_anybody": float(any_days),
        "lead": float(lead),
        "error": float(error),
        "won_by_advertising_for_each_by_the_hub": people * a_day / (SPEED * int(network.audience[hub])),
    }


def table(rows: list[dict[str, Any]]) -> str:
    """The lead, and what is left of it."""
    lines = ["| people | " + " | ".join(f"{100 * weak:g}%" for weak in STRENGTHS) + " | gone at 0.26% |"]
    lines.append("|---" * (2 + len(STRENGTHS)) + "|")
    for people in SIZES:
        mine = {row["strength"]: row for row in rows if row["people"] == people}
        shown = [f"{mine[weak]['lead']:.3f} ± {1.96 * mine[weak]['error']:.3f}" for weak in STRENGTHS]
        gone = 1.0 - mine[0.0026]["lead"] / mine[0.0]["lead"]
        lines.append(f"| {people:,} | " + " | ".join(shown) + f" | {gone:.0%} |")
    return "\n".join(lines)


def draw(rows: list[dict[str, Any]]) -> style.Picture:
    """Left the lead against the strength of advertising, right against what the hub itself can win."""
    figure = style.canvas(9.6, 3.9)
    left, right = figure.subplots(1, 2, sharey=True)
    for k, people in enumerate(SIZES):
        mine = [row for row in rows if row["people"] == people]
        y, bars = [row["lead"] for row in mine], [1.96 * row["error"] for row in mine]
        left.errorbar(
            [100 * row["strength"] for row in mine],
            y,
            bars,
            fmt="o-",
            color=style.fill(k),
            markersize=4,
            label=f"{people:,} people",
        )
        some = [row for row in mine if row["strength"] > 0]
        x = [row["won_by_advertising_for_each_by_the_hub"] for row in some]
        right.errorbar(x, y[1:], bars[1:], fmt="o-", color=style.fill(k), markersize=4)
    left.set_xscale("symlog", linthresh=0.03, linscale=0.4)
    left.set_xticks([0, 0.03, 0.1, 0.26, 1, 5], ["0", ".03%", ".1%", ".26%", "1%", "5%"])
    left.minorticks_off()
    left.set_xlabel("advertising, as a share of word of mouth")
    left.set_ylabel("lead of the best linked\n(share of the time to half of all)")
    left.set_title("Weak advertising levels position")
    left.legend(frameon=False)
    right.set_xscale("log")
    right.set_xticks([0.01, 0.1, 1, 10], [".01", ".1", "1", "10"])
    right.minorticks_off()
    right.set_xlabel("won a day by advertising, for each won by the hub")
    right.set_title("It is a race against the hub's own start")
    for axes in (left, right):
        axes.axhline(0, color=style.GREY, linewidth=1)
    style.footnote(
        figure,
        f"Preferential attachment, {TIES} ties a newcomer; a rate of {SPEED:g} a day for each neighbour "
        f"who is won. {LUCKS} pairs of runs a dot, 95% interval.",
    )
    return figure
