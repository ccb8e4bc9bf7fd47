"""The figures of a report, in one house style; each returns a matplotlib figure."""

from stonecast.report.curves import daily, daily_of_run
from stonecast.report.dots import outcomes
from stonecast.report.ratios import all_outcomes
from stonecast.report.ripples import ripple

__all__ = ["OF_COMPARISON", "all_outcomes", "daily", "daily_of_run", "outcomes", "ripple"]

OF_COMPARISON = {"outcomes": outcomes, "all_outcomes": all_outcomes, "daily": daily, "ripple": ripple}
"""Every figure of a comparison, by the name of its file."""
