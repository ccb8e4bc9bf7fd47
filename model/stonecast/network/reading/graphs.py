"""Networks of networkx, and in files that other programs write: GraphML, GEXF, GML, Pajek, Matrix Market."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError, nearest
from stonecast.network.reading.layout import split
from stonecast.network.reading.listing import WHOLE, Listing, finite_weight, listing_of, people_by_label
from stonecast.network.reading.opening import MOST_ROWS, as_text, read_bytes
from stonecast.network.reading.pajek import read_pajek

_GRAPH = re.compile(r"^\s*graph\s*\[", re.MULTILINE)

ATTRIBUTES = re.compile(r"\{.*\}\s*$")
"""How a row ends in an edge list that networkx wrote."""

CALLED = "stonecast: what people are called by"
"""Attribute of a graph that holds a note for the report."""

# What readers raise at a file that is not as it should be.
_MISTAKES = (ValueError, KeyError, TypeError, AttributeError, IndexError)


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
    if called := graph.graph.get(CALLED):
        notes.append(called)
    if name is not None:
        notes.append(f"weight is the attribute '{name}'")
    if known:
        notes.append("ignored the attributes " + ", ".join(sorted(map(str, known))))
    kind = "" if graph.is_directed() else "undirected"
    return listing_of(people, weights, notes, where, kind)


def read_attributed(
    lines: Iterable[tuple[int, str]], *, delimiter: str | None, weight: str | int | bool | None, where: str
) -> Listing:
    """Read rows (line number, text) that end in attributes: "ann bob {'weight': 2}"."""
    import networkx as nx

    edges = []
    for number, line in lines:
        head, brace, tail = line.partition("{")
        if delimiter is None:
            delimiter = next((mark for mark in (",", "\t") if mark in head), " ")
        try:
            source, target = split(head.strip().removesuffix(delimiter), delimiter)
            edges.append((source, target, dict(ast.literal_eval(brace + tail.strip()))))
        except (SyntaxError, *_MISTAKES):
            raise InputError(
                f"{line[:80]!r} is no source, target and attributes",
                where=f"{where}, line {number}",
                remedy="mend the row, or write the list anew: networkx.write_edgelist(graph, path)",
            ) from None
    graph = nx.MultiDiGraph()
    graph.add_edges_from(edges)
    return read_graph(_numbered(graph), weight=weight, where=where)


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
                remedy="give all ties one, or name another (in Python, weight=False reads none); "
                + nearest(name, map(str, known)),
            )
        numbers[number] = finite_weight(attributes[name], f"the tie {a} -> {b}", where)
    return numbers, name


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


def read_graph_file(path: Path, *, suffix: str, weight: str | int | bool | None) -> Listing:
    """Read a file of a format of `stonecast.network.reading.opening.GRAPHS`; all its nodes are people."""
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
    """Call people by their names where igraph wrote the file, which numbers them n0, n1, ..."""
    import networkx as nx

    graph = nx.read_graphml(io.BytesIO(data))
    named = {node: str(name) for node, name in graph.nodes(data="name", default="")}
    numbered = [f"n{number}" for number in range(len(named))]
    if list(named) == numbered and "" not in named.values() and len(set(named.values())) == len(named):
        graph = nx.relabel_nodes(graph, named)
        graph.graph[CALLED] = "people are called by the attribute 'name'"
    return graph


def _gexf(data: bytes, where: str) -> Any:
    import networkx as nx

    return nx.read_gexf(io.BytesIO(data))


def _gml(data: bytes, where: str) -> Any:
    """Call people by their labels, or by their numbers if not all have one of their own."""
    import networkx as nx

    text, label = as_text(data, where), "label"
    for _ in range(3):
        try:
            return nx.parse_gml(text, label=label)
        except nx.NetworkXError as error:
            if str(error).startswith("edge") and "duplicated" in str(error):
                text = _GRAPH.sub(r"\g<0> multigraph 1", text, count=1)
            elif "label" in str(error):
                label = "id"
            else:
                raise
    raise ValueError("neither labels nor numbers tell its nodes apart")


_READERS: dict[str, Callable[[bytes, str], Any]] = {
    ".graphml": _graphml,
    ".gexf": _gexf,
    ".gml": _gml,
    ".net": read_pajek,
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
    values = None
    if is_read:
        values = found.data[once].astype(np.float64)
        for row in np.flatnonzero(~np.isfinite(values))[:1]:
            finite_weight(float(values[row]), f"the tie {source[row] + 1} -> {target[row] + 1}", where)
    return listing_of(people, values, notes, where, "undirected" if symmetry == "symmetric" else "")


_SYMMETRIES = ("general", "symmetric")
