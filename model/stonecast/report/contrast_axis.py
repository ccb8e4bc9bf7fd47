"""Axes on which two plans are compared: how many times as much, and whose side is whose."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, LogLocator, NullLocator
from numpy.typing import NDArray

from stonecast.report import style
from stonecast.scenario.meaning import meaning
from stonecast.wording import words

if TYPE_CHECKING:
    from stonecast.scenario import Scenario
    from stonecast.study.studyfile import Study

Array = NDArray[np.float64]

TIMES = (1.0, 2.0, 0.5, 5.0, 0.2, 10.0, 0.1, 1.5, 0.67, 1.2, 0.83, 3.0, 0.33, 1.1, 0.9, 1.05, 0.95)
"""Multiples in the order in which they are wanted as ticks; thousands follow by the power."""


def title_of(study: Study, plan: str) -> str:
    """Return what a plan is called for people."""
    return study.base.plans[plan].title or plan


def outcome_of(outcome: str) -> str:
    """Return what an outcome is called for people."""
    return words.COUNTED[outcome][0]


def times(log_ratio: float) -> str:
    """Write a log ratio as a multiple."""
    value = math.exp(log_ratio)
    return f"{style.short(float(f'{value:.2g}'))}×"


def axis_limits(parts: Sequence[Array], scale: str) -> tuple[float, float]:
    """Return limits for a contrast: the values with zero inside; far limits of intervals are cut."""
    known = np.concatenate([np.asarray(part, float).ravel() for part in parts])
    known = known[np.isfinite(known)]
    if scale == "log ratio":
        known = np.clip(known, -math.log(1e4), math.log(1e4))
        known = np.concatenate([known, [-0.03, 0.03]])
    return style.limits(known, around=0.0)


def ticks(axis: Any, low: float, high: float, scale: str, *, most: int = 7) -> None:
    """Write multiples on the axis of a log ratio, numbers on that of a difference."""
    if scale != "log ratio":
        style.number_axis(axis, most=most)
        return
    wanted = [math.log(t) for t in TIMES] + [math.log(10.0**k) for k in (2, -2, 3, -3, 4, -4)]
    gap, kept = (high - low) / most, list[float]()
    for value in wanted:
        if low <= value <= high and all(abs(value - other) >= gap for other in kept):
            kept.append(value)
    axis.set_major_locator(FixedLocator(sorted(kept)))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(lambda value, _: times(value))


def factor_axis(axes: Any, which: str, study: Study, name: str, values: Array, *, most: int = 6) -> None:
    """Name a factor's axis; logarithmic for a log-uniform range, or values that span more than twentyfold."""
    spec = study.spec.factors[study.factors.index(name)]
    is_wide = bool(values.min() > 0 and values.max() > 20 * values.min())
    is_log = spec.distribution == "loguniform" if spec.is_range and study.given is None else is_wide
    axis = axes.xaxis if which == "x" else axes.yaxis
    if is_log:
        (axes.set_xscale if which == "x" else axes.set_yscale)("log")
        few = values.max() < 300 * values.min()
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if few else (1.0,)))
        axis.set_major_formatter(lambda value, _: style.short(value))
        axis.set_minor_formatter(lambda value, _: "")
    else:
        style.number_axis(axis, most=most)
    (axes.set_xlabel if which == "x" else axes.set_ylabel)(with_unit(study.base, name))


def with_unit(scenario: Scenario, setting: str) -> str:
    """Write a setting with its unit, as money.fixed_cost [USD]."""
    unit = meaning(scenario, setting).unit
    unit = scenario.money.currency if unit == "money" else unit
    return f"{setting} [{unit}]" if unit else setting


def note(figure: Any, text: str, *, narrow: bool) -> None:
    """Write below everything how to read the figure, broken into lines."""
    style.footnote(figure, style.wrapped(text, 58 if narrow else 112, 4))


def key(figure: Any, names: Sequence[tuple[str, str, str]], *, narrow: bool) -> None:
    """Name marks above everything: text, colour of the mark, colour of the text."""
    handles = [
        Line2D([], [], color=mark, marker="s", linestyle="", markersize=8, label=text)
        for text, mark, _ in names
    ]
    legend = figure.legend(
        handles=handles,
        loc="outside upper left",
        ncols=1 if narrow else len(handles),
        frameon=False,
        handlelength=1.0,
        borderaxespad=0.2,
        fontsize=10,
    )
    for text, (_, _, ink) in zip(legend.get_texts(), names, strict=True):
        text.set_color(ink)
        text.set_fontweight("bold")
