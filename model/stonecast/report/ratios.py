"""Where each plan wins: every outcome as a multiple of the baseline's."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, NullLocator

from stonecast.inference.statistics import Estimate
from stonecast.report import measures, style
from stonecast.report.measures import Measure

if TYPE_CHECKING:
    from stonecast.study.comparison import Comparison

STEPS = (
    *(1.0, 2.0, 0.5, 10.0, 0.1, 5.0, 0.2, 100.0, 0.01, 1.5, 0.67, 1.25, 0.8, 1.1, 0.9),
    *(3.0, 0.33, 1.05, 0.95),
)
"""Ticks in the order in which they are wanted."""


def all_outcomes(duel: Comparison, *, narrow: bool = False) -> Figure:
    """Draw the ratio to the baseline of every outcome and cost per outcome, with 95% intervals.

    Parameters
    ----------
    duel
        The comparison.
    narrow
        For a phone.
    """
    found = measures.judged(duel)
    groups = [[measure for measure in found if measure.better == way] for way in (1, -1)]
    others = range(1, len(duel.plans))
    ratios = {(m.name, p): measures.versus(duel, p, 0, m) for m in found for p in others}
    known = [x for r in ratios.values() for x in (r.value, r.low, r.high) if math.isfinite(x) and x > 0]
    low, high = _limits(known, 0.27 if narrow else 0.14)
    thick = 0.24 + 0.14 * len(others)
    with style.house():
        figure = style.canvas(4.3 if narrow else 10.6, 2.1 + thick * len(found))
        panels = figure.subplots(2, 1, sharex=True, height_ratios=[len(group) + 0.4 for group in groups])
        for axes, group, way in zip(panels, groups, (1, -1), strict=True):
            _panel(axes, duel, group, ratios, narrow)
            axes.set_xscale("log")
            axes.set_xlim(low, high)
            _shade(axes, way, low, high)
        ticks = _ticks(low, high, 5 if narrow else 9)
        panels[1].xaxis.set_major_locator(FixedLocator(ticks))
        panels[1].xaxis.set_minor_locator(NullLocator())
        panels[1].xaxis.set_major_formatter(lambda value, _: f"{style.short(round(value, 3))}×")
        panels[0].tick_params(axis="x", length=0)
        panels[0].set_title("More is better: right of the line beats the baseline")
        panels[1].set_title("Less is better: left of the line beats the baseline")
        baseline = style.wrapped(duel.plans[0].title, 24 if narrow else 40, 1)
        panels[1].set_xlabel(f"times as much as “{baseline}” (1× = equal; line: 95% interval)")
        if narrow:
            panels[0].set_title("More is better (right)")
            panels[1].set_title("Less is better (left)")
            panels[1].set_xlabel(f"times “{baseline}”\n(1× = equal; line: 95% interval)")
        _key(figure, duel, narrow)
    return figure


def _panel(
    axes: Any, duel: Comparison, group: list[Measure], ratios: dict[tuple[str, int], Estimate], narrow: bool
) -> None:
    others = len(duel.plans) - 1
    for place, measure in enumerate(group):
        for turn, plan in enumerate(range(1, len(duel.plans))):
            y = len(group) - 1 - place + (0.5 - (turn + 0.5) / others) * 0.72
            _mark(axes, ratios[measure.name, plan], y, plan, others <= 2)
    titles = [style.wrapped(measure.title, 17 if narrow else 30, 2) for measure in group]
    axes.set_yticks(range(len(group) - 1, -1, -1), titles)
    for label, measure in zip(axes.get_yticklabels(), group, strict=True):
        label.set_color(style.INK)
        label.set_fontweight("bold" if measure.name == duel.outcome else "normal")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(-0.6, len(group) - 0.4)
    axes.grid(axis="x")
    axes.axvline(1.0, color=style.INK, linewidth=1.2, zorder=2)


def _mark(axes: Any, ratio: Estimate, y: float, plan: int, say: bool) -> None:
    if not math.isfinite(ratio.value):
        axes.text(
            0.99,
            y,
            "no ratio (zero or a loss)",
            transform=axes.get_yaxis_transform(),
            ha="right",
            va="center",
            fontsize=8.5,
            color=style.GREY,
        )
        return
    if math.isfinite(ratio.low) and math.isfinite(ratio.high):
        axes.plot(
            [ratio.low, ratio.high],
            [y, y],
            color=style.fill(plan),
            linewidth=2.6,
            zorder=3,
            solid_capstyle="butt",
            gid=f"interval-{plan}",
        )
    sure = ratio.low > 1 or ratio.high < 1
    face = style.fill(plan) if sure else "white"
    axes.plot([ratio.value], [y], "o", markersize=6.5, color=style.fill(plan), markerfacecolor=face, zorder=4)
    if say:
        right = ratio.value >= 1
        end = ratio.high if right else ratio.low
        place = end if math.isfinite(end) else ratio.value
        axes.annotate(
            f"{_times(ratio.value)}×",
            (place, y),
            xytext=(7 if right else -7, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="center",
            fontsize=9,
            color=style.ink(plan),
            annotation_clip=True,
        )


def _times(value: float) -> str:
    return f"{value:.2f}" if 0.01 <= value < 9.995 else style.short(value)


def _shade(axes: Any, way: int, low: float, high: float) -> None:
    """Tint the side on which a plan is better than the baseline."""
    axes.axvspan(*((1.0, high) if way > 0 else (low, 1.0)), color="#EEF6F1", zorder=0, linewidth=0)


def _limits(known: list[float], room: float) -> tuple[float, float]:
    """Return log limits: never less than a tenth to each side of 1, with room for the labels."""
    low, high = min([0.9, *known]), max([1.1, *known])
    low, high = max(low, 1e-3), min(high, 1e3)
    air = (high / low) ** room
    return low / air, high * air


def _ticks(low: float, high: float, most: int) -> list[float]:
    """Take wanted ticks as long as they keep their distance."""
    gap = math.log(high / low) / most
    ticks: list[float] = []
    for step in STEPS:
        if low <= step <= high and all(abs(math.log(step / other)) >= gap for other in ticks):
            ticks.append(step)
    return sorted(ticks)


def _key(figure: Any, duel: Comparison, narrow: bool) -> None:
    """Name the plans in their colours, in one line above the panels."""
    parts = [(duel.plans[plan].title, plan) for plan in range(1, len(duel.plans))]
    handles = [
        Line2D(
            [],
            [],
            color=style.fill(plan),
            marker="o",
            linewidth=2.6,
            markersize=6.5,
            label=style.wrapped(title, 34 if narrow else 40, 1),
        )
        for title, plan in parts
    ]
    legend = figure.legend(
        handles=handles,
        loc="outside upper left",
        ncols=1 if narrow else min(len(handles), 3),
        frameon=False,
        handlelength=1.2,
        borderaxespad=0.2,
        fontsize=10,
    )
    for text, (_, plan) in zip(legend.get_texts(), parts, strict=True):
        text.set_color(style.ink(plan))
        text.set_fontweight("bold")
