"""How to spread impressions where several distinct sources are needed: arithmetic of A12, and the engine."""

from __future__ import annotations

from typing import Any

import numpy as np
from published import theory
from published.places import placed, spread
from published.places import sources as needing

import stonecast as sc
from stonecast.report import style

BLOGGERS, AUDIENCE, DRAWS = 400, 100, 4
NEEDED = (1, 2, 3, 4)
LABELS = ((0.42, 0.92), (0.75, 0.27), (1.2, 0.14), (3.7, 0.07))
CONCENTRATIONS = (0.25, 0.5, 1.0, 1.5, 1.8, 2.5, 3.4, 4.0, 4.9, 6.0, 8.0, 10.0)


def cells() -> list[tuple[int, float]]:
    """Sources needed, and impressions for each person."""
    return [(needed, x) for needed in NEEDED for x in CONCENTRATIONS]


def one(cell: tuple[int, float]) -> dict[str, Any]:
    """Won per impression: hundreds of stones, each seen by people drawn from a crowd of this size."""
    needed, x = cell
    impressions = BLOGGERS * AUDIENCE
    crowd = round(impressions / x)
    won = []
    for draw in range(DRAWS):
        chance = np.random.default_rng(draw)
        followers = np.concatenate([chance.choice(crowd, AUDIENCE, replace=False) for _ in range(BLOGGERS)])
        authors = np.repeat(np.arange(BLOGGERS), AUDIENCE)
        ties = sc.Network.from_ties(
            authors, followers + BLOGGERS, people=crowd + BLOGGERS, trust=np.ones(impressions)
        )
        place = placed(ties, list(range(BLOGGERS)))
        names = [f"stone_{k}" for k in range(BLOGGERS)]
        active = spread(place, *names, **needing(needed, 3), reshare__share=0.0)
        won.append((active[-1] - BLOGGERS) / impressions)
    exact = float(theory.yield_of(x, needed))
    return {"sources": needed, "impressions": x, "yield": float(np.mean(won)), "theory": exact}


def table(rows: list[dict[str, Any]]) -> str:
    """The best concentration and its yield, and how far the engine is from theory."""
    lines = [
        "| sources needed | best impressions a person | won per impression | largest gap of the engine |",
        "|---|---|---|---|",
    ]
    for needed in NEEDED:
        gap = max(abs(row["yield"] - row["theory"]) for row in rows if row["sources"] == needed)
        x, best = theory.best_concentration(needed) if needed > 1 else (0.0, 1.0)
        shown = f"{x:.3f} | {best:.4f}" if needed > 1 else "as few as can be | 1"
        lines.append(f"| {needed} | {shown} | {gap:.4f} |")
    return "\n".join(lines)


def draw(rows: list[dict[str, Any]]) -> style.Picture:
    """Lines for theory, dots for the engine, a triangle where it is best."""
    figure = style.canvas(7.4, 4.0)
    axes = figure.add_subplot()
    line = np.geomspace(0.2, 12, 200)
    for k, needed in enumerate(NEEDED):
        axes.plot(line, theory.yield_of(line, needed), color=style.fill(k), linewidth=1.4)
        mine = [row for row in rows if row["sources"] == needed]
        axes.plot(
            [row["impressions"] for row in mine],
            [row["yield"] for row in mine],
            "o",
            color=style.fill(k),
            markersize=4,
        )
        if needed > 1:
            x, best = theory.best_concentration(needed)
            axes.plot([x], [best + 0.03], "v", color=style.ink(k), markersize=6)
        says = "1 source is enough" if needed == 1 else f"{needed} needed"
        axes.annotate(says, LABELS[k], ha="center", color=style.ink(k), fontsize=9.5)
    axes.set_xscale("log")
    axes.set_xticks([0.25, 0.5, 1, 2, 4, 8], ["¼", "½", "1", "2", "4", "8"])
    axes.minorticks_off()
    axes.set_ylim(0, 1)
    axes.set_xlabel("impressions for each person of the crowd")
    axes.set_ylabel("won per impression")
    axes.set_title("Where several sources are needed, stones must fall together")
    style.footnote(
        figure,
        f"Dots: the engine, {BLOGGERS} bloggers with {AUDIENCE} followers drawn from a crowd. "
        "Lines: P(Poisson(x) ≥ K) / x. Triangles: best.",
    )
    return figure
