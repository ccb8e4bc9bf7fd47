"""Work on rows of a market, or on runs, cut over threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def over_rows(
    kernel: Callable[..., Any], rows: int, workers: int, *arguments: Any, pieces_each: int = 4
) -> list[Any]:
    """Call ``kernel(lo, hi, *arguments)`` on pieces that cover ``0 .. rows``; return what each gave.

    Kernels release the interpreter lock and write only to their rows: any cut gives the same result.
    """
    if workers <= 1 or rows < 2:
        return [kernel(0, rows, *arguments)]
    pieces = min(rows, workers * pieces_each)
    cuts = [rows * piece // pieces for piece in range(pieces + 1)]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda piece: kernel(cuts[piece], cuts[piece + 1], *arguments), range(pieces)))
