"""A file of people beside a network file: where each stands in the pond, and in which sub-community."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError, nearest
from stonecast.network.csr import Network
from stonecast.network.reading.opening import read_bytes

NAMED = ("name", "person", "people", "id", "node", "label", "user", "account", "blogger")
"""Columns that may name people; else the first column does."""

COMMUNITY = "community"
TOLD = 5
"""So many mistakes in the file are told at once."""


@dataclass(frozen=True, eq=False)
class Placed:
    """What a file says about the people of a network.

    Attributes
    ----------
    positions
        float64, shape (people, 2), in [0, 1].
    homes
        int32, shape (people,): sub-community of each, numbered in the order of their names, -1 for none;
        None if the file has no column ``community``.
    notes
        What was read and left out, in sentences.
    """

    positions: NDArray[np.float64]
    homes: NDArray[np.int32] | None
    notes: tuple[str, ...]


def read_people(path: Path, network: Network, columns: Sequence[str] = ("x", "y")) -> Placed:
    """Read where the people of a network stand: one row a person, a header, two columns of numbers.

    Comma, semicolon or tab between columns; lines that begin with # are skipped. People without ties are
    left out.

    Parameters
    ----------
    path
        Text file in UTF-8, or the same as .gz.
    network
        Whose people are wanted; they go by ``network.labels``.
    columns
        The two columns that hold the coordinates, both in [0, 1]: places or shares of two topics.

    Raises
    ------
    InputError
        If a column is missing, a coordinate is no number in [0, 1], somebody comes twice, or somebody
        of the network does not come at all. Tells the first few mistakes with their lines.
    """
    where = str(path)
    rows = list(_rows(path, where))
    header = [name.strip().lower() for name in rows[0][1]]
    wanted = [_column(header, name, where) for name in columns]
    named = next((header.index(name) for name in NAMED if name in header), 0)
    home = header.index(COMMUNITY) if COMMUNITY in header else None
    found: dict[str, tuple[float, float, str]] = {}
    problems: list[str] = []
    for line, row in rows[1:]:
        if len(row) != len(header):
            problems.append(f"line {line} has {len(row)} fields, the header has {len(header)}")
            continue
        name = row[named].strip()
        if name in found:
            problems.append(f"line {line}: '{name}' came before")
        x, y = (_share(row[at], header[at], line, problems) for at in wanted)
        found[name] = (x, y, "" if home is None else row[home].strip())
    labels = [str(label) for label in network.labels]
    missing = [label for label in labels if label not in found]
    if missing and not problems:
        more = f" and {len(missing) - 1:,} more" if len(missing) > 1 else ""
        problems.append(f"no row for '{missing[0]}'{more}, who has ties in the network")
    if problems:
        raise InputError(
            _told(problems),
            where=where,
            remedy="give every person of the network one row with two numbers from 0 to 1 "
            f"({', '.join(columns)}); scale other units to 0 .. 1 first, (x - min) / (max - min)",
        )
    positions = np.array([found[label][:2] for label in labels], np.float64).reshape(-1, 2)
    notes = [f"read places of {len(labels):,} people from {path.name}"]
    if len(found) > len(labels):
        notes.append(f"left out {len(found) - len(labels):,} people of {path.name} who have no ties")
    return Placed(positions, _numbered([found[label][2] for label in labels], home), tuple(notes))


def _rows(path: Path, where: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the fields of each line that is not blank or a remark; the header first."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        said = f"is not UTF-8 text ({error.reason})"
        raise InputError(said, where=where, remedy="save it as UTF-8") from None
    kept = ((n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip())
    lines = [(n, line) for n, line in kept if line.lstrip()[0] != "#"]
    if len(lines) < 2:
        raise InputError(
            "holds no people", where=where, remedy="write a header (name,x,y) and a row for each person"
        )
    mark = max(";\t,", key=lines[0][1].count)
    for number, line in lines:
        yield number, next(csv.reader([line], delimiter=mark))


def _column(header: list[str], name: str, where: str) -> int:
    if name.lower() in header:
        return header.index(name.lower())
    raise InputError(f"no column '{name}'", where=where, remedy=nearest(name, header))


def _share(field: str, column: str, line: int, problems: list[str]) -> float:
    try:
        value = float(field)
    except ValueError:
        value = math.nan
    if not 0.0 <= value <= 1.0:
        problems.append(f"line {line}, {column}: '{field.strip()}' is no number from 0 to 1")
    return value


def _told(problems: list[str]) -> str:
    if len(problems) == 1:
        return problems[0]
    more = [f"and {len(problems) - TOLD:,} more"] if len(problems) > TOLD else []
    return "\n  ".join([f"{len(problems):,} problems", *problems[:TOLD], *more])


def _numbered(homes: list[str], column: int | None) -> NDArray[np.int32] | None:
    if column is None:
        return None
    number = {name: n for n, name in enumerate(sorted({*homes} - {""}))}
    return np.array([number.get(home, -1) for home in homes], np.int32)
