"""A spreadsheet as rows of text: CSV with whatever separator, or the first table of an .xlsx file."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from pathlib import Path

from stonecast.errors import InputError
from stonecast.scenario.excel import read_excel


@dataclass(frozen=True)
class Sheet:
    """Header and rows of a spreadsheet, each row with its number in the file (the header is row 1)."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    said: str


def read_sheet(path: Path) -> Sheet:
    """Read a spreadsheet.

    Raises
    ------
    InputError
        If it cannot be read or holds no rows.
    """
    lines, said = read_excel(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _text(path)
    told = [tuple(" ".join(cell.split()) for cell in row) for row in lines]  # a cell may have several lines
    rows = [(number, row) for number, row in enumerate(told, 1) if any(row)]
    filled = [sum(map(bool, row)) for _, row in rows]
    if max(filled, default=0) > 1:
        rows = rows[next(at for at, cells in enumerate(filled) if cells > 1) :]  # a title stands alone
    if len(rows) < 2:
        raise InputError(
            "holds no rows below a header", where=str(path), remedy="name the columns in the first row"
        )
    header = rows[0][1]
    width = len(header)
    body = tuple((number, (*row, *[""] * (width - len(row)))[:width]) for number, row in rows[1:])
    return Sheet(header, body, said)


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
    name = {";": "semicolons", "\t": "tabs", ",": "commas", "|": "bars"}[mark]
    return rows, f"columns parted by {name}{coding}"
