"""The one kind of error that is the caller's to mend."""

from __future__ import annotations

import difflib
import operator
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any


class InputError(ValueError):
    """Input that cannot be used: says what is wrong, where, and how to mend it.

    The command line prints it as one message and ends with exit status 2.

    Parameters
    ----------
    what
        What is wrong, with the offending value.
    where
        File (with line), path inside a scenario, or argument name.
    remedy
        What the reader can do about it.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  -> {self.remedy}" if self.remedy else head

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.what, self.where, self.remedy)


def _rebuild(what: str, where: str, remedy: str) -> InputError:
    return InputError(what, where=where, remedy=remedy)


class CampaignWarning(UserWarning):
    """Something that is allowed but that the reader of the result should know."""


LISTED = 30
"""Known names that a message lists at most."""


def whole(value: Any, where: str, *, low: int = 1, high: int | None = None) -> int:
    """Return a whole number of this range (NumPy's become Python's), or refuse it."""
    try:
        number = None if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = None
    if number is None or number < low or (high is not None and number > high):
        wanted = f"from {low} to {high}" if high is not None else f"of at least {low}"
        shown = repr(value) if isinstance(value, str) else value
        raise InputError(f"{where} {shown}", where=where, remedy=f"use a whole number {wanted}")
    return int(number)


def as_path(value: Any, where: str) -> Path:
    """Return a path as a ``Path``, or refuse what is none."""
    if not isinstance(value, str | os.PathLike):
        raise InputError(f"{value!r} is no path", where=where, remedy="give the name of a file or folder")
    return Path(value)


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which known name was probably meant, or list the known ones."""
    names = sorted(known)
    close = difflib.get_close_matches(str(name), names, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    if not names:
        return "none are known here"
    more = f" and {len(names) - LISTED:,} more" if len(names) > LISTED else ""
    return "known: " + ", ".join(names[:LISTED]) + more
