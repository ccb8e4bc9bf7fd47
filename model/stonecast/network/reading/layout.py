"""How an edge list is laid out: delimiter, header, and which columns hold the tie."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from stonecast.errors import InputError, nearest
from stonecast.network.reading.listing import COMMA, NUMBER, WHOLE


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SOURCES = _words(
    """source sourceid sourcenode sourcenodeid src srcid from fromid fromnode fromnodeid ego egoid
    node1 nodeid1 user1 userid1 id1 person1 start startnode startid"""
)
TARGETS = _words(
    """target targetid targetnode targetnodeid dst dstid dest destination to toid tonode tonodeid alter
    alterid node2 nodeid2 user2 userid2 id2 person2 end endnode endid"""
)
KNOWN = (
    SOURCES
    | TARGETS
    | _words(
        """author authorid blogger follower followerid followee followeeid followed friend friendid user
        userid truster trustor trustee trusterid trusteeid voter votee rater ratee retweeter person id name"""
    )
)
WEIGHTS = _words("weight w trust trustvalue rating value sign count strength prob probability influenceprob")
TIMES = _words("time timestamp date datetime year unixts ts t created createdat")
NUMBERINGS = _words("id edgeid tieid index unnamed0 row rowid no nr")
_QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True)
class Layout:
    """Where each row of an edge list keeps its tie; columns count from 0.

    ``delimiter`` " " stands for any run of spaces and tabs; ``header_line`` 0 means no header.
    """

    delimiter: str
    fields: int
    source: int
    target: int
    weight: int | None
    header_line: int
    whole_ids: bool
    notes: tuple[str, ...]


def split(line: str, delimiter: str) -> list[str]:
    """Cut one line into fields, quotes removed; ValueError if a quote is not closed."""
    if '"' in line:
        text = re.sub(r"[ \t]+", " ", line).strip() if delimiter == " " else line
        try:
            return [
                f.strip()
                for f in next(csv.reader([text], delimiter=delimiter, skipinitialspace=True, strict=True))
            ]
        except csv.Error as error:
            raise ValueError(str(error)) from None
    if delimiter == " ":
        return re.split(r"[ \t]+", line.strip(" \t"))
    return [field.strip() for field in line.split(delimiter)]


def find_layout(
    sample: Sequence[tuple[int, str]],
    *,
    columns: Sequence[str | int] | None,
    weight: str | int | bool | None,
    header: bool | None,
    delimiter: str | None,
    where: str,
) -> Layout:
    """Work out the layout from the first lines (number, text) that are neither comment nor blank."""
    if delimiter is None:
        # What stands in quotes delimits nothing.
        delimiter = _find_delimiter([_QUOTED.sub('"', line) for _, line in sample])
    rows = []
    for number, line in sample:
        try:
            rows.append(split(line, delimiter))
        except ValueError as error:
            raise InputError(
                f"{line!r}: {error}", where=f"{where}, line {number}", remedy="close the quote"
            ) from None
    is_doubtful = header is None and not any(NUMBER.fullmatch(field) for field in rows[0])
    if header is None:
        header = _is_header(rows[0], rows[1:])
    names = rows[0] if header else None
    body = rows[1:] if header else rows
    if not body:
        raise InputError(
            "no rows, only a header",
            where=where,
            remedy="give at least one tie (in Python, header=False reads the first line as one)",
        )
    fields = len(body[0])
    first = sample[1 if header else 0]
    if fields < 2:
        raise InputError(
            f"{first[1]!r} has one field",
            where=f"{where}, line {first[0]}",
            remedy="a row needs a source and a target; parted by comma, semicolon, tab or blank "
            "(in Python, also delimiter=...)",
        )
    if names is not None and len(names) != fields:
        raise InputError(
            f"the header has {len(names)} names but the rows have {fields} fields",
            where=f"{where}, line {sample[0][0]}",
            remedy="give the header one name for each column (R: write.table(..., row.names=FALSE))",
        )
    source, target, how = _ends(columns, names, fields, where)
    tie_weight, weight_note = _find_weight(weight, names, body, (source, target), where)
    notes = [f"line {sample[0][0]} is the header: {', '.join(names)}"] if names else []
    if is_doubtful and not names:
        notes.append(
            f"line {sample[0][0]} is read as a tie; if it names columns, delete it (in Python: header=True)"
        )
    notes.append(f"source is {called(source, names)}, target is {called(target, names)}{how}{weight_note}")
    ignored = [called(c, names) for c in range(fields) if c not in (source, target, tie_weight)]
    if ignored:
        notes.append("ignored " + ", ".join(ignored))
    for c in range(fields):
        if c not in (source, target) and all(len(row) > c and COMMA.fullmatch(row[c]) for row in body):
            notes.append(f"{called(c, names)} has decimal commas: write points to read it as weights")
    whole = all(WHOLE.fullmatch(row[c]) for row in body if len(row) == fields for c in (source, target))
    header_line = sample[0][0] if header else 0
    return Layout(delimiter, fields, source, target, tie_weight, header_line, whole, tuple(notes))


def called(column: int, names: Sequence[str] | None) -> str:
    """Name a column for people, who count from 1."""
    return f"column {column + 1}" + (f" '{names[column]}'" if names else "")


def _plain(name: str) -> str:
    return re.sub(r"[\s_.\-]", "", name).lower()


def _find_delimiter(lines: Sequence[str]) -> str:
    """Choose the delimiter found in most lines; a tab yields to blanks where all are numbers."""
    for delimiter in (";", ",", "\t"):
        if 2 * sum(delimiter in line for line in lines) < len(lines):
            continue
        # KONECT mixes blanks and a tab in one row: "1 2<tab>1 1082008561".
        if delimiter == "\t" and any(" " in line.strip() for line in lines):
            tokens = [token for line in lines[1:] or lines for token in line.split()]
            if all(NUMBER.fullmatch(token) for token in tokens):
                continue
        if delimiter != "\t" and 2 * sum(_is_inside(delimiter, line) for line in lines) > len(lines):
            continue
        return delimiter
    return " "


def _is_inside(delimiter: str, line: str) -> bool:
    """Whether it belongs to names or numbers: "Lee, Ann<tab>Roe, Bob", or "1 2 0,5"."""
    if any("\t" in field.strip() for field in line.split(delimiter)):
        return True
    ends = line.split()[:2]
    return len(ends) == 2 and all(NUMBER.fullmatch(end) for end in ends)


def _is_header(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Apply the rule documented at `read_network`."""
    if any(NUMBER.fullmatch(field) or COMMA.fullmatch(field) for field in first):
        return False
    known = [column for column, field in enumerate(first) if _plain(field) in KNOWN]
    if len(known) >= 2 and not _recur(known, first, rest):
        return True
    return any(
        all(
            len(row) > column and (NUMBER.fullmatch(row[column]) or COMMA.fullmatch(row[column]))
            for row in rest
        )
        for column in range(len(first))
    ) and bool(rest)


