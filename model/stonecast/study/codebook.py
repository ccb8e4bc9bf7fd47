"""What every column of a study's tables means: name, kind, unit, range; made from the study, never typed.

What a factor means comes from the schema of scenarios, the outcomes from what a run counts. The same
columns give Parquet files their types and the data package its codebook.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from stonecast.campaign import TOTALS
from stonecast.counts import COUNTS
from stonecast.scenario.meaning import meaning
from stonecast.study.studyfile import Study
from stonecast.wording import words

Kind = Literal["integer", "number", "string"]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name, words
        Its name, and what it holds.
    kind
        What a cell is: ``"integer"``, ``"number"`` or ``"string"``.
    unit
        Unit of its numbers; empty for what has none.
    low, high
        Limits; None where there is none.
    open_low, open_high
        Whether a limit itself is left out.
    choices
        The only words that stand there; empty if there is no such list.
    is_required
        Whether every cell is filled.
    """

    name: str
    words: str
    kind: Kind
    unit: str = ""
    low: float | None = None
    high: float | None = None
    open_low: bool = False
    open_high: bool = False
    choices: tuple[str, ...] = ()
    is_required: bool = True


RANGES: dict[str, tuple[str, float | None, float | None]] = {
    "impressions": ("impressions", 0, None),
    "saw": ("people", 0, None),
    "engaged": ("people", 0, None),
    "reshared": ("people", 0, None),
    "orders": ("orders", 0, None),
    "posts": ("posts", 0, None),
    "advertised": ("people", 0, None),
    "stones": ("bloggers", 0, None),
    "followers": ("followers", 0, None),
    "cost": ("money", 0, None),
    "revenue": ("money", 0, None),
    "profit": ("money", None, None),
    "depth": ("steps", 0, None),
    "one_hop_share": ("share", 0, 1),
    "largest_broadcast_share": ("share", 0, 1),
    "structural_virality": ("steps", 0, None),
    "half_life_days": ("days", 0, None),
    "acts": ("acts", 0, None),
    "actors": ("people", 0, None),
    "reminders": ("posts", 0, None),
    "comments": ("comments", 0, None),
    "conversations": ("comments", 0, None),
    "served": ("orders", 0, None),
    "waiting": ("orders", 0, None),
    "left": ("orders", 0, None),
    "reviews": ("reviews", 0, None),
    "praised": ("posts", 0, None),
    "warned": ("people", 0, None),
    "warnings_heard": ("people", 0, None),
    "complaints": ("complaints", 0, None),
    "answered": ("complaints", 0, None),
    "returned": ("orders", 0, None),
    "returned_full_price": ("orders", 0, None),
    "community_impressions": ("impressions", 0, None),
    "community_engaged": ("people", 0, None),
    "featured": ("posts", 0, None),
    "followed": ("followers", 0, None),
    "unfollowed": ("followers", 0, None),
    "followers_now": ("followers", 0, None),
    "trust_now": ("share", 0, 1),
    "status": ("followers", 0, None),
    "rival_impressions": ("impressions", 0, None),
    "rival_engaged": ("people", 0, None),
    "rival_posts": ("posts", 0, None),
    "rival_orders": ("orders", 0, None),
    "rival_acts": ("acts", 0, None),
    "rival_served": ("orders", 0, None),
    "rival_waiting": ("orders", 0, None),
    "rival_left": ("orders", 0, None),
    "share_of_market": ("share", 0, 1),
    "rank_in_category": ("rank", 1, None),
    "rank_overall": ("rank", 1, None),
    "podium": ("share", 0, 1),
    "best_rival": ("votes", 0, None),
    "pitches": ("journalists", 0, None),
    "opened": ("journalists", 0, None),
    "articles": ("journalists", 0, None),
    "blacklisted": ("journalists", 0, None),
    "repeat_customers": ("people", 0, None),
    "advocates": ("people", 0, None),
    "satisfaction": ("share", 0, 1),
    "stars": ("stars", 1, 5),
    "brand_trust": ("share", 0, 1),
    "value_per_follower": ("money", None, None),
    "good_trust": ("times", 0, None),
    "good_talk": ("times", 0, None),
    "good_fit": ("times", 0, None),
}
"""Unit and limits of every outcome; what each means stands in `words.COUNTED`."""

