"""Every run as a dot: the deciding outcome of each plan, and paired differences from the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from stonecast.campaign import TOTALS
from stonecast.inference.statistics import Estimate
from stonecast.report import measures, style

if TYPE_CHECKING:
    from stonecast.study.comparison import Comparison

RASTER = 3000
"""More dots than this in one row are drawn as a picture inside the SVG."""


def outcomes(duel: Comparison, *, narrow: bool = False) -> Figure:
    """Draw the deciding outcome in every run, and the paired differences from the baseline.

    Parameters
    ----------
    duel
        The comparison.
    narrow
        Panels below each other, for a phone.
    """
    plans = len(duel.plans)
    with style.house():
        if narrow:
            figure = style.canvas(4.3, 2.2 + 1.35 * plans)
            left, right = figure.subplots(2, 1, height_ratios=[plans, max(plans - 1, 1.2)])
        else:
            figure = style.canvas(10.6, 1.7 + 0.9 * plans)
            left, right = figure.subplots(1, 2, width_ratios=[1.12, 1])
        _levels(left, duel, narrow)
        _differences(right, duel, narrow)
        style.footnote(
            figure,
            "Dot: one run. Thin line: 90% of runs. Thick line: the middle half.\n"
            "White dot and black line: mean with its 95% interval.",
        )
    return figure


def _levels(axes: Any, duel: Comparison, narrow: bool) -> None:
    measure = measures.deciding(duel)
    everything = duel.totals[..., TOTALS.index(duel.outcome)]
    for plan in range(len(duel.plans)):
        values = duel.values(plan, duel.outcome).ravel()
        row(axes, values, measures.estimate(duel, plan, measure), len(duel.plans) - 1 - plan, plan)
    known = everything[np.isfinite(everything)]
    if known.size and known.min() > 0 and known.max() > 25 * known.min():
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(lambda value, _: style.short(value))
        axes.xaxis.set_minor_formatter(lambda value, _: "")
    else:
        style.number_axis(axes.xaxis, most=4 if narrow else 5)
        axes.set_xlim(*style.limits(known))
    for plan in range(len(duel.plans)):
        mean = measures.estimate(duel, plan, measure).value
        _say(axes, mean, len(duel.plans) - 1 - plan, style.short(mean), plan)
    _rows(axes, [plan.title for plan in duel.plans], range(len(duel.plans)), narrow)
    axes.set_xlabel(_unit(duel, measure.title) + " in one run")
    axes.set_title(f"{measure.title}, {_runs(duel)}")


def _differences(axes: Any, duel: Comparison, narrow: bool) -> None:
    base = duel.values(0, duel.outcome)
    others = list(range(1, len(duel.plans)))
    everything = []
    for place, plan in enumerate(reversed(others)):
        apart = (duel.values(plan, duel.outcome) - base).ravel()
        everything.append(apart)
        row(axes, apart, duel.difference(plan, 0), place, plan)
    style.number_axis(axes.xaxis, most=4 if narrow else 5)
    axes.set_xlim(*style.limits(np.concatenate(everything), around=0.0))
    for place, plan in enumerate(reversed(others)):
        gap = duel.difference(plan, 0)
        _say(axes, gap.value, place, _interval(gap), plan)
    axes.axvline(0.0, color=style.INK, linewidth=1.0, linestyle=(0, (4, 3)), zorder=1)
    _rows(axes, [duel.plans[plan].title for plan in others], others, narrow)
    axes.set_ylim(-0.75, len(others) - 0.1)
    axes.set_xlabel(_unit(duel, "Difference") + " in the same run; 0 = equal")
    first = duel.plans[0].title
    axes.set_title(f"Difference from “{first}”" if len(first) <= 18 else "Difference from the baseline")


def row(axes: Any, values: NDArray[np.float64], mean: Estimate, y: float, plan: int) -> None:
    """Draw one row: every run a dot, 90% of runs a line, half of them a box, the mean a white dot."""
    known = values[np.isfinite(values)]
    if not known.size:
        axes.text(
            0.5, y, "not defined in any run", transform=axes.get_yaxis_transform(), ha="center", va="center"
        )
        return
    axes.scatter(
        known,
        y - 0.12 + style.scatter_of(known, 0.2),
        s=9 if known.size <= 400 else 5,
        color=style.fill(plan),
        alpha=0.35 if known.size > 60 else 0.55,
        linewidths=0,
        rasterized=known.size > RASTER,
        gid=f"runs-{plan}",
        zorder=2,
    )
    low, first, third, high = np.quantile(known, [0.05, 0.25, 0.75, 0.95])
    axes.plot([low, high], [y - 0.12] * 2, color=style.ink(plan), linewidth=1.2, zorder=3)
    axes.plot([first, third], [y - 0.12] * 2, color=style.ink(plan), linewidth=5, alpha=0.55, zorder=3)
    if np.isfinite(mean.low) and np.isfinite(mean.high):
        axes.plot([mean.low, mean.high], [y - 0.12] * 2, color="white", linewidth=5.2, zorder=4)
        axes.plot(
            [mean.low, mean.high],
            [y - 0.12] * 2,
            color=style.INK,
            linewidth=3.2,
            zorder=5,
            gid=f"interval-{plan}",
            solid_capstyle="butt",
        )
    axes.plot(
        [mean.value],
        [y - 0.12],
        marker="o",
        markersize=5.0,
        markerfacecolor="white",
        markeredgecolor=style.INK,
        markeredgewidth=1.5,
        zorder=6,
        linestyle="",
    )


def _say(axes: Any, x: float, y: float, text: str, plan: int) -> None:
    """Write above a row, kept inside the panel (a letter is about 6.5 points wide)."""
    if not np.isfinite(x):
        return
    inches = axes.get_figure().get_figwidth()
    half = min(0.5, 0.5 * 6.5 * len(text) / (72 * inches * (0.32 if inches > 6 else 0.6)))
    panel = axes.transScale + axes.transLimits
    place = panel.transform((x, 1.0))[0]
    x = panel.inverted().transform((np.clip(place, half, 1 - half), 0.0))[0]
    axes.annotate(
        text,
        (x, y + 0.17),
        ha="center",
        va="bottom",
        color=style.ink(plan),
        fontweight="bold",
        fontsize=10.0,
        annotation_clip=False,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85},
        gid=f"mean-{plan}",
    )


def _rows(axes: Any, titles: list[str], plans: Any, narrow: bool) -> None:
    count = len(titles)
    axes.set_yticks(
        range(count - 1, -1, -1), [style.wrapped(title, 13 if narrow else 18) for title in titles]
    )
    for label, plan in zip(axes.get_yticklabels(), plans, strict=True):
        label.set_color(style.ink(plan))
        label.set_fontweight("bold")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(-0.55, count - 0.35)
    axes.grid(axis="x")


def _interval(gap: Estimate) -> str:
    if not np.isfinite(gap.low):
        return style.signed(gap.value)
    rough = max(abs(gap.low), abs(gap.high)) >= 100
    value, low, high = (style.signed(float(round(x)) if rough else x) for x in (gap.value, gap.low, gap.high))
    return f"{value} ({low} to {high})"


def _runs(duel: Comparison) -> str:
    runs = len(duel.lucks) * len(duel.market_seeds)
    return f"{runs:,} runs a plan" if runs > 1 else "one run a plan"


def _unit(duel: Comparison, text: str) -> str:
    return f"{text} [{duel.spec.money.currency}]" if measures.deciding(duel).kind == "money" else text
