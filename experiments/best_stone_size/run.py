"""The best size of a stone through the real engine, against what arithmetic says (evidence A14, A15).

    python experiments/best_stone_size/run.py [FOLDER FOR THE STORES]

It writes `response.csv`, `capacity.csv` and `best_stone_size.png` beside this file. Stopped, it goes on.

1. A test response of k f^gamma per stone of f followers and a cost of c_a + c_f f: the best size is
   f* = gamma / (1 - gamma) c_a / c_f.
2. Conversation capacity K: a stone wins p_close of the K followers that it talks with and p_other of the
   rest. The best size is f = K where (p_close - p_other) / p_other > c_a / (c_f K), else the largest.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import pandas as pd

import stonecast as sc
from stonecast.report import style
from stonecast.scenario import Scenario
from stonecast.study.studyfile import Study, of

HERE = Path(__file__).parent
READERS, PRICE = 120_000, 0.01
SIZES = (5, 8, 10, 12, 15, 20, 24, 30, 40, 50, 60, 75, 100, 120, 150, 200, 240, 300, 400, 500, 600, 750, 1000)
SIZES = (*SIZES, 1200, 1500, 2000, 3000)
RESPONSES = [(gamma, cost) for gamma in (0.6, 0.8) for cost in (0.1, 0.4, 1.6)]
FIRST_SHARE = 0.9
"""Share won by a stone of 5, so that no share is above one."""

CAPACITIES = [(60, cost) for cost in (1.0, 1.8, 2.6, 5.0)] + [(150, cost) for cost in (2.5, 4.5, 6.5, 12.0)]
CAPACITY_SIZES = (30, 40, 60, 100, 150, 300, 1000, 4000)

COUNT, RATE, COST, TALKS = (
    "bloggers.stones.count",
    "respond.rate",
    "money.fixed_cost",
    "market.trust.conversations",
)


def best_size(gamma: float, cost: float) -> float:
    """A14: the size that wins most for the money."""
    return gamma / (1.0 - gamma) * cost / PRICE


def rate_at(size: int, gamma: float) -> float:
    """The rate at which a share k size^(gamma - 1) of the followers is won: 1 - exp(-rate)."""
    share = FIRST_SHARE * (size / 5.0) ** (gamma - 1.0)
    return -math.log1p(-share)


def response(scenario: Scenario, gamma: float, cost: float, *, lucks: int = 4) -> Study:
    """Sizes around the best one; the rate goes with the size."""
    near = [size for size in SIZES if best_size(gamma, cost) / 4.5 <= size <= best_size(gamma, cost) * 4.5]
    points = [(READERS // size, rate_at(size, gamma), cost) for size in near]
    factors = [{"setting": name, "values": [1]} for name in (COUNT, RATE, COST)]
    named = {
        "name": _named("gamma", gamma, cost),
        "plans": ["stones"],
        "lucks": lucks,
        "factors": factors,
    }
    return of(named, scenario=scenario).with_points(points)


def capacity(scenario: Scenario, talks: int, cost: float, *, lucks: int = 3) -> Study:
    """Sizes from below the capacity to far above it."""
    points = [(READERS // size, talks, cost) for size in CAPACITY_SIZES]
    factors = [{"setting": name, "values": [1]} for name in (COUNT, TALKS, COST)]
    return _study(scenario, _named("talks", talks, cost), lucks, factors).with_points(points)


def _named(what: str, value: float, cost: float) -> str:
    return f"{what}_{round(100 * value)}_cost_{round(100 * cost)}"


def _study(scenario: Scenario, name: str, lucks: int, factors: list) -> Study:
    told = {"name": name, "plans": ["stones"], "lucks": lucks, "factors": factors}
    return of(told, scenario=scenario)


def advantage(scenario: Scenario) -> float:
    """(p_close - p_other) / p_other of the scenario."""
    trust = scenario.market.trust
    close, other = (-math.expm1(-scenario.respond.rate * law.constant) for law in (trust.close, trust.other))
    return (close - other) / other


def found(
    made: Study, along: tuple[str, ...], folder: Path
) -> tuple[sc.Sweep, pd.DataFrame, dict[str, float]]:
    """Run a study; return size against what was won for the money, and the best size with its interval."""
    ran = sc.sweep(made, store=folder / f"{made.name}.sqlite", threads=True)
    top = ran.peak(COUNT, per="cost", along=along)
    sizes = READERS / top.x
    table = pd.DataFrame({"followers": sizes, "engaged_per_money": top.yields})[::-1]
    ends = {"best": READERS / top.value, "low": READERS / top.high, "high": READERS / top.low}
    return table, ends | {"best_run": READERS / top.best}


def main(folder: Path) -> None:
    scenario = sc.load(HERE / "pond.toml")
    tables, rows, records = [], [], []
    for gamma, cost in RESPONSES:
        table, ends = found(response(scenario, gamma, cost), (RATE,), folder)
        told = {"gamma": gamma, "fixed_cost": cost, "predicted": best_size(gamma, cost)}
        rows.append(told | ends | {"off": ends["best"] / told["predicted"] - 1.0})
        tables.append((told, ends, table))
    for talks, cost in CAPACITIES:
        table, ends = found(capacity(scenario, talks, cost), (TALKS,), folder)
        line = cost / (PRICE * talks)
        predicted = talks if advantage(scenario) > line else CAPACITY_SIZES[-1]
        told = {"capacity": talks, "fixed_cost": cost, "advantage": advantage(scenario), "line": line}
        records.append(told | {"predicted": predicted, "best": ends["best_run"]})
        tables.append((told, {"best": ends["best_run"]}, table))
    first, second = pd.DataFrame(rows), pd.DataFrame(records)
    first.round(4).to_csv(HERE / "response.csv", index=False, lineterminator="\n")
    second.round(4).to_csv(HERE / "capacity.csv", index=False, lineterminator="\n")
    print(first.to_string(index=False), second.to_string(index=False), sep="\n\n")
    (HERE / "best_stone_size.png").write_bytes(style.to_png(picture(tables), dpi=120))


def picture(tables: list) -> object:
    """Draw what was won for the money against the size of a stone, and where theory puts the best."""
    with style.house():
        figure = style.canvas(10.6, 6.4)
        panels = figure.subplots(2, 2)
        groups = [
            ("Response f^0.6: best size by the cost of a stone", lambda t: t.get("gamma") == 0.6),
            ("Response f^0.8", lambda t: t.get("gamma") == 0.8),
            ("60 conversations: 60, or the largest", lambda t: t.get("capacity") == 60),
            ("150 conversations: 150, or the largest", lambda t: t.get("capacity") == 150),
        ]
        for axes, (title, mine) in zip(panels.flat, groups, strict=True):
            for turn, (told, ends, table) in enumerate(entry for entry in tables if mine(entry[0])):
                value = table["engaged_per_money"] / table["engaged_per_money"].max()
                colour, ink = style.fill(turn), style.ink(turn)
                label = f"{told['fixed_cost']:g} USD a stone"
                axes.plot(table["followers"], value, "o-", color=colour, markersize=3.5, label=label)
                height = 1.035 if "gamma" in told else 1.035 + 0.035 * turn
                axes.plot([ends["best"]], [height], "v", color=ink, markersize=7)
                if "gamma" in told:
                    axes.axvline(told["predicted"], color=colour, linewidth=1.0, linestyle=(0, (4, 3)))
            axes.set_xscale("log")
            axes.xaxis.set_major_formatter(lambda value, _: style.short(value))
            axes.set_title(title)
            axes.set_ylim(0.0 if "conversations" in title else 0.45, 1.2)
            axes.legend(
                frameon=True, framealpha=1.0, edgecolor="none", fontsize=8.5, loc="lower center", ncols=2
            )
            axes.grid(axis="y")
        for axes in panels[1]:
            axes.set_xlabel("followers of one stone")
        for axes in panels[:, 0]:
            axes.set_ylabel("engaged for the money, best = 1")
        style.footnote(
            figure,
            "Triangles: best size found. Dashed: f* = gamma / (1 - gamma) · c_a / c_f. "
            "Below: the capacity wins while c_a / (c_f K) is below (p_close - p_other) / p_other.",
        )
    return figure


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("out/best_stone_size"))
