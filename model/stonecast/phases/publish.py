"""Publish: hired bloggers post; what readers passed on a tick ago appears."""

from __future__ import annotations

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
        for author in authors:
            _begin(rumour, author, state.tick)
        _number(rumour, authors)


def _begin(rumour: Rumour, author: int, tick: int) -> None:
    """Note that somebody says it unasked; the first time makes them the root of a ripple."""
    rumour.said.setdefault(author, []).append(tick)
    person = rumour.people[author]
    if person["engaged"] == NEVER:
        person["engaged"], person["teller"], person["word"] = tick, ITSELF, -1
        rumour.roots.append(author)


def _number(rumour: Rumour, authors: list[int]) -> None:
    """Fill ``speaking`` and ``which``: first those who say it unasked, then those who pass it on."""
    if not (authors or rumour.passed.size):
        rumour.speaking = rumour.which = rumour.passed
        return
    posts, which = rumour.people["posts"], []
    for author in authors:
        which.append(int(posts[author]))
        posts[author] += 1
    passed = rumour.passed
    again = posts[passed]
    posts[passed] += 1
    rumour.speaking = np.concatenate([np.array(authors, np.int32), passed])
    rumour.which = np.concatenate([np.array(which, np.int32), again])
    rumour.passed = passed[:0]
