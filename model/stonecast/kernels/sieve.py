"""From what is delivered to impressions: sieves walk those of one message and keep some, in place.

`stonecast.kernels.delivery` delivers. Without a mechanism of seeing, `stonecast.kernels.spread.see` does the
same in one walk.
"""

from __future__ import annotations

from stonecast import randomness as named
from stonecast.kernels.jit import lean
from stonecast.kernels.quads import QUADS, Words, words_of_names
from stonecast.kernels.spread import Ints, Rows
from stonecast.kernels.today import Columns, move


@lean
def keep_visible(
    shown: int,
    visible: Ints,
    luck: int,
    run: int,
    message: int,
    words: Words,
    columns: Columns,
) -> int:
    """Keep each post with chance ``visible`` / 2^32 (one for all, or one each); returns how many are left.

    The coin is the one of `stonecast.kernels.spread.see`: SEE, tie, number of the post. ``words`` is
    `quads.row`.
    """
    own = visible.size > 1
    if not own and visible[0] >= named.ONE:
        return shown
    kept = 0
    for first in range(0, shown, QUADS):
        count = min(QUADS, shown - first)
        words_of_names(columns.ties, columns.numbers, first, count, named.SEE, message, luck, run, words)
        for i in range(count):
            # Who is not kept is written over: no branch that depends on luck.
            e = first + i
            move(e, kept, columns)
            kept += int(int(words[i]) < int(visible[e if own else 0]))
    return kept


@lean
def notice(shown: int, tick: int, readers: Rows, seen: Rows) -> int:
    """Note when each reader saw it first; returns how many did so now."""
    fresh = 0
    for e in range(shown):
        reader = int(readers[e])
        if seen[reader] < 0:
            seen[reader] = tick
            fresh += 1
    return fresh
