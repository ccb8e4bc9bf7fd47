"""Write files all or not at all: nothing is overwritten, and nothing half written is left behind."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from stonecast.errors import InputError


def write_json(path: Path, told: Mapping[str, Any]) -> None:
    """Write plain values as JSON that a person can read."""
    write_text(path, json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write text, the same bytes on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def all_or_nothing(folder: Path, fill: Callable[[Path], None]) -> Path:
    """Fill a hidden folder beside the wanted one, and rename it when it is complete.

    Raises
    ------
    InputError
        If there is something in the folder, or it cannot be written; nothing is left behind.
    """

    def place(part: Path, final: Path) -> None:
        fill(part)
        if final.is_dir():
            final.rmdir()
        os.rename(part, final)

    return _beside(folder, place)


def file_or_nothing(path: Path, make: Callable[[Path], Path]) -> Path:
    """Make one file in a hidden folder beside the wanted place, and move it there when it is complete.

    Parameters
    ----------
    make
        Called with the hidden folder; returns the file.
    """

    def place(part: Path, final: Path) -> None:
        os.rename(make(part), final)

    return _beside(path, place)


def _beside(wanted: Path, place: Callable[[Path, Path], None]) -> Path:
    final = wanted.resolve()
    refuse_if_taken(wanted)
    part = final.parent / f".{final.name}-{uuid.uuid4().hex[:8]}.part"
    try:
        part.mkdir(parents=True)
        place(part, final)
    except OSError as error:
        refuse_if_taken(wanted)
        raise InputError(
            f"cannot be written: {error.strerror or error}",
            where=str(wanted),
            remedy="choose a folder that can be written, on a disk with room",
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return wanted


def refuse_if_taken(path: Path) -> None:
    """Refuse a place where something is; an empty folder will do.

    Raises
    ------
    InputError
        That says so.
    """
    final = path.resolve()
    if final.exists() and (not final.is_dir() or any(final.iterdir())):
        raise InputError(
            "is there already and is not empty" if final.is_dir() else "is a file",
            where=str(path),
            remedy="choose a new folder; nothing is overwritten",
        )


def refusal(path: Path) -> str:
    """Say why nothing new could be written at a path, or nothing; makes neither folder nor file."""
    above = next(folder for folder in path.absolute().parents if folder.exists())
    if not above.is_dir():
        return f"{above} is no folder"
    return "" if os.access(above, os.W_OK) else f"{above} is read-only"
