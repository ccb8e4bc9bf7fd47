"""Ask: the campaign asks for a daily act (a vote, a click, a reply), and every post of it is a reminder.

A reader who sees a reminder acts with chance ``p * exp(-n / wear) * tiring^k``: p is that of close readers
or that of others, n the reminders seen and k the acts done in earlier ticks; at most one act a person and
day, or one in all. Without wear, somebody who sees n reminders on n days has acted at least once with
chance 1 - (1 - p)^n. Whoever acts is won by the campaign from then on, if they were not before.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from stonecast import randomness as named
from stonecast.kernels import asking
from stonecast.rumour import Rumour
from stonecast.state import State


def act(state: State) -> None:
    """Let those who see a reminder act, once a day; whoever acts is won."""
    asked, spec, rumour = state.asked, state.spec.ask, state.campaign
    if asked is None:
        return
    asked.now = asked.now[:0]
    if not rumour.shown.count or not spec.is_open(state.day):
        return
    actors = state.scratch.room("actors", rumour.shown.count, np.int32)
    people, shown = rumour.people, rumour.shown
    kernel: Any = asking.act
    count = kernel(
        shown.count,
        shown.ties,
        shown.readers,
        shown.numbers,
        shown.trusts,
        people["engaged"],
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
        asked.reminded,
        asked.acts,
        asked.last,
        people["teller"],
        people["word"],
        actors,
    )
    asked.now = actors[:count].copy()
    state.count("acts", count)
    state.count("actors", int((asked.acts[asked.now] == 1).sum()))
    _win(state, rumour, asked.now)


def _win(state: State, rumour: Rumour, actors: Any) -> None:
    """Engage those who acted without having been won."""
    engaged = rumour.people["engaged"]
    fresh = actors[engaged[actors] < 0]
    if fresh.size:
        engaged[fresh] = state.tick
        rumour.won = np.concatenate([rumour.won, fresh])
        rumour.joined.append(fresh)
        state.count_for(rumour, "engaged", int(fresh.size))


def remind(state: State) -> None:
    """Let those who acted remind their own followers; it appears in the next tick."""
    asked, rumour = state.asked, state.campaign
    if asked is None or not asked.now.size:
        return
    rows = np.empty(asked.now.size, np.int32)
    share = named.threshold(state.spec.ask.reminding)
    count = asking.remind(asked.now, asked.acts, share, state.luck, state.run, rumour.number, rows)
    state.count("reminders", count)
    # Who also passes it on as somebody just won says it once, not twice.
    rumour.passed = np.union1d(rumour.passed, rows[:count]).astype(np.int32)
