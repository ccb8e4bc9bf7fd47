"""Every point of a study in a row of its own: how many times as much a plan brings there."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from stonecast.inference import paired
from stonecast.report import contrast_axis, style
from stonecast.report.contrast_axis import outcome_of, title_of
from stonecast.study.choosing import contrast_of
from stonecast.study.results import Sweep

MOST = 40
"""Points in a figure: of more, every so many are drawn."""


def forest(sweep: Sweep, *, narrow: bool = False, **options: Any) -> Figure:
    """Draw the contrast of two plans at every point, in the order of the study.

    Parameters
    ----------
    sweep
        A study that has been run.
    narrow
        For a phone.
    options
        ``plan``, ``baseline``, ``outcome``.
    """
    asked = (options.get(name) for name in ("plan", "baseline", "outcome"))
    one, other, names = contrast_of(sweep, *asked)
    one, other = paired.pairs(one, other)
    found, by_ratio = paired.contrast(one, other)
    ran = np.flatnonzero(paired.count(one) > 0)
    shown = ran[:: -(-ran.size // MOST)] if ran.size else ran
    parts = [part[shown] for part in (found.value, found.low, found.high)]
    scale = "log ratio" if by_ratio else "difference"
    limits = contrast_axis.axis_limits(parts, scale)
    with style.house():
        figure = style.canvas(4.3 if narrow else 8.6, 1.6 + 0.3 * max(shown.size, 2))
        axes = figure.subplots()
        for place, (value, low, high) in enumerate(zip(*parts, strict=True)):
            y, colour = shown.size - 1 - place, style.FILLS[1 if value > 0 else 0]
            face = colour if low > 0 or high < 0 else "white"
            axes.plot(np.clip([low, high], *limits), [y, y], color=colour, linewidth=2.0)
            axes.plot([value], [y], "o", color=colour, markerfacecolor=face, markersize=5.5, gid=f"point-{y}")
        axes.axvline(0.0, color=style.INK, linewidth=1.0)
        labels = [_label(sweep, int(n), 26 if narrow else 48) for n in shown]
        axes.set_yticks(range(shown.size - 1, -1, -1), labels, fontsize=8.5)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.6, shown.size - 0.4)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x")
        axes.set_xlim(*limits)
        contrast_axis.ticks(axes.xaxis, *limits, scale, most=4 if narrow else 7)
        said = "times as much as" if by_ratio else "difference from"
        baseline = style.wrapped(title_of(sweep.study, names[1]), 24 if narrow else 40, 1)
        axes.set_xlabel(f"{outcome_of(names[2])}: {said} “{baseline}”")
        axes.set_title(style.wrapped(title_of(sweep.study, names[0]), 30 if narrow else 60, 1))
        contrast_axis.note(figure, "Lines: 95% intervals; hollow: they hold equality.", narrow=narrow)
    return figure


def _label(sweep: Sweep, point: int, width: int) -> str:
    """Write the values of the factors at a point, the last parts of their names."""
    if not sweep.study.factors:
        return "the scenario"
    pairs = zip(sweep.study.factors, sweep.study.points[point], strict=True)
    said = ", ".join(f"{name.rpartition('.')[2]} {_short(value)}" for name, value in pairs)
    return style.wrapped(said, width, 1)


def _short(value: Any) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return style.short(float(value)) if is_number else str(value)
