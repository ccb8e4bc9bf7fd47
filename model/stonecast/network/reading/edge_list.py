"""Edge lists in text: one tie a row, in whatever layout the publisher chose.

Two readers for one format: a fast one that only accepts rows it is sure of, and a careful one, line
by line, that gives the same answer or names the line at fault.
"""

from __future__ import annotations

import io
import math
import re
from array import array
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError
from stonecast.network.reading.graphs import ATTRIBUTES, read_attributed
from stonecast.network.reading.layout import Layout, find_layout, split
from stonecast.network.reading.listing import COMMA, NUMBER, Listing, People, people_by_number, people_by_text
from stonecast.network.reading.opening import ACCEPTED, as_text, read_bytes

SAMPLE = 200
BLOCK = 1 << 23
_COMMENT = re.compile(rb"^[ \t]*(?:[#%]|//).*\n", re.MULTILINE)
_BLANK = re.compile(rb"^[ \t]*\n", re.MULTILINE)
_WHOLE_BYTES = b"0123456789+- \t"


def read_edge_list(
    path: Path,
    *,
    columns: Sequence[str | int] | None,
    weight: str | int | bool | None,
    header: bool | None,
    delimiter: str | None,
) -> Listing:
    """Read an edge list; the parameters are those of `read_network`."""
    where = str(path)
    data = _plain_text(read_bytes(path), where)
    sample = list(islice(content(data), SAMPLE))
    if not sample:
        raise InputError("no rows", where=where, remedy="an edge list has one tie a row: source, target")
    if ATTRIBUTES.search(sample[0][1]):
        if columns is not None or header is not None:
            raise InputError(
                "rows with attributes in braces, as networkx writes them",
                where=where,
                remedy="leave out columns and header: a row is source, target, attributes",
            )
        return read_attributed(content(data), delimiter=delimiter, weight=weight, where=where)
    layout = find_layout(
        sample, columns=columns, weight=weight, header=header, delimiter=delimiter, where=where
    )
    first = sample[1 if layout.header_line else 0][0]
    body, comments = _without_comments(data, first)
    read = _read_fast(body, layout)
    people, weights = read if read is not None else _read_carefully(data, layout, where)
    notes = [f"read {people.source.size:,} rows from {path.name}"]
    if comments:
        notes.append(f"skipped {comments:,} comment line" + ("s" if comments != 1 else ""))
    notes += layout.notes
    if weights is not None:
        notes.append(f"weights from {weights.min():g} to {weights.max():g}")
    notes.append(people.sentence)
    kind = "called undirected" if _says_undirected(data) else ""
    return Listing(people.source, people.target, people.count, people.labels, weights, tuple(notes), kind)


def content(data: bytes) -> Iterator[tuple[int, str]]:
    """Yield number and text of each line that is neither blank nor a comment."""
    for number, line in enumerate(io.BytesIO(data), 1):
        plain = line.strip(b" \t\n")
        if plain and not plain.startswith((b"#", b"%", b"//")):
            yield number, line.decode().removesuffix("\n")


