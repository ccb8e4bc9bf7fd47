"""The break-even line between two plans, over two factors or along one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import matplotlib
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

from stonecast.inference import paired
from stonecast.report import contrast_axis, style
from stonecast.report.contrast_axis import outcome_of, title_of
from stonecast.study.breakeven import BreakEven, break_even
from stonecast.study.choosing import contrast_of, points_along
from stonecast.study.phasemap import PhaseMap, phase_map
from stonecast.study.results import Sweep
from stonecast.wording import words

Array = NDArray[np.float64]

STEPS = (1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0)
"""Multiples at which contours are drawn."""

PLACES = 60
"""Along each axis, between which the region where nobody surely wins is told."""

COLOURS = LinearSegmentedColormap.from_list("stones", [style.FILLS[0], "#F7F7F7", style.FILLS[1]])


def phases(sweep: Sweep, *, narrow: bool = False, **options: Any) -> Figure:
    """Draw how many times as much a plan brings as its baseline, over two factors.

    Parameters
    ----------
    sweep
        A study that has been run.
    narrow
        For a phone.
    options
        As of `phasemap.phase_map`: ``x``, ``y``, ``plan``, ``baseline``, ``outcome``, ``where``.
    """
    found = phase_map(sweep, **options)
    most = _most(found)
    with style.house():
        figure = style.canvas(4.3 if narrow else 8.6, 4.6 if narrow else 5.6)
        axes = figure.subplots()
        contrast_axis.factor_axis(axes, "x", sweep.study, found.x_factor, found.x, most=4 if narrow else 6)
        contrast_axis.factor_axis(axes, "y", sweep.study, found.y_factor, found.y)
        shown = _contours(axes, found, most) if found.is_grid else _points(axes, found, most)
        _bar(figure, axes, shown, found, most, narrow)
        plan, baseline = (title_of(sweep.study, name) for name in (found.plan, found.baseline))
        width = 26 if narrow else 34
        contrast_axis.key(
            figure,
            [
                (f"{style.wrapped(plan, width, 1)} brings more", style.FILLS[1], style.INKS[1]),
                (f"{style.wrapped(baseline, width, 1)} brings more", style.FILLS[0], style.INKS[0]),
            ],
            narrow=narrow,
        )
        held = ", ".join(f"{name} = {value}" for name, value in found.where.items())
        said = "hatched: the 95% interval holds 1×" if found.is_grid else "hollow: the 95% interval holds 1×"
        parts = [outcome_of(found.outcome).capitalize(), said, held]
        style.footnote(
            figure, style.wrapped("; ".join(part for part in parts if part) + ".", 58 if narrow else 110)
        )
    return figure


def _most(found: PhaseMap) -> float:
    known = np.abs(found.contrast.value)
    most = float(np.nanmax(known)) if np.isfinite(known).any() else 1.0
    return max(most, math.log(1.1) if found.scale == "log ratio" else 1e-12)


def _levels(found: PhaseMap, most: float) -> list[float]:
    if found.scale != "log ratio":
        return sorted({sign * most * part for part in (0.25, 0.5, 0.75) for sign in (-1, 1)})
    kept = [math.log(step) for step in STEPS if math.log(step) < most]
    return sorted(sign * level for level in kept[-5:] for sign in (-1, 1))


def _contours(axes: Any, found: PhaseMap, most: float) -> Any:
    """Draw filled steps, contours, the break-even line, and the region in which nobody surely wins."""
    x, y, value = found.grid(found.contrast.value)
    fills = np.linspace(-most, most, 41)
    value = np.ma.masked_invalid(value)
    shown = axes.contourf(x, y, value, fills, cmap=COLOURS)
    where = undecided(found)
    if float(where[2].max()) > 0:
        with matplotlib.rc_context({"hatch.color": style.GREY, "hatch.linewidth": 0.7}):
            axes.contourf(*where, [0.0, math.inf], colors="none", hatches=["////"])
        axes.contour(*where, [0.0], colors=style.GREY, linewidths=0.8, linestyles="dashed")
    lines = axes.contour(
        x, y, value, _levels(found, most), colors=style.GREY, linewidths=0.6, linestyles="solid"
    )
    _label(axes, lines, 8.5, lambda level: _say(level, found.scale))
    if float(value.min()) < 0 < float(value.max()):
        line = axes.contour(x, y, value, [0.0], colors=style.INK, linewidths=2.2)
        _label(axes, line, 9, lambda _: "break-even")
    axes.plot(found.x, found.y, ".", color=style.INK, markersize=2.5, alpha=0.6, gid="points")
    return shown


def _label(axes: Any, lines: Any, size: float, say: Callable[[float], str]) -> None:
    """Write on contours what they are, where there is room: the frame would cut the others."""
    frame = axes.get_window_extent()
    for text in axes.clabel(lines, fontsize=size, colors=style.INK, fmt=say):
        box = text.get_window_extent()
        text.set_visible(frame.contains(box.x0, box.y0) and frame.contains(box.x1, box.y1))


def undecided(found: PhaseMap) -> tuple[Array, Array, Any]:
    """Return where nobody surely wins: axes finer than those of the grid, and values above 0 where it is so.

    Both limits of the interval are interpolated, and then compared with zero. So the region lies around the
    break-even line also between a point where one plan surely wins and a neighbour where the other does.
    """
    x, y, value = found.grid(found.contrast.value)
    parts = (found.grid(part)[2] for part in (found.contrast.low, found.contrast.high))
    low, high = (np.where(np.isnan(value), np.nan, np.nan_to_num(part, nan=0.0)) for part in parts)
    fine_x, fine_y = finer(x), finer(y)
    low, high = (_between(x, y, part, fine_x, fine_y) for part in (low, high))
    return fine_x, fine_y, np.ma.masked_invalid(np.minimum(high, -low))


def finer(axis: Array) -> Array:
    """Return an axis with places between its own, about `PLACES` in all."""
    steps = max(1, PLACES // axis.size)
    return np.asarray(np.interp(np.arange((axis.size - 1) * steps + 1) / steps, np.arange(axis.size), axis))


def _between(x: Array, y: Array, values: Array, fine_x: Array, fine_y: Array) -> Array:
    """Interpolate linearly along both axes."""
    along = np.array([np.interp(fine_x, x, row) for row in values])
    return np.array([np.interp(fine_y, y, column) for column in along.T]).T


def _points(axes: Any, found: PhaseMap, most: float) -> Any:
    sure = found.contrast.sure
    value = np.clip(found.contrast.value, -most, most)
    edges = COLOURS((value + most) / (2 * most))
    shown = axes.scatter(
        found.x[sure], found.y[sure], c=value[sure], cmap=COLOURS, vmin=-most, vmax=most, s=42,
        edgecolors=style.GREY, linewidths=0.5, gid="sure",
    )  # fmt: skip
    axes.scatter(
        found.x[~sure], found.y[~sure], facecolors="none", edgecolors=edges[~sure] * 0.75 + 0.0, s=34,
        linewidths=1.2, gid="unsure",
    )  # fmt: skip
    return shown


def _bar(figure: Any, axes: Any, shown: Any, found: PhaseMap, most: float, narrow: bool) -> None:
    bar = figure.colorbar(
        shown, ax=axes, location="bottom" if narrow else "right", shrink=0.9, aspect=28, pad=0.02
    )
    axis = bar.ax.xaxis if narrow else bar.ax.yaxis
    contrast_axis.ticks(axis, -most, most, found.scale, most=7)
    label = "times as much as the baseline" if found.scale == "log ratio" else "difference from the baseline"
    bar.set_label(label)
    bar.outline.set_visible(False)


def _say(level: float, scale: str) -> str:
    return contrast_axis.times(level) if scale == "log ratio" else style.signed(level)


def along(sweep: Sweep, factor: str | None = None, *, narrow: bool = False, **options: Any) -> Figure:
    """Draw both plans and their ratio along one factor, with the break-even point.

    Parameters
    ----------
    sweep
        A study that has been run.
    factor
        A numeric factor; default the first of the study.
    narrow
        For a phone.
    options
        As of `breakeven.break_even`.
    """
    chosen = factor or sweep.study.factors[0]
    found = break_even(sweep, chosen, **options)
    with style.house():
        figure = style.canvas(4.3 if narrow else 8.6, 5.6)
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[1.1, 1])
        _outcomes(upper, sweep, found, options)
        _ratio(lower, sweep, found)
        contrast_axis.factor_axis(lower, "x", sweep.study, found.factor, found.x, most=4 if narrow else 6)
        names = [(found.baseline, 0), (found.plan, 1)]
        contrast_axis.key(
            figure,
            [
                (style.wrapped(title_of(sweep.study, name), 34, 1), style.FILLS[c], style.INKS[c])
                for name, c in names
            ],
            narrow=narrow,
        )
        style.footnote(
            figure, style.wrapped(f"Lines: 95% intervals. {_sentence(sweep, found)}", 58 if narrow else 110)
        )
    return figure


def _outcomes(axes: Any, sweep: Sweep, found: BreakEven, options: dict[str, Any]) -> None:
    at, x = points_along(sweep.study, found.factor, options.get("where"), between=options.get("between"))
    one, other, _ = contrast_of(sweep, found.plan, found.baseline, found.outcome)
    for values, colour in ((other, 0), (one, 1)):
        mean = paired.mean(values[at])
        known = np.isfinite(mean.value)
        _curve(axes, x[known], mean, known, colour)
    style.number_axis(axes.yaxis)
    axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
    axes.set_ylabel(f"{outcome_of(found.outcome)}, mean")
    axes.grid(axis="y")


def _curve(axes: Any, x: Array, mean: paired.Estimates, known: Any, colour: int) -> None:
    axes.vlines(x, mean.low[known], mean.high[known], color=style.FILLS[colour], linewidth=1.6)
    axes.plot(x, mean.value[known], "o-", color=style.FILLS[colour], markersize=4.5, linewidth=1.4)


def _ratio(axes: Any, sweep: Sweep, found: BreakEven) -> None:
    value, low, high = found.contrast.value, found.contrast.low, found.contrast.high
    limits = contrast_axis.axis_limits([value, low, high], found.scale)
    axes.axhline(0.0, color=style.INK, linewidth=1.2)
    if math.isfinite(found.value):
        if found.has_interval:
            ends = np.clip([found.low, found.high], found.x[0], found.x[-1])
            axes.axvspan(*ends, color="#EEF1F4", zorder=0, linewidth=0, gid="break-even interval")
        axes.axvline(found.value, color=style.INK, linewidth=1.2, linestyle=(0, (4, 3)), gid="break-even")
        right = found.value < math.sqrt(abs(found.x[0] * found.x[-1])) if found.x[0] > 0 else True
        axes.annotate(
            f"break-even {style.short(float(f'{found.value:.3g}'))}",
            (found.value, limits[1]),
            xytext=(5 if right else -5, -4), textcoords="offset points", va="top",
            ha="left" if right else "right", fontsize=9.5, fontweight="bold",
        )  # fmt: skip
    sure = found.contrast.sure
    colours = [style.FILLS[1] if v > 0 else style.FILLS[0] for v in value]
    axes.vlines(found.x, np.clip(low, *limits), np.clip(high, *limits), color=colours, linewidth=2.0)
    axes.plot(found.x, value, color=style.GREY, linewidth=0.9, zorder=1)
    for place, v, certain, colour in zip(found.x, value, sure, colours, strict=True):
        axes.plot(
            [place], [v], "o", color=colour, markerfacecolor=colour if certain else "white", markersize=5.5
        )
    axes.set_ylim(*limits)
    contrast_axis.ticks(axes.yaxis, *limits, found.scale)
    said = "times" if found.scale == "log ratio" else "difference from"
    axes.set_ylabel(style.wrapped(f"{said} {words.called(title_of(sweep.study, found.baseline))}", 26, 2))
    axes.grid(axis="y")


def _sentence(sweep: Sweep, found: BreakEven) -> str:
    plan, baseline = (words.called(title_of(sweep.study, name)) for name in (found.plan, found.baseline))
    text = str(replace(found, plan=plan, baseline=baseline, outcome=outcome_of(found.outcome)))
    return text[0].upper() + text[1:] + "."
