"""Settings of what a plan can ask for besides attention: a daily act, and a contest decided by such acts."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field

from stonecast.scenario.kinds import Count, Flag, Number, Share
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