def _plain_text(data: bytes, where: str) -> bytes:
    """Return UTF-8 with newline ends and without mark, or say why the file is no such text."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError("text in UTF-16", where=where, remedy="save it as UTF-8")
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\0" in data:
        raise InputError("binary file, not an edge list", where=where, remedy=ACCEPTED)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    start = data[:100].lstrip()
    if start[:1] in (b"<", b"{", b"[", b"*") or start.startswith((b"%%MatrixMarket", b"graph", b"Creator")):
        line = start.split(b"\n")[0][:40].decode(errors="replace")
        raise InputError(f"begins with {line!r}: no edge list", where=where, remedy=ACCEPTED)
    if not data.isascii():
        as_text(data, where)
    return data if data.endswith(b"\n") else data + b"\n"


def _says_undirected(data: bytes) -> bool:
    """Whether the comments of KONECT ("% sym") or SNAP ("# Undirected graph") say so."""
    first = data[:200].split(b"\n")[0].strip().lower()
    return first.startswith((b"% sym ", b"# undirected")) or first == b"% sym"


def _without_comments(data: bytes, first: int) -> tuple[bytes, int]:
    """Return the rows from line ``first`` on without comments and blanks, and count all comments."""
    start = 0
    for _ in range(first - 1):
        start = data.index(b"\n", start) + 1
    comments = len(_COMMENT.findall(data[:start]))
    body = data[start:]
    if any(mark in body for mark in (b"#", b"%", b"//")):
        body, inside = _COMMENT.subn(b"", body)
        comments += inside
    if any(pair in body for pair in (b"\n\n", b"\n ", b"\n\t")):
        body = _BLANK.sub(b"", body)
    return body, comments


def _read_fast(body: bytes, layout: Layout) -> tuple[People, NDArray[np.float64] | None] | None:
    """Parse rows that are plain beyond doubt; None leaves the file to the careful reader."""
    if b'"' in body or len(layout.delimiter.encode()) > 1 or not _is_plain(body, layout):
        return None
    first = split(body[: body.index(b"\n")].decode(), layout.delimiter)
    # pandas takes a whole column of "True" for ones; after one number it is as strict as we are.
    if layout.weight is not None and not NUMBER.fullmatch(first[layout.weight]):
        return None
    import pandas as pd

    ids = [layout.source, layout.target]
    # Text as plain objects: pandas turns a category of "1.0" and "1" into numbers.
    types: dict[int, Any] = dict.fromkeys(ids, "int64" if layout.whole_ids else object)
    if layout.weight is not None:
        types[layout.weight] = "float64"
    # Before version 3 pandas rounded the last bit of a number unless told otherwise.
    exact: dict[str, Any] = {"float_precision": "round_trip"} if int(pd.__version__.split(".")[0]) < 3 else {}
    try:
        table = pd.read_csv(
            io.BytesIO(body),
            sep=r"\s+" if layout.delimiter == " " else layout.delimiter,
            header=None,
            names=list(range(layout.fields)),
            usecols=list(types),
            dtype=types,
            na_filter=False,
            quoting=3,
            low_memory=False,
            skipinitialspace=True,
            **exact,
        )
    except (ValueError, OverflowError):
        return None
    weights = None if layout.weight is None else table[layout.weight].to_numpy(np.float64)
    if weights is not None and not np.isfinite(weights).all():
        return None
    source, target = (table[column] for column in ids)
    if layout.whole_ids:
        return people_by_number(source.to_numpy(), target.to_numpy()), weights
    codes, texts = pd.factorize(np.concatenate([source.to_numpy(), target.to_numpy()]))
    known = [text.strip() for text in texts.tolist()]
    if "" in known:
        return None
    rows = len(table)
    return people_by_text(codes[:rows], codes[rows:], known), weights


def _is_plain(body: bytes, layout: Layout) -> bool:
    """Whether every row has as many fields as the first, and whole numbers where ids are such."""
    start = 0
    while start < len(body):
        end = body.find(b"\n", min(start + BLOCK, len(body)) - 1) + 1
        if not _block_is_plain(body[start:end], layout):
            return False
        start = end
    return True


def _block_is_plain(block: bytes, layout: Layout) -> bool:
    text = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(text == 10)
    if layout.delimiter == " ":
        gap = (text == 32) | (text == 9) | (text == 10)
        begins = ~gap
        begins[1:] &= gap[:-1]
        starts = np.flatnonzero(begins)
    else:
        marks = np.flatnonzero(text == ord(layout.delimiter))
        starts = np.sort(np.concatenate([marks + 1, [0], ends[:-1] + 1]))
    if starts.size != ends.size * layout.fields:
        return False
    grid = starts.reshape(ends.size, layout.fields)
    if (grid[:, -1] > ends).any() or (grid[1:, 0] <= ends[:-1]).any():
        return False
    return not layout.whole_ids or _ids_are_whole(text, starts, layout)


def _ids_are_whole(text: NDArray[np.uint8], starts: NDArray[np.int64], layout: Layout) -> bool:
    """Whether the id columns hold no byte but of whole numbers; pandas would take "1.0" for 1."""
    odd = np.ones(256, bool)
    odd[list(_WHOLE_BYTES + b"\n" + layout.delimiter.encode())] = False
    column = (np.searchsorted(starts, np.flatnonzero(odd[text]), side="right") - 1) % layout.fields
    return not np.isin(column, (layout.source, layout.target)).any()


def _read_carefully(data: bytes, layout: Layout, where: str) -> tuple[People, NDArray[np.float64] | None]:
    """Read line by line, and name the line that cannot be read."""
    position: dict[str, int] = {}
    source, target, weights = array("q"), array("q"), array("d")
    for number, line in content(data):
        if number == layout.header_line:
            continue
        here = f"{where}, line {number}"
        try:
            row = split(line, layout.delimiter)
        except ValueError as error:
            raise InputError(f"{line!r}: {error}", where=here, remedy="close the quote") from None
        _check_fields(row, line, layout, here)
        source.append(position.setdefault(row[layout.source], len(position)))
        target.append(position.setdefault(row[layout.target], len(position)))
        if layout.weight is not None:
            weights.append(_number(row[layout.weight], layout.weight, here))
    people = people_by_text(np.array(source, np.int64), np.array(target, np.int64), list(position))
    return people, None if layout.weight is None else np.array(weights, np.float64)


def _check_fields(row: Sequence[str], line: str, layout: Layout, here: str) -> None:
    if len(row) != layout.fields:
        problem = "few" if len(row) < layout.fields else "many"
        raise InputError(
            f"too {problem} fields: {line[:80]!r} has {len(row)}, the first row has {layout.fields}",
            where=here,
            remedy="mend the row; every row lists one tie (source, target), in the same columns, "
            "and a text that contains the delimiter stands in quotes",
        )
    for column in (layout.source, layout.target):
        if not row[column]:
            raise InputError(
                f"no label in column {column + 1}: {line[:80]!r}", where=here, remedy="mend or drop the row"
            )


def _number(text: str, column: int, here: str) -> float:
    value = float(text) if NUMBER.fullmatch(text) else float("nan")
    if not math.isfinite(value):
        raise InputError(
            f"weight {text!r} in column {column + 1} is not a finite number",
            where=here,
            remedy="write decimals with a point: " + text.replace(",", ".")
            if COMMA.fullmatch(text)
            else "mend the row, or name another column as weight (in Python, weight=False reads none)",
        )
    return value
