"""Networks in NumPy files and arrays, and networkx graphs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError, nearest
from stonecast.network.listing import (
    Listing,
    People,
    people_by_label,
    people_by_number,
    people_by_text,
)
from stonecast.network.opening import read_bytes

PAIRS = (("authors", "followers"), ("source", "target"))


def read_graph(graph: Any, *, weight: str | int | bool | None, where: str) -> Listing:
    """Read a networkx graph; all nodes are people, also those without ties."""
    nodes = list(graph)
    labels = _labels(nodes, where)
    position = {node: number for number, node in enumerate(nodes)}
    edges = list(graph.edges(data=True))
    source = np.fromiter((position[edge[0]] for edge in edges), np.int64, len(edges))
    target = np.fromiter((position[edge[1]] for edge in edges), np.int64, len(edges))
    people = people_by_label(source, target, labels)
    weights, name = _edge_weights(edges, weight, where)
    known = {key for edge in edges for key in edge[2]} - {name}
    notes = ["weights not read (as asked)"] if weight is False else []
    if name is not None:
        notes.append(f"weight is the attribute '{name}'")
    if known:
        notes.append("ignored the attributes " + ", ".join(sorted(map(str, known))))
    kind = "" if graph.is_directed() else "undirected"
    return listing_of(people, weights, notes, where, kind)


def read_numpy_file(path: Path, *, suffix: str, weight: str | int | bool | None) -> Listing:
    """Read .npy, one array of two or three columns, or .npz, one array for each column."""
    where = str(path)
    try:
        content = np.load(io.BytesIO(read_bytes(path)), allow_pickle=False)
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
    if weight not in (None, False, 2) or weight is True:
        raise InputError(
            f"weight={weight!r}", where=where, remedy="the third column is the weight; False ignores it"
        )
    if not len(table):
        raise InputError("no rows", where=where, remedy="give at least one tie")
    people = _people(table[:, 0], table[:, 1], where)
    if table.shape[1] == 2:
        if weight == 2 and weight is not False:
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
        _finite(value, f"row {row} (from 0)", where)
    numbers = values.astype(np.float64)
    wrong = np.flatnonzero(~np.isfinite(numbers))
    if wrong.size:
        _finite(numbers[wrong[0]], f"row {wrong[0]} (from 0)", where)
    return numbers


def _edge_weights(
    edges: Sequence[tuple[Any, Any, dict[Any, Any]]], weight: str | int | bool | None, where: str
) -> tuple[NDArray[np.float64] | None, str | None]:
    """Take one attribute of all edges; one that only some have is an error, not a default."""
    if weight is False or (weight is None and not any("weight" in edge[2] for edge in edges)):
        return None, None
    name = "weight" if weight is None else weight
    if not isinstance(name, str):
        raise InputError(f"weight={weight!r}", where=where, remedy="name an attribute of the edges")
    numbers = np.empty(len(edges), np.float64)
    for number, (a, b, attributes) in enumerate(edges):
        if name not in attributes:
            known = {key for edge in edges for key in edge[2]} - {name}
            raise InputError(
                f"the tie {a} -> {b} has no attribute {name!r}",
                where=where,
                remedy=f"give all ties one, or pass weight=False; {nearest(name, map(str, known))}",
            )
        numbers[number] = _finite(attributes[name], f"the tie {a} -> {b}", where)
    return numbers, name


def _finite(value: object, at: str, where: str) -> float:
    try:
        number = float("nan") if isinstance(value, bool) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = float("nan")
    if not np.isfinite(number):
        raise InputError(
            f"weight {value!r} of {at} is not a finite number",
            where=where,
            remedy="mend it, name another weight=..., or pass weight=False to read no weights",
        )
    return number


def _labels(nodes: Sequence[Any], where: str) -> list[Any]:
    """Return nodes as ints if all are, otherwise as text."""
    if not nodes:
        raise InputError("a graph without nodes", where=where, remedy="give at least one tie")
    if all(isinstance(node, int | np.integer) and not isinstance(node, bool) for node in nodes):
        return [int(node) for node in nodes]
    texts = [str(node) for node in nodes]
    if len(set(texts)) < len(texts):
        twice = next(text for text in texts if texts.count(text) > 1)
        raise InputError(f"two nodes are both written {twice!r}", where=where, remedy="relabel the nodes")
    return texts


def listing_of(
    people: People, weights: NDArray[np.float64] | None, notes: Sequence[str], where: str, kind: str = ""
) -> Listing:
    """Return rows with the sentences that tell what was read."""
    said = [f"read {people.source.size:,} rows from {Path(where).name}", *notes]
    if weights is not None and weights.size:
        said.append(f"weights from {weights.min():g} to {weights.max():g}")
    said.append(people.sentence)
    return Listing(people.source, people.target, people.count, people.labels, weights, tuple(said), kind)