OF_PEOPLE = {
    "people",
    "impressions",
    "orders",
    "acts",
    "comments",
    "reviews",
    "complaints",
    "followers",
    "votes",
}
"""Units of what readers are or do: told at full size, whatever the scale."""

OF_READERS = {"reminders", "praised"}
"""Posts of readers, told so too; those of bloggers and communities are what they are."""


def runs(study: Study, outcomes: Iterable[str] = TOTALS) -> tuple[Column, ...]:
    """Return the columns of `Sweep.rows`: one row a run."""
    return (
        *_keys(study)[:1],
        *_factors(study),
        *_keys(study)[1:],
        *(outcome(study, name) for name in outcomes),
        Column("error", "why the run failed; empty for one that did not", "string", is_required=False),
        Column("seconds", "time that the run took, which differs from machine to machine", "number", "s", 0),
    )


def daily(study: Study) -> tuple[Column, ...]:
    """Return the columns of `Sweep.daily`: one row a run and day."""
    last = study.base.clock.days - 1
    if "clock.days" in study.factors:
        where = study.factors.index("clock.days")
        last = max(int(point[where]) for point in study.points) - 1
    day = Column("day", "day of the campaign; 0 is the first", "integer", "days", 0, last)
    return (*_keys(study), day, *(outcome(study, name, ", on this day") for name in COUNTS))


def points(study: Study) -> tuple[Column, ...]:
    """Return the columns of the table of points: one row a point."""
    said = "digest of the scenario at this point: equal for equal scenarios, and only for them"
    return (
        *_keys(study)[:1],
        *_factors(study),
        Column("scenario", said, "string", is_required=False),
        Column("error", "why this point makes no valid scenario", "string", is_required=False),
    )


def outcome(study: Study, name: str, when: str = "") -> Column:
    """Return the column of one outcome; empty where the run failed, or where it is undefined."""
    unit, low, high = RANGES[name]
    is_scaled = (unit in OF_PEOPLE or name in OF_READERS) and study.base.scale != 1
    said = words.COUNTED[name][1] + when + (", at full size" if is_scaled else "")
    unit = study.base.money.currency if unit == "money" else unit
    return Column(name, said, "number", unit, low, high, is_required=False)


def limits(column: Column) -> str:
    """Write the range of a column as people do: 0 to 1, from 0, above 0."""
    low, high = (None if end is None else f"{end:.15g}" for end in (column.low, column.high))
    if column.choices:
        return ", ".join(column.choices)
    if low is not None and high is not None and not column.open_low and not column.open_high:
        return f"{low} to {high}"
    parts = [f"{'above' if column.open_low else 'from'} {low}"] if low is not None else []
    parts += [f"{'below' if column.open_high else 'up to'} {high}"] if high is not None else []
    return " and ".join(parts)


def _keys(study: Study) -> tuple[Column, ...]:
    return (
        Column("point", "number of the point of the study", "integer", "", 0, len(study.points) - 1),
        Column("plan", "the plan that was run", "string", choices=study.plans),
        Column("market", "seed of the market", "integer", "", 0, 2**32 - 1),
        Column("luck", "seed of all chance after the market is made", "integer", "", 0, 2**32 - 1),
    )


def _factors(study: Study) -> Iterable[Column]:
    for turn, setting in enumerate(study.factors):
        values = [point[turn] for point in study.points]
        kind = _kind(values)
        told = meaning(study.base, setting)
        unit = study.base.money.currency if told.unit == "money" else told.unit
        said = f"factor: {told.words}"
        if kind == "string":
            texts = all(isinstance(value, str) for value in values)
            found = tuple(dict.fromkeys(str(value) for value in values)) if texts else ()
            yield Column(setting, said + ("" if texts else " (a word, or JSON)"), kind, unit, choices=found)
        else:
            yield Column(setting, said, kind, unit, told.low, told.high, told.open_low, told.open_high)


def _kind(values: Iterable[Any]) -> Kind:
    """Return what all values are: a flag or a table is kept as JSON text."""
    kinds = {type(value) for value in values}
    if kinds <= {int}:
        return "integer"
    return "number" if kinds <= {int, float} else "string"
