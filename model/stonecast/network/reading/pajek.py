"""Pajek's .net: numbered vertices, then arcs (one way) and edges (both ways) between the numbers.

Format: Mrvar and Batagelj, Pajek reference manual, section 5.3 (http://mrvar.fdv.uni-lj.si/pajek/).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from stonecast.errors import InputError
from stonecast.network.reading.listing import NUMBER, WHOLE
from stonecast.network.reading.opening import MOST_ROWS, as_text

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
TIES = ("arcs", "edges", "arcslist", "edgeslist")
"""Sections of ties: pairs with a weight, or lists of one source and its targets."""

MOST_BARE = 1_000_000
"""So many vertices may stand in any file; more than it has bytes are hardly meant, and take gigabytes."""

type Tie = tuple[int, int, dict[str, float]]


@dataclass
class _Content:
    """What the sections said: how many vertices (``most`` may be), their labels, and ties between them."""

    most: int
    vertices: int = -1
    labels: dict[int, str] = field(default_factory=dict)
    arcs: list[Tie] = field(default_factory=list)
    edges: list[Tie] = field(default_factory=list)


def read_pajek(data: bytes, where: str) -> Any:
    """Read a networkx graph whose nodes are the labels of all vertices.

    A vertex without a label goes by its number. Without arcs the graph is undirected; with arcs, an edge is
    two of them.

    Raises
    ------
    InputError
        If a row is none of Pajek's, a section is no list of ties (``*Matrix``, ``*Partition``), or two
        vertices have the same label.
    """
    import networkx as nx

    content, section = _Content(most=max(len(data), MOST_BARE)), "start"
    for number, line in _rows(as_text(data, where)):
        here = f"{where}, line {number}"
        if line.startswith("*"):
            section = _begin(line, content, here)
        elif section == "vertices":
            _add_vertex(_tokens(line), content, here)
        elif section in TIES:
            _add_ties(_tokens(line), section, content, here)
        elif section != "network":
            raise _wrong(f"{line[:80]!r} before any section", here)
    if content.vertices < 0:
        raise _wrong("no section *Vertices", where)
    labels = [content.labels.get(n, str(n)) for n in range(1, content.vertices + 1)]
    if len(set(labels)) < len(labels):
        raise InputError(
            f"*Vertices {len(labels)}, but {len(set(labels))} different names",
            where=where,
            remedy="give every vertex a row with a name of its own",
        )
    graph = nx.MultiDiGraph() if content.arcs or not content.edges else nx.MultiGraph()
    turned = [(b, a, tie) for a, b, tie in content.edges] if content.arcs else []
    graph.add_nodes_from(labels)
    graph.add_edges_from(
        (labels[a - 1], labels[b - 1], tie) for a, b, tie in [*content.arcs, *content.edges, *turned]
    )
    return graph


def _rows(text: str) -> Iterator[tuple[int, str]]:
    """Yield number and text of each line that is neither blank nor a comment."""
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.strip()
        if plain and not plain.startswith(("%", "/*")):
            yield number, plain


def _tokens(line: str) -> list[str]:
    """Cut a row at its blanks; what stands in quotes stays whole."""
    return [
        found[2] if found[2] is not None else found[1].replace('\\"', '"') for found in _TOKEN.finditer(line)
    ]


def _begin(line: str, content: _Content, here: str) -> str:
    """Return the section that a line with a star begins."""
    name, *rest = line[1:].lower().split()[:2] or [""]
    if name == "vertices":
        if content.vertices >= 0 or not rest or not WHOLE.fullmatch(rest[0]):
            raise _wrong(f"{line[:80]!r}: one such section tells how many vertices there are", here)
        content.vertices = int(rest[0])
        if not 0 <= content.vertices <= MOST_ROWS:
            raise _wrong(f"claims {content.vertices:,} vertices, more than {MOST_ROWS:,} people", here)
        if content.vertices > content.most:
            raise _wrong(f"claims {content.vertices:,} vertices, more than the file has bytes", here)
    elif name not in (*TIES, "network"):
        raise InputError(
            f"the section *{name}",
            where=here,
            remedy="save the network alone, with its ties as *Arcs or *Edges",
        )
    elif name in TIES and content.vertices < 0:
        raise _wrong(f"*{name} before *Vertices", here)
    return name


def _add_vertex(row: Sequence[str], content: _Content, here: str) -> None:
    number = _vertex(row[0], content, here)
    if len(row) > 1:
        content.labels[number] = row[1].strip()


def _add_ties(row: Sequence[str], section: str, content: _Content, here: str) -> None:
    if len(row) < 2:
        raise _wrong(f"{row[0]!r} alone is no tie", here)
    into = content.arcs if section.startswith("arcs") else content.edges
    source = _vertex(row[0], content, here)
    if section.endswith("list"):
        into.extend((source, _vertex(target, content, here), {}) for target in row[1:])
        return
    # What follows the weight says how a line is drawn.
    weight = {"weight": float(row[2])} if len(row) > 2 and NUMBER.fullmatch(row[2]) else {}
    into.append((source, _vertex(row[1], content, here), weight))


def _vertex(text: str, content: _Content, here: str) -> int:
    if not WHOLE.fullmatch(text) or not 1 <= int(text) <= content.vertices:
        raise _wrong(f"{text!r} is no vertex: they are numbered 1 to {content.vertices:,}", here)
    return int(text)


def _wrong(what: str, where: str) -> InputError:
    return InputError(
        f"no valid net ({what})",
        where=where,
        remedy="mend the file, or export it again, for example from Pajek or Gephi",
    )
