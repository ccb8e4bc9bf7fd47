"""Mesa, without the parts that no run uses: they are loaded when somebody first asks for something in them.

``import mesa`` alone also loads its spaces, and with them scipy.spatial and networkx, and pandas: that takes
several times as long as what agents need. Its loggers ask for the whole stack to learn who made them.
"""

from __future__ import annotations

from typing import Any

from stonecast.loading import callers_only, lightly

LATER = ("mesa.discrete_space", "mesa.experimental.continuous_space", "mesa.space", "pandas")
"""Modules that Mesa imports and that only some programs use."""

with callers_only():
    mesa: Any = lightly("mesa", LATER)
