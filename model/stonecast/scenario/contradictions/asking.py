"""What contradicts itself in what a plan asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stonecast.scenario.asking import Ask, Contest, Push
from stonecast.scenario.contradictions.contradiction import Contradiction, number_of, table_of, text_of
from stonecast.scenario.lines import Path
from stonecast.scenario.schema import Clock


def of_asking(data: dict[str, Any]) -> Iterator[Contradiction]:
    """Yield every contradiction in daily acts and contests."""
    ask, days = table_of(data, "ask"), number_of(table_of(data, "clock"), "days", Clock)
    first = number_of(ask, "from_day", Ask)
    if first >= days > 0:
        said = f"day {first:g} is after the end: a run of {days:g} days has days 0 to {days - 1:g}"
        yield Contradiction(("ask", "from_day"), said, (("clock", "days"),))
    for name, rival in table_of(data, "rivals").items():
        if isinstance(rival, dict) and rival.get("warnings"):
            said = "is not used: whoever warns, warns against our brand; write it into our plans"
            yield Contradiction(("rivals", str(name), "warnings"), said)
        if isinstance(rival, dict) and rival.get("asks") is True and ask.get("on") is not True:
            said = "asks for an act, but ask.on = false; say ask.on = true or leave it out"
            yield Contradiction(("rivals", str(name), "asks"), said, (("ask", "on"),))
    if text_of(table_of(data, "compare"), "outcome") == "acts" and ask.get("on") is not True:
        said = '"acts" is always 0 while ask.on = false; ask for an act or choose another outcome'
        yield Contradiction(("compare", "outcome"), said, (("ask", "on"),))
    yield from _contest(data, table_of(data, "contest"), days)


def _contest(data: dict[str, Any], contest: dict[str, Any], days: float) -> Iterator[Contradiction]:
    at: Path = ("contest",)
    if text_of(table_of(data, "compare"), "outcome") == "podium" and contest.get("on") is not True:
        said = '"podium" needs a contest: say contest.on = true or choose another outcome'
        yield Contradiction(("compare", "outcome"), said, ((*at, "on"),))
    if contest.get("on") is True and table_of(data, "ask").get("on") is not True:
        said = "votes are acts, but ask.on = false; ask for an act"
        yield Contradiction((*at, "on"), said, (("ask", "on"),))
    nominees, category = (number_of(contest, name, Contest) for name in ("nominees", "category"))
    if category > nominees:
        said = f"{category:g} nominees of one category are more than the {nominees:g} of all; lower it"
        blamed = "category" if "category" in contest else "nominees"
        yield Contradiction((*at, blamed), said, ((*at, "nominees"), (*at, "category")))
    rivals: Any = contest.get("rivals", ())
    rivals = (
        [rival for rival in rivals if isinstance(rival, dict)] if isinstance(rivals, list | tuple) else []
    )
    met = sum(isinstance(one, dict) and one.get("asks") is True for one in table_of(data, "rivals").values())
    if len(rivals) + met > category - 1:
        also = f" and {met} compete for votes" if met else ""
        said = f"{len(rivals)} rivals are named{also}, but the category has {category - 1:g} besides us"
        yield Contradiction((*at, "rivals"), said, ((*at, "category"),))
    names = [text_of(rival, "name") for rival in rivals]
    for turn, name in enumerate(names):
        if name and name in names[:turn]:
            yield Contradiction((*at, "rivals", turn, "name"), f'two rivals are called "{name}"; rename one')
    push = table_of(contest, "push")
    if number_of(push, "rivals", Push) > category - 1 - met:
        said = f"more rivals push than the category has besides us ({category - 1:g})"
        yield Contradiction((*at, "push", "rivals"), said, ((*at, "category"),))
    if number_of(push, "rivals", Push) and number_of(push, "day", Push) >= days:
        said = f"the push would come after the end: a run of {days:g} days has days 0 to {days - 1:g}"
        yield Contradiction((*at, "push", "day"), said, (("clock", "days"),))
