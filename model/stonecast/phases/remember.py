"""Remember: what people saw and lived through becomes trust, or distrust, from the next tick on."""

from __future__ import annotations

import numpy as np

from stonecast import randomness as named
from stonecast.bonds.bonds import whole
from stonecast.kernels import judging
from stonecast.phases.relevance import nearness, steepness
from stonecast.rumour import Rumour
from stonecast.state import State


def remember(state: State) -> None:
    """Turn the posts of this tick, and what other phases heard, into evidence on ties."""
    if not state.spec.remember.on:
        return
    for rumour in state.rumours:
        if rumour.shown.count:
            _judge(state, rumour)
    state.bonds.remember(state.day)


def _judge(state: State, rumour: Rumour) -> None:
    """Weigh the posts that were seen: useful ones for their authors, unwanted promotion against them."""
    spec, shown, count = state.spec.remember, rumour.shown, rumour.shown.count
    steep = steepness(state.spec) if state.spec.respond.relevance.on else 0.0
    good, bad = np.empty(count, np.int64), np.empty(count, np.int64)
    judging.weigh_posts(
        count,
        shown.readers,
        nearness(state, rumour, steep, "remember"),
        spec.relevant_from,
        rumour.sponsored and state.spec.message.sponsored,
        int(whole(spec.useful, 1)[0]),
        int(whole(spec.irrelevant, 1)[0]),
        good,
        bad,
    )
    if rumour.sponsored and not state.spec.message.sponsored and spec.undisclosed and spec.discovery:
        authors = shown.authors[:count]
        paid = np.isin(authors, np.fromiter(rumour.said, np.int64, len(rumour.said)))
        chance, weight = named.threshold(spec.discovery), int(whole(spec.undisclosed, 1)[0])
        coin = (state.luck, state.run, rumour.number, weight)
        judging.find_out(count, shown.ties, shown.numbers, paid, chance, *coin, bad)
    state.bonds.hear(shown.ties[:count], good, bad, shown.authors[:count], shown.starts[:count])
