"""A market on disk: a folder of plain NumPy files and one of JSON, opened by mapping it into memory.

Nothing is read before it is used, several processes share the pages, and any program that knows ``.npy`` can
read the arrays.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError
from stonecast.network.csr import Network
from stonecast.network.market import BloggerRecord, Market
from stonecast.version import __version__
from stonecast.writing import all_or_nothing, write_json

FORMAT, VERSION = "stonecast-market", 1
HEAD, NAMES = "market.json", "names.json"

KINDS: dict[str, Any] = {
    "offsets": np.int64,
    "followers": np.int32,
    "trust": np.float32,
    "weights": np.float64,
    "positions": np.float64,
    "communities": np.int32,
    "close": np.bool_,
    "hollow": np.bool_,
    "homes": np.int32,
}
"""The arrays of a market, each a file of its name; weights, hollow and homes only where there are any."""

PLAIN = ("readers", "scale", "seed")


def write_market(market: Market, folder: Path) -> Path:
    """Write a market into a new folder, all of it or nothing; as `Market.save`."""
    return all_or_nothing(folder, lambda place: _fill(market, place))


def _fill(market: Market, place: Path) -> None:
    network = market.network
    for name in KINDS:
        array = getattr(network if hasattr(network, name) else market, name)
        if array is not None:
            np.save(place / f"{name}.npy", array, allow_pickle=False)
    if network.names is not None:
        (place / NAMES).write_text(json.dumps(list(network.names)), encoding="utf-8")
    told = {
        "format": FORMAT,
        "version": VERSION,
        "stonecast": __version__,
        "people": network.people,
        "ties": network.ties,
        **{name: getattr(market, name) for name in PLAIN},
        "warnings": market.warnings,
        "notes": network.notes,
        "bloggers": [asdict(blogger) for blogger in market.bloggers],
    }
    write_json(place / HEAD, told)


def read_market(folder: Path) -> Market:
    """Open a market that `write_market` wrote; as `Market.load`."""
    told = _head(folder)
    people, ties = told["people"], told["ties"]
    of_person, of_tie = (people,), (ties,)
    shapes: dict[str, tuple[int, ...]] = {"offsets": (people + 1,), "positions": (people, 2)}
    shapes |= {"communities": of_person, "homes": of_person}
    arrays = {name: _mapped(folder, name, shapes.get(name, of_tie)) for name in KINDS}
    offsets, followers = arrays["offsets"], arrays["followers"]
    if offsets is None or followers is None or arrays["trust"] is None:
        raise _damaged(folder, "offsets, followers or trust are missing")
    if offsets[0] != 0 or offsets[-1] != ties or (np.diff(offsets) < 0).any():
        raise _damaged(folder, "offsets.npy does not count the ties")
    names = _names(folder, people)
    parts = ("positions", "communities", "close", "hollow", "homes")
    made: dict[str, Any] = {name: arrays[name] for name in parts}
    for name in ("positions", "communities", "close"):
        if made[name] is None:
            raise _damaged(folder, f"{name}.npy is missing")
    return Market(
        network=Network(offsets, followers, arrays["trust"], arrays["weights"], names, tuple(told["notes"])),
        **made,
        bloggers=tuple(BloggerRecord(**blogger) for blogger in told["bloggers"]),
        **{name: told[name] for name in PLAIN},
        warnings=tuple(told["warnings"]),
    )


def _head(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / HEAD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise InputError(
            "is no saved market",
            where=str(folder),
            remedy=f"name the folder that Market.save wrote; it holds {HEAD}",
        )
    if told.get("version") != VERSION:
        raise InputError(
            f"is of version {told.get('version')!r}; this program reads version {VERSION}",
            where=str(folder),
            remedy=f"use stonecast {told.get('stonecast')}, which wrote it, or build the market again",
        )
    return told


def _names(folder: Path, people: int) -> list[Any] | None:
    path = folder / NAMES
    if not path.exists():
        return None
    try:
        names = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(folder, f"{NAMES}: {error}") from None
    if not isinstance(names, list) or len(names) != people:
        raise _damaged(folder, f"{NAMES} does not name {people:,} people")
    return names


def _mapped(folder: Path, name: str, shape: tuple[int, ...]) -> NDArray[Any] | None:
    """Map one array: pages are shared, and copied only where somebody writes."""
    path = folder / f"{name}.npy"
    if not path.exists():
        return None
    try:
        # An empty file cannot be mapped. Writable pages, because kernels are compiled for those.
        array = np.load(path, mmap_mode="c" if 0 not in shape else None, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise _damaged(folder, f"{path.name}: {error}") from None
    if array.dtype != KINDS[name] or array.shape != shape:
        raise _damaged(folder, f"{path.name} holds {array.dtype} of shape {array.shape}, not of {shape}")
    return np.asarray(array)


def _damaged(folder: Path, what: str) -> InputError:
    return InputError(f"is damaged ({what})", where=str(folder), remedy="save the market again")
