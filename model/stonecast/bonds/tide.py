"""Everyday life of bloggers: what they post besides the campaign, and what it does to all their ties at once.

No message is passed: an author's everyday posts, their promotions and their silence are rates, and act on
every tie alike, so that one sum for each author and day says it all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.network.market import Market
from stonecast.scenario.value import Scenario

Reals = NDArray[np.float64]


class Tide:
    """Sums over days for every author who has an everyday life; the author's row in them is a *lane*.

    Lane 0 is everybody else, who neither annoy nor fade. On a day on which an author posts q of their own
    a day, a share p of them promotion, f = (1 + annoyance * max(0, p - tolerated)) * (1 + fade * late), late
    being the days of silence beyond ``silent_days``. A day earns q (1 - p) useful posts, and costs
    q max(0, p - tolerated) promotions, each seen with chance ``see.visibility``.

    Attributes
    ----------
    sums
        As `stonecast.kernels.ledger` places them, float64 of shape (lanes, days + 1), and what is left of
        evidence after so many days, shape (days + 1,).
    lanes
        int32, shape (people,); empty if nobody has an everyday life.
    """

    def __init__(self, spec: Scenario, market: Market) -> None:
        self.spec = spec
        lives = {tier.name: tier.everyday for tier in spec.bloggers if tier.everyday}
        living = [blogger for blogger in market.bloggers if blogger.tier in lives]
        self.authors = {blogger.row: lane for lane, blogger in enumerate(living, start=1)}
        self.lives = [(), *(lives[blogger.tier] for blogger in living)]
        self.last_post = np.zeros(len(self.lives))
        self.lanes: NDArray[np.int32] = np.empty(0, np.int32)
        if living:
            self.lanes = np.zeros(market.network.people, np.int32)
            self.lanes[list(self.authors)] = np.arange(1, len(self.lives))
        shape = (len(self.lives), spec.clock.days + 1)
        self.sums = (*(np.zeros(shape) for _ in range(5)), _fades(spec, market))
        self.rates = self._rates(spec.clock.days)
        days = np.arange(float(spec.clock.days + 1))
        self.sums[0][0], self.sums[2][0] = days, days

    def of(self, authors: NDArray[np.int64]) -> NDArray[np.int32]:
        """Lanes of these authors, shape (n,)."""
        return self.lanes[authors] if self.lanes.size else np.zeros(authors.size, np.int32)

    def close(self, day: int, posted: dict[int, int]) -> None:
        """Add a day that is over; ``posted`` says how often each author posted for a campaign."""
        if not self.lanes.size:
            return
        wear, mine, theirs, earned, cost, _ = self.sums
        factor, more, less = self._factors(day, posted)
        mass = earned[:, day] + cost[:, day] + 2.0
        wear[:, day + 1] = wear[:, day] + factor
        mine[:, day + 1] = mine[:, day] + factor * (cost[:, day] / mass)
        theirs[:, day + 1] = theirs[:, day] + factor * (2.0 / mass)
        if self.spec.remember.on:
            kept = self.spec.remember.kept
            earned[:, day + 1] = kept * earned[:, day] + more
            cost[:, day + 1] = kept * cost[:, day] + less

    def _factors(self, day: int, posted: dict[int, int]) -> tuple[Reals, Reals, Reals]:
        """Return f, and what the day earns and costs, by lane."""
        follow, remember, seen = self.spec.follow, self.spec.remember, self.spec.see.visibility
        own, promotion, living = self.rates[0][:, day], self.rates[1][:, day], self.rates[2][:, day] > 0.0
        stones = np.zeros(len(self.lives))
        stones[[self.authors[author] for author in posted]] = list(posted.values())
        said = living & (own + stones > 0.0)
        self.last_post[said] = day
        paid = stones if self.spec.message.sponsored else 0.0
        share = (own * promotion + paid) / np.where(said, own + stones, 1.0)
        factor = np.where(said, 1.0 + follow.annoyance * np.maximum(0.0, share - follow.tolerated), 1.0)
        late = day - self.last_post - follow.silent_days
        factor = np.where(living & (late > 0.0), factor * (1.0 + follow.fade * late), factor)
        more = own * (1.0 - promotion) * seen * remember.useful
        less = own * np.maximum(0.0, promotion - follow.tolerated) * seen * remember.irrelevant
        return factor, more, less

    def _rates(self, days: int) -> Reals:
        """Own posts a day, the share of promotion in them, and whether there is any life, by lane and day."""
        found = np.zeros((3, len(self.lives), days))
        for lane, stages in enumerate(self.lives):
            for stage in stages:
                found[:, lane, max(0, stage.from_day) :] = np.array([[stage.posts], [stage.promotion], [1.0]])
        return found


def _fades(spec: Scenario, market: Market) -> Reals:
    """Return ``kept^days`` for 0 .. days of the run; worked out once a market."""
    kept, days = spec.remember.kept, spec.clock.days

    def make() -> Reals:
        return np.array([named.power(kept, float(day)) for day in range(days + 1)])

    return market.once("fades", (kept, days), make)
