"""Responses that depend on how many distinct people have said it: reinforcement and thresholds.

What a reader has heard is a linked list: ``head`` per reader, then per entry the tie, the tick it last
spoke, the smallest number that persuaded (2^32: none did), and the next entry.
"""

from __future__ import annotations

from stonecast import randomness as named
from stonecast.kernels.jit import jit
from stonecast.kernels.spread import Ints, Reals, Rows, chance

LAST = 1 << 62
"""Later than any `randomness.arrival`."""

CEILING = 64.0
"""Largest hazard that is told from certainty (exp(-64) is below the resolution of a coin)."""


@jit
def _note(
    tie: int,
    reader: int,
    tick: int,
    word: int,
    used: int,
    head: Ints,
    heard: Ints,
    when: Rows,
    best: Ints,
    after: Ints,
) -> int:
    """Remember that ``tie`` spoke at ``tick`` with this number; returns the entries in use."""
    entry = int(head[reader])
    while entry >= 0:
        if heard[entry] == tie:
            when[entry] = tick
            if word < best[entry]:
                best[entry] = word
            return used
        entry = int(after[entry])
    heard[used] = tie
    when[used] = tick
    best[used] = word
    after[used] = head[reader]
    head[reader] = used
    return used + 1


@jit
def _tally(
    reader: int, since: int, head: Ints, heard: Ints, when: Rows, best: Ints, after: Ints
) -> tuple[int, int, int]:
    """Count who spoke after tick ``since``; with the smallest number among them and its tie."""
    count, least, told = 0, named.ONE, -1
    entry = int(head[reader])
    while entry >= 0:
        if when[entry] > since:
            count += 1
            w = int(best[entry])
            if w < least or (w == least and w < named.ONE and heard[entry] < told):
                least, told = w, int(heard[entry])
        entry = int(after[entry])
    return count, least, told


@jit
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
    head: Ints,
    heard: Ints,
    when: Rows,
    best: Ints,
    after: Ints,
    engaged: Rows,
    teller: Ints,
    word: Ints,
    won: Rows,
) -> tuple[int, int]:
    """Engage readers whom at least ``needed`` distinct senders told within memory and one persuaded.

    Each impression tosses the coin of simple contagion; who is persuaded before enough have said it
    waits for the others. So ``needed`` = 1 is simple contagion, and what is reached does not depend
    on the order in which people speak. Returns newly engaged and entries in use.
    """
    count = 0
    for e in range(shown):
        tie = int(ties[e])
        reader = int(readers[e])
        if engaged[reader] >= 0:
            continue
        w = named.ONE
        h = float(hazards[e])
        if h > 0.0:
            drawn = named.word(luck, run, named.RESPOND, message, tie, int(numbers[e]))
            if drawn < chance(h):
                w = drawn
        used = _note(tie, reader, tick, w, used, head, heard, when, best, after)
    for e in range(shown):
        reader = int(readers[e])
        if engaged[reader] >= 0:
            continue
        senders, least, told = _tally(reader, tick - memory, head, heard, when, best, after)
        if senders >= needed[reader] and least < named.ONE:
            engaged[reader] = tick
            teller[reader] = told
            word[reader] = least
            won[count] = reader
            count += 1
    return count, used


@jit
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
    head: Ints,
    heard: Ints,
    when: Rows,
    best: Ints,
    after: Ints,
    charge: Ints,
    tosses: Rows,
    engaged: Rows,
    teller: Ints,
    word: Ints,
    won: Rows,
) -> tuple[int, int]:
    """Engage with chance 1 - exp(-Lambda), one coin per reader and tick on the summed hazard.

    Lambda = (sum of this tick's hazards) * (1 + kappa * (d - 1)), d = distinct senders within memory.
    Hazards are summed as whole numbers of 2^-32, so that their order cannot matter. The teller is the
    impression of this tick that would have arrived first: each in proportion to its hazard, as in simple
    contagion.
    """
    count = 0
    for e in range(shown):
        tie = int(ties[e])
        reader = int(readers[e])
        since = int(engaged[reader])
        if since >= 0:
            continue
        h = float(hazards[e])
        h = h if h < CEILING else CEILING
        used = _note(tie, reader, tick, named.ONE, used, head, heard, when, best, after)
        if charge[reader] < 0:
            charge[reader] = 0
            word[reader] = LAST
        charge[reader] += int(h * 4294967296.0)
        if h > 0.0:
            w = named.arrival(named.word(luck, run, named.TELLER, message, tie, int(numbers[e])), h)
            if w < word[reader] or (w == word[reader] and tie < teller[reader]):
                word[reader] = w
                teller[reader] = tie
    for e in range(shown):
        reader = int(readers[e])
        if engaged[reader] >= 0 or charge[reader] < 0:
            continue
        senders, _, _ = _tally(reader, tick - memory, head, heard, when, best, after)
        total = (int(charge[reader]) * 2.3283064365386963e-10) * (1.0 + kappa * (senders - 1))
        w = named.word(luck, run, named.REINFORCED, message, reader, int(tosses[reader]))
        charge[reader] = -1
        tosses[reader] += 1
        if w < chance(total):
            engaged[reader] = tick
            won[count] = reader
            count += 1
    return count, used
