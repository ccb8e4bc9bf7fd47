"""The ripple as a forest: depth, size and structural virality of every tree in one walk each way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels.jit import jit

Ints = NDArray[np.int64]


@jit
def measure(parents: Ints, depth: Ints, size: Ints, root: Ints, children: Ints, paths: Ints) -> None:
    """Fill depth, subtree size, root, number of children, and per root the sum of path lengths.

    ``parents[v] < v`` is the position of whoever told v, or -1 for a root. The sum over v of
    s_v (n - s_v) counts, for each tie of a tree of n people, the pairs that it separates: the sum of
    distances over unordered pairs (Goel et al. 2016, 10.1287/mnsc.2015.2158).
    """
    for v in range(parents.size):
        p = parents[v]
        size[v] = 1
        if p < 0:
            root[v] = v
        else:
            depth[v] = depth[p] + 1
            root[v] = root[p]
            children[p] += 1
    for v in range(parents.size - 1, -1, -1):
        p = parents[v]
        if p >= 0:
            size[p] += size[v]
    for v in range(parents.size):
        if parents[v] >= 0:
            paths[root[v]] += size[v] * (size[root[v]] - size[v])
