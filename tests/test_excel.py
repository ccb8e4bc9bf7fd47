"""Excel files of bloggers: several sheets, formulas, merged cells and money as the sheet shows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stonecast.errors import InputError
from stonecast.scenario.candidates import read_candidates
from stonecast.scenario.sheet import read_sheet

openpyxl: Any = pytest.importorskip("openpyxl")

HEADER = ["Name", "Followers", "Price", "Topic"]
ROWS = (["Anna", 12_500, 120, "food"], ["Bea", 4_200, 70, None], ["Cem", 900, 40, "garden"])


def saved(tmp_path: Path, change: Callable[[Any, Any], None]) -> Path:
    """Save a list after a change to its first sheet and its book."""
    book = openpyxl.Workbook()
    for row in (HEADER, *ROWS):
        book.active.append(row)
    book.active.title = "Instagram"
    change(book.active, book)
    book.save(tmp_path / "list.xlsx")
    return tmp_path / "list.xlsx"


def prices(path: Path, currency: str = "EUR") -> tuple[list[float | None], list[str], list[str]]:
    tiers, notes, problems = read_candidates(path, readers=1e6, topics={}, currency=currency)
    return [tier.get("price") for tier in tiers], notes, problems


def test_a_formula_without_its_result_is_told_and_not_taken_for_an_unknown_price(tmp_path: Path) -> None:
    def change(sheet: Any, _: Any) -> None:
        sheet["C2"] = "=100+20"
        sheet["E1"], sheet["E2"] = "Reach per price", "=B2/C2"  # not used: nobody need mend it

    _, _, problems = prices(saved(tmp_path, change))
    assert len(problems) == 1
    assert problems[0].startswith('row 2, column "Price": "=100+20" is a formula without its result; open')


def test_sheets_that_are_not_read_and_hidden_rows_are_told(tmp_path: Path) -> None:
    def change(sheet: Any, book: Any) -> None:
        other, old = book.create_sheet("YouTube"), book.create_sheet("Old", 0)
        for row in (HEADER, ["Tube", 5_000, 10, ""]):
            other.append(row)
            old.append(row)
        book.create_sheet("Notes").append(["by Friday"])
        old.sheet_state = "hidden"
        sheet.row_dimensions[3].hidden = True

    sheet = read_sheet(saved(tmp_path, change))
    assert [row[0] for _, row in sheet.rows] == ["Anna", "Bea", "Cem"]
    assert sheet.said == "sheet 'Instagram'; not read: 'YouTube'; 1 hidden row is read too"


def test_text_of_merged_cells_holds_for_all_their_rows_and_numbers_are_asked_for(tmp_path: Path) -> None:
    def change(sheet: Any, _: Any) -> None:
        sheet.insert_rows(1)
        sheet["A1"] = "Our bloggers"
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("D3:D4")

    assert [row[3] for _, row in read_sheet(saved(tmp_path, change)).rows] == ["food", "food", "garden"]
    _, _, problems = prices(saved(tmp_path, lambda sheet, _: sheet.merge_cells("C3:C4")))
    assert problems[0].startswith('row 4, column "Price": "merged with C3" is no number; write')


@pytest.mark.parametrize("shape", ["#,##0 [$$-409]", '"$"#,##0.00', "[$USD] #,##0", "$#,##0"])
def test_money_that_a_sheet_shows_in_another_currency_is_told(shape: str, tmp_path: Path) -> None:
    def change(sheet: Any, _: Any) -> None:
        sheet["C2"].number_format = shape

    found, notes, _ = prices(saved(tmp_path, change))
    assert found == [120, 70, 40]
    assert notes[-1] == "prices in USD are taken as EUR unchanged: nothing is converted"
    assert not any("unchanged" in note for note in prices(tmp_path / "list.xlsx", "USD")[1])


def test_a_header_of_two_lines_in_one_cell_is_read_as_two_words(tmp_path: Path) -> None:
    def change(sheet: Any, _: Any) -> None:
        sheet["C1"], sheet["A2"] = "Fee\nper post", "Anna\nkocht"

    in_excel = read_sheet(saved(tmp_path, change))
    (tmp_path / "list.csv").write_text(
        'Name;Followers;"Fee\nper post";Topic\n"Anna\nkocht";12500;120,-;food\n', encoding="utf-8"
    )
    in_text = read_sheet(tmp_path / "list.csv")
    for sheet in (in_excel, in_text):
        assert sheet.header[2] == "Fee per post"
        assert sheet.rows[0][1][0] == "Anna kocht"
    assert prices(tmp_path / "list.csv")[0] == [120]


def test_a_damaged_sheet_ends_in_one_message(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda *_: None)
    data = path.read_bytes()
    for cut in (len(data) // 3, len(data) - 30):
        path.write_bytes(data[:cut])
        with pytest.raises(InputError, match="cannot be read"):
            read_sheet(path)
