"""Complex contagion on a lattice whose ties are rewired: Centola and Macy 2007 (R10)."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
from published.places import from_pairs, lattice, placed, rewired, sources, spread

from stonecast.network.csr import Network
from stonecast.report import style

SIDE, DRAWS, DAYS = 100, 20, 400
NEEDED = (1, 2, 3)
SHARES = (
    0.0,
    0.001,
    0.003,
    0.01,
    0.03,
    0.05,
    0.07,
    0.1,
    0.12,
    0.14,
    0.16,
    0.2,
    0.3,
    0.34,
    0.38,
    0.42,
    0.46,
    0.5,
    1.0,
)
STARTS = ("one and their neighbours", "a block of nine")
FULL = 0.9
"""Share of people from which on a cascade counts as having taken the network."""


def cells() -> list[tuple[str, int, float]]:
    """Who starts, sources needed, and share of ties rewired."""
    return [(start, needed, share) for share in SHARES for start in STARTS for needed in NEEDED]


@lru_cache(maxsize=DRAWS)
def pond(share: float, draw: int) -> Network:
    return from_pairs(rewired(lattice(SIDE), share, seed=draw), SIDE * SIDE)


def one(cell: tuple[str, int, float]) -> dict[str, Any]:
    """Share won and steps until nobody new is won."""
    start, needed, share = cell
    won, steps = [], []
    for draw in range(DRAWS if share else 1):
        network = pond(share, draw)
        first = int(np.random.default_rng(500 + draw).integers(SIDE * SIDE))
        spoken_to = network.followers[network.offsets[first] : network.offsets[first + 1]].tolist()
        x, y = divmod(first, SIDE)
        block = [(x + a) % SIDE * SIDE + (y + b) % SIDE for a in (-1, 0, 1) for b in (-1, 0, 1)]
        rows = block if start == STARTS[1] else [first, *spoken_to]
        names = [f"stone_{k}" for k in range(len(rows))]
        active = spread(placed(network, rows), *names, **sources(needed, DAYS))
        won.append(active[-1] / network.people)
        steps.append(int((active < active[-1]).sum()) + 1)
    full = np.array(won) > FULL
    return {
        "start": start,
        "sources": needed,
        "rewired": share,
        "won": float(np.mean(won)),
        "full": float(full.mean()),
        "steps": float(np.mean(np.array(steps)[full])) if full.any() else None,
    }


def critical(rows: list[dict[str, Any]], start: str, needed: int) -> float:
    """The share rewired at which half of the networks fill, between those tried by straight line."""
    full = np.array([row["full"] for row in rows if (row["start"], row["sources"]) == (start, needed)])
    return float(np.interp(0.5, full[::-1], SHARES[::-1])) if full.min() < 0.5 else math.inf


def table(rows: list[dict[str, Any]]) -> str:
    """Where cascades take all, and in how many steps."""
    lines = ["| share of ties rewired | " + " | ".join(f"{k} needed: full | steps" for k in NEEDED) + " |"]
    lines.append("|---" * (1 + 2 * len(NEEDED)) + "|")
    for share in SHARES:
        mine = [row for row in rows if row["rewired"] == share and row["start"] == STARTS[0]]
        shown = [
            f"{row['full']:.2f} | {'' if row['steps'] is None else format(row['steps'], '.1f')}"
            for row in mine
        ]
        lines.append(f"| {share:g} | " + " | ".join(shown) + " |")
    lines += ["", "| half of the networks fill up to a share of | 2 needed | 3 needed |", "|---|---|---|"]
    for start in STARTS:
        lines.append(
            f"| start: {start} | " + " | ".join(f"{critical(rows, start, k):.2f}" for k in (2, 3)) + " |"
        )
    return "\n".join(lines)


def draw(rows: list[dict[str, Any]]) -> style.Picture:
    """Left who is reached, right how soon."""
    figure = style.canvas(9.6, 3.8)
    left, right = figure.subplots(1, 2)
    for k, needed in enumerate(NEEDED):
        mine = [row for row in rows if row["sources"] == needed and row["start"] == STARTS[0]]
        label = "1 source needed" if needed == 1 else f"{needed} sources"
        left.plot(SHARES, [row["full"] for row in mine], "o-", color=style.fill(k), markersize=4, label=label)
        steps = [np.nan if row["steps"] is None else row["steps"] for row in mine]
        right.plot(SHARES, steps, "o-", color=style.fill(k), markersize=4)
    for axes in (left, right):
        axes.set_xscale("symlog", linthresh=0.001, linscale=0.5)
        axes.set_xticks([0, 0.001, 0.01, 0.1, 1], ["0", ".001", ".01", ".1", "1"])
        axes.set_xlabel("share of ties rewired")
        axes.minorticks_off()
    left.set_ylabel(f"share of networks that fill to {FULL:.0%}")
    left.set_title("Long ties stop what needs several sources")
    left.legend(frameon=False, loc="lower left")
    right.set_yscale("log")
    right.set_yticks([5, 10, 20, 50, 100], ["5", "10", "20", "50", "100"])
    right.minorticks_off()
    right.set_ylabel("steps until all are won")
    right.set_title("Until then they are short cuts")
    style.footnote(
        figure,
        f"{SIDE * SIDE:,} people on a torus with 8 neighbours each; starts with one person and "
        f"their neighbours; {DRAWS} networks a dot.\n"
        "Rewiring exchanges ends of ties, so that everybody keeps 8.",
    )
    return figure
