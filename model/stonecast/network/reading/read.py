"""`read_network`: a network from a file, a graph or an array, with nothing guessed in silence."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError
from stonecast.network.csr import Network
from stonecast.network.reading.arrays import read_array, read_numpy_file
from stonecast.network.reading.edge_list import read_edge_list
from stonecast.network.reading.graphs import read_graph, read_graph_file
from stonecast.network.reading.listing import Listing
from stonecast.network.reading.opening import ACCEPTED, ARRAYS, format_of
from stonecast.network.reading.trust_map import TrustMap, check_trust_map, trust_of
from stonecast.network.ties import distinct_ties, dropped

type Direction = Literal["author_to_follower", "follower_to_author", "both"]

DIRECTIONS = {
    "author_to_follower": "a row's source is the author: messages flow from source to target",
    "follower_to_author": "a row's source follows its target: messages flow from target to source",
    "both": "a row is a friendship: messages flow both ways, and every row makes two ties",
}
_CHOOSE = (
    "say which way messages flow. 'author_to_follower': the file's source is the author; "
    "'follower_to_author': the source follows, trusts, votes for or retweets the target, so that messages "
    "flow from target to source; 'both': friendship, each row makes two ties"
)


def read_network(
    source: str | os.PathLike[str] | NDArray[Any] | Any,
    *,
    direction: Direction | None = None,
    trust: TrustMap | None = None,
    weight: str | int | bool | None = None,
    columns: Sequence[str | int] | None = None,
    header: bool | None = None,
    delimiter: str | None = None,
) -> Network:
    r"""Read a network; what was read and dropped is told in its ``notes``.

    Parameters
    ----------
    source
        Path of an edge list (.txt, .csv, .tsv, .edgelist, out.*, or no known suffix), of GraphML, GEXF, GML,
        Pajek (.net) or Matrix Market (.mtx), all of them also as .gz, .bz2 or .xz; of .npz (arrays
        ``authors`` and ``followers``, or ``source`` and ``target``;
        optionally ``weights``) or of .npy; a networkx graph; or an array of shape (ties, 2) or (ties, 3).
    direction
        Required. ``"author_to_follower"``: the source is the author, the way messages flow.
        ``"follower_to_author"``: the source follows (trusts, votes for, retweets) the target.
        ``"both"``: friendship, each row makes two ties; the only choice for an undirected graph.
    trust
        How weights become trust: None (the network has no trust); a number in [0, 1] for all; ``"weight"``
        (they are trust already); ``(low, high)``, mapped linearly to 0 and 1 and clipped; a mapping
        ``{weight: trust}``; or a function from the array of weights to an array in [0, 1].
    weight
        Column (name, or position from 0) or attribute that holds the number of a tie. By default a column
        named like a weight (weight, trust, rating, sign, ...), else the third column if it holds numbers
        and is not named like a time or a number of the row; in graphs the attribute "weight". False reads
        none.
    columns
        Source and target column of an edge list, names or positions from 0. By default the two that the
        header calls by well-known names (source and target, from and to, ego and alter, FromNodeId and
        ToNodeId, ...), otherwise the first two.
    header
        Whether the first line that is no comment names the columns. By default it does if it holds no
        number, and either two of its fields are well-known names that do not come again below, or some column
        below it is all numbers (also with decimal commas). Where it holds no number and is read as a tie, the
        notes say so.
    delimiter
        One character; " " means any run of blanks and tabs. By default the first of semicolon, comma and
        tab that occurs in most of the first lines (and not inside names or numbers), otherwise blanks.

    Returns
    -------
    Network
        People are all labels that occur, ascending: ints if every label is a whole number ("007" is 7),
        otherwise text. Self-loops are dropped, of repeated ties the last row counts. ``weights`` holds the
        numbers of the file.

    Raises
    ------
    InputError
        If anything cannot be read as declared: it names file, line, value, and what to do.

    Notes
    -----
    Lines that start with ``#``, ``%`` or ``//`` are comments. All rows have the same number of fields. The
    first 200 lines decide on the layout; the rest must keep to it. Rows may end in attributes in braces, as
    networkx writes them: ``1 2 {'weight': 3}``.

    Examples
    --------
    >>> import numpy as np
    >>> network = read_network(np.array([[7, 9], [8, 9]]), direction="follower_to_author")
    >>> network
    <Network: 3 people, 2 ties, without trust>
    >>> network.labels[network.authors[0]]
    9
    """
    if not isinstance(direction, str) or direction not in DIRECTIONS:
        what = "no direction" if direction is None else f"direction={direction!r}"
        raise InputError(what, where="read_network", remedy=_CHOOSE)
    if trust is not None:
        check_trust_map(trust, "read_network")
    where, rows = _list_rows(source, weight, {"columns": columns, "header": header, "delimiter": delimiter})
    _check_direction(rows, direction, where)
    mapped = None
    if trust is not None:
        mapped = trust_of(trust, rows.weights, rows=rows.source.size, tie=rows.tie, where=where)
    return _tie_up(rows, direction, mapped, _trust_sentence(trust))


def _list_rows(source: Any, weight: str | int | bool | None, text: dict[str, Any]) -> tuple[str, Listing]:
    """Dispatch on the kind of source; ``text`` holds what only an edge list can be told."""
    if weight is True or not isinstance(weight, str | int | None):
        raise InputError(
            f"weight={weight!r}", where="read_network", remedy="name a column or attribute; False reads none"
        )
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        suffix = format_of(path)
        if not suffix:
            _check_text_options(text)
            return str(path), read_edge_list(path, weight=weight, **text)
        _refuse(text, f"{suffix} files")
        read = read_numpy_file if suffix in ARRAYS else read_graph_file
        return str(path), read(path, suffix=suffix, weight=weight)
    if isinstance(source, np.ndarray):
        _refuse(text, "arrays")
        return "the array", read_array(source, weight=weight, where="the array")
    if hasattr(source, "is_directed") and hasattr(source, "edges"):
        _refuse(text, "graphs")
        return "the graph", read_graph(source, weight=weight, where="the graph")
    raise InputError(
        f"cannot read a network from {type(source).__name__}",
        where="read_network",
        remedy=f"give a path, a networkx graph, or a NumPy array of shape (ties, 2); {ACCEPTED}",
    )


def _check_text_options(text: dict[str, Any]) -> None:
    delimiter, header = text["delimiter"], text["header"]
    if delimiter is not None and (
        not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\n\r'
    ):
        raise InputError(
            f"delimiter={delimiter!r}",
            where="read_network",
            remedy="give one character; ' ' means blanks and tabs",
        )
    if header is not None and not isinstance(header, bool):
        raise InputError(
            f"header={header!r}", where="read_network", remedy="give True or False, or leave it out"
        )


def _refuse(text: dict[str, Any], kind: str) -> None:
    for name, value in text.items():
        if value is not None:
            raise InputError(
                f"{name}={value!r}", where="read_network", remedy=f"{kind} have none: leave it out"
            )


def _check_direction(rows: Listing, direction: str, where: str) -> None:
    if rows.kind == "undirected" and direction != "both":
        raise InputError(
            f"direction={direction!r} for an undirected graph",
            where=where,
            remedy="pass direction='both', or give a directed graph",
        )
    if rows.kind == "author_to_follower" and direction == "follower_to_author":
        raise InputError(
            "direction='follower_to_author' for arrays named authors and followers",
            where=where,
            remedy="pass direction='author_to_follower', or name the arrays source and target",
        )


def _tie_up(rows: Listing, direction: str, trust: NDArray[np.float64] | None, trust_note: str) -> Network:
    notes = [*rows.notes, DIRECTIONS[direction]]
    if rows.kind == "called undirected" and direction != "both":
        notes.append("the file calls itself undirected; read one way, as asked")
    if trust_note:
        notes.append(trust_note)
    a, b = (rows.target, rows.source) if direction == "follower_to_author" else (rows.source, rows.target)
    weights = rows.weights
    if direction == "both":
        # A friendship listed from both sides is one friendship: the last row counts for both ties.
        keep, loops, repeats = distinct_ties(np.minimum(a, b), np.maximum(a, b), rows.people)
        notes += dropped(loops, repeats, "friendship")
        a, b = np.concatenate([a[keep], b[keep]]), np.concatenate([b[keep], a[keep]])
        weights = None if weights is None else np.tile(weights[keep], 2)
        trust = None if trust is None else np.tile(trust[keep], 2)
    return Network.from_ties(
        a, b, trust=trust, weights=weights, people=rows.people, labels=rows.labels, notes=notes
    )


def _trust_sentence(trust: TrustMap | None) -> str:
    if trust is None:
        return ""
    if isinstance(trust, str):
        return "trust is the weight"
    if isinstance(trust, tuple | list):
        return f"trust grows from 0 at weight {trust[0]:g} to 1 at weight {trust[1]:g}"
    if callable(trust):
        return "trust is a function of the weight"
    if isinstance(trust, int | float):
        return f"trust is {trust:g} for all ties"
    return "trust by weight: " + ", ".join(f"{w:g} is {t:g}" for w, t in dict(trust).items())
