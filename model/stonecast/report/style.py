"""One look for all figures: colours, sizes, numbers on axes, and files that are the same every time."""

from __future__ import annotations

import io
import math
import os
import re
import textwrap
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

FILLS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#882255", "#999933")
"""Colours of the plans, after Okabe and Ito: told apart with any colour vision. The last two are Tol's."""

INKS = ("#005A8D", "#A84A00", "#00694D", "#8F4571", "#855C00", "#1F6B99", "#882255", "#66661F")
"""The same, dark enough for text on white (contrast of at least 4.5)."""

INK, GREY, FAINT = "#1B2733", "#52606D", "#D9DFE5"

RULES: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10.0,
    "text.color": INK,
    "axes.edgecolor": GREY,
    "axes.labelcolor": GREY,
    "axes.labelsize": 9.5,
    "axes.titlesize": 11.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 10.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": False,
    "grid.color": FAINT,
    "grid.linewidth": 0.8,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "none",
    "svg.hashsalt": "stonecast",
    "text.parse_math": False,
}


def fill(plan: int) -> str:
    """Colour of a plan's marks."""
    return FILLS[plan % len(FILLS)]


def ink(plan: int) -> str:
    """Colour of a plan's text."""
    return INKS[plan % len(INKS)]


@contextmanager
def house() -> Iterator[None]:
    """Draw in the house style, leaving the caller's settings as they are."""
    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(RULES)
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        yield


class Picture(Figure):
    """A figure that a notebook shows by itself, pyplot or not."""

    def _repr_png_(self) -> bytes:
        return to_png(self, dpi=110)


def canvas(width: float, height: float) -> Picture:
    """Return an empty figure of this size in inches."""
    engine = ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.08, wspace=0.04, hspace=0.05)
    return Picture(figsize=(width, height), layout=engine)


def footnote(figure: Figure, text: str) -> None:
    """Write small below everything how to read the figure."""
    figure.supxlabel(text, fontsize=8.5, color=GREY, x=0.01, ha="left")


def to_svg(figure: Figure) -> str:
    """Return the figure as SVG text; the same figure gives the same text."""
    file = io.StringIO()
    with house():
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return _without_spare_names(file.getvalue())


def _without_spare_names(svg: str) -> str:
    """Take out ids that nothing refers to: parts drawn alike share one, which a document must not."""
    used = set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', svg))
    wanted = {name for pair in used for name in pair if name}
    return re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in wanted else "", svg)


def to_png(figure: Figure, *, dpi: int = 200) -> bytes:
    """Return the figure as PNG, at slide size by default."""
    file = io.BytesIO()
    with house():
        figure.savefig(file, format="png", dpi=dpi, metadata={"Software": None})
    return file.getvalue()


def to_both(figure: Figure, *, side_by_side: bool = False) -> tuple[bytes, str]:
    """Return the figure as PNG and as SVG, laid out once: that takes as long as to draw it.

    ``side_by_side`` draws the SVG in a copy of this process, where there can be one; for a process without
    other threads.
    """
    engine = figure.get_layout_engine()
    if engine is not None:
        with house():
            engine.execute(figure)
        figure.set_layout_engine("none")
    try:
        svg = _svg_apart(figure) if side_by_side and hasattr(os, "fork") else None
        return to_png(figure), svg() if svg else to_svg(figure)
    finally:
        figure.set_layout_engine(engine)


def _svg_apart(figure: Figure) -> Callable[[], str]:
    """Let a copy of this process draw the SVG; return how to wait for it."""
    here, there = os.pipe()
    copy = os.fork()
    if copy == 0:
        try:
            with os.fdopen(there, "wb") as told:
                told.write(to_svg(figure).encode())
        finally:
            os._exit(0)
    os.close(there)

    def wait() -> str:
        with os.fdopen(here, "rb") as told:
            svg = told.read().decode()
        os.waitpid(copy, 0)
        return svg or to_svg(figure)

    return wait


def short(value: float) -> str:
    """Write a number for an axis or a label: 950, 12k, 1.4M."""
    if not math.isfinite(value):
        return "–"
    size = abs(value)
    for limit, divisor, letter in ((999.5e6, 1e9, "bn"), (999.5e3, 1e6, "M"), (9999.5, 1e3, "k")):
        if size >= limit:
            return f"{_digits(value / divisor)}{letter}"
    if size >= 1000:
        return f"{value:,.0f}".replace("-", "−")
    return _digits(value)


def _digits(value: float) -> str:
    text = f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    if "e" in text:
        text = f"{value:.1g}" if abs(value) < 1e-4 else f"{value:,.0f}"
    return text.replace("-", "−")


def signed(value: float) -> str:
    """Write a difference with its sign."""
    return f"+{short(value)}" if value > 0 else short(value)


def limits(
    values: Sequence[float] | NDArray[np.float64], *, around: float | None = None
) -> tuple[float, float]:
    """Return axis limits that use the width: the data with some air; ``around`` is kept inside."""
    known = np.asarray(values, float)
    known = known[np.isfinite(known)]
    if around is not None:
        known = np.append(known, around)
    if not known.size:
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    air = 0.06 * (high - low)
    if air <= 1e-9 * max(abs(low), abs(high), 1e-12):
        air = max(0.05 * abs(high), 0.5)
    return low - air, high + air


def number_axis(axis: Any, *, most: int = 6) -> None:
    """Put few, readable numbers on an axis."""
    axis.set_major_locator(MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: short(0.0 if abs(value) < 1e-12 else value)))


def wrapped(text: str, width: int = 20, lines: int = 3) -> str:
    """Break a long title into lines; what does not fit ends in an ellipsis."""
    if lines == 1:
        return text if len(text) <= width else text[: width - 1].rstrip() + "…"
    return "\n".join(textwrap.wrap(text, width, max_lines=lines, placeholder=" …") or [text[:width]])


def scatter_of(values: NDArray[np.float64], height: float = 0.3) -> NDArray[np.float64]:
    """Return offsets that spread equal values, wide where values are dense: no chance involved."""
    values = np.asarray(values, float)
    known = values[np.isfinite(values)]
    if known.size < 2 or known.min() == known.max():
        dense = np.ones(values.size)
    else:
        counts, edges = np.histogram(known, bins=max(5, int(2 * math.sqrt(known.size))))
        place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, counts.size - 1)
        dense = np.sqrt(counts[place] / counts.max())
    rank = np.empty(values.size)
    rank[np.argsort(values, kind="stable")] = np.arange(values.size)
    return np.asarray(height * dense * (2.0 * ((0.5 + rank * 0.6180339887498949) % 1.0) - 1.0))


def apart(wanted: Sequence[float], gap: float) -> list[float]:
    """Return positions near the wanted ones that are at least ``gap`` apart, in the same order."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    groups: list[tuple[float, int]] = []
    for i in order:
        groups.append((wanted[i], 1))
        while len(groups) > 1:
            (a, m), (b, n) = groups[-2:]
            if b - a >= gap * (m + n) / 2:
                break
            groups[-2:] = [((a * m + b * n) / (m + n), m + n)]
    places = [centre + gap * (k - (n - 1) / 2) for centre, n in groups for k in range(n)]
    found = [0.0] * len(wanted)
    for place, i in zip(places, order, strict=True):
        found[i] = place
    return found
