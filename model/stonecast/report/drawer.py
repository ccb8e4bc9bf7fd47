"""Draw in a process of its own, which makes itself ready meanwhile: the days of a run, or half a report.

Nothing here imports matplotlib until something is drawn: whoever has it drawn elsewhere never needs it.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from stonecast.counts import COUNTS

if TYPE_CHECKING:
    from stonecast.campaign import Run
    from stonecast.study.comparison import Comparison

SHOWN = ("posts", "impressions", "saw", "engaged", "reshared", "orders")

Days = tuple[str, int, dict[str, NDArray[np.float64]]]
"""What is drawn: title of the plan, luck, and each outcome by day, shape (days,)."""

Drawn = tuple[bytes, str]
"""A figure as PNG and as SVG."""

Part = tuple[str, str]
"""A figure of a comparison, by the name of its file, and how wide it is: wide or narrow."""

HALF: tuple[Part, ...] = (
    ("all_outcomes", "wide"),
    ("all_outcomes", "narrow"),
    ("outcomes", "narrow"),
    ("daily", "narrow"),
)
"""What another process draws of a report: half of it by time, and nothing for which it needs whole runs."""


class Drawer:
    """A process that loads what it needs now and draws when asked, once; a context that ends it.

    Where no process can be started, or it dies, the figure is drawn here: the same, later.

    Parameters
    ----------
    warm
        Whether it draws something for practice first, so that the first figure takes no longer than others.
    """

    def __init__(self, *, warm: bool = True) -> None:
        self._warm = warm
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start the process. It ends with this one, however this one ends: then nobody is left to ask."""
        command = [sys.executable, "-P", "-m", "stonecast.report.drawer", *(["warm"] if self._warm else [])]
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
        days = days_of(run)
        wait = self._ask(draw, days, side_by_side=True)
        return lambda: wait() or draw(days)

    def half(self, duel: Comparison) -> Callable[[], dict[Part, Drawn]]:
        """Let the figures in `HALF` be drawn; return how to wait for them: for none if the process died."""
        wait = self._ask(draw_parts, replace(duel, samples=()), HALF)
        return lambda: wait() or {}

    def _ask(self, what: Callable[..., Any], *told: Any, **how: Any) -> Callable[[], Any]:
        process = self._process
        if process is not None and process.stdin is not None:
            try:
                process.stdin.write(pickle.dumps((what.__name__, told, how)))
                process.stdin.close()
            except OSError:  # it died: nothing will come back
                pass
            process.stdin = None

        def wait() -> Any:
            if process is None:
                return None
            found, _ = process.communicate()
            return pickle.loads(found) if process.returncode == 0 and found else None

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


def draw_parts(duel: Comparison, parts: tuple[Part, ...]) -> dict[Part, Drawn]:
    """Draw figures of a comparison here and now; a narrow one, which only the page shows, has no PNG."""
    from stonecast.report import figures, style

    found: dict[Part, Drawn] = {}
    for name, width in parts:
        figure_of = figures.OF_COMPARISON[name]
        if width == "wide":
            found[name, width] = style.to_both(figure_of(duel))
        else:
            found[name, width] = b"", style.to_svg(figure_of(duel, narrow=True))
    return found


def main() -> None:
    """Be the process: get ready, wait for what is asked, and end when nobody asks."""
    if "warm" in sys.argv[1:]:
        draw(("", 0, {"engaged": np.ones(2)}))
    asked = sys.stdin.buffer.read()
    if asked:
        what, told, how = pickle.loads(asked)
        tasks: dict[str, Callable[..., Any]] = {"draw": draw, "draw_parts": draw_parts}
        sys.stdout.buffer.write(pickle.dumps(tasks[what](*told, **how)))


if __name__ == "__main__":
    main()
