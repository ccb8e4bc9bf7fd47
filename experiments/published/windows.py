"""Who sets off a global cascade: Watts 2002, and the most linked tenth of Watts and Dodds 2007 (R1, R2)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from published import theory
from published.places import Rows, audiences, fraction, placed, poisson, speaking_to, spread

from stonecast.network.csr import Network
from stonecast.report import style

PEOPLE, NETWORKS, LUCKS = 10_000, 12, 60
THRESHOLD, GLOBAL = 0.18, 0.1
ONE_WAY, BOTH_WAYS = "Poisson, one way", "Poisson, both ways"
UNEQUAL = ("geometric", "negative binomial", "pareto")
DEGREES = {
    ONE_WAY: (0.8, 1.2, 2.0, 3.0, 4.0, 5.0, 6.0, 6.5, 7.0, 7.25, 7.5, 8.0),
    BOTH_WAYS: (0.8, 1.2, 2.0, 3.0, 4.0, 5.0, 5.25, 5.5, 5.75, 6.0, 6.5),
    **dict.fromkeys(UNEQUAL, (2.0, 3.0, 4.0, 5.0, 6.0, 7.0)),
}


def cells() -> list[tuple[str, float]]:
    """Kinds of network and mean degrees."""
    return [(kind, degree) for kind, degrees in DEGREES.items() for degree in degrees]


def network(kind: str, degree: float, seed: int) -> Network:
    """One network; those called by how audiences are spread speak to people drawn from all alike."""
    if kind in UNEQUAL:
        return speaking_to(audiences(kind, PEOPLE, degree, seed=seed), seed=seed)
    return poisson(PEOPLE, degree, directed=kind == ONE_WAY, seed=seed)


def sizes(pond: Network, rows: Rows) -> Rows:
    """Share of all people in the end, one cascade from each of these rows."""
    place = placed(pond, rows.tolist())
    rule = fraction(THRESHOLD)
    return np.array([spread(place, f"stone_{k}", **rule)[-1] for k in range(rows.size)]) / PEOPLE


def one(cell: tuple[str, float]) -> dict[str, Any]:
    """Cascades from anybody and from the most linked tenth, on so many networks."""
    kind, degree = cell
    found: dict[str, list[Any]] = {"anybody": [], "top": [], "links": [], "theory": [], "theory_top": []}
    for draw in range(NETWORKS):
        pond = network(kind, degree, draw)
        chance = np.random.default_rng(1000 + draw)
        top = np.argsort(-pond.audience, kind="stable")[: PEOPLE // 10]
        found["anybody"].append(sizes(pond, chance.integers(0, PEOPLE, LUCKS)))
        found["top"].append(sizes(pond, chance.choice(top, LUCKS)))
        found["links"].append(pond.audience[top].mean() / pond.audience.mean())
        if kind != BOTH_WAYS:
            mean = float(pond.audience.mean())
            chances = theory.chance_directed(mean, THRESHOLD, pond.audience)
            found["theory"].append(chances[0])
            found["theory_top"].append(chances[1][top].mean())
    both = {who: np.array(found[who]) for who in ("anybody", "top")}
    large = {who: shares > GLOBAL for who, shares in both.items()}
    return {
        "kind": kind,
        "degree": degree,
        "links": float(np.mean(found["links"])),
        "chance": {who: float(big.mean()) for who, big in large.items()},
        "error": {
            who: float(big.mean(axis=1).std(ddof=1) / math.sqrt(NETWORKS)) for who, big in large.items()
        },
        "size": {who: float(both[who][big].mean()) if big.any() else None for who, big in large.items()},
        "ratio": float(both["top"].mean() / both["anybody"].mean()),
        "ratio_error": ratio_error(both["top"].mean(axis=1), both["anybody"].mean(axis=1)),
        "theory": {
            "anybody": float(np.mean(found["theory"]))
            if kind != BOTH_WAYS
            else theory.chance_undirected(degree, THRESHOLD),
            "top": float(np.mean(found["theory_top"])) if kind != BOTH_WAYS else None,
            "size": theory.size(degree, THRESHOLD, directed=kind != BOTH_WAYS),
        },
    }


def ratio_error(above: Any, below: Any) -> float:
    """Standard error of a ratio of means over networks (delta method)."""
    ratio = above.mean() / below.mean()
    return float(np.std(above - ratio * below, ddof=1) / below.mean() / math.sqrt(above.size))


def table(rows: list[dict[str, Any]]) -> str:
    """Chance and size of a global cascade, and what the most linked gain."""
    lines = [
        "| network | mean degree | links of the top tenth | P(global), anybody | theory "
        "| P(global), top tenth | theory | size given global | theory | gain of the top tenth |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        said, size = row["theory"], row["size"]["anybody"]
        top = "" if said["top"] is None else f"{said['top']:.3f}"
        shown = ("", "") if size is None else (f"{size:.4f}", f"{said['size']:.4f}")
        gain = f"{row['ratio']:.2f} ± {1.96 * row['ratio_error']:.2f}"
        anybody, best = (
            f"{row['chance'][who]:.3f} ± {1.96 * row['error'][who]:.3f}" for who in ("anybody", "top")
        )
        lines.append(
            f"| {row['kind']} | {row['degree']:g} | {row['links']:.2f} "
            f"| {anybody} | {said['anybody']:.3f} | {best} | {top} | {shown[0]} | {shown[1]} | {gain} |"
        )
    return "\n".join(lines)


def draw(rows: list[dict[str, Any]]) -> style.Picture:
    """Above who sets off a global cascade; below what the most linked tenth gains."""
    figure = style.canvas(11.0, 5.6)
    panels = figure.subplots(2, len(DEGREES), sharex="col", sharey="row")
    for k, kind in enumerate(DEGREES):
        mine = [row for row in rows if row["kind"] == kind]
        x = [row["degree"] for row in mine]
        above, below = panels[:, k]
        above.set_title(kind[0].upper() + kind[1:], fontsize=10)
        for who, colour, label in (("anybody", 0, "anybody"), ("top", 1, "most linked tenth")):
            bars = [1.96 * row["error"][who] for row in mine]
            y = [row["chance"][who] for row in mine]
            above.errorbar(x, y, bars, fmt="o", color=style.fill(colour), markersize=4, label=label)
            said = [row["theory"][who] for row in mine]
            if None not in said:
                above.plot(x, said, color=style.fill(colour), linewidth=1.2)
        if kind in (ONE_WAY, BOTH_WAYS):
            for edge in theory.window(THRESHOLD, directed=kind == ONE_WAY):
                above.axvline(edge, color=style.GREY, linewidth=1, linestyle=":")
                below.axvline(edge, color=style.GREY, linewidth=1, linestyle=":")
        inside = [row for row in mine if row["chance"]["anybody"] > 0.02]
        x = [row["degree"] for row in inside]
        below.plot(x, [row["links"] for row in inside], color=style.GREY, linewidth=1.4, label="in links")
        bars = [1.96 * row["ratio_error"] for row in inside]
        below.errorbar(
            x,
            [row["ratio"] for row in inside],
            bars,
            fmt="o",
            color=style.fill(2),
            markersize=4,
            label="in size",
        )
        below.set_yscale("log")
        below.set_yticks([1, 2, 5, 10], ["1×", "2×", "5×", "10×"])
        below.minorticks_off()
        below.set_xlabel("mean degree")
    panels[0, 0].set_ylabel("chance of a global cascade")
    panels[1, 0].set_ylabel("top tenth against anybody")
    panels[0, 0].legend(frameon=False, fontsize=8)
    panels[1, 0].legend(frameon=False, fontsize=8)
    style.footnote(
        figure,
        f"{PEOPLE:,} people, won if .18 of whom they follow speak; {NETWORKS} networks × {LUCKS} cascades "
        "a dot, 95% interval over networks.\nLines above: branching processes. Dotted: edges of the window "
        "in an endless network. Below: what the tenth has more in links, and wins more on average.",
    )
    return figure
