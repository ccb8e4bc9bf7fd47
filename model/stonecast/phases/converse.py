"""Converse: who is won comments, and authors answer as many as they have time for.

A reader who is won comments to whoever won them with chance ``converse.comment``. An author holds at most C
conversations a day, so that with n comments each is answered with chance min(1, C / n).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels import quads, replies, trade
from stonecast.phases.platforms import conversation
from stonecast.rumour import Rumour
from stonecast.state import State

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]


def converse(state: State) -> None:
    """Answer the comments of this tick: each author as many as are left of the day, chosen by chance."""
    if not state.spec.converse.on:
        return
    heard = [_comments(state, rumour) for rumour in state.rumours if rumour.won.size]
    if not heard:
        return
    ties, numbers, messages = (np.concatenate(part) for part in zip(*heard, strict=True))
    if not ties.size:
        return
    authors = state.author_of(ties)
    order = np.lexsort((messages, ties, numbers, authors))
    ties, authors = ties[order], authors[order]
    first = np.append(0, np.flatnonzero(authors[1:] != authors[:-1]) + 1)
    who, count = authors[first], np.append(first[1:], authors.size) - first
    limits = _time_left(state, who)
    answered = np.arange(ties.size) - np.repeat(first, count) < np.repeat(limits, count)
    if not state.evening:
        state.bonds.held.append((state.day, who, np.minimum(limits, count)))
    state.count("comments", int(ties.size))
    state.count("conversations", int(answered.sum()))
    state.bonds.evidence(ties[answered], state.spec.remember.conversation, 0.0)


def _comments(state: State, rumour: Rumour) -> tuple[Ints, Ints, Ints]:
    """Tie, number and message of each comment of those won in this tick."""
    who, numbers = np.empty(rumour.won.size, np.int32), np.empty(rumour.won.size, np.int64)
    teller, count = rumour.people["teller"], 0
    room = (np.empty(quads.QUADS, np.int64), np.zeros(quads.QUADS, np.int32), quads.row())
    for won, chance in _by_chance(state, rumour.won, teller):
        count += replies.comment(
            won,
            teller,
            named.threshold(chance),
            state.luck,
            state.run,
            rumour.number,
            *room,
            who[count:],
            numbers[count:],
        )
    return teller[who[:count]], numbers[:count].copy(), np.full(count, rumour.number, np.int64)


def _by_chance(state: State, won: Rows, teller: Ints) -> list[tuple[Rows, float]]:
    """Part those won by the chance to comment, which hangs on the platform of whoever told them."""
    comment = state.spec.converse.comment
    factors, differ = conversation(state.spec, state.market)
    told = won[teller[won] >= 0] if differ else won
    if not differ or not told.size:
        return [(told, comment)]
    own = factors[state.author_of(teller[told])]
    return [(told[own == factor], min(1.0, comment * factor)) for factor in np.unique(own).tolist()]


def _time_left(state: State, authors: Ints) -> Ints:
    """Conversations for which authors still have time today; C of bloggers is divided by the scale."""
    bonds, most = state.bonds, state.spec.converse.conversations
    if math.isinf(most):
        return np.full(authors.size, np.iinfo(np.int32).max, np.int64)
    words = state.words(named.TIME, 0, authors.astype(np.int32), state.day)
    limits = np.where(state.market.hired[authors], most / state.market.scale, most)
    left = np.empty(authors.size, np.int64)
    trade.round_all(limits, words, left)
    bonds.held = [held for held in bonds.held if held[0] == state.day]
    for _, who, held in bonds.held:
        at = np.minimum(np.searchsorted(who, authors), who.size - 1)
        left -= np.where(who[at] == authors, held[at], 0)
    return left
