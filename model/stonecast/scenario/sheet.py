"""A spreadsheet as rows of text: CSV with whatever separator, or the first table of an .xlsx file."""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from stonecast.errors import InputError


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
    lines, said = _excel(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _text(path)
    rows = [(number, row) for number, row in enumerate(lines, 1) if any(cell.strip() for cell in row)]
    filled = [sum(bool(cell.strip()) for cell in row) for _, row in rows]
    if max(filled, default=0) > 1:
        rows = rows[next(at for at, cells in enumerate(filled) if cells > 1) :]  # a title stands alone
    if len(rows) < 2:
        raise InputError(
            "holds no rows below a header", where=str(path), remedy="name the columns in the first row"
        )
    header = tuple(cell.strip() for cell in rows[0][1])
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
    reader = csv.reader(text.splitlines(), delimiter=mark)
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


def _excel(path: Path) -> tuple[list[tuple[str, ...]], str]:
    try:
        import openpyxl
    except ImportError:
        raise InputError(
            "is an Excel file, which needs openpyxl",
            where=str(path),
            remedy="install stonecast[excel], or save the sheet as CSV",
        ) from None
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, SyntaxError) as error:
        raise InputError(
            f"cannot be read: {error}", where=str(path), remedy="save it as .xlsx or CSV"
        ) from None
    rows: list[tuple[str, ...]] = []
    for number, sheet in enumerate(book.worksheets):
        rows = [tuple(_cell(cell) for cell in row) for row in sheet.iter_rows()]
        if sum(sum(bool(cell.strip()) for cell in row) > 1 for row in rows) > 1:  # no cover sheet of notes
            which = f"sheet '{sheet.title}', the first that holds a table" if number else ""
            return rows, which or f"first sheet '{sheet.title}'"
    return rows, "no sheet with a table"


def _cell(cell: object) -> str:
    """Write a cell as people see it: numbers with a decimal point, shares with a percent sign if shown so."""
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if isinstance(value, float | int) and not isinstance(value, bool):
        if "%" in str(getattr(cell, "number_format", "")):
            return f"{100 * value:.10g}%"
        text = f"{value:.0f}" if value == int(value) else repr(float(value))
        return text + "0" if re.search(r"\.\d{3}$", text) else text  # 1.125 groups no thousands here
    return str(value)
