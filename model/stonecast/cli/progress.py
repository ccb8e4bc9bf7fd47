"""Progress of long work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def bar(unit: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar with time left on a terminal; nothing in a pipe."""
    from tqdm import tqdm

    shown = tqdm(unit=f" {unit}", leave=False, disable=None, dynamic_ncols=True)

    def step(done: int, total: int) -> None:
        shown.total = total
        shown.update(done - shown.n)

    try:
        yield step
    finally:
        shown.close()
