"""Mesa, without the parts that no run uses: they are loaded when somebody first asks for something in them.

``import mesa`` alone also loads its spaces, and with them scipy.spatial and networkx, and pandas: that takes
several times as long as what agents need.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

LATER = ("mesa.discrete_space", "mesa.experimental.continuous_space", "mesa.space", "pandas")
"""Modules that Mesa imports and that only some programs use."""


class StandIn(ModuleType):
    """Stands where a module was imported; the first look into it imports the module itself."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self.leave()
        return getattr(import_module(self.__name__), name)

    def __dir__(self) -> list[str]:
        self.leave()
        return dir(import_module(self.__name__))

    def leave(self) -> None:
        """Make room in the list of modules, so that who imports this one from now on gets it itself."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]


def lightly(name: str, later: tuple[str, ...]) -> ModuleType:
    """Import a module with stand-ins for what it imports and what is not imported yet.

    Parameters
    ----------
    name
        The module.
    later
        Modules to be imported when somebody looks into them.
    """
    standing = {other: StandIn(other) for other in later if other not in sys.modules}
    before = set(sys.modules)
    sys.modules.update(standing)
    try:
        return import_module(name)
    except ImportError:  # another version, which needs them at once
        for other in set(sys.modules) - before:
            if other.partition(".")[0] == name:
                del sys.modules[other]
    finally:
        for stand_in in standing.values():
            stand_in.leave()
    return import_module(name)


mesa: Any = lightly("mesa", LATER)
