"""Where results go, and how a path is shown."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from stonecast.errors import InputError
from stonecast.writing import refusal


def folder(out: Path | None, name: str) -> Path:
    """Return a folder that does not exist yet and can be made; a name that is taken gets a number."""
    if out is not None:
        check(out, f"--out {out}")
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise InputError(
                "is not empty", where=f"--out {out}", remedy="choose a new folder; nothing is overwritten"
            )
        return out
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    made = Path("out") / f"{name}-{stamp}"
    check(made, str(made))
    number = 2
    while made.exists():
        made = Path("out") / f"{name}-{stamp}-{number}"
        number += 1
    return made


def check(path: Path, where: str) -> None:
    """Refuse a place that could not be written, before anything is run for it."""
    if why := refusal(path):
        remedy = "choose a folder that can be written, by --out"
        raise InputError(f"cannot be written: {why}", where=where, remedy=remedy)


def shown(path: Path) -> str:
    """Write a path as seen from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
