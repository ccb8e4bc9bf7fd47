"""One figure: runs per second of everyone, on each process and network, in the house style."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator
from peers import ORDER, OURS, module_of
from tables import PROCESSES, number, pace

from stonecast.report import style

SHOWN = [name for name in ORDER if name != "readable"]
MARKS = {"ours": "D", "floor": "|"}


def save(record: dict[str, Any], out: Path) -> None:
    """Write ``speeds.png`` and ``speeds.svg``."""
    figure = draw(record)
    (out / "speeds.png").write_bytes(style.to_png(figure, dpi=110))
    (out / "speeds.svg").write_text(style.to_svg(figure), encoding="utf-8")


def draw(record: dict[str, Any]) -> Any:
    """Return the figure: a column of panels a network, a row a process; 100 mid-sized seeds."""
    networks = [name for name, size in record["networks"].items() if isinstance(size, dict)]
    cases = {(c["network"], c["process"]): c for c in record["cases"] if c["seeds"] == "hundred"}
    names = [
        name for name in SHOWN if any("repetitions" in c["entries"].get(name, {}) for c in cases.values())
    ]
    shown = [process for process in PROCESSES if any(at == process for _, at in cases)]
    with style.house():
        figure = style.canvas(max(7.0, 2.2 + 2.8 * len(networks)), 1.1 + 1.9 * len(shown))
        panels = figure.subplots(len(shown), len(networks), squeeze=False, sharey=True)
        for row, process in enumerate(shown):
            for column, network in enumerate(networks):
                axes = panels[row][column]
                _panel(axes, cases.get((network, process)), names)
                if column == 0:
                    axes.set_ylabel(PROCESSES[process].replace(", ", "\n"))
                if row == 0:
                    axes.set_title(f"{network}: {style.short(record['networks'][network]['ties'])} ties")
        style.footnote(
            figure,
            "Runs per second of processor time, one thread, 100 mid-sized seeds; marks are medians, "
            "lines least to most.\nThe bare walk is the physical limit: it visits ties known to be live "
            "and tosses no coin.\nOnly those who agree on the mean spread are drawn.",
        )
    return figure


def _panel(axes: Any, case: dict[str, Any] | None, names: list[str]) -> None:
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(numticks=5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: style.short(value)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_yticks(range(len(names)), [module_of(name).NAME for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)
    for place, name in enumerate(names):
        speeds = pace(case["entries"].get(name, {})) if case else []
        if not speeds:
            continue
        colour = style.fill(0) if name == OURS else style.GREY
        axes.plot([min(speeds), max(speeds)], [place, place], color=colour, linewidth=1.6)
        axes.plot(median(speeds), place, MARKS.get(name, "o"), color=colour, markersize=6)
        weight = "bold" if name == OURS else "normal"
        axes.annotate(
            number(median(speeds)),
            (max(speeds), place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=style.ink(0) if name == OURS else style.INK,
            fontweight=weight,
        )
    axes.margins(x=0.3)
