"""Day by day: how each plan's outcome grows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from stonecast.counts import COUNTS, at_full_size
from stonecast.report import style
from stonecast.report.drawer import days_of
from stonecast.wording import words

if TYPE_CHECKING:
    from stonecast.campaign import Run
    from stonecast.study.comparison import Comparison


def daily(duel: Comparison, *, narrow: bool = False) -> Figure:
    """Draw, for each plan, what was won until each day and on each day: mean, and 90% of runs as a band.

    Parameters
    ----------
    duel
        The comparison.
    narrow
        Panels below each other, for a phone.
    """
    what = duel.outcome if duel.outcome in COUNTS[:5] else "engaged"
    runs = daily_values(duel, what)
    days = np.arange(1, duel.spec.clock.days + 1)
    name = words.COUNTED[what][0]
    with style.house():
        if narrow:
            figure = style.canvas(4.3, 6.2)
            until, each = figure.subplots(2, 1)
        else:
            figure = style.canvas(10.6, 3.9)
            until, each = figure.subplots(1, 2, width_ratios=[1.25, 1])
        _bands(until, days, runs.cumsum(axis=2))
        alive = _alive(runs)
        _bands(each, days[:alive], runs[:, :, :alive])
        _labels(until, duel, runs.cumsum(axis=2).mean(axis=1)[:, -1], narrow)
        until.set_title(f"{name.capitalize()} until each day")
        each.set_title(f"{name.capitalize()} on each day")
        for axes, last in ((until, days.size), (each, alive)):
            axes.set_ylabel(name)
            _days(axes, last, narrow)
        if alive < days.size:
            each.set_xlabel(f"day of the campaign (of {days.size}; hardly anything after)")
        style.footnote(figure, "Line: mean of all runs. Band: 90% of runs.")
    return figure


def daily_values(duel: Comparison, what: str) -> NDArray[np.float64]:
    """Return one count of every run by day at full size, shape (plans, runs, days)."""
    plans, days = len(duel.plans), duel.spec.clock.days
    return at_full_size(duel.by_day, duel.spec.scale)[..., COUNTS.index(what)].reshape(plans, -1, days)


def _alive(runs: NDArray[np.float64]) -> int:
    """Return the number of days, at least 7, until hardly anything happens any more."""
    daily_means = runs.mean(axis=1)
    busy = np.flatnonzero((daily_means >= 0.005 * daily_means.max(initial=0.0)).any(axis=0))
    last = int(busy[-1]) + 1 if busy.size and daily_means.max() > 0 else runs.shape[2]
    return int(min(runs.shape[2], max(7, last)))


def _bands(axes: Any, days: NDArray[np.int64], runs: NDArray[np.float64]) -> None:
    for plan in range(runs.shape[0]):
        low, high = np.quantile(runs[plan], [0.05, 0.95], axis=0)
        axes.fill_between(
            days, low, high, color=style.fill(plan), alpha=0.18, linewidth=0, gid=f"band-{plan}"
        )
        axes.plot(
            days,
            runs[plan].mean(axis=0),
            color=style.fill(plan),
            linewidth=2.2,
            gid=f"curve-{plan}",
            marker="o" if days.size == 1 else "",
        )
    top = float(runs.max(initial=0.0))
    axes.set_ylim(0, 1.05 * float(np.quantile(runs, 0.999)) if top else 1.0)


def _labels(axes: Any, duel: Comparison, ends: NDArray[np.float64], narrow: bool) -> None:
    """Name each plan at the end of its curve, moved apart where they would overlap."""
    most = 2 if len(duel.plans) <= 4 else 1
    lines = [style.wrapped(plan.title, 13 if narrow else 18, most) for plan in duel.plans]
    bottom, top = axes.get_ylim()
    rows = max(text.count("\n") for text in lines) + 1
    gap = (top - bottom) * (0.075 if narrow else 0.056) * (rows + 0.3)
    places = style.apart([float(end) for end in ends], gap)
    shift = min(0.0, top - gap / 2 - max(places))
    shift = max(shift, bottom + gap / 2 - min(places))
    last = duel.spec.clock.days
    for plan, (text, place, end) in enumerate(zip(lines, places, ends, strict=True)):
        axes.annotate(
            text,
            (last, float(end)),
            xytext=(1.03, place + shift),
            textcoords=axes.get_yaxis_transform(),
            va="center",
            ha="left",
            fontsize=9,
            fontweight="bold",
            color=style.ink(plan),
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": style.fill(plan),
                "linewidth": 0.8,
                "shrinkA": 0,
                "shrinkB": 0,
                "relpos": (0.0, 0.5),  # or the line of one label crosses another
            },
            gid=f"label-{plan}",
        )


def _days(axes: Any, days: int, narrow: bool) -> None:
    axes.set_xlabel("day of the campaign")
    axes.set_xticks(_day_ticks(days, 4 if narrow else 7))
    style.number_axis(axes.yaxis, most=5)
    axes.set_xlim(1 if days > 1 else 0.5, days if days > 1 else 1.5)
    axes.grid(axis="y")


def _day_ticks(days: int, most: int) -> list[int]:
    """Return day 1 and round days after it."""
    step = next(s for s in (1, 2, 5, 7, 10, 20, 30, 50, 100, 200, 500, 1000) if days / s <= most)
    return [1, *(day for day in range(step, days + 1, step) if day > 1 and day - 1 >= step / 2)]


def daily_of_run(run: Run) -> Figure:
    """Draw what happened on each day of one run, one panel an outcome, at full size."""
    return days(*days_of(run))


def days(title: str, luck: int, outcomes: Mapping[str, NDArray[np.float64]]) -> Figure:
    """Draw outcomes by day, one panel each."""
    with style.house():
        figure = style.canvas(10.6, 4.6)
        for place, (what, values) in enumerate(outcomes.items(), start=1):
            axes = figure.add_subplot(2, 3, place)
            edges = np.arange(values.size + 1) + 0.5
            axes.stairs(values, edges, fill=True, color=style.fill(0), gid=f"bars-{what}")
            axes.set_title(f"{words.COUNTED[what][0].capitalize()}: {style.short(float(values.sum()))}")
            axes.set_ylabel("a day")
            axes.set_xlabel("day of the campaign")
            axes.set_ylim(0, 1.08 * float(values.max()) if values.max() > 0 else 1.0)
            axes.set_xlim(0.4, values.size + 0.6)
            axes.set_xticks(_day_ticks(values.size, 6))
            style.number_axis(axes.yaxis, most=4)
            axes.grid(axis="y")
        heading = f"{style.wrapped(title, 80, 1)}: one run (luck {luck})"
        figure.suptitle(heading, x=0.01, ha="left", fontweight="bold", fontsize=12)
    return figure
