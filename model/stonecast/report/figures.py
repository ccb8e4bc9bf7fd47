"""The figures of a report, in one house style; each returns a matplotlib figure."""

from stonecast.report.curves import daily, daily_of_run
from stonecast.report.dots import outcomes
from stonecast.report.forest import forest
from stonecast.report.of_sweep import figures_of
from stonecast.report.phases import along, phases
from stonecast.report.ratios import all_outcomes
from stonecast.report.ripples import ripple
from stonecast.report.tornado import sensitivity, tornado

__all__ = [
    "OF_COMPARISON",
    "all_outcomes",
    "along",
    "daily",
    "daily_of_run",
    "figures_of",
    "forest",
    "outcomes",
    "phases",
    "ripple",
    "sensitivity",
    "tornado",
]

OF_COMPARISON = {"outcomes": outcomes, "all_outcomes": all_outcomes, "daily": daily, "ripple": ripple}
"""Every figure of a comparison, by the name of its file."""
