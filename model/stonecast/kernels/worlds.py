"""Independent cascades in which all ties are alike and many pass: 64 runs in one walk.

Which ties pass is drawn for 8 ties in 8 runs at once (`stonecast.kernels.squares`). A walk begins with a
queue, 8 runs together (`_in_turn`), whose cost goes with the people reached. If much of the network is looked
at, it begins anew in sweeps over all people, 64 runs together (`stonecast.kernels.sweeps`): masks of all ties
are drawn and kept, and a row is passed on without a branch. Either way a tie passes in the same runs: only
speed differs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels.bits import lowest_bit, ones
from stonecast.kernels.jit import jit
from stonecast.kernels.lanes import LANES, Ints, Rows, Words
from stonecast.kernels.prefetch import prefetch
from stonecast.kernels.squares import CHUNK, SIDE, draw_masks, draw_squares
from stonecast.kernels.sweeps import count_runs, pass_on

Halves = NDArray[np.uint16]

LEAST = 0.08
"""Chances from which this is faster than hits in each run (`stonecast.kernels.hits`); measured."""

ROWS = 64
"""People whose rows are looked up together."""

FEW = np.uint64(4)
"""A group of eight runs, of which fewer than these go on, stays with the queue."""

SHARE = 4
"""A queue may give way to sweeps when squares drawn exceed one in so many of the group's."""

KEPT = 2**27
"""Ties whose masks are kept; those of more, above 1 GiB, are drawn at each visit."""

_ZERO, _ONE, _ALL = np.uint64(0), np.uint64(1), np.uint64(0xFFFFFFFFFFFFFFFF)
_THREE, _SEVEN, _EIGHT = np.uint64(3), np.uint64(7), np.uint64(8)
_BYTE, _BYTES = np.uint64(255), np.uint64(0x0101010101010101)


