"""Small networks by chance, and the lists of followers that the readable cascades take."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from stonecast.network import Network


@st.composite
def small_networks(draw: st.DrawFn) -> Network:
    """Draw up to 30 people and 120 ties, ties to oneself and twice among them."""
    people = draw(st.integers(2, 30))
    person = st.integers(0, people - 1)
    ties = draw(st.lists(st.tuples(person, person), min_size=1, max_size=4 * people))
    return Network.from_ties(*np.array(ties).T, people=people)


def followers_of(net: Network) -> dict[int, list[tuple[int, int]]]:
    """Return for each author its ties: number and follower."""
    lists: dict[int, list[tuple[int, int]]] = {}
    for tie, (author, follower) in enumerate(zip(net.authors.tolist(), net.followers.tolist(), strict=True)):
        lists.setdefault(author, []).append((tie, follower))
    return lists
