"""The figure of a claim: how many times as much the favoured plan brings, along the factor."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.ticker import FuncFormatter, NullFormatter

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
    figure = style.canvas(7.2, 4.0)
    axes = figure.add_subplot()
    axes.fill_between(x, shown(low), shown(high), color=style.fill(0), alpha=0.2, linewidth=0)
    axes.plot(x, shown(value), color=style.fill(0), marker="o", markersize=5, linewidth=2)
    axes.axhline(1.0 if logs else 0.0, color=style.GREY, linewidth=1)
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
    )
    if (x > 0).all() and x.max() > 20 * x.min():
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(FuncFormatter(lambda number, _: style.short(number)))
        axes.xaxis.set_minor_formatter(NullFormatter())
    if logs:
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:g}×"))
        axes.yaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel(claim["label"])
    titles = finding["titles"]
    against = titles.get(claim["baseline"]) or f"{claim['label']} = {x[0]:g}"
    axes.set_ylabel(f"{words.UNITS[claim['outcome']][0]}, {'ratio' if logs else 'difference'}")
    axes.set_title(textwrap.fill(claim["says"][0].upper() + claim["says"][1:], 72))
    band = f"Band: 95% interval over {finding['lucks']} paired lucks"
    style.footnote(figure, f"{titles[claim['plan']]}, against: {against}. {band}")
    return figure
