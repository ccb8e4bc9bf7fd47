"""Where a result comes from: the program, its parts and the machine, without naming anybody."""

from __future__ import annotations

import hashlib
import os
import platform
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

PARTS = ("numpy", "numba", "scipy", "mesa", "matplotlib", "pandas")
"""Packages whose version can matter to a result."""


def environment() -> dict[str, Any]:
    """Describe what computes: versions, code, platform and time, ready for JSON.

    Nothing in it names a user, a machine or a folder.

    Returns
    -------
    dict
        ``stonecast`` (version), ``commit`` (of the checkout, None if there is none), ``source`` (digest
        of the package's code, so that uncommitted edits show), ``python``, ``platform``, ``cpus``,
        ``packages`` (versions, None if not installed) and ``time`` (UTC, ISO 8601).
    """
    from stonecast.version import __version__

    return {
        "stonecast": __version__,
        "commit": commit(),
        "source": source_digest(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": f"{platform.system()} {platform.machine()}",
        "cpus": os.cpu_count(),
        "packages": {name: _version(name) for name in PARTS},
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def commit(root: Path | None = None) -> str | None:
    """Commit that a checkout stands on, read from its files; None outside one.

    Parameters
    ----------
    root
        Folder that holds ``.git``; by default the checkout that this program runs from.
    """
    root = Path(__file__).resolve().parents[2] if root is None else root
    try:
        return _commit(root / ".git")
    except (OSError, UnicodeDecodeError):
        return None


def _commit(git: Path) -> str | None:
    if git.is_file():  # a worktree: the file says where the real folder is
        git = (git.parent / git.read_text().removeprefix("gitdir:").strip()).resolve()
    head = (git / "HEAD").read_text().strip()
    if not head.startswith("ref:"):
        return head if _is_hash(head) else None
    name = head.removeprefix("ref:").strip()
    shared = git / "commondir"
    common = (git / shared.read_text().strip()).resolve() if shared.is_file() else git
    for folder in (git, common):
        if (folder / name).is_file():
            found = (folder / name).read_text().strip()
            return found if _is_hash(found) else None
    packed = common / "packed-refs"
    for line in packed.read_text().splitlines() if packed.is_file() else []:
        found, _, what = line.partition(" ")
        if what == name and _is_hash(found):
            return found
    return None


def _is_hash(text: str) -> bool:
    return len(text) in (40, 64) and set(text) <= set("0123456789abcdef")


@cache
def source_digest() -> str:
    """Short digest of every Python file of the package: equal code, and only that, has equal digests."""
    package = Path(__file__).resolve().parent
    told = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        told.update(path.relative_to(package).as_posix().encode() + b"\0")
        told.update(hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).digest())
    return told.hexdigest()[:12]


def file_digest(path: Path) -> str:
    """Return the sha256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
