"""From what is delivered to impressions: sieves walk those of one message and keep some, in place.

`stonecast.kernels.delivery` delivers. Without a mechanism of seeing, `stonecast.kernels.spread.see` does the
same in one walk. Arrays per impression are those of `stonecast.rumour.Impressions`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import lean
from stonecast.kernels.quads import QUADS, Words, word_of, words_of_names
from stonecast.kernels.spread import Ints, Rows, Trusts

Flags = NDArray[np.bool_]


@lean
def keep_visible(
    shown: int,
    visible: Ints,
    luck: int,
    run: int,
    message: int,
    words: Words,
    ties: Ints,
    readers: Rows,
    numbers: Rows,
    starts: Trusts,
    trusts: Trusts,
    authors: Rows,
) -> int:
    """Keep each post with chance ``visible`` / 2^32 (one for all, or one each); returns how many are left.

    The coin is the one of `stonecast.kernels.spread.see`: SEE, tie, number of the post. ``words`` is
    `quads.room`.
    """
    kept = 0
    own = visible.size > 1
    if not own and visible[0] >= named.ONE:
        return shown
    for e in range(shown):
        at = e & (QUADS - 1)
        if at == 0:
            words_of_names(ties, numbers, e, min(QUADS, shown - e), named.SEE, message, luck, run, words)
        tie, number = int(ties[e]), int(numbers[e])
        if word_of(tie, at, words) >= int(visible[e if own else 0]):
            continue
        ties[kept] = tie
        readers[kept] = readers[e]
        numbers[kept] = number
        starts[kept] = starts[e]
        trusts[kept] = trusts[e]
        authors[kept] = authors[e]
        kept += 1
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
