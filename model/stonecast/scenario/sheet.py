"""A spreadsheet as rows of text: CSV with whatever separator, or the first table of an .xlsx file."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from pathlib import Path

from stonecast.errors import InputError
from stonecast.scenario.excel import read_excel

MARKS = {";": "semicolon", "\t": "tab", ",": "comma", "|": "bar"}

Row = tuple[int, tuple[str, ...]]
"""The number of a row in the file (the first is 1), and its cells."""


@dataclass(frozen=True)
class Sheet:
    """Header and rows of a spreadsheet.

    Attributes
    ----------
    header
        Names of the columns.
    rows
        Each as long as the header, or longer where a text file has more cells than it names.
    said
        How it was read, in words.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    said: str

    def too_long(self, row: Row) -> str:
        """Say that a row has more cells than there are columns: nobody knows which is which. Else empty."""
        number, cells = row
        if len(cells) <= len(self.header):
            return ""
        mark = next((name for name in MARKS.values() if f"by {name}s" in self.said), "comma")
        example = ', as "12,000"' if mark == "comma" else ""
        said = f"row {number}: {len(cells)} cells under a header of {len(self.header)}"
        return f"{said}; put in quotes what holds a {mark}{example}"


def read_sheet(path: Path) -> Sheet:
    """Read a spreadsheet.

    Raises
    ------
    InputError
        If it cannot be read or holds no rows.
    """
    rows, said = read_rows(path)
    if len(rows) < 2:
        raise InputError(
            "holds no rows below a header", where=str(path), remedy="name the columns in the first row"
        )
    header = rows[0][1]
    body = ((number, (*row, *[""] * (len(header) - len(row)))) for number, row in rows[1:])
    return Sheet(header, tuple(body), said)


def read_rows(path: Path) -> tuple[list[Row], str]:
    """Return every row that is not empty, the header first, and how they were read, in words.

    Cells of a text file that are empty and stand beyond the header's are left out, of an Excel file all.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    is_excel = path.suffix.lower() in (".xlsx", ".xlsm")
    lines, said = read_excel(path) if is_excel else _text(path)
    told = [tuple(" ".join(cell.split()) for cell in row) for row in lines]  # a cell may have several lines
    rows = [(number, row) for number, row in enumerate(told, 1) if any(row)]
    filled = [sum(map(bool, row)) for _, row in rows]
    if max(filled, default=0) > 1:
        rows = rows[next(at for at, cells in enumerate(filled) if cells > 1) :]  # a title stands alone
    width = len(rows[0][1]) if rows else 0
    return [(number, row[:width] if is_excel or not any(row[width:]) else row) for number, row in rows], said


def _text(path: Path) -> tuple[list[tuple[str, ...]], str]:
    data = path.read_bytes()
    try:
        utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text, coding = data.decode("utf-16" if utf16 else "utf-8-sig"), ""
    except UnicodeDecodeError:
        text, coding = data.decode("cp1252", "replace"), ", letters as Windows writes them"
    if "\0" in text:
        raise InputError(
            "is no text: a picture, a program or a spreadsheet under a wrong name?",
            where=str(path),
            remedy="open it in a spreadsheet program and save it as CSV (UTF-8)",
        )
    first = next((line for line in text.splitlines() if any(mark in line for mark in ";\t,|")), "")
    mark = max(";\t,|", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        rows = [tuple(row) for row in reader]
    except csv.Error as error:
        raise InputError(
            f"cannot be read: {error}",
            where=f"{path}, line {reader.line_num}",
            remedy="mend that line (a quote that is never closed?), or save it as CSV again",
        ) from None
    return rows, f"columns parted by {MARKS[mark]}s{coding}"
