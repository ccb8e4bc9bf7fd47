"""An .xlsx file as rows of text: the first sheet in sight that holds a table, as people see it."""

from __future__ import annotations

import re
import warnings
import zipfile
from pathlib import Path
from typing import Any

from stonecast.errors import InputError
from stonecast.scenario.amounts import currencies

Rows = list[tuple[str, ...]]


def read_excel(path: Path) -> tuple[Rows, str]:
    """Return the rows of the sheet that is read, and which one that is.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    try:
        import openpyxl
    except ImportError:
        raise InputError(
            "is an Excel file, which needs openpyxl",
            where=str(path),
            remedy="install stonecast[excel], or save the sheet as CSV",
        ) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that are no table: validation, pictures
            shown, written = (openpyxl.load_workbook(path, data_only=only) for only in (True, False))
    except (OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile, SyntaxError) as error:
        raise InputError(
            f"cannot be read: {error}", where=str(path), remedy="save it as .xlsx or CSV"
        ) from None
    tables = [sheet for sheet in shown.worksheets if _holds_a_table(sheet)]  # no cover sheet of notes
    if not tables:
        return [], "no sheet with a table"
    sheet = min(tables, key=lambda one: one.sheet_state != "visible")
    return _rows(sheet, written[sheet.title]), _said(sheet, tables, shown.worksheets[0])


def _holds_a_table(sheet: Any) -> bool:
    filled = (sum(cell.value not in (None, "") for cell in row) for row in sheet.iter_rows())
    return sum(cells > 1 for cells in filled) > 1


def _said(sheet: Any, tables: list[Any], first: Any) -> str:
    """Name the sheet that is read, and what of the file somebody may not know to be read or not."""
    said = f"first sheet '{sheet.title}'" if sheet is first else f"sheet '{sheet.title}'"
    if sheet is not first and sheet is tables[0]:
        said += ", the first that holds a table"
    others = [f"'{one.title}'" for one in tables if one is not sheet and one.sheet_state == "visible"]
    if others:
        said += f"; not read: {', '.join(others)}"
    hidden = sum(sheet.row_dimensions[number].hidden for number in sorted(sheet.row_dimensions) if number > 1)
    if hidden:
        said += f"; {hidden:,} hidden row{'s are' if hidden > 1 else ' is'} read too"
    return said


def _rows(sheet: Any, written: Any) -> Rows:
    rows = [[_cell(cell, written.cell(cell.row, cell.column)) for cell in row] for row in sheet.iter_rows()]
    for merged in sheet.merged_cells.ranges:  # downwards only: a title above the table stays alone
        top, left = rows[merged.min_row - 1][merged.min_col - 1], merged.min_col - 1
        counted = isinstance(sheet.cell(merged.min_row, merged.min_col).value, float | int)
        for below in range(merged.min_row, merged.max_row):
            rows[below][left] = f"merged with {merged.start_cell.coordinate}" if counted else top
    return [tuple(row) for row in rows]


def _cell(cell: Any, formula: Any) -> str:
    """Write a cell as people see it: shares with a percent sign and money with its sign if shown so."""
    value = cell.value
    if value is None:
        # A program that wrote the file without reckoning leaves no result, not even an empty text.
        unknown = formula.data_type == "f" and cell.data_type == "n"
        return str(getattr(formula.value, "text", formula.value)) if unknown else ""
    if isinstance(value, float | int) and not isinstance(value, bool):
        shape = str(cell.number_format)
        if "%" in shape:
            return f"{100 * value:.10g}%"
        text = f"{value:.0f}" if value == int(value) else repr(float(value))
        text += "0" if re.search(r"\.\d{3}$", text) else ""  # 1.125 groups no thousands here
        return " ".join([text, *currencies([re.sub(r"\[\$([^\]-]*)[^\]]*\]", r"\1", shape)])[:1]])
    return str(value)
