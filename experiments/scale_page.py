"""Table, figure and page of scale.py."""

from __future__ import annotations

import json
import re
import statistics
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from stonecast.report import style

HERE = Path(__file__).parent
OUT = HERE / "scale"
PAGE = HERE.parent / "docs" / "performance.md"

FROM = 1e6
"""Slopes are fitted from this size on: below it what costs the same at any size is seen."""


def slope(sizes: list[dict[str, Any]], what: str) -> float:
    """Power of the number of ties with which wall time grows, least squares on logarithms."""
    large = [size for size in sizes if size["ties"] >= 0.9 * FROM] or sizes
    x = np.log([size["ties"] for size in large])
    y = np.log([size[what]["wall"] for size in large])
    return float(np.polyfit(x, y, 1)[0]) if len(large) > 1 else float("nan")


def table(told: dict[str, Any]) -> str:
    """Return tables of sizes and of threads."""
    lines = [
        "| ties | people | generate | a tie | save | open | first run | run | bytes a tie, all | peak making "
        "| of final | peak running |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for size in told["sizes"]:
        walls = {what: size[what]["wall"] for what in ("generate", "save", "open", "first_run", "run")}
        shown = {
            what: f"{1000 * wall:.3g} ms" if wall < 1 else f"{wall:.3g} s" for what, wall in walls.items()
        }
        large = size["ties"] >= 0.9e7
        lines.append(
            f"| {size['ties']:,} | {size['people']:,} | {shown['generate']} "
            f"| {1e9 * walls['generate'] / size['ties']:.0f} ns | {shown['save']} | {shown['open']} "
            f"| {shown['first_run']} | {shown['run']} | {size['bytes'] / size['ties']:.2f} "
            + (
                f"| {size['peak_bytes'] / 2**30:.2f} GiB | {size['peak_bytes'] / size['bytes']:.2f} "
                f"| {size['run_peak_bytes'] / 2**30:.2f} GiB |"
                if large
                else "| | | |"
            )
        )
    grown = ", ".join(f"{SHOWN[what]} {slope(told['sizes'], what):.2f}" for what in ("generate", "run"))
    lines += ["", f"Slope from {FROM:,.0f} ties on (1 is linear): {grown}.", ""]
    lines += ["| two threads over one, one market | ties | median | least to most |", "|---|---|---|---|"]
    for name, said in (("plans", "runs of a plan"), ("cascades", "plain cascades")):
        for market in told["threads"]:
            gains = [one / two for one, two in market[name]]
            lines.append(
                f"| {said} | {market['ties']:,} | {statistics.median(gains):.2f} "
                f"| {min(gains):.2f} to {max(gains):.2f} |"
            )
    env = told["environment"]
    lines += [
        "",
        f"{env['cpus']} processors ({env['platform']}), {told['workers']} threads to generate, one to run; "
        f"load of the machine at the start {told['load']:.1f}; {env['time'][:10]}.",
    ]
    return "\n".join(lines)


SHOWN = {"generate": "generate", "save": "save", "run": "run a plan"}


def draw(told: dict[str, Any]) -> Any:
    """Return the figure: seconds, and nanoseconds a tie, against ties."""
    with style.house():
        figure = style.canvas(9.6, 4.2)
        left, right = figure.subplots(1, 2)
        ties = [size["ties"] for size in told["sizes"]]
        for turn, (what, name) in enumerate(SHOWN.items()):
            walls = [size[what]["wall"] for size in told["sizes"]]
            each = [1e9 * wall / tie for wall, tie in zip(walls, ties, strict=True)]
            for axes, values in ((left, walls), (right, each)):
                axes.plot(ties, values, "o-", color=style.fill(turn), markersize=4)
            said = f"{name}, slope {slope(told['sizes'], what):.2f}" if what != "save" else name
            left.text(0.04, 0.95 - 0.08 * turn, said, color=style.ink(turn), transform=left.transAxes)
        left.set_title("Time")
        left.set_ylabel("seconds")
        right.set_title("Time for each tie")
        right.set_ylabel("nanoseconds a tie")
        for axes in (left, right):
            axes.set_xscale("log")
            axes.set_yscale("log")
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_major_locator(LogLocator(numticks=8))
                axis.set_major_formatter(FuncFormatter(lambda value, _: style.short(value)))
                axis.set_minor_locator(NullLocator())
            axes.set_xlabel("ties")
            axes.grid(axis="y")
        style.footnote(
            figure,
            f"Wall time on {told['environment']['cpus']} processors, {told['workers']} threads to generate, "
            f"one to run; slope of the logarithms from {FROM:,.0f} ties on (1 is linear).",
        )
    return figure


def write(told: dict[str, Any]) -> None:
    """Write results, figure and the part of the page."""
    OUT.mkdir(exist_ok=True)
    (OUT / "results.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    figure = draw(told)
    (OUT / "cost.png").write_bytes(style.to_png(figure, dpi=110))
    (OUT / "cost.svg").write_text(style.to_svg(figure), encoding="utf-8")
    marks = "<!-- scale: begin (experiments/scale.py writes this part) -->", "<!-- scale: end -->"
    text = f"{marks[0]}\n{table(told)}\n\n![Time against ties](../experiments/scale/cost.svg)\n{marks[1]}"
    page = PAGE.read_text(encoding="utf-8")
    pattern = f"{re.escape(marks[0])}.*{re.escape(marks[1])}"
    PAGE.write_text(re.sub(pattern, lambda _: text, page, flags=re.S), encoding="utf-8")
