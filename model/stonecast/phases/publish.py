"""Publish: hired bloggers post; what readers passed on a tick ago appears."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from stonecast.rumour import ITSELF, NEVER, Rumour
from stonecast.state import State


def publish(state: State) -> None:
    """Collect whoever speaks in this tick, and number their posts (an author's posts count from 0)."""
    posts = list(state.voices.posts(state.day)) if state.morning else []
    for rumour in state.rumours:
        authors = [post.author for post in posts if post.message == rumour.number]
        state.count_for(rumour, "posts", len(authors))
        authors += [row for rows in rumour.coming.pop(state.tick, ()) for row in rows.tolist()]
        _begin(rumour, authors, state.tick)
        _number(rumour, authors)


def _begin(rumour: Rumour, authors: list[int], tick: int) -> None:
    """Note that people say it unasked; the first time makes them the root of a ripple."""
    if not authors:
        return
    for author in authors:
        rumour.said.setdefault(author, []).append(tick)
    rows, people = np.array(authors, np.int32), rumour.people
    new = list(dict.fromkeys(rows[people["engaged"][rows] == NEVER].tolist()))
    people["engaged"][new], people["teller"][new], people["word"][new] = tick, ITSELF, -1
    rumour.roots += new


def _number(rumour: Rumour, authors: list[int]) -> None:
    """Fill ``speaking`` and ``which``: first those who say it unasked, then those who pass it on."""
    if not (authors or rumour.passed.size):
        rumour.speaking = rumour.which = rumour.passed
        return
    posts, passed = rumour.people["posts"], rumour.passed
    rows = np.array(authors, np.int32)
    which = posts[rows]
    if len(set(authors)) < rows.size:
        # Somebody says it more than once in this tick: each time is a post of its own.
        earlier: dict[int, int] = defaultdict(int)
        for at, author in enumerate(authors):
            which[at] += earlier[author]
            earlier[author] += 1
    np.add.at(posts, rows, 1)
    again = posts[passed]
    posts[passed] += 1
    rumour.speaking = np.concatenate([rows, passed])
    rumour.which = np.concatenate([which, again])
    rumour.passed = passed[:0]
