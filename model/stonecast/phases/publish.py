"""Publish: hired bloggers post; what readers passed on a tick ago appears."""

from __future__ import annotations

import numpy as np

from stonecast.state import ITSELF, NEVER, State


def publish(state: State) -> None:
    """Collect whoever speaks in this tick, and number their posts (an author's posts count from 0)."""
    people = state.people
    speaking: list[int] = []
    if state.tick % state.spec.clock.ticks_per_day == 0:
        for post in state.voices.posts(state.day):
            speaking.append(post.author)
            state.said.setdefault(post.author, []).append(state.tick)
            if people["engaged"][post.author] == NEVER:
                people["engaged"][post.author] = state.tick
                people["teller"][post.author] = ITSELF
                people["word"][post.author] = -1
                state.roots.append(post.author)
    state.count("posts", len(speaking))
    which = []
    for author in speaking:
        which.append(int(people["posts"][author]))
        people["posts"][author] += 1
    passed = state.passed
    if passed.size:
        again = people["posts"][passed].astype(np.int32)
        people["posts"][passed] += 1
        state.speaking = np.concatenate([np.array(speaking, np.int32), passed])
        state.which = np.concatenate([np.array(which, np.int32), again])
        state.passed = passed[:0]
    else:
        state.speaking, state.which = np.array(speaking, np.int32), np.array(which, np.int32)
