"""Draw the days of one run in a process of its own, which makes itself ready while the model runs."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Mapping
from typing import Self

import numpy as np
from numpy.typing import NDArray

Drawn = tuple[bytes, str]
"""A figure as PNG and as SVG."""


class Drawer:
    """A process that loads matplotlib now and draws when asked; a context that ends it.

    Where no process can be started, or it dies, the figure is drawn here: the same, later.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start the process. It ends with this one, however this one ends: then nobody is left to ask."""
        command = [sys.executable, "-P", "-m", "stonecast.report.drawer"]
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        except OSError:
            self._process = None
        return self

    def __exit__(self, *error: object) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    def days(self, heading: str, outcomes: Mapping[str, NDArray[np.float64]]) -> Drawn:
        """Draw what `stonecast.report.curves.days` does."""
        if self._process is not None:
            drawn, _ = self._process.communicate(pickle.dumps((heading, outcomes)))
            if self._process.returncode == 0:
                found: Drawn = pickle.loads(drawn)
                return found
        return draw_days(heading, outcomes)


def draw_days(heading: str, outcomes: Mapping[str, NDArray[np.float64]]) -> Drawn:
    """Draw here and now."""
    from stonecast.report import curves, style

    return style.to_both(curves.days(heading, outcomes))


def main() -> None:
    """Be the process: get ready, wait for what is asked, and end when nobody asks."""
    from stonecast.report import style

    style.to_both(style.canvas(1.0, 1.0))
    asked = sys.stdin.buffer.read()
    if asked:
        sys.stdout.buffer.write(pickle.dumps(draw_days(*pickle.loads(asked))))


if __name__ == "__main__":
    main()
