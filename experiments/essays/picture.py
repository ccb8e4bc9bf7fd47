"""The figure of a claim: how many times as much the favoured plan brings, along the factor."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullFormatter, NullLocator

from stonecast.report import style
from stonecast.wording import words


def write(finding: dict[str, Any], path: Path) -> None:
    """Write SVG and PNG."""
    with style.house():
        figure = draw(finding)
    path.with_suffix(".svg").write_text(style.to_svg(figure), "utf-8")
    path.with_suffix(".png").write_bytes(style.to_png(figure, dpi=130))


def draw(finding: dict[str, Any]) -> style.Picture:
    """Draw the contrast with its interval, the line where plans break even, and the scenario's own value."""
    claim, logs = finding["claim"], finding["scale"] == "log ratio"
    x = np.array(finding["x"])
    value, low, high = (
        np.array([np.nan if v is None else v for v in part], float) for part in finding["contrast"]
    )
    shown = np.exp if logs else (lambda number: number)
    threshold = claim["threshold"] or 0.0
    value, low, high = value + threshold, low + threshold, high + threshold
    if threshold:
        low, high = np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)  # a share of runs
    figure = style.canvas(7.2, 4.0)
    axes = figure.add_subplot()
    axes.fill_between(x, shown(low), shown(high), color=style.fill(0), alpha=0.2, linewidth=0)
    axes.plot(x, shown(value), color=style.fill(0), marker="o", markersize=5, linewidth=2)
    axes.axhline(1.0 if logs else threshold, color=style.GREY, linewidth=1)
    axes.axvline(claim["at"], color=style.ink(1), linewidth=1, linestyle=":")
    axes.annotate(
        "the scenario",
        (claim["at"], 1.0),
        (4, -4),
        xycoords=("data", "axes fraction"),
        va="top",
        textcoords="offset points",
        color=style.ink(1),
        fontsize=9,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )
    if (x > 0).all() and x.max() > 20 * x.min():
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(FuncFormatter(lambda number, _: style.short(number)))
        axes.xaxis.set_minor_formatter(NullFormatter())
    if logs:
        narrow = np.nanmax(high) - np.nanmin(low) < np.log(20)
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(
            FixedLocator(_round(*shown(axes_ends(low, high)))) if narrow else LogLocator()
        )
        axes.yaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:g}×"))
        axes.yaxis.set_minor_formatter(NullFormatter())
        if narrow:
            axes.yaxis.set_minor_locator(NullLocator())
    elif np.nanmax(np.abs(value)) > 100 * max(np.nanmin(np.abs(value)), 0.5):
        axes.set_yscale("symlog", linthresh=1.0)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,.0f}"))
    axes.set_xlabel(claim["label"])
    titles = finding["titles"]
    against = titles.get(claim["baseline"]) or f"{claim['label']} = {x[0]:g}"
    kind = "ratio" if logs else "share of runs" if threshold else "difference"
    axes.set_ylabel(f"{words.COUNTED[claim['outcome']][0]}, {kind}")
    axes.set_title(textwrap.fill(claim["says"][0].upper() + claim["says"][1:], 72))
    band = f"Band: 95% interval over {finding['markets']} markets of {finding['lucks']} paired lucks"
    told = f"{titles[claim['plan']]}, against: {'more often than not' if threshold else against}. {band}"
    style.footnote(figure, textwrap.fill(told, 105))
    return figure


def axes_ends(low: Any, high: Any) -> Any:
    """Logarithms between which an axis runs: all intervals, and no difference."""
    return np.array([min(0.0, float(np.nanmin(low))), max(0.0, float(np.nanmax(high)))])


def _round(low: float, high: float) -> list[float]:
    """Some round ratios from one end to the other, 1 among them."""
    for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0):
        ticks = np.round(np.arange(np.floor(low / step), np.ceil(high / step) + 1) * step, 10)
        if ticks.size <= 8:
            break
    return sorted({1.0, *(tick for tick in ticks.tolist() if tick > 0)})
