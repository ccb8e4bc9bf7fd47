"""Settings of what a plan can ask for besides attention: a daily act, and a contest decided by such acts."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field

from stonecast.scenario.kinds import Count, Flag, Name, NotNegative, Number, Positive, Share, Whole
from stonecast.scenario.part import Part


class Ask(Part):
    """A daily act that the campaign asks for (a vote, a click, a reply): every post of it is a reminder."""

    on: Flag = Field(default=False, description="whether the campaign asks for an act")
    from_day: Count = Field(default=0, description="first day on which the act can be done")
    days: Annotated[Number, Field(gt=0)] = Field(
        default=math.inf, description="for how long it can be done [days]; inf = until the end of the run"
    )
    once: Flag = Field(default=False, description="one act a person in all, instead of one a person a day")
    close: Literal["engaged", "trusting", "either"] = Field(
        default="either", description="who is close: won by the campaign, trusting whoever reminds, or either"
    )
    trusting: Share = Field(default=0.6, description="trust in whoever reminds from which a reader is close")
    close_chance: Share = Field(
        default=0.2, description="chance that a close reader who sees a reminder acts on it"
    )
    other_chance: Share = Field(default=0.003, description="the same of any other reader")
    wear: Annotated[Number, Field(gt=0)] = Field(
        default=math.inf, description="n_f: reminders seen after which the chance is down to 37% [posts]"
    )
    tiring: Share = Field(default=1.0, description="g: each act that a person has done multiplies it")
    reminding: Share = Field(
        default=0.0, description="chance that somebody who acts reminds their own followers"
    )

    def is_open(self, day: int) -> bool:
        """Whether the act can be done on this day."""
        return self.on and self.from_day <= day < self.from_day + self.days


class Nominee(Part):
    """A rival in our category whom the scenario names."""

    name: Name = Field(description="unique among the rivals")
    followers: Count = Field(description="their followers at full size [people]")
    days: tuple[Count, ...] = Field(default=(0,), description="days on which they post")


class Push(Part):
    """A last-minute push: the largest rivals of our category post again, on one day."""

    rivals: Count = Field(default=0, description="how many of them push")
    day: Count = Field(default=0, description="day of the push")
    posts: Whole = Field(default=1, ge=1, le=100, description="posts of each on that day")


class Contest(Part):
    """A contest that the acts decide, against nominees outside the market: their voters are independent."""

    on: Flag = Field(default=False, description="whether acts are votes in a contest")
    nominees: Whole = Field(default=984, ge=1, le=100_000, description="nominees in all categories, with us")
    category: Whole = Field(default=320, ge=1, le=100_000, description="nominees in our category, with us")
    followers_median: Positive = Field(
        default=2000.0, le=1e9, description="followers of a rival, median [people]"
    )
    followers_sigma: NotNegative = Field(
        default=1.5, le=4, description="standard deviation of their logarithm"
    )
    post_day: Count = Field(default=0, description="day of the rivals' first post")
    posts: Count = Field(default=1, description="posts of each rival, one a day")
    seen: Share = Field(default=0.2, description="chance that a rival's follower sees a post")
    chance: Share = Field(default=0.003, description="chance that whoever sees it votes for the rival")
    podium: Whole = Field(
        default=2, ge=1, le=100_000, description="ranks in our category that count as success"
    )
    push: Push = Field(default=Push(), description="a last-minute push")
    rivals: tuple[Nominee, ...] = Field(default=(), description="rivals by name; they count in the category")
