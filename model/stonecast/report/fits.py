"""Figures of a fit: what it predicts, what the data tell of each parameter, and if fits can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from stonecast.fitting.approximate import resampled
from stonecast.fitting.problem import value_at
from stonecast.inference import exactly
from stonecast.report import style
from stonecast.report.contrast_axis import with_unit
from stonecast.wording import words

if TYPE_CHECKING:
    from stonecast.fitting.calibration import Calibration

Array = NDArray[np.float64]

DOTS = 400
"""Draws that a panel of two parameters shows."""

HISTOGRAM = (
    "Histogram: draws of the fit; dashed: before the data. Line: the estimate, its 95% interval.",
    "An axis shows a part of its range where the draws are close together.",
)


def predictive(fit: Calibration, *, narrow: bool = False) -> Figure:
    """Draw what was observed over what new runs give, with settings drawn from the fit.

    Curves: one panel a plan and outcome, day by day. Totals: one row each, with the interval of new runs.

    Parameters
    ----------
    fit
        What was found.
    narrow
        For a phone: panels below each other.
    """
    return (_curves if fit.problem.observed.is_daily else _totals)(fit, narrow)


def _curves(fit: Calibration, narrow: bool) -> Figure:
    observed = fit.problem.observed
    plans, outcomes, _ = observed.values.shape
    with style.house():
        if narrow:
            figure = style.canvas(4.3, 0.9 + 2.6 * plans * outcomes)
            grid = figure.subplots(plans * outcomes, 1, squeeze=False).reshape(plans, outcomes)
        else:
            figure = style.canvas(max(5.4, 4.6 * outcomes), 0.7 + 2.9 * plans)
            grid = figure.subplots(plans, outcomes, squeeze=False)
        for (p, o), axes in np.ndenumerate(grid):
            new = fit.predicted[:, p, o]
            new = new[~np.isnan(new).any(axis=1)]
            _panel(axes, new, observed.values[p, o], p)
            name = words.COUNTED[observed.outcomes[o]][0]
            axes.set_title(name.capitalize() + (f": {_title(fit, p)}" if plans > 1 else ""))
            axes.set_ylabel(f"{name} on each day")
            axes.set_xlabel("day of the campaign, from 0")
            style.number_axis(axes.xaxis, most=7)
        runs = f"{len(fit.predicted)} new runs drawn from the fit."
        said = f"Dots: observed. Line and bands: mean, 50% and 95% of {runs}"
        style.footnote(figure, style.wrapped(said, 58) if narrow else said)
    return figure


def _panel(axes: Any, new: Array, seen: Array, plan: int) -> None:
    days = np.arange(seen.size)
    if len(new):
        for share, alpha in ((0.95, 0.16), (0.5, 0.26)):
            low, high = np.quantile(new, [(1 - share) / 2, (1 + share) / 2], axis=0)
            axes.fill_between(days, low, high, color=style.fill(plan), alpha=alpha, linewidth=0)
        axes.plot(days, new.mean(axis=0), color=style.fill(plan), linewidth=2.0)
    axes.plot(days, seen, "o", color=style.INK, markersize=4.2, zorder=5, clip_on=False)
    top = max(float(np.quantile(new, 0.975, axis=0).max()) if len(new) else 0.0, float(np.nanmax(seen)))
    axes.set_ylim(0, 1.08 * top if top else 1.0)
    axes.set_xlim(0, max(seen.size - 1, 1))
    style.number_axis(axes.yaxis, most=5)
    axes.grid(axis="y")


def _title(fit: Calibration, plan: int) -> str:
    name = fit.problem.observed.plans[plan]
    return style.wrapped(fit.problem.base.plans[name].title or name.replace("_", " "), 34, 1)


def _totals(fit: Calibration, narrow: bool) -> Figure:
    """Draw every total as a share of what was observed, so that all fit on one axis."""
    table = fit.totals()
    outcomes, plans = fit.problem.observed.outcomes, fit.problem.observed.plans
    with style.house():
        figure = style.canvas(4.3 if narrow else 8.6, 1.6 + 0.5 * len(table))
        axes = figure.subplots()
        names = []
        for turn, row in enumerate(table.to_dict("records")):
            p, o = plans.index(row["plan"]), outcomes.index(row["outcome"])
            new = fit.predicted[:, p, o, 0]
            new = new[~np.isnan(new)]
            unit = row["observed"] or 1.0
            for share, width in ((0.95, 2.0), (0.5, 6.0)):
                low, high = np.quantile(new, [(1 - share) / 2, (1 + share) / 2]) / unit
                axes.plot(
                    [low, high], [turn, turn], color=style.fill(p), linewidth=width, solid_capstyle="butt"
                )
            axes.plot(row["observed"] / unit, turn, "o", color=style.INK, markersize=6, zorder=5)
            of_plan = f"\n{_title(fit, p)}" if len(plans) > 1 else ""
            names.append(
                f"{words.COUNTED[row['outcome']][0].capitalize()}: {words.number(row['observed'])}{of_plan}"
            )
        axes.set_yticks(range(len(names)), names)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_xlabel("as a multiple of what was observed")
        style.number_axis(axes.xaxis)
        axes.axvline(1.0, color=style.GREY, linewidth=1.0, zorder=0)
        axes.set_title("Observed totals among those of new runs")
        runs = f"{len(fit.predicted)} new runs drawn from the fit."
        said = f"Dot: observed. Bars: 50% and 95% of {runs}"
        style.footnote(figure, style.wrapped(said, 58) if narrow else said)
    return figure


def parameters(fit: Calibration, *, narrow: bool = False) -> Figure:
    """Draw the draws of each parameter against its flat range, and those of each pair against each other.

    ``narrow`` draws for a phone: each parameter alone, below each other.
    """
    dims = len(fit.problem.settings)
    if narrow:
        return _alone(fit)
    side = 2.7 if dims > 2 else 3.1
    with style.house():
        figure = style.canvas(max(5.4, 0.6 + side * dims), 0.9 + side * dims * 0.86)
        grid = figure.subplots(dims, dims, squeeze=False)
        for (row, column), axes in np.ndenumerate(grid):
            if row < column:
                axes.set_visible(False)
                continue
            if row == column:
                _marginal(axes, fit, row)
            else:
                _pair(axes, fit, column, row)
            _value_ticks(axes.xaxis, fit, column)
            axes.set_xlim(*_part(fit, column))
            if row == dims - 1:
                axes.set_xlabel(_named(fit, column))
            else:
                axes.tick_params(axis="x", labelbottom=False)
            if column == 0 and row > 0:
                axes.set_ylabel(_named(fit, row))
        style.footnote(figure, "\n".join(HISTOGRAM))
    return figure


def _alone(fit: Calibration) -> Figure:
    dims = len(fit.problem.settings)
    with style.house():
        figure = style.canvas(4.3, 0.9 + 2.0 * dims)
        for d, axes in enumerate(figure.subplots(dims, 1, squeeze=False).flat):
            _marginal(axes, fit, d)
            _value_ticks(axes.xaxis, fit, d)
            axes.set_xlim(*_part(fit, d))
            axes.set_xlabel(_named(fit, d))
        style.footnote(figure, style.wrapped(" ".join(HISTOGRAM), 58, 4))
    return figure


def _named(fit: Calibration, d: int) -> str:
    return with_unit(fit.problem.base, fit.problem.settings[d])


def _marginal(axes: Any, fit: Calibration, d: int) -> None:
    counts, edges = np.histogram(fit.shares[:, d], bins=25, range=_part(fit, d), weights=fit.weights)
    density = counts / np.diff(edges)
    axes.bar(
        edges[:-1], density, width=np.diff(edges), align="edge", color=style.fill(0), alpha=0.35, linewidth=0
    )
    axes.axhline(1.0, color=style.GREY, linewidth=1.2, linestyle=(0, (4, 3)))
    low, high = (exactly.quantile(fit.shares[:, d], fit.weights, share) for share in (0.025, 0.975))
    top = 1.15 * max(float(density.max()), 1.3)
    axes.plot([low, high], [0.03 * top] * 2, color=style.ink(0), linewidth=3.0, solid_capstyle="butt")
    axes.axvline(fit.point[d], color=style.ink(0), linewidth=1.6, ymax=0.88)
    axes.set_ylim(0, top)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    row = fit.table().iloc[d]
    said = f"{words.number(row['estimate'])} ({words.number(row['low'])} to {words.number(row['high'])})"
    axes.set_title(said.replace("-", "−"), fontsize=10)


def _pair(axes: Any, fit: Calibration, x: int, y: int) -> None:
    rows = np.unique(resampled(fit.weights, DOTS, fit.problem.spec.seed))
    axes.plot(
        fit.shares[rows, x], fit.shares[rows, y], "o", color=style.fill(0), markersize=3, alpha=0.35, mew=0
    )
    axes.plot(fit.point[x], fit.point[y], "+", color=style.INK, markersize=11, mew=1.8)
    axes.set_ylim(*_part(fit, y))
    _value_ticks(axes.yaxis, fit, y)
    if x > 0:
        axes.tick_params(axis="y", labelleft=False)
    r = fit.identifiability.correlation[x, y]
    axes.set_title(f"correlation {r:+.2f}".replace("-", "−"), fontsize=10, fontweight="normal")


def _part(fit: Calibration, d: int) -> tuple[float, float]:
    """Return the part of a range that an axis shows: all of it, unless the draws fill less than half."""
    low, high = (exactly.quantile(fit.shares[:, d], fit.weights, share) for share in (0.002, 0.998))
    air = 0.25 * (high - low) + 1e-6
    low, high = max(low - air, 0.0), min(high + air, 1.0)
    return (low, high) if high - low < 0.5 else (0.0, 1.0)


def _value_ticks(axis: Any, fit: Calibration, d: int) -> None:
    """Number an axis of shares by the values of the setting."""
    parameter, whole = fit.problem.spec.parameters[d], fit.problem.whole[d]
    low, high = _part(fit, d)
    axis.set_ticks(low + (high - low) * np.linspace(0.0, 1.0, 5))
    axis.set_major_formatter(
        FuncFormatter(lambda share, _: style.short(float(value_at(parameter, min(max(share, 0), 1), whole))))
    )


def ranks(found: dict[str, NDArray[np.int64]], draws: int, *, bins: int = 20, title: str = "") -> Figure:
    """Draw a check of fits on data that the program made (simulation-based calibration).

    Parameters
    ----------
    found
        For each setting the ranks of the true value among the draws of its fit, 0 to ``draws``.
    draws
        Draws that were ranked among; ``draws + 1`` must be a multiple of ``bins``.
    """
    from scipy.stats import binom

    with style.house():
        figure = style.canvas(4.3 * len(found), 3.3)
        grid = figure.subplots(1, len(found), squeeze=False)
        for axes, (setting, values) in zip(grid.flat, found.items(), strict=True):
            counts = np.bincount(values * bins // (draws + 1), minlength=bins)
            low, high = (float(binom.ppf(share, len(values), 1.0 / bins)) for share in (0.025, 0.975))
            axes.axhspan(low, high, color=style.FAINT, zorder=0)
            axes.axhline(len(values) / bins, color=style.GREY, linewidth=1.0)
            axes.bar(np.arange(bins) + 0.5, counts, width=0.9, color=style.fill(0))
            axes.set_xlim(0, bins)
            axes.set_ylim(0, 1.25 * max(float(counts.max()), high))
            axes.set_xticks([0, bins / 2, bins], ["lowest", "middle", "highest"])
            axes.set_xlabel("rank of the truth among the draws")
            axes.set_ylabel("fits")
            axes.set_title(setting)
        style.footnote(
            figure,
            f"{title + '. ' if title else ''}Grey: where 95% of the bars should be if intervals mean what "
            "they say.",
        )
    return figure
