"""Networks in NumPy arrays, and in the files that hold such."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError, nearest
from stonecast.network.reading.listing import (
    Listing,
    People,
    finite_weight,
    listing_of,
    people_by_number,
    people_by_text,
)
from stonecast.network.reading.opening import read_bytes

PAIRS = (("authors", "followers"), ("source", "target"))


def read_numpy_file(path: Path, *, suffix: str, weight: str | int | bool | None) -> Listing:
    """Read .npy, one array of two or three columns, or .npz, one array for each column."""
    where = str(path)
    try:
        content = np.load(io.BytesIO(read_bytes(path)), allow_pickle=False)
        if isinstance(content, np.ndarray) != (suffix == ".npy"):
            raise ValueError("one array" if suffix == ".npz" else "an archive of arrays")
        arrays = dict(content) if suffix == ".npz" else {}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        why = "no array of numbers" if "pickle" in str(error) else error
        raise InputError(
            f"no valid {suffix} file ({why})", where=where, remedy="write it with numpy.save or numpy.savez"
        ) from error
    if suffix == ".npz":
        return _read_columns(arrays, weight=weight, where=where)
    return read_array(content, weight=weight, where=where)


def read_array(table: NDArray[Any], *, weight: str | int | bool | None, where: str) -> Listing:
    """Read an array of shape (ties, 2) or (ties, 3): source, target, and weight."""
    if table.ndim != 2 or table.shape[1] not in (2, 3):
        raise InputError(
            f"an array of shape {table.shape}",
            where=where,
            remedy="give shape (ties, 2), or (ties, 3) with weights",
        )
    if weight is not None and weight is not False and (weight is True or weight != 2):
        raise InputError(
            f"weight={weight!r}", where=where, remedy="the third column is the weight; False ignores it"
        )
    if isinstance(table, np.ma.MaskedArray) and np.ma.is_masked(table):
        raise InputError("a masked array", where=where, remedy="drop the rows that are masked")
    if not len(table):
        raise InputError("no rows", where=where, remedy="give at least one tie")
    people = _people(table[:, 0], table[:, 1], where)
    if table.shape[1] == 2:
        if weight == 2:
            raise InputError("no column 2", where=where, remedy="give an array of shape (ties, 3)")
        return listing_of(people, None, ["source is column 1, target is column 2, no weight"], where)
    if weight is False:
        return listing_of(
            people, None, ["source is column 1, target is column 2, weights not read (as asked)"], where
        )
    notes = ["source is column 1, target is column 2, weight is column 3"]
    return listing_of(people, _weights(table[:, 2], len(table), where), notes, where)


def _read_columns(
    arrays: Mapping[str, NDArray[Any]], *, weight: str | int | bool | None, where: str
) -> Listing:
    pairs = [pair for pair in PAIRS if set(pair) <= set(arrays)]
    if len(pairs) != 1:
        raise InputError(
            "the arrays " + (", ".join(sorted(arrays)) or "none"),
            where=where,
            remedy="name two arrays authors and followers, or source and target, and perhaps a third weights",
        )
    first, second = pairs[0]
    a, b = arrays[first], arrays[second]
    if a.ndim != 1 or a.shape != b.shape or not a.size:
        raise InputError(
            f"{first} has shape {a.shape} and {second} {b.shape}",
            where=where,
            remedy="give one value each per tie",
        )
    if weight is not None and weight is not False and (not isinstance(weight, str) or weight not in arrays):
        raise InputError(f"no array {weight!r}", where=where, remedy=nearest(str(weight), arrays))
    named = [weight] if isinstance(weight, str) else [n for n in ("weights", "weight") if n in arrays]
    if len(named) == 2:
        raise InputError("two arrays, weight and weights", where=where, remedy="say which: weight='weights'")
    name = named[0] if named and weight is not False else None
    weights = None if name is None else _weights(arrays[name], a.size, where)
    notes = [
        f"source is '{first}', target is '{second}', " + (f"weight is '{name}'" if name else "no weight")
    ]
    ignored = sorted(set(arrays) - {first, second, name})
    if ignored:
        notes.append("ignored the arrays " + ", ".join(ignored))
    kind = "author_to_follower" if first == "authors" else ""
    return listing_of(_people(a, b, where), weights, notes, where, kind)


def _people(source: NDArray[Any], target: NDArray[Any], where: str) -> People:
    if source.dtype.kind in "UST" and target.dtype.kind in "UST":
        texts = [text.decode() if isinstance(text, bytes) else str(text) for text in (*source, *target)]
        if "" in (text.strip() for text in texts):
            raise InputError("a tie without a label", where=where, remedy="drop it or name the person")
        count = np.arange(source.size, dtype=np.int64)
        return people_by_text(count, count + source.size, texts)
    return people_by_number(_whole(source, where), _whole(target, where))


def _whole(values: NDArray[Any], where: str) -> NDArray[np.int64]:
    remedy = "labels are whole numbers (64 bits) or text"
    if values.dtype.kind not in "iuf":
        raise InputError(f"labels of type {values.dtype}", where=where, remedy=remedy)
    wrong = (
        ~np.isfinite(values) | (values != np.floor(values)) | (np.abs(values.astype(np.float64)) >= 2.0**63)
    )
    if values.dtype.kind == "f":
        # Above 2**53 a float no longer tells neighbouring whole numbers apart.
        wrong |= np.abs(values) > 2.0**53
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise InputError(f"label {values[row]} in row {row} (from 0)", where=where, remedy=remedy)
    return values.astype(np.int64)


def _weights(values: NDArray[Any], rows: int, where: str) -> NDArray[np.float64]:
    if values.shape != (rows,):
        raise InputError(
            f"weights of shape {values.shape} for {rows} ties", where=where, remedy="give one per tie"
        )
    if values.dtype.kind not in "iufUST":
        raise InputError(f"weights of type {values.dtype}", where=where, remedy="give finite numbers")
    for row, value in enumerate(values) if values.dtype.kind in "UST" else ():
        finite_weight(value, f"row {row} (from 0)", where)
    numbers = values.astype(np.float64)
    wrong = np.flatnonzero(~np.isfinite(numbers))
    if wrong.size:
        finite_weight(numbers[wrong[0]], f"row {wrong[0]} (from 0)", where)
    return numbers
