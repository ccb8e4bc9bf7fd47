"""Publish: hired bloggers post; what readers passed on a tick ago appears."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from stonecast.rumour import ITSELF, NEVER, Rumour
from stonecast.state import State

Rows = NDArray[np.int32]


def publish(state: State) -> None:
    """Collect whoever speaks in this tick, and number their posts (an author's posts count from 0)."""
    posts = list(state.voices.posts(state.day)) if state.morning else []
    for rumour in state.rumours:
        authors = [post.author for post in posts if post.message == rumour.number]
        state.count_for(rumour, "posts", len(authors))
        for author in authors:
            rumour.said.setdefault(author, []).append(state.tick)
        coming = rumour.coming.pop(state.tick, ())
        if authors or coming:
            unasked = np.concatenate([np.array(authors, np.int32), *coming])
            _begin(rumour, unasked, state.tick)
            _number(rumour, unasked)
        elif rumour.passed.size:
            _number(rumour, rumour.passed[:0])
        else:
            rumour.speaking = rumour.which = rumour.passed


def _begin(rumour: Rumour, rows: Rows, tick: int) -> None:
    """Note that people say it unasked; the first time makes them the root of a ripple."""
    people = rumour.people
    fresh = rows[people["engaged"][rows] == NEVER]
    if fresh.size:
        people["engaged"][fresh], people["teller"][fresh], people["word"][fresh] = tick, ITSELF, -1
        rumour.roots += dict.fromkeys(fresh.tolist())


def _number(rumour: Rumour, rows: Rows) -> None:
    """Fill ``speaking`` and ``which``: first those who say it unasked, then those who pass it on."""
    posts, passed = rumour.people["posts"], rumour.passed
    which = posts[rows]
    if np.unique(rows).size < rows.size:
        # Somebody says it more than once in this tick: each time is a post of its own.
        earlier: dict[int, int] = defaultdict(int)
        for at, author in enumerate(rows.tolist()):
            which[at] += earlier[author]
            earlier[author] += 1
        np.add.at(posts, rows, 1)
    else:
        posts[rows] += 1
    again = posts[passed]
    posts[passed] += 1
    rumour.speaking = np.concatenate([rows, passed])
    rumour.which = np.concatenate([which, again])
    rumour.passed = passed[:0]
