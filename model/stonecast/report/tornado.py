"""Which factors matter: a tornado of one factor at a time, and sensitivity indices with intervals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from stonecast.report import contrast_axis, style
from stonecast.report.contrast_axis import outcome_of, title_of
from stonecast.study.indices import Index
from stonecast.study.results import Sweep
from stonecast.study.sensitivity import Sensitivity
from stonecast.study.swings import Swing, Swings, swings
from stonecast.wording import words

TELL = {
    "S1": "alone (first order)",
    "ST": "with all interactions (total order)",
    "mu_star": "mean size of its effect (μ*)",
    "sigma": "how much the effect varies (σ)",
    "PRCC": "partial rank correlation",
}

SHOWN = {"saltelli": ("ST", "S1"), "morris": ("mu_star", "sigma")}
"""Indices in the figure, the one that ranks the factors first."""

MOST = 15
"""Factors in a figure."""


def tornado(sweep: Sweep, *, narrow: bool = False, **options: Any) -> Figure:
    """Draw how far each factor alone moves the ratio of two plans, the largest on top.

    Parameters
    ----------
    sweep
        A study with ``design = "one_at_a_time"`` that has been run.
    narrow
        For a phone.
    options
        As of `swings.swings`: ``plan``, ``baseline``, ``outcome``.
    """
    found = swings(sweep, **options)
    rows = found.swings[:MOST]
    parts = [part for s in rows for part in (s.contrast.value, s.contrast.low, s.contrast.high)]
    limits = contrast_axis.axis_limits([*parts, np.array(found.base)], found.scale)
    with style.house():
        figure = style.canvas(4.3 if narrow else 8.6, 1.9 + 0.52 * max(len(rows), 1))
        axes = figure.subplots()
        for place, swing in enumerate(rows):
            _swing(axes, swing, len(rows) - 1 - place, found)
        axes.axvline(found.base[0], color=style.INK, linewidth=1.4, gid="base")
        axes.axvline(0.0, color=style.INK, linewidth=1.0, linestyle=(0, (4, 3)), zorder=1)
        _names(axes, [swing.factor for swing in rows], narrow)
        air = 0.12 * (limits[1] - limits[0])
        axes.set_xlim(limits[0] - air, limits[1] + air)
        contrast_axis.ticks(axes.xaxis, *axes.get_xlim(), found.scale, most=4 if narrow else 7)
        baseline = style.wrapped(title_of(sweep.study, found.baseline), 26 if narrow else 40, 1)
        said = "times as much as" if found.scale == "log ratio" else "difference from"
        axes.set_xlabel(f"{outcome_of(found.outcome)}: {said} “{baseline}”")
        axes.set_title(style.wrapped(title_of(sweep.study, found.plan), 30 if narrow else 60, 1))
        contrast_axis.note(
            figure,
            "Solid line: the scenario as it is. Dashed: equal. Thin lines: 95% intervals at the ends; "
            "the numbers are the factor's values.",
            narrow=narrow,
        )
    return figure


def _swing(axes: Any, swing: Swing, y: int, found: Swings) -> None:
    value = swing.contrast.value
    known = np.flatnonzero(np.isfinite(value))
    if not known.size:
        return
    ends = known[np.argmin(value[known])], known[np.argmax(value[known])]
    for end, colour, side in ((ends[0], 0, -1), (ends[1], 1, 1)):
        if value[end] != found.base[0]:
            axes.barh(
                y, value[end] - found.base[0], left=found.base[0], height=0.5,
                color=style.FILLS[colour], alpha=0.85, linewidth=0, gid=f"bar-{swing.factor}-{side}",
            )  # fmt: skip
            axes.plot(
                [swing.contrast.low[end], swing.contrast.high[end]], [y, y], color=style.INK, linewidth=1.0
            )
            far = swing.contrast.low[end] if side < 0 else swing.contrast.high[end]
            axes.annotate(
                _written(swing.values[end]),
                (far if math.isfinite(far) else value[end], y),
                xytext=(4 * side, 0), textcoords="offset points", va="center",
                ha="right" if side < 0 else "left", fontsize=9, color=style.INKS[colour],
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85},
            )  # fmt: skip


def _written(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return style.short(float(value))
    return style.wrapped(str(value), 18, 1)


def sensitivity(found: Sensitivity, *, narrow: bool = False) -> Figure:
    """Draw the indices of the log ratio and of who wins, the factor that matters most on top.

    Parameters
    ----------
    found
        What `sensitivity` returned.
    narrow
        For a phone: one panel below the other.
    """
    study = found.sweep.study
    names = SHOWN.get(study.spec.design if study.given is None else "", ("PRCC",))
    size = "log ratio" if np.isfinite(found.index(names[0], "log ratio").value).any() else "difference"
    panels = [(size, f"How much more: {size}"), ("wins", "Who wins")]
    order = [found.factors.index(name) for name in found.ranked(found.factors)][:MOST]
    with style.house():
        rows = 0.42 * len(order)
        figure = style.canvas(4.3 if narrow else 9.6, 2.2 + (2 * rows + 1.0 if narrow else rows))
        for turn, (axes, (response, title)) in enumerate(
            zip(figure.subplots(*((2, 1) if narrow else (1, 2))), panels, strict=True)
        ):
            _panel(axes, [found.index(name, response) for name in names], order, title)
            labels = [found.factors[n] for n in order] if narrow or not turn else [""] * len(order)
            _names(axes, labels, narrow)
            axes.set_xlabel(_unit(names[0]))
        _key(figure, names, narrow)
        contrast_axis.note(figure, _footnote(found, names[0], size), narrow=narrow)
    return figure


def _panel(axes: Any, shown: list[Index], order: Any, title: str) -> None:
    axes.axvline(0.0, color=style.INK, linewidth=1.0)
    for turn, index in enumerate(shown):
        for place, n in enumerate(order):
            y = len(order) - 1 - place + (0.13 - 0.26 * turn if len(shown) > 1 else 0.0)
            if math.isfinite(index.value[n]):
                axes.plot([index.low[n], index.high[n]], [y, y], color=style.FILLS[turn], linewidth=2.2)
                axes.plot(
                    [index.value[n]], [y], "o", color=style.FILLS[turn], markersize=6,
                    markerfacecolor=style.FILLS[turn] if turn == 0 else "white", gid=f"{index.name}-{n}",
                )  # fmt: skip
    if not np.isfinite(shown[0].value).any():
        axes.text(0.5, 0.5, "never changes", transform=axes.transAxes, ha="center", color=style.GREY)
    axes.set_title(title)
    axes.grid(axis="x")
    style.number_axis(axes.xaxis, most=5)


def _names(axes: Any, names: list[str], narrow: bool) -> None:
    axes.set_yticks(range(len(names) - 1, -1, -1), [_folded(name, 18 if narrow else 30) for name in names])
    for label in axes.get_yticklabels():
        label.set_color(style.INK)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(-0.6, len(names) - 0.4)


def _folded(name: str, width: int) -> str:
    """Break a dotted path after a dot where it is too long."""
    lines, line = list[str](), ""
    for part in name.replace(".", ".\0").split("\0"):
        if line and len(line) + len(part) > width:
            lines.append(line)
            line = ""
        line += part
    return "\n".join([*lines, line])


def _unit(name: str) -> str:
    if name == "ST":
        return "share of the variance of the response"
    return "change over the factor's whole range" if name == "mu_star" else "partial rank correlation"


def _key(figure: Any, names: tuple[str, ...], narrow: bool) -> None:
    handles = []
    for turn, name in enumerate(names):
        colour = style.FILLS[turn]
        face = colour if turn == 0 else "white"
        handles.append(Line2D([], [], color=colour, marker="o", markerfacecolor=face, linewidth=2.2))
        handles[-1].set_label(TELL[name])
    figure.legend(
        handles=handles, loc="outside upper left", ncols=1 if narrow else 2, frameon=False, borderaxespad=0.2
    )


def _footnote(found: Sensitivity, name: str, size: str) -> str:
    plan, baseline = (title_of(found.sweep.study, p) for p in (found.plan, found.baseline))
    told = found.responses[[response.name for response in found.responses].index(size)]
    count = found.table().query("response == @size and index == @name")["rests_on"].iloc[0]
    kind = {"ST": "rows", "mu_star": "trajectories", "PRCC": "points"}[name]
    said = f"“{plan}” against “{baseline}” on {outcome_of(found.outcome)}."
    markets = words.many(found.sweep.study.spec.markets, "market")
    said += f" Lines: 95% intervals from {count:,} {kind} on {markets}."
    return (
        said
        if math.isnan(told.noise)
        else f"{said} Luck: {100 * told.noise:.2g}% of the variance of the {size}."
    )
