"""Ask: the campaign asks for a daily act (a vote, a click, a reply), and every post of it is a reminder.

A reader who sees a reminder acts with chance ``p * exp(-n / wear) * tiring^k``: p is that of close readers
or that of others, n the reminders seen and k the acts done in earlier ticks; at most one act a person and
day, or one in all. Without wear, somebody who sees n reminders on n days has acted at least once with
chance 1 - (1 - p)^n. Whoever acts is won by the campaign from then on, if they were not before.
Rivals may ask for the same act for themselves: whoever sees reminders of several brands has one act for all
of them, and the reminder with the smallest number that falls decides which brand gets it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from stonecast import randomness as named
from stonecast.asked import Asked, Asking
from stonecast.kernels import asking, quads
from stonecast.state import State


def act(state: State) -> None:
    """Let those who see a reminder act, once a day; whoever acts is won."""
    asked = state.asked
    if asked is None:
        return
    for brand in asked.brands:
        brand.now = brand.now[:0]
    if not state.spec.ask.is_open(state.day):
        return
    actors = np.concatenate([_toss(state, asked, brand) for brand in asked.brands])
    for brand in asked.brands if actors.size else ():
        _act_for(state, asked, brand, actors[asked.brand[actors] == brand.rumour.number])


def _toss(state: State, asked: Asked, brand: Asking) -> Any:
    """Toss the coins of one brand's reminders; return who acts now and did not by an earlier brand's."""
    spec, rumour, shown = state.spec.ask, brand.rumour, brand.rumour.shown
    if not shown.count:
        return np.empty(0, np.int32)
    actors = state.scratch.room("actors", shown.count, np.int32)
    kernel: Any = asking.act
    count = kernel(
        shown.count,
        shown.ties,
        shown.readers,
        shown.numbers,
        shown.trusts,
        rumour.people["engaged"],
        spec.close != "trusting",
        spec.close != "engaged",
        spec.trusting,
        spec.close_chance,
        spec.other_chance,
        spec.once,
        0.0 if math.isinf(spec.wear) else 1.0 / spec.wear,
        spec.tiring,
        state.day * state.spec.clock.ticks_per_day,
        state.tick,
        state.luck,
        state.run,
        rumour.number,
        brand.reminded,
        asked.acts,
        asked.last,
        asked.tie,
        asked.word,
        asked.brand,
        quads.row(),
        actors,
    )
    return actors[:count].copy()


def _act_for(state: State, asked: Asked, brand: Asking, actors: Any) -> None:
    """Count the acts of a brand, and engage those who acted for it without having been won."""
    rumour = brand.rumour
    brand.now, brand.votes = actors, brand.votes + actors.size
    brand.done[actors] += 1
    state.tally(rumour, "acts", actors.size)
    state.tally(rumour, "actors", int((brand.done[actors] == 1).sum()))
    fresh = actors[rumour.people["engaged"][actors] < 0]
    if fresh.size:
        people = rumour.people
        people["engaged"][fresh] = state.tick
        people["teller"][fresh], people["word"][fresh] = asked.tie[fresh], asked.word[fresh]
        rumour.won = np.concatenate([rumour.won, fresh])
        rumour.joined.append(fresh)
        state.count_for(rumour, "engaged", int(fresh.size))


def remind(state: State) -> None:
    """Let those who acted remind their own followers; it appears in the next tick."""
    asked = state.asked
    for brand in () if asked is None else asked.brands:
        if not brand.now.size or asked is None:
            continue
        rumour, rows = brand.rumour, np.empty(brand.now.size, np.int32)
        share = named.threshold(state.spec.ask.reminding)
        count = asking.remind(brand.now, asked.acts, share, state.luck, state.run, rumour.number, rows)
        state.tally(rumour, "reminders", count)
        # Who also passes it on as somebody just won says it once, not twice.
        rumour.passed = np.union1d(rumour.passed, rows[:count]).astype(np.int32)
