"""Recordings as bytes: packing, unpacking, and the checks on what is read."""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError

FORMAT = "stonecast-recording"
VERSION = 3

ARRAYS: dict[str, str] = {
    "row": "<i4",
    "seen": "<i4",
    "engaged": "<i4",
    "teller": "<i4",
    "trust": "<u2",
    "ordered": "<i4",
    "reshare_row": "<i4",
    "reshare_tick": "<i4",
    "warn_row": "<i4",
    "warn_tick": "<i4",
    "praise_row": "<i4",
    "praise_tick": "<i4",
    "place_row": "<i4",
    "place_community": "<i4",
    "place_x": "<u2",
    "place_y": "<u2",
}
"""Every array and its type."""

ALIKE = (
    ("row", "seen", "engaged", "teller", "trust", "ordered"),
    ("reshare_row", "reshare_tick"),
    ("warn_row", "warn_tick"),
    ("praise_row", "praise_tick"),
    ("place_row", "place_community", "place_x", "place_y"),
)
"""Arrays of one length each."""

ABOUT: dict[str, Any] = {
    "scenario": {"name": str, "title": str, "digest": str},
    "plan": {"name": str, "title": str, "cost": float, "currency": str},
    "luck": int,
    "market_seed": int,
    "scale": float,
    "clock": {"days": int, "ticks_per_day": int},
    "market": {"people": int, "readers": int, "ties": int},
}
STONE: dict[str, Any] = {
    "row": int,
    "name": str,
    "kind": str,
    "tier": str,
    "followers": int,
    "cost": float,
    "posts": int,
    "ticks": list,
}

REMEDY = "write it again with this version of stonecast (stonecast rerun run.json)"


class _WrongError(Exception):
    """What is wrong, before it is known where."""


def fixed(share: NDArray[np.floating[Any]]) -> NDArray[np.uint16]:
    """Return numbers of 0 .. 1 (others are clipped) as whole ones of 0 .. 65535, same shape."""
    return np.asarray(np.rint(np.clip(share, 0.0, 1.0) * 65535.0), np.uint16)


def pack(
    about: Mapping[str, Any], stones: Sequence[Mapping[str, Any]], arrays: Mapping[str, NDArray[Any]]
) -> bytes:
    """Return the JSON text; keys sorted, no spaces, so that equal recordings have equal bytes."""
    told = {
        "format": FORMAT,
        "version": VERSION,
        **about,
        "stones": list(stones),
        "arrays": {
            name: {
                "type": kind,
                "length": int(arrays[name].size),
                "data": base64.b64encode(arrays[name].astype(kind).tobytes()).decode("ascii"),
            }
            for name, kind in ARRAYS.items()
        },
    }
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def unpack(
    data: bytes, where: str
) -> tuple[dict[str, Any], tuple[dict[str, Any], ...], dict[str, NDArray[Any]]]:
    """Read and check what `pack` returned.

    Raises
    ------
    InputError
        If it is no recording, of another version, or damaged.
    """
    try:
        told = _object(data)
        about = {key: _shaped(told.get(key), shape, key) for key, shape in ABOUT.items()}
        stones = tuple(_shaped(stone, STONE, "stones") for stone in _list(told.get("stones")))
        arrays = _arrays(told.get("arrays"))
        _agree(about, stones, arrays)
    except _WrongError as error:
        raise InputError(str(error), where=where, remedy=REMEDY) from None
    return about, stones, arrays


def _object(data: bytes) -> dict[str, Any]:
    try:
        text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        told = json.loads(text)
    except (OSError, EOFError, zlib.error, ValueError, RecursionError):
        raise _WrongError("is no recording, or was cut off") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise _WrongError("is no recording of stonecast")
    if told.get("version") != VERSION:
        raise _WrongError(
            f"is a recording of version {told.get('version')!r}; this program reads version {VERSION}"
        )
    return told


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _WrongError("'stones' is not a list")
    return value


def _shaped(value: Any, shape: Any, name: str) -> Any:
    """Check a value against a type or a group of types, and return it."""
    if isinstance(shape, dict):
        if not isinstance(value, dict) or set(value) != set(shape):
            raise _WrongError(f"'{name}' should say: {', '.join(shape)}")
        return {key: _shaped(value[key], kind, f"{name}.{key}") for key, kind in shape.items()}
    if shape is list:
        if not isinstance(value, list) or not all(type(item) is int for item in value):
            raise _WrongError(f"'{name}' is not a list of whole numbers")
        return value
    if type(value) is not shape or (shape is float and not np.isfinite(value)):
        raise _WrongError(f"'{name}' is {value!r}, not a {shape.__name__}")
    return value


def _arrays(told: Any) -> dict[str, NDArray[Any]]:
    if not isinstance(told, dict) or set(told) != set(ARRAYS):
        raise _WrongError(f"'arrays' should hold: {', '.join(ARRAYS)}")
    arrays = {name: _array(name, told[name], kind) for name, kind in ARRAYS.items()}
    for group in ALIKE:
        if len({arrays[name].size for name in group}) > 1:
            raise _WrongError(f"arrays {', '.join(group)} differ in length")
    return arrays


def _array(name: str, told: Any, kind: str) -> NDArray[Any]:
    try:
        raw = base64.b64decode(told["data"], validate=True)
        length, said = told["length"], told["type"]
    except (TypeError, KeyError, ValueError, binascii.Error):
        raise _WrongError(f"array '{name}' cannot be read") from None
    dtype = np.dtype(kind)
    if said != kind or type(length) is not int or len(raw) != length * dtype.itemsize:
        raise _WrongError(f"array '{name}' is not {length} numbers of type {kind}")
    return np.frombuffer(raw, dtype).astype(dtype.newbyteorder("="))


def _agree(
    about: dict[str, Any], stones: tuple[dict[str, Any], ...], arrays: dict[str, NDArray[Any]]
) -> None:
    """Check rows against the number of people, and ticks against the clock and each other."""
    people = about["market"]["people"]
    ticks = about["clock"]["days"] * about["clock"]["ticks_per_day"]
    for name in ("row", "reshare_row", "warn_row", "praise_row", "place_row", "teller"):
        _within(name, arrays[name], -2 if name == "teller" else 0, people)
    for name, lowest in (
        ("seen", 0),
        ("engaged", -1),
        ("ordered", -1),
        ("reshare_tick", 0),
        ("warn_tick", 0),
        ("praise_tick", 0),
    ):
        _within(name, arrays[name], lowest, ticks)
    for name in ("row", "place_row"):
        if (np.diff(arrays[name]) <= 0).any():
            raise _WrongError(f"array '{name}' is not in order")
    seen, engaged, ordered = arrays["seen"], arrays["engaged"], arrays["ordered"]
    if (((engaged >= 0) & (engaged < seen)) | ((ordered >= 0) & ((engaged < 0) | (ordered < engaged)))).any():
        raise _WrongError("somebody engaged before seeing it, or ordered before engaging")
    if ((engaged >= 0) != (arrays["teller"] != -1)).any():
        raise _WrongError("somebody engaged without anybody telling them")
    for stone in stones:
        inside = all(0 <= tick < ticks for tick in stone["ticks"]) and 0 <= stone["row"] < people
        if not inside or len(stone["ticks"]) > stone["posts"]:
            raise _WrongError(f"stone '{stone['name']}' stands or posts where there is nothing")


def _within(name: str, array: NDArray[Any], lowest: int, most: int) -> None:
    if array.size and (array.min() < lowest or array.max() >= most):
        raise _WrongError(f"array '{name}' leaves its range {lowest} .. {most - 1}")
