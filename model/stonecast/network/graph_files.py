"""Networks in files that other programs write: GraphML, GEXF, GML, Pajek and Matrix Market."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np

from stonecast.errors import InputError
from stonecast.network.formats import listing_of, read_graph
from stonecast.network.listing import WHOLE, Listing, people_by_label
from stonecast.network.opening import read_bytes

_SECTIONS = re.compile(r"^\*(\w+)[ \t]*(\d*)([^*]*)", re.MULTILINE)


# What readers raise at a file that is not as it should be.
_MISTAKES = (ValueError, KeyError, TypeError, AttributeError, IndexError)


def read_graph_file(path: Path, *, suffix: str, weight: str | int | bool | None) -> Listing:
    """Read a file of a format of `stonecast.network.opening.GRAPHS`; all its nodes are people."""
    import networkx as nx

    data = read_bytes(path)
    try:
        if suffix == ".mtx":
            return _matrix(data, weight=weight, where=str(path))
        graph = _READERS[suffix](data, str(path))
    except InputError:
        raise
    except (ParseError, nx.NetworkXError, StopIteration, *_MISTAKES) as error:
        line = f", line {error.position[0]}" if isinstance(error, ParseError) else ""
        raise InputError(
            f"no valid {suffix[1:]} ({error})",
            where=f"{path}{line}",
            remedy="mend the file, or export it again, for example from Gephi",
        ) from error
    return read_graph(_numbered(graph), weight=weight, where=str(path))


def _graphml(data: bytes, where: str) -> Any:
    import networkx as nx

    return nx.read_graphml(io.BytesIO(data))


def _gexf(data: bytes, where: str) -> Any:
    import networkx as nx

    return nx.read_gexf(io.BytesIO(data))


def _gml(data: bytes, where: str) -> Any:
    """Call people by their labels, or by their numbers if not all have one of their own."""
    import networkx as nx

    text = data.decode("utf-8-sig")
    try:
        return nx.parse_gml(text)
    except nx.NetworkXError as error:
        if "label" not in str(error):
            raise
        return nx.parse_gml(text, label="id")


def _pajek(data: bytes, where: str) -> Any:
    import networkx as nx

    found = [
        (name.lower(), count, rows.strip())
        for name, count, rows in _SECTIONS.findall(data.decode("utf-8-sig"))
    ]
    filled = {name for name, _, rows in found if rows} - {"network", "vertices"}
    if not filled <= {"arcs"} and not filled <= {"edges"}:
        raise InputError(
            "has more than *Arcs or *Edges: *" + ", *".join(sorted(filled)),
            where=where,
            remedy="write every tie as a row of *Arcs, an edge as two of them",
        )
    kept = [f"*{name} {count}\n{rows}" for name, count, rows in found if rows]
    graph = nx.parse_pajek("\n".join(kept))
    people = [int(count) for name, count, _ in found if name == "vertices"]
    if people != [len(graph)]:
        raise InputError(
            f"*Vertices {people[0] if people else 0}, but {len(graph)} different names",
            where=where,
            remedy="give every vertex a row with a name of its own",
        )
    return graph


_READERS: dict[str, Callable[[bytes, str], Any]] = {
    ".graphml": _graphml,
    ".gexf": _gexf,
    ".gml": _gml,
    ".net": _pajek,
}


def _numbered(graph: Any) -> Any:
    """Return the graph with whole numbers for labels, if all of them are."""
    import networkx as nx

    nodes = [str(node) for node in graph]
    if nodes and all(map(WHOLE.fullmatch, nodes)) and len({int(node) for node in nodes}) == len(nodes):
        return nx.relabel_nodes(graph, {node: int(node) for node in graph})
    return graph


def _matrix(data: bytes, *, weight: str | int | bool | None, where: str) -> Listing:
    """Read an adjacency matrix: an entry in row i and column j is a tie from i to j, counted from 1."""
    from scipy.io import mminfo, mmread

    if weight not in (None, False):
        raise InputError(
            f"weight={weight!r}", where=where, remedy="the entries are the weights; False ignores them"
        )
    rows, columns, _, layout, field, symmetry = mminfo(io.BytesIO(data))
    if rows != columns or layout != "coordinate" or field == "complex" or symmetry not in _SYMMETRIES:
        raise InputError(
            f"holds a {layout} matrix of {field} entries, {rows} by {columns}, {symmetry}",
            where=where,
            remedy="give a square sparse matrix (coordinate) of real numbers, general or symmetric",
        )
    if rows > MOST_ROWS:
        raise InputError(
            f"claims {rows:,} rows, more than {MOST_ROWS:,} people",
            where=where,
            remedy="correct the line of the sizes (rows, columns, entries)",
        )
    found: Any = mmread(io.BytesIO(data), spmatrix=False)
    once = (found.row >= found.col) if symmetry == "symmetric" else np.ones(found.nnz, np.bool_)
    source, target = found.row[once].astype(np.int64), found.col[once].astype(np.int64)
    people = people_by_label(source, target, list(range(1, rows + 1)))
    is_read = field != "pattern" and weight is None
    notes = ["rows are sources, columns are targets, " + ("entries are weights" if is_read else "no weight")]
    values = found.data[once].astype(np.float64) if is_read else None
    return listing_of(people, values, notes, where, "undirected" if symmetry == "symmetric" else "")


_SYMMETRIES = ("general", "symmetric")

MOST_ROWS = 100_000_000
"""Rows of a matrix beyond which its size is taken for a mistake: every row is a person."""
