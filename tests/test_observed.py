"""Observed data: read strictly, and every mistake told with its line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stonecast.errors import InputError
from stonecast.fitting import observed
from stonecast.fitting.observed import Observed
from stonecast.scenario.calibration import check_calibration
from studies import study


def read(folder: Path, text: str, **changes: object) -> Observed:
    told = {
        "name": "x",
        "scenario": "small_pond",
        "parameters": [{"setting": "respond.rate", "low": 0.1, "high": 1}],
    }
    spec, base = check_calibration(told | changes, where="x.toml", scenario=study().base)
    path = folder / "observed.csv"
    path.write_text(text, encoding="utf-8")
    return observed.read(path, spec, base)


def test_a_daily_file_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, "day,engaged,orders\n0,5,1\n2,7.0,\n1,6,0\n", plan="many")
    assert (found.plans, found.outcomes, found.is_daily) == (("many",), ("engaged", "orders"), True)
    assert found.values.shape == (1, 2, 12)
    assert found.values[0, 0, :4].tolist()[:3] == [5.0, 6.0, 7.0]
    assert np.isnan(found.values[0, 1, 2])
    assert "orders: 10 of 12 days are unknown and are left out of the fit" in found.notes


@pytest.mark.parametrize("mark", [";", "\t", ","])
def test_what_spreadsheets_write_is_read(tmp_path: Path, mark: str) -> None:
    rows = ["\ufeffDate,Likes,Notes", "2026-03-02,7,x", "", "2026-03-01T00:00:00,5,y", ",,"]
    text = "\r\n".join(rows).replace(",", mark)
    found = read(tmp_path, text, columns={"engaged": "likes"})
    assert found.values[0, 0, :2].tolist() == [5.0, 7.0]
    assert "day 0 is 2026-03-01, the first date in the data" in found.notes
    assert "columns that were not used: Notes" in found.notes


def test_a_column_that_is_not_used_may_be_a_misspelt_outcome(tmp_path: Path) -> None:
    found = read(tmp_path, "day,orders,enganged,remark\n0,5,1,x\n")
    assert found.outcomes == ("orders",)
    assert "columns that were not used: enganged (did you mean 'engaged'?), remark" in found.notes


def test_totals_of_several_plans_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, "plan,engaged\none,10\nmany,12\n")
    assert (found.plans, found.is_daily) == (("one", "many"), False)
    assert found.values.tolist() == [[[10.0]], [[12.0]]]


def test_days_may_be_counted_from_one(tmp_path: Path) -> None:
    text = "day,engaged\n" + "".join(f"{day},{day}\n" for day in range(1, 13))
    with pytest.raises(InputError, match="say first_day = 1 if day 1 is that of the first post"):
        read(tmp_path, text)
    assert read(tmp_path, text, first_day=1).values[0, 0].tolist() == list(range(1, 13))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("day,engaged\n", "there is no row under the header"),
        ("day,likes\n0,1\n", "no column is an outcome; the header says day, likes; known: impressions"),
        (
            "day,engaged\n0,1.204,5\n",
            "line 2, 3 cells under a header of 2; write numbers without a comma in them",
        ),
        ('day,engaged\n0,"1,204"\n', "line 2, engaged: '1,204' is no number; write it plainly"),
        ("day;engaged\n0;1,5\n", "line 2, engaged: '1,5' is no number; write it plainly"),
        ("day,engaged\n0,12k\n", "line 2, engaged: '12k' is no number; write it plainly"),
        ("day,engaged\n0,many\n", "line 2, engaged: 'many' is no number"),
        ("day,engaged\n0,-3\n", "line 2, engaged: -3 is negative"),
        ("day,engaged\n0,inf\n", "line 2, engaged: 'inf' is no finite number"),
        ("day,engaged\n0,1\n0,2\n", "line 3, day 0 of one stands in line 2 already"),
        ("day,engaged\n0,1\n12,2\n", "line 3, day 12 is outside of the scenario's days 0 to 11"),
        ("day,engaged\nMonday,1\n", "line 2, day: 'Monday' is no whole number from 0"),
        ("date,engaged\n03/01/2026,1\n", "line 2, date: '03/01/2026' is no date; write it as 2026-03-01"),
        ("date,engaged\n2026-02-30,1\n", "line 2, date: '2026-02-30' is no date"),
        ("engaged\n1\n2\n", "line 3, totals of one stands in line 2 already"),
        ("plan,engaged\nmny,1\n", "line 2, no plan is called 'mny'; did you mean 'many'?"),
        ("day,engaged,engaged\n0,1,2\n", "two columns are called engaged"),
        ("day,engaged\n0,\n1,NA\n", "engaged has no value at all"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "observed.csv"))


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="3 mistakes") as caught:
        read(tmp_path, "day,engaged\n0,x\n1,-1\n99,1\n")
    assert "line 4, day 99" in str(caught.value)
    with pytest.raises(InputError, match="and 81 more"):
        read(tmp_path, "day,engaged\n" + "0,x\n" * 51)


def test_a_column_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match='no column is called "likes" \\(engaged\\)'):
        read(tmp_path, "day,hearts\n0,1\n", columns={"engaged": "likes"})


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        observed.read(tmp_path / "none.csv", None, study().base)  # type: ignore[arg-type]
    (tmp_path / "binary.csv").write_bytes(b"\x89PNG\x00\x01")
    with pytest.raises(InputError, match="is no text"):
        observed.read(tmp_path / "binary.csv", None, study().base)  # type: ignore[arg-type]


def test_an_excel_sheet_and_letters_of_windows_are_read(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (
        ["Märzkampagne"],
        ["date", "Müslis", None],
        [datetime(2026, 3, 2), 7],
        [datetime(2026, 3, 1), 5],
    ):
        book.active.append(row)
    book.save(tmp_path / "observed.xlsx")
    text = "date;Müslis\n2026-03-02;7\n2026-03-01;5\n"
    (tmp_path / "windows.csv").write_bytes(text.encode("cp1252"))
    (tmp_path / "sixteen.csv").write_bytes(text.encode("utf-16"))
    told = {
        "name": "x",
        "scenario": "s",
        "columns": {"engaged": "müslis"},
        "parameters": [{"setting": "respond.rate", "low": 0.1, "high": 1}],
    }
    spec, base = check_calibration(told, where="x", scenario=study().base)
    for name in ("observed.xlsx", "windows.csv", "sixteen.csv"):
        found = observed.read(tmp_path / name, spec, base)
        assert found.values[0, 0, :2].tolist() == [5.0, 7.0]
        assert not [note for note in found.notes if "not used" in note]


def test_a_frame_is_read_as_a_file_is(tmp_path: Path) -> None:
    frame = pd.DataFrame({"day": [0, 1], "engaged": [5.0, None]})
    told = {"name": "x", "scenario": "s", "parameters": [{"setting": "respond.rate", "low": 0.1, "high": 1}]}
    spec, base = check_calibration(told, where="x", scenario=study().base)
    found = observed.of_frame(frame, spec, base)
    assert found.values[0, 0, 0] == 5.0
    assert np.isnan(found.values[0, 0, 1])
