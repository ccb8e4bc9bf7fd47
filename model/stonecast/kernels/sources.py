"""Responses that depend on how many distinct people have said it: reinforcement and thresholds.

What a reader has heard is a linked list: the head in the reader's `rumour.LISTENER` record, then a
`rumour.SENDER` record for each tie that spoke: the tick it last did, the smallest number that persuaded
(2^32: none did), and the next record. ``people`` are `rumour.PERSON` records. Whoever hears it in a tick is
on a list of the tick, in the order of the impressions: ``charge`` is `SILENT` for all others.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import lean, part
from stonecast.kernels.prefetch import prefetch
from stonecast.kernels.quads import QUADS, Words, words_of_names
from stonecast.kernels.spread import Ints, Reals, Rows, chance

LAST = 1 << 62
"""Later than any `randomness.arrival`."""

CEILING = 64.0
"""Largest hazard that is told from certainty (exp(-64) is below the resolution of a coin)."""

SILENT, TOLD = -1, -2
"""In ``charge``: the reader heard nothing in this tick, or was won in it and is still to learn by whom."""

NEAR, FAR = 8, 16
"""So many impressions ahead the last sender of a reader is fetched from memory, and the reader."""

SHARE = 2.3283064365386963e-10
"""2^-32."""

Records = NDArray[Any]


@part
def _fetch(e: int, shown: int, readers: Rows, listeners: Records, senders: Records, people: Records) -> None:
    """Let the processor fetch what is known of readers who come soon."""
    far, near = int(readers[min(e + FAR, shown - 1)]), int(readers[min(e + NEAR, shown - 1)])
    prefetch(listeners, far)
    prefetch(people, far)
    head = int(listeners[near]["head"])
    prefetch(senders, head if head > 0 else 0)


@part
def _note(
    tie: int, reader: int, tick: int, word: int, used: int, listeners: Records, senders: Records
) -> int:
    """Remember that ``tie`` spoke at ``tick`` with this number; returns the records in use."""
    entry = int(listeners[reader]["head"])
    while entry >= 0 and senders[entry]["tie"] != tie:
        entry = int(senders[entry]["after"])
    if entry >= 0:
        senders[entry]["when"] = tick
        if word < senders[entry]["best"]:
            senders[entry]["best"] = word
        return used
    senders[used]["tie"] = tie
    senders[used]["best"] = word
    senders[used]["when"] = tick
    senders[used]["after"] = listeners[reader]["head"]
    listeners[reader]["head"] = used
    return used + 1


@part
def _tally(head: int, since: int, senders: Records) -> tuple[int, int, int]:
    """Count who spoke after tick ``since``; with the smallest number among them and its tie."""
    count, least, told = 0, named.ONE, -1
    entry = head
    while entry >= 0:
        if senders[entry]["when"] > since:
            count += 1
            w = int(senders[entry]["best"])
            if w < least or (w == least and w < named.ONE and senders[entry]["tie"] < told):
                least, told = w, int(senders[entry]["tie"])
        entry = int(senders[entry]["after"])
    return count, least, told


@part
def _falls(w: int, h: float) -> bool:
    """Whether a coin of hazard ``h`` falls; 1 - exp(-h) is at most h, which settles most of them."""
    return float(w) < h * 4294967296.0 + 4.0 and w < chance(h)


@lean
def respond_to_sources(
    shown: int,
    ties: Ints,
    readers: Rows,
    numbers: Rows,
    hazards: Reals,
    luck: int,
    run: int,
    message: int,
    tick: int,
    memory: int,
    needed: Ints,
    used: int,
    listeners: Records,
    senders: Records,
    people: Records,
    listening: Rows,
    words: Words,
    won: Rows,
) -> tuple[int, int]:
    """Engage readers whom at least ``needed`` distinct senders told within memory and one persuaded.

    Each impression tosses the coin of simple contagion; who is persuaded before enough have said it
    waits for the others. So ``needed`` = 1 is simple contagion, and what is reached does not depend
    on the order in which people speak. ``listening`` is room for as many readers as there are impressions,
    ``words`` is `quads.row`. Returns newly engaged and records in use.
    """
    heard = 0
    for e in range(shown):
        i = e & (QUADS - 1)
        if i == 0:
            block = min(QUADS, shown - e)
            words_of_names(ties, numbers, e, block, named.RESPOND, message, luck, run, words)
        _fetch(e, shown, readers, listeners, senders, people)
        reader = int(readers[e])
        if people[reader]["engaged"] >= 0:
            continue
        w = int(words[i]) if _falls(int(words[i]), float(hazards[e])) else named.ONE
        used = _note(int(ties[e]), reader, tick, w, used, listeners, senders)
        if listeners[reader]["charge"] == SILENT:
            listeners[reader]["charge"] = 0
            listening[heard] = reader
            heard += 1
    count = 0
    for i in range(heard):
        reader = int(listening[i])
        listeners[reader]["charge"] = SILENT
        found, least, told = _tally(int(listeners[reader]["head"]), tick - memory, senders)
        if found >= needed[reader] and least < named.ONE:
            people[reader]["engaged"] = tick
            people[reader]["teller"] = told
            people[reader]["word"] = least
            won[count] = reader
            count += 1
    return count, used


@lean
def respond_reinforced(
    shown: int,
    ties: Ints,
    readers: Rows,
    numbers: Rows,
    hazards: Reals,
    luck: int,
    run: int,
    message: int,
    tick: int,
    memory: int,
    kappa: float,
    used: int,
    listeners: Records,
    senders: Records,
    people: Records,
    listening: Rows,
    words: Words,
    names: Ints,
    tosses: Rows,
    won: Rows,
) -> tuple[int, int]:
    """Engage with chance 1 - exp(-Lambda), one coin per reader and tick on the summed hazard.

    Lambda = (sum of this tick's hazards) * (1 + kappa * (d - 1)), d = distinct senders within memory.
    Hazards are summed as whole numbers of 2^-32, so that their order cannot matter. The teller is the
    impression of this tick that would have arrived first: each in proportion to its hazard, as in simple
    contagion. ``listening`` and ``words`` as in `respond_to_sources`; ``names`` (int64) and ``tosses``
    (int32) are room for `QUADS` entries.
    """
    heard = 0
    for e in range(shown):
        _fetch(e, shown, readers, listeners, senders, people)
        reader = int(readers[e])
        if people[reader]["engaged"] >= 0:
            continue
        used = _note(int(ties[e]), reader, tick, named.ONE, used, listeners, senders)
        if listeners[reader]["charge"] == SILENT:
            listeners[reader]["charge"] = 0
            listening[heard] = reader
            heard += 1
        h = float(hazards[e])
        listeners[reader]["charge"] += int((h if h < CEILING else CEILING) * 4294967296.0)
    count = 0
    for first in range(0, heard, QUADS):
        block = min(QUADS, heard - first)
        for i in range(block):
            names[i] = listening[first + i]
            tosses[i] = listeners[listening[first + i]]["tosses"]
        words_of_names(names, tosses, 0, block, named.REINFORCED, message, luck, run, words)
        for i in range(block):
            reader = int(names[i])
            found, _, _ = _tally(int(listeners[reader]["head"]), tick - memory, senders)
            total = (int(listeners[reader]["charge"]) * SHARE) * (1.0 + kappa * (found - 1))
            listeners[reader]["tosses"] += 1
            listeners[reader]["charge"] = SILENT
            if _falls(int(words[i]), total):
                listeners[reader]["charge"] = TOLD
                people[reader]["engaged"] = tick
                people[reader]["word"] = LAST
                won[count] = reader
                count += 1
    if count > 0:
        for e in range(shown):
            reader = int(readers[e])
            if listeners[reader]["charge"] == TOLD and hazards[e] > 0.0:
                tie, h = int(ties[e]), min(float(hazards[e]), CEILING)
                w = named.arrival(named.word(luck, run, named.TELLER, message, tie, int(numbers[e])), h)
                before = int(people[reader]["word"])
                if w < before or (w == before and tie < people[reader]["teller"]):
                    people[reader]["word"] = w
                    people[reader]["teller"] = tie
    for i in range(count):
        listeners[int(won[i])]["charge"] = SILENT
    return count, used