def _recur(columns: Sequence[int], first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Whether what stands in these columns comes again below, as people do: "user1 user2", "user2 user3"."""
    names = {first[column] for column in columns}
    others = [row for row in rest if row != first]
    return any(row[column] in names for row in others for column in columns if column < len(row))


def _position(column: str | int, names: Sequence[str] | None, fields: int, where: str) -> int:
    if isinstance(column, int) and not isinstance(column, bool):
        if 0 <= column < fields:
            return column
        raise InputError(
            f"no column {column}",
            where=where,
            remedy=f"columns count from 0; the last of this file is {fields - 1}",
        )
    if names is None:
        raise InputError(
            f"no column {column!r}: the file has no header",
            where=where,
            remedy=f"give its position, 0 to {fields - 1}, or mend the header (in Python: header=True)",
        )
    if column not in names:
        raise InputError(f"no column {column!r}", where=where, remedy=nearest(str(column), names))
    if list(names).count(str(column)) > 1:
        raise InputError(f"several columns {column!r}", where=where, remedy="give positions, counted from 0")
    return list(names).index(str(column))


def _ends(
    columns: Sequence[str | int] | None, names: Sequence[str] | None, fields: int, where: str
) -> tuple[int, int, str]:
    if columns is not None:
        if isinstance(columns, str) or not isinstance(columns, Sequence) or len(columns) != 2:
            raise InputError(
                f"columns={columns!r}",
                where=where,
                remedy="give two: the source's and the target's, names or positions",
            )
        source, target = (_position(column, names, fields, where) for column in columns)
        if source == target:
            raise InputError(
                f"columns={columns!r} is one column twice", where=where, remedy="give two columns"
            )
        return source, target, " (as asked)"
    plain = [_plain(name) for name in names or ()]
    sources = [c for c, name in enumerate(plain) if name in SOURCES]
    targets = [c for c, name in enumerate(plain) if name in TARGETS]
    if len(sources) == len(targets) == 1:
        return sources[0], targets[0], ""
    return 0, 1, ""


def _find_weight(
    weight: str | int | bool | None,
    names: Sequence[str] | None,
    body: Sequence[Sequence[str]],
    ends: tuple[int, int],
    where: str,
) -> tuple[int | None, str]:
    fields = len(body[0])
    if weight is True:
        raise InputError(
            "weight=True", where=where, remedy="name the column of weights, or False to ignore it"
        )
    if weight is False:
        return None, ", weights not read (as asked)"
    if weight is not None:
        column = _position(weight, names, fields, where)
        if column in ends:
            raise InputError(
                f"weight {called(column, names)} holds people",
                where=where,
                remedy="name another column; positions count from 0",
            )
        return column, f", weight is {called(column, names)} (as asked)"
    plain = [_plain(name) for name in names or [""] * fields]
    numberings = {c for c in range(fields) if plain[c] in NUMBERINGS} | (
        {0} if names and not plain[0] else set()
    )
    others = [c for c in range(fields) if c not in ends and c not in numberings]
    numeric = [c for c in others if any(len(row) > c and NUMBER.fullmatch(row[c]) for row in body)]
    named = [c for c in numeric if plain[c] in WEIGHTS]
    if named:
        return named[0], f", weight is {called(named[0], names)}"
    if others[:1] == numeric[:1] and others and plain[others[0]] not in TIMES:
        return others[0], f", weight is {called(others[0], names)}"
    return None, ", no weight"
