"""How many random seeds do as much as one well linked: Akbarpour, Malladi, Saberi (R9, A8, A9)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from published.places import Rows, preferential, shuffled

import stonecast as sc
from stonecast.network.csr import Network
from stonecast.report import style

PEOPLE, TIES = 10_000, 3
PASSED = (0.1, 0.15, 0.25, 0.4)
LINKS = (3, 5, 10, 20, 40, 80, 160)
RANDOM = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48)
DRAWS, RUNS = 200, 256
LARGE = 0.02
"""Share of people from which on a cascade is an outbreak."""


def cells() -> list[float]:
    """Chances of a tie."""
    return list(PASSED)


def branching(network: Network, p: float) -> tuple[float, float]:
    """Chances that an outbreak misses a tie of a person, and a person drawn from all (v and G0(v))."""
    shares = np.bincount(network.audience) / network.people
    k = np.arange(shares.size)
    u = 0.0
    for _ in range(20_000):
        u = float((k[1:] * shares[1:] * (1 - p + p * u) ** (k[1:] - 1)).sum() / (k * shares).sum())
    v = 1 - p + p * u
    return v, float((shares * v**k).sum())


def one(p: float) -> list[dict[str, Any]]:
    """Chance of an outbreak from one person with so many ties, and how many random people equal it."""
    network = shuffled(preferential(PEOPLE, TIES, seed=5), seed=5)
    v, missed = branching(network, p)
    chance = np.random.default_rng(6)

    def outbreaks(seeds: list[Rows]) -> float:
        sizes = [sc.independent_cascade(network, p, seeds=rows, runs=RUNS) for rows in seeds]
        return float(np.mean(np.concatenate(sizes) > LARGE * PEOPLE))

    def still(outbreak: float) -> float:
        """Minus the logarithm of no outbreak, which grows in proportion to random seeds."""
        return -math.log(max(1.0 - outbreak, 1e-6))

    found = [still(outbreaks([chance.permutation(PEOPLE)[:n] for _ in range(DRAWS)])) for n in RANDOM]
    told = []
    for links in LINKS:
        distance = np.abs(network.audience - links)
        nearest = np.argsort(distance, kind="stable")[: max(int((distance == 0).sum()), 1)]
        rows = chance.choice(nearest, min(DRAWS, nearest.size), replace=False)
        ties = float(network.audience[rows].mean())
        single = outbreaks([rows[k : k + 1] for k in range(rows.size)] * max(1, DRAWS // rows.size))
        seen = 0.005 < single < 0.98 and still(single) < found[-1]
        told.append(
            {
                "p": p,
                "ties": ties,
                "outbreak": single,
                "theory": 1 - v**ties,
                "random": float(np.interp(still(single), [0.0, *found], [0, *RANDOM])) if seen else None,
                "random_theory": ties * math.log(v) / math.log(missed),
            }
        )
    return told


def table(found: list[list[dict[str, Any]]]) -> str:
    """Random seeds for one person with so many ties."""
    lines = [
        "| p of a tie | ties of one person | outbreak | theory | random people who do the same | theory |",
        "|---|---|---|---|---|---|",
    ]
    for row in (row for rows in found for row in rows):
        same = "" if row["random"] is None else f"{row['random']:.1f}"
        lines.append(
            f"| {row['p']:g} | {row['ties']:,.0f} | {row['outbreak']:.3f} | {row['theory']:.3f} "
            f"| {same} | {row['random_theory']:.1f} |"
        )
    return "\n".join(lines)


def draw(found: list[list[dict[str, Any]]]) -> style.Picture:
    """Left the chance of an outbreak, right who else reaches it."""
    figure = style.canvas(9.6, 3.9)
    left, right = figure.subplots(1, 2)
    for k, rows in enumerate(found):
        ties = [row["ties"] for row in rows]
        left.plot(ties, [row["theory"] for row in rows], color=style.fill(k), linewidth=1.4)
        dots = {"color": style.fill(k), "markersize": 5}
        left.plot(ties, [row["outbreak"] for row in rows], "o", label=f"p = {rows[0]['p']:g}", **dots)
        right.plot(ties, [row["random_theory"] for row in rows], color=style.fill(k), linewidth=1.4)
        seen = [row for row in rows if row["random"] is not None]
        right.plot([row["ties"] for row in seen], [row["random"] for row in seen], "o", **dots)
    for axes in (left, right):
        axes.set_xscale("log")
        axes.set_xticks([3, 10, 30, 100], ["3", "10", "30", "100"])
        axes.minorticks_off()
        axes.set_xlabel("ties of one person")
    left.set_ylabel("chance of an outbreak")
    left.set_title("Only the number of ties counts")
    left.legend(frameon=False)
    right.set_yscale("log")
    right.set_yticks([1, 3, 10, 30], ["1", "3", "10", "30"])
    right.minorticks_off()
    right.set_ylabel("random people who do the same")
    right.set_title("Random people have ties too")
    style.footnote(
        figure,
        f"{PEOPLE:,} people, degrees of preferential attachment ({TIES}), partners drawn anew. "
        "Lines: branching process, 1 - v^k and k ln v / ln G0(v).",
    )
    return figure
