"""Gather: a sub-community shows its members what others of it say, whether they follow them or not.

Who posts a message posts it in their sub-community too with chance ``community.says``; a member who does not
follow the author comes across that post with chance ``community.looks_in``. Then it is a post like any other:
visibility or attention decides whether it is read, and trust is what the market would have given a tie
between the two without a conversation.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels import boards, ledger, quads
from stonecast.kernels.today import Columns
from stonecast.network.market import Market
from stonecast.rumour import Rumour
from stonecast.state import State

AT_ONCE = 1_000_000
"""Posts are walked so many (post, member) pairs at a time, so that memory stays small."""

PAST = 1
"""Days for which a community remembers who said what."""


def members(market: Market) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the readers of each sub-community as ranges of a list: bounds and rows; made once a market."""

    def make() -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        homes = market.home[: market.readers]
        rows = np.argsort(homes, kind="stable").astype(np.int32)
        bounds = np.searchsorted(homes[rows], np.arange(int(market.home.max(initial=-1)) + 2))
        return bounds.astype(np.int64), rows

    return market.once("members", None, make)


def gather(state: State, rumour: Rumour) -> None:
    """Let whoever speaks in this tick speak in their sub-community too: fill ``rumour.gathered``."""
    spec, market = state.spec.community, state.market
    rumour.gathered = []
    speaking, which, count = rumour.speaking, rumour.which, 0
    if speaking.size:
        told = (state.luck, state.run, rumour.number)
        kept, numbers = np.empty(speaking.size, np.int32), np.empty(speaking.size, np.int32)
        count = boards.say(speaking, which, market.home, named.threshold(spec.says), *told, kept, numbers)
        speaking, which = kept[:count], numbers[:count]
    _remember(state, rumour, speaking)
    if spec.looks_in == 0.0 or not count:
        return
    limits = _limits(state, speaking)
    if state.known is None:
        state.known = np.full(market.network.people, -1, np.int32)
    bounds, rows = members(market)
    ends = np.cumsum((bounds[1:] - bounds[:-1])[market.home[speaking]])
    network, walk, first, shown_to = market.network, cast(Any, boards.show), 0, 0
    while first < count:
        last = int(np.searchsorted(ends, shown_to + AT_ONCE, side="right"))
        last = max(last, first + 1)
        found = _room(state, int(ends[last - 1]) - shown_to + 1)
        part = slice(first, last)
        shown = walk(
            speaking[part],
            which[part],
            market.home,
            bounds,
            rows,
            network.offsets,
            network.followers,
            state.known,
            limits[part],
            *told,
            quads.row(),
            found,
        )
        first, shown_to = last, int(ends[last - 1])
        some = Columns._make(column[:shown].copy() for column in found)
        rumour.gathered.append(state.bonds.strangers_see(state.day, some))


def gathered(state: State) -> None:
    """Add what sub-communities show to what is delivered (a sieve that drops nothing)."""
    for rumour in state.rumours:
        shown = rumour.shown
        for found in rumour.gathered:
            part = slice(shown.count, shown.count + found.ties.size)
            rooms: tuple[NDArray[Any], ...] = shown.columns
            for room, column in zip(rooms, found, strict=True):
                room[part] = column
            shown.count = part.stop


def room(rumour: Rumour) -> int:
    """Count what sub-communities show in this tick."""
    return sum(found.ties.size for found in rumour.gathered)


def came_across(state: State, ties: NDArray[np.int64]) -> int:
    """Count those of these ties that are none: members who never followed the author."""
    return int(ledger.strangers(ties, state.market.network.ties, state.bonds.ledger.book))


def _limits(state: State, speaking: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the threshold of the coin of coming across each post.

    A reader's post stands for as many posts as the reader stands for people, a blogger's for itself: whom it
    reaches is divided by the scale, as a blogger's followers are.
    """
    share, market = state.spec.community.looks_in, state.market
    alone = market.hired[speaking]
    return np.where(alone, named.threshold(share / market.scale), named.threshold(share)).astype(np.int64)


def _room(state: State, size: int) -> Columns:
    kinds = {"ties": np.int64, "readers": np.int32, "numbers": np.int32, "authors": np.int32}
    rooms: dict[str, Any] = {
        name: state.scratch.room(f"gathered {name}", size, kind) for name, kind in kinds.items()
    }
    # Trust is worked out for those who come across it.
    none = state.scratch.room("gathered trusts", size, np.float32)
    return Columns(**rooms, starts=none, trusts=none)


def _remember(state: State, rumour: Rumour, speaking: NDArray[np.int32]) -> None:
    """Remember who said it in a sub-community on this day and the day before."""
    rumour.said_there.setdefault(state.day, []).append(speaking.copy())
    rumour.said_there.pop(state.day - PAST - 1, None)
