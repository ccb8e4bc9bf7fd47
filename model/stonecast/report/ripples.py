"""The shape of the ripples: how far from a stone people were won, and how much each stone set in motion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator
from numpy.typing import NDArray

from stonecast.report import style

if TYPE_CHECKING:
    from stonecast.campaign import Run
    from stonecast.study.comparison import Comparison

DEEPEST = 5
"""Steps from here on are drawn together."""


def ripple(duel: Comparison, *, narrow: bool = False) -> Figure:
    """Draw, for one run of each plan, the share won at each step and the people won by each stone.

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
            figure = style.canvas(4.3, 2.4 + 1.25 * plans)
            left, right = figure.subplots(2, 1)
        else:
            figure = style.canvas(10.6, 1.8 + 0.75 * plans)
            left, right = figure.subplots(1, 2)
        for plan, run in enumerate(duel.samples):
            _steps(left, by_step(run), by_advertising(run), plans - 1 - plan, plan)
            _trees(right, won_by_stone(run), plans - 1 - plan, plan)
        _finish(left, right, duel, narrow)
        said = f"One run of each plan (luck {duel.lucks[0]}, market seed {duel.market_seeds[0]})."
        if any(by_advertising(run) for run in duel.samples):
            said += "\nGrey: won by advertising, or by people whom it won."
        style.footnote(figure, said)
    return figure


def by_step(run: Run) -> NDArray[np.float64]:
    """Share of the engaged won 1, 2, ... steps from a stone, last ``DEEPEST`` or more; zeros if none were."""
    found = run.ripple
    depth = found.depth[(found.depth > 0) & found.is_stone[found.stone]]
    counts = np.bincount(np.minimum(depth, DEEPEST), minlength=DEEPEST + 1)[1:].astype(float)
    return np.asarray(counts / found.size if found.size else counts)


def by_advertising(run: Run) -> float:
    """Share of the engaged who were won by advertising, or in ripples that it began; 0 if nobody was."""
    found = run.ripple
    return float((~found.is_stone[found.stone]).sum() / found.size) if found.size else 0.0


def won_by_stone(run: Run) -> NDArray[np.float64]:
    """People engaged in the ripple of each stone, at full size."""
    found = run.ripple
    return np.asarray((found.sizes[found.is_stone[found.roots]] - 1) * run.market.scale, float)


def _steps(axes: Any, shares: NDArray[np.float64], advertised: float, y: float, plan: int) -> None:
    if not shares.sum() and not advertised:
        axes.text(0.02, y, "nobody was won", va="center", color=style.GREY, fontsize=9)
        return
    left = 0.0
    base = np.array(to_rgb(style.ink(plan)))
    for step, share in enumerate(shares, 1):
        light = (step - 1) / DEEPEST * 0.9
        name = f"{step}" if step < DEEPEST else f"{step}+"
        name += " step" if step == 1 and share > 0.12 else ""
        colour = tuple(base + (1 - base) * light)
        _segment(axes, left, share, y, colour, name, light > 0.45, f"step-{plan}-{step}")
        left += share
    name = "advertising" if advertised > 0.2 else "ads"
    _segment(axes, left, advertised, y, style.FAINT, name, True, f"ads-{plan}")


def _segment(
    axes: Any, left: float, share: float, y: float, colour: Any, name: str, dark: bool, gid: str
) -> None:
    """Draw one part of a bar, with its share in it and its name above if there is room."""
    axes.barh(y, share, left=left, height=0.56, color=colour, edgecolor="white", linewidth=1.0, gid=gid)
    if share < 0.045:
        return
    middle = left + share / 2
    axes.text(
        middle,
        y,
        f"{100 * share:.0f}%",
        ha="center",
        va="center",
        fontsize=9,
        fontweight="bold",
        color=style.INK if dark else "white",
    )
    axes.text(middle, y + 0.31, name, ha="center", va="bottom", fontsize=8, color=style.GREY)


def _trees(axes: Any, won: NDArray[np.float64], y: float, plan: int) -> None:
    if not won.size:
        axes.text(
            0.02,
            y,
            "no stone was thrown",
            va="center",
            color=style.GREY,
            fontsize=9,
            transform=axes.get_yaxis_transform(),
        )
        return
    axes.scatter(
        won,
        y + style.scatter_of(np.log1p(won), 0.26),
        s=np.clip(900 / won.size, 9, 60),
        color=style.fill(plan),
        alpha=0.45 if won.size > 30 else 0.8,
        linewidths=0,
        rasterized=won.size > 3000,
        gid=f"trees-{plan}",
    )
    stones = f"{won.size:,} stones, median {style.short(float(np.median(won)))}"
    text = stones if won.size > 1 else f"1 stone: {style.short(float(won[0]))}"
    axes.text(
        0.995,
        y + 0.3,
        text,
        transform=axes.get_yaxis_transform(),
        ha="right",
        va="bottom",
        fontsize=9,
        fontweight="bold",
        color=style.ink(plan),
    )


def _finish(left: Any, right: Any, duel: Comparison, narrow: bool) -> None:
    plans = len(duel.plans)
    titles = [style.wrapped(plan.title, 13 if narrow else 18) for plan in duel.plans]
    for axes in (left, right):
        named = titles if axes is left or narrow else [""] * plans
        axes.set_yticks(range(plans - 1, -1, -1), named)
        for plan, label in enumerate(axes.get_yticklabels()):
            label.set_color(style.ink(plan))
            label.set_fontweight("bold")
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.set_ylim(-0.5, plans - 0.25)
    left.set_xlim(0, 1)
    left.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}%")
    left.set_xlabel("share of engaged people")
    left.set_title("Steps away from a stone")
    scale = max(duel.spec.scale, 1.0)
    right.set_xscale("symlog", linthresh=scale, linscale=0.4)
    most = max([float(won_by_stone(run).max(initial=0.0)) for run in duel.samples] or [0.0])
    right.set_xlim(-0.35 * scale, max(most, 2 * scale) * 1.6)
    powers = [10.0**k for k in range(0, 12) if scale <= 10.0**k <= max(most, 2 * scale) * 1.6]
    right.set_xticks([0.0, *powers], [style.short(tick) for tick in [0.0, *powers]])
    right.xaxis.set_minor_locator(NullLocator())
    right.set_xlabel("engaged people (logarithmic)")
    right.set_title("People won by each stone")
    right.grid(axis="x")
