"""Structural virality from its definition: the mean distance of two people of a tree, pair by pair."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from fractions import Fraction


def trees(parents: Sequence[int]) -> list[list[int]]:
    """People of each tree, root first; -1 is the parent of a root."""
    root = list(range(len(parents)))
    for person, parent in enumerate(parents):
        if parent >= 0:
            root[person] = root[parent]
    return [[p for p in range(len(parents)) if root[p] == r] for r in sorted(set(root))]


def distances(parents: Sequence[int], start: int) -> dict[int, int]:
    """Steps from one person to everybody in the same tree, breadth first."""
    near: dict[int, list[int]] = {person: [] for person in range(len(parents))}
    for person, parent in enumerate(parents):
        if parent >= 0:
            near[person].append(parent)
            near[parent].append(person)
    steps, queue = {start: 0}, deque([start])
    while queue:
        here = queue.popleft()
        for there in near[here]:
            if there not in steps:
                steps[there] = steps[here] + 1
                queue.append(there)
    return steps


def structural_virality(parents: Sequence[int], tree: Sequence[int]) -> Fraction | None:
    """Mean distance over ordered pairs of distinct people (Goel et al. 2016); None for one person."""
    n = len(tree)
    total = sum(sum(distances(parents, person).values()) for person in tree)
    return Fraction(total, n * (n - 1)) if n > 1 else None
