"""Draw the days of one run, if wanted in a process of its own, which makes itself ready while the model runs.

Nothing here imports matplotlib until something is drawn: whoever has it drawn elsewhere never needs it.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from stonecast.counts import COUNTS

if TYPE_CHECKING:
    from stonecast.campaign import Run

SHOWN = ("posts", "impressions", "saw", "engaged", "reshared", "orders")

Days = tuple[str, int, dict[str, NDArray[np.float64]]]
"""What is drawn: title of the plan, luck, and each outcome by day, shape (days,)."""

Drawn = tuple[bytes, str]
"""A figure as PNG and as SVG."""


class Drawer:
    """A process that loads matplotlib now and draws when asked, once; a context that ends it.

    Where no process can be started, or it dies, the figure is drawn here: the same, later.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start the process. It ends with this one, however this one ends: then nobody is left to ask."""
        command = [sys.executable, "-P", "-m", "stonecast.report.drawer"]
        pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
        alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # who has threads must not be copied
        try:
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=quiet, env=alone)
        except OSError:
            self._process = None
        return self

    def __exit__(self, *error: object) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            with self._process:  # closes its pipes and waits
                pass

    def ask(self, run: Run) -> Callable[[], Drawn]:
        """Let a run be drawn; return how to wait for what is drawn."""
        days, process = days_of(run), self._process
        if process is not None and process.stdin is not None:
            try:
                process.stdin.write(pickle.dumps(days))
                process.stdin.close()
            except OSError:  # it died: nothing will come back
                pass
            process.stdin = None

        def wait() -> Drawn:
            if process is not None:
                found, _ = process.communicate()
                if process.returncode == 0 and found:
                    drawn: Drawn = pickle.loads(found)
                    return drawn
            return draw(days)

        return wait


def days_of(run: Run) -> Days:
    """Return what is drawn of a run."""
    shown = [what for what in SHOWN if what != "orders" or run.spec.buy.on]
    by_day = run.by_day_at_full_size
    return run.plan.title, run.luck, {what: by_day[:, COUNTS.index(what)] for what in shown}


def draw(days: Days, *, side_by_side: bool = False) -> Drawn:
    """Draw here and now; ``side_by_side`` as in `style.to_both`."""
    from stonecast.report import curves, style

    return style.to_both(curves.days(*days), side_by_side=side_by_side)


def main() -> None:
    """Be the process: get ready, wait for what is asked, and end when nobody asks."""
    draw(("", 0, {"engaged": np.ones(2)}))
    asked = sys.stdin.buffer.read()
    if asked:
        sys.stdout.buffer.write(pickle.dumps(draw(pickle.loads(asked), side_by_side=True)))


if __name__ == "__main__":
    main()