@jit
def world_cascades(
    offsets: Ints,
    followers: Rows,
    limits: Words,
    seeds: Rows,
    luck: int,
    first: int,
    sizes: Ints,
) -> None:
    """Fill ``sizes[r]`` with the people reached in run ``first + r``.

    ``limits`` are those of `squares.hit_limits`.
    """
    count, ties = offsets.size - 1, followers.size
    state = np.zeros(count, np.uint16)
    queue, touched = np.empty(count + 1, np.int32), np.empty(count + 1, np.int32)
    names, numbers = np.zeros(CHUNK + 4, np.int64), np.empty(CHUNK + 4, np.uint64)
    squares, planes = np.empty(SIDE * (CHUNK + 4), np.uint64), np.zeros(40, np.uint64)
    active, passed, masks = np.empty(0, np.uint64), np.empty(0, np.uint64), np.empty(0, np.uint64)
    done = 0
    while done < sizes.size:
        group, lane = (first + done) // SIDE, (first + done) % SIDE
        runs = min(SIDE - lane, sizes.size - done)
        asked = (_BYTE >> np.uint64(SIDE - runs)) << np.uint64(lane)
        known = _in_turn(
            offsets,
            followers,
            limits,
            seeds,
            luck,
            group,
            asked,
            ties <= KEPT,
            state,
            queue,
            touched,
            names,
            numbers,
            squares,
        )
        if known >= 0:
            _count_group(known, touched, state, lane, sizes[done : done + runs])
            done += runs
            continue
        state[:] = 0
        if masks.size == 0:
            active, passed = np.zeros(count, np.uint64), np.zeros(count, np.uint64)
            masks = np.empty(SIDE * (ties // SIDE + CHUNK), np.uint64)
        runs = min(LANES - lane, sizes.size - done)
        for i in range(seeds.size):
            active[seeds[i]] = (_ALL >> np.uint64(LANES - runs)) << np.uint64(lane)
        draw_masks(ties, limits, luck, group, (lane + runs - 1) // SIDE + 1, names, numbers, squares, masks)
        pass_on(offsets, followers, masks, active, passed)
        count_runs(active, passed, planes, lane, sizes[done : done + runs])
        done += runs


@jit
def _in_turn(
    offsets: Ints,
    followers: Rows,
    limits: Words,
    seeds: Rows,
    luck: int,
    group: int,
    asked: np.uint64,
    may_sweep: bool,
    state: Halves,
    queue: Rows,
    touched: Rows,
    names: Ints,
    numbers: Words,
    squares: Words,
) -> int:
    """Pass on in the ``asked`` runs of one group from a queue; return how many people were ``touched``.

    The lower byte of ``state`` has the runs in which somebody is active, the upper one those in which they
    passed it on. Returns -1 before the end where sweeps are the better way.
    """
    for i in range(seeds.size):
        state[seeds[i]] = asked
        queue[i] = touched[i] = seeds[i]
    head, tail, known = _ZERO, np.uint64(seeds.size), np.uint64(seeds.size)
    begins, ends = np.zeros(ROWS + 1, np.uint64), np.zeros(ROWS + 1, np.uint64)
    waiting, cells = np.zeros(ROWS + 1, np.uint64), np.zeros(CHUNK + 4, np.uint64)
    readers, runs = np.zeros(SIDE * CHUNK, np.int64), np.zeros(SIDE * CHUNK, np.uint64)
    size, chunk = np.uint64(queue.size), np.uint64(CHUNK)
    drawn, patience = _ZERO, np.uint64(followers.size // (SIDE * SHARE))
    while head != tail:
        # Rows are looked up first, in a loop of their own: a wrong guess below must not wait for them.
        rows = min((tail if tail > head else size) - head, np.uint64(ROWS))
        for i in range(rows):
            author = np.uint64(queue[head + i])
            begins[i], ends[i] = offsets[author], offsets[author + _ONE]
            prefetch(followers, np.int64(begins[i]))
            now = np.uint64(state[author])
            waiting[i] = (now & ~(now >> _EIGHT) & _BYTE) * _BYTES
            state[author] = (now & _BYTE) * np.uint64(257)
        head = head + rows if head + rows < size else _ZERO
        row, at = _ZERO, begins[0] >> _THREE
        while row < rows:
            n = _ZERO
            while row < rows and n < chunk:
                begin, end = begins[row], ends[row]
                # The last square; of an empty row one that is not looked at.
                last = (max(end, begin + _ONE) - _ONE) >> _THREE
                part = min(last + _ONE - at, chunk - n)
                for i in range(part):
                    names[n + i], cells[n + i] = at + i, waiting[row]
                if at == begin >> _THREE:
                    cells[n] &= _ALL << (_EIGHT * (begin & _SEVEN))
                n, at = n + part, at + part
                if at > last:
                    cells[n - _ONE] &= _ALL >> (_EIGHT * (_SEVEN - ((end - _ONE) & _SEVEN)))
                    n -= np.uint64(begin == end)
                    row += _ONE
                    at = begins[row] >> _THREE
            draw_squares(names, int(n), limits, luck, group, numbers, squares, 0)
            drawn += n
            some, hits = _ZERO, _ZERO
            for i in range(n):
                on = squares[i] & cells[i]
                cells[some], names[some] = on, names[i]
                some += np.uint64(on != _ZERO)
            for i in range(some):
                on, name = cells[i], np.uint64(names[i]) << _THREE
                while on != _ZERO:
                    place = lowest_bit(on) >> _THREE
                    readers[hits] = name + place
                    runs[hits] = (on >> (place << _THREE)) & _BYTE
                    on &= ~(_BYTE << (place << _THREE))
                    prefetch(followers, readers[hits])
                    hits += _ONE
            for h in range(hits):
                readers[h] = followers[np.uint64(readers[h])]
                prefetch(state, readers[h])
            for h in range(hits):
                reader = np.uint64(readers[h])
                before = np.uint64(state[reader])
                fresh = np.uint64(runs[h] & ~before != _ZERO)
                queue[tail] = touched[known] = np.int32(reader)
                known += fresh & np.uint64(before == _ZERO)
                tail += fresh & np.uint64(before & _BYTE == before >> _EIGHT)
                tail = tail if tail < size else _ZERO
                state[reader] = before | runs[h]
                prefetch(offsets, readers[h])
        if drawn > patience and may_sweep:
            place, alive = head, _ZERO
            while place != tail:
                now = np.uint64(state[queue[place]])
                alive |= now & ~(now >> _EIGHT) & _BYTE
                place = place + _ONE if place + _ONE < size else _ZERO
            if ones(alive) >= FEW:
                return -1
            drawn = _ZERO
    return int(np.int64(known))


@jit
def _count_group(known: int, touched: Rows, state: Halves, lane: int, sizes: Ints) -> None:
    """Count who is active in every run of a group, and forget them."""
    sizes[:] = 0
    for i in range(known):
        now = np.uint64(state[touched[i]]) >> np.uint64(lane)
        state[touched[i]] = 0
        for r in range(sizes.size):
            sizes[r] += np.int64((now >> np.uint64(r)) & _ONE)
