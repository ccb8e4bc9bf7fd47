"""What contradicts itself in what a plan asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stonecast.scenario.asking import Ask
from stonecast.scenario.contradiction import Contradiction, number_of, table_of, text_of
from stonecast.scenario.schema import Clock


def asking_checks(data: dict[str, Any]) -> Iterator[Contradiction]:
    """Yield every contradiction in daily acts and contests."""
    ask, days = table_of(data, "ask"), number_of(table_of(data, "clock"), "days", Clock)
    first = number_of(ask, "from_day", Ask)
    if first >= days > 0:
        said = f"day {first:g} is after the end: a run of {days:g} days has days 0 to {days - 1:g}"
        yield Contradiction(("ask", "from_day"), said, (("clock", "days"),))
    if text_of(table_of(data, "compare"), "outcome") == "acts" and ask.get("on") is not True:
        said = '"acts" is always 0 while ask.on = false; ask for an act or choose another outcome'
        yield Contradiction(("compare", "outcome"), said, (("ask", "on"),))
