"""Import a module without those of its parts that no run uses: they come when somebody asks for them."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import FrameType, ModuleType
from typing import Any


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


@contextmanager
def callers_only() -> Iterator[None]:
    """Let who asks for the whole stack hear of the caller and its caller alone.

    To describe a frame of the import machinery `inspect` looks through every module there is, and
    while a module is imported the stack consists of little else.
    """
    whole = inspect.getouterframes

    def innermost(frame: FrameType, context: int = 1) -> list[inspect.FrameInfo]:
        frames = [found for found in (frame, frame.f_back) if found is not None]
        return [inspect.FrameInfo(found, *inspect.getframeinfo(found, 0)) for found in frames]

    inspect.getouterframes = innermost
    try:
        yield
    finally:
        inspect.getouterframes = whole
