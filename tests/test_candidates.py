"""Candidate lists: numbers as people write them, every problem with row and column, engagement as asked."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import stonecast as sc
from stonecast.errors import InputError
from stonecast.network.build import build_market
from stonecast.network.engagement import expected_engagement
from stonecast.plan import resolve
from stonecast.report.assumptions import MOST_TIERS, groups, notes
from stonecast.report.save import about_run
from stonecast.scenario import parse, resolved
from stonecast.scenario.amounts import amount, currencies, writes_decimal_comma
from stonecast.scenario.sheet import read_sheet

SCENARIO = """
name = "listed"
[clock]
days = 5
[market]
readers = 20_000
followees_mean = 5
candidates = "list.csv"
topics = { food = [0.2, 0.8] }
[market.trust]
conversations = 150
[money]
budget = 1000
fixed_cost = 10
[plans.all]
hire = [{ tier = "any", count = "affordable", order = "score" }]
"""

GOOD = """Name,Followers,ER %,Price per post,Topic,Note
Anna,"12,500",3.5,$120,food,hello
Bertha,4.2k,4.5%,,Garden,
Cäsar,800,2,40 EUR,FOOD,
"""


def load(folder: Path, text: str = GOOD, *, name: str = "list.csv", scenario: str = SCENARIO) -> sc.Scenario:
    (folder / name).write_text(text, encoding="utf-8")
    (folder / "listed.toml").write_text(scenario.replace("list.csv", name), encoding="utf-8")
    return sc.load(folder / "listed.toml")


@pytest.mark.parametrize(
    ("text", "comma", "value"),
    [
        ("12500", False, 12_500),
        ("12k", False, 12_000),
        ("1.3M", False, 1_300_000),
        ("1,3 Mio.", True, 1_300_000),
        ("1,3M", False, 1_300_000),
        ("12.500", True, 12_500),
        ("12,500", False, 12_500),
        ("1.234.567", False, 1_234_567),
        ("1 234 567", False, 1_234_567),
        ("1'200", False, 1_200),
        ("~9.8k followers", False, 9_800),
    ],
)
def test_counts_are_read_as_people_write_them(text: str, comma: bool, value: float) -> None:
    assert amount(text, decimal_comma=comma, counts=True) == (pytest.approx(value), False)


@pytest.mark.parametrize(
    ("text", "comma", "value"),
    [
        ("€ 1.200,50", True, 1_200.5),
        ("$1,200.50", False, 1_200.5),
        ("1.200", True, 1_200),
        ("1.200", False, 1.2),
        ("1,200", False, 1_200),
        ("99,90 EUR", True, 99.9),
        (".5", False, 0.5),
    ],
)
def test_prices_are_read_by_how_the_file_writes_decimals(text: str, comma: bool, value: float) -> None:
    assert amount(text, decimal_comma=comma)[0] == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value", "name"),
    [
        ("US$ 1,200", 1_200, ["USD"]),
        ("CA$1,200", 1_200, ["CAD"]),
        ("A$ 12k", 12_000, ["AUD"]),
        ("JPY 150000", 150_000, ["JPY"]),
        ("¥150,000", 150_000, ["JPY"]),
        ("₹ 45,000", 45_000, ["INR"]),
        ("1 200 zł", 1_200, ["PLN"]),
        ("1200 kr", 1_200, []),
        ("SEK 1200", 1_200, ["SEK"]),
        ("Fr. 350", 350, ["CHF"]),
        ("1.2kEUR", 1_200, ["EUR"]),
        ("12k", 12_000, []),
    ],
)
def test_prices_are_read_in_whatever_currency(text: str, value: float, name: list[str]) -> None:
    assert amount(text, decimal_comma=False) == (pytest.approx(value), False)
    assert currencies([text]) == name
    assert not currencies(["Price per post", "Kosten", "Krone & Co."])


@pytest.mark.parametrize("text", ["many", "12x", "1.2.3", "1,2,3", "k", "12-15", "1e5"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        amount(text, decimal_comma=False)


def test_decimal_commas_are_noticed() -> None:
    assert writes_decimal_comma(["3,5 %", "1.200"])
    assert not writes_decimal_comma(["3.5 %", "1,200"])
    assert not writes_decimal_comma(["3,5", "2.5"])


def test_a_list_becomes_tiers_of_one_and_says_what_was_read(tmp_path: Path) -> None:
    spec = load(tmp_path)
    names = [(tier.name, tier.title, tier.followers, tier.engagement, tier.price) for tier in spec.bloggers]
    assert names == [
        ("anna", "Anna", 12_500, 0.035, 120.0),
        ("bertha", "Bertha", 4_200, 0.045, None),
        ("casar", "Cäsar", 800, 0.02, 40.0),
    ]
    assert [tier.place for tier in spec.bloggers] == [(0.2, 0.8), None, (0.2, 0.8)]
    said = " ".join(spec.market.candidates_read)
    for part in ("read 3 bloggers from list.csv", "commas", "Note", "percents", "1 without price", "Garden"):
        assert part in said
    assert "prices in EUR are taken as USD unchanged: nothing is converted" in said
    assert "converted" not in " ".join(load(tmp_path, GOOD.replace("EUR", "US$")).market.candidates_read)


@pytest.mark.parametrize(
    "header",
    [
        "Creator,Followers (IG),Eng. rate in %,Fee per post (€)",
        "Influencer-Name;Abonnenten;Interaktionsrate;Honorar netto".replace(";", ","),
        "Nombre,Seguidores,ER,Precio por post",
        "Username,Subs,Engagement,Rate",
        "Nom,Abonnés,ER (30 d),Tarif",
    ],
)
def test_columns_are_found_by_a_word_of_their_names(tmp_path: Path, header: str) -> None:
    header = header.replace("Nom,", "Nom du blogger,")
    tier = load(tmp_path, f"{header},Growth rate\nAnna,12500,3.5,120,7\n").bloggers[0]
    assert (tier.title, tier.followers, tier.engagement, tier.price) == ("Anna", 12_500, 0.035, 120.0)


def test_a_column_that_is_no_price_is_not_taken_for_one(tmp_path: Path) -> None:
    spec = load(tmp_path, "Name,Followers,Growth rate,Response rate\nAnna,12500,7,3\n")
    assert spec.bloggers[0].price is None
    assert "columns that are not used: Growth rate, Response rate" in spec.market.candidates_read


def test_a_price_on_request_is_not_known(tmp_path: Path) -> None:
    assert load(tmp_path, "Name,Followers,Fee\nAnna,12500,auf Anfrage\n").bloggers[0].price is None
    with pytest.raises(InputError, match=r'"cheap" is no number; .* or nothing if it is not known'):
        load(tmp_path, "Name,Followers,Fee\nAnna,12500,cheap\n")


def test_an_empty_total_is_to_be_deleted(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"row 5.*delete the row, it is no blogger"):
        load(tmp_path, GOOD + "Total,,,,,\n")


def test_candidates_are_called_in_the_report_as_in_the_list(tmp_path: Path) -> None:
    rows = dict(dict(groups(load(tmp_path)))["Bloggers"])
    assert rows["Cäsar"] == "800 followers, small, 40.00 USD a post"
    assert rows["Bertha"] == "4,200 followers, small"
    many = "".join(f"Blogger {i},{100 + i},2,10,,\n" for i in range(40))
    rows = dict(dict(groups(load(tmp_path, GOOD + many)))["Bloggers"])
    assert (len(rows), rows["And others"]) == (MOST_TIERS + 1, "28 more")


def test_what_was_read_of_a_list_stands_in_the_report_and_in_run_json(tmp_path: Path) -> None:
    run = sc.run(load(tmp_path), plan="all")
    assert "columns that are not used: Note" in notes(run)
    assert "columns that are not used: Note" in about_run(run)["notes"]


def test_a_number_below_zero_is_called_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match='"-12500" must not be below zero'):
        load(tmp_path, GOOD + "Dora,-12500,2,10,,\n")


def test_a_resolved_scenario_needs_the_list_no_more(tmp_path: Path) -> None:
    spec = load(tmp_path)
    (tmp_path / "list.csv").unlink()
    again = parse(json.dumps(resolved(spec)), where=str(tmp_path / "run.json"), folder=tmp_path)
    assert again == spec


def test_every_problem_is_told_at_once_with_row_and_column(tmp_path: Path) -> None:
    bad = GOOD + "Anna,5k,3%,10,,\n,900,3%,10,,\nDora,lots,350%,cheap,,\nEmil,,1%,,,\nFritz,1.3M,1%,,,\n"
    with pytest.raises(InputError) as caught:
        load(tmp_path, bad)
    told = str(caught.value)
    for part in (
        "list.csv",
        'row 5, column "Name": "Anna" is listed in row 2 already',
        'row 6, column "Name": is empty',
        'row 7, column "Followers": "lots" is no number',
        'row 7, column "ER %": "350%" is more than all followers',
        'row 7, column "Price per post": "cheap" is no number',
        'row 8, column "Followers": is empty',
        'row 9, column "Followers": "1.3M" must be at least 1 and at most the 20,000 readers',
    ):
        assert part in told


def test_missing_columns_and_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match='no column says "followers"; columns are: Name, Size'):
        load(tmp_path, "Name,Size\nAnna,3\n")
    with pytest.raises(InputError, match="the first row must name the columns"):
        load(tmp_path, "Anna,1200,250\nBea,12500,300\n")
    with pytest.raises(InputError, match="holds no rows"):
        load(tmp_path, "Name,Followers\n")
    (tmp_path / "list.csv").unlink()
    with pytest.raises(InputError, match="is no file; tried"):
        sc.load(tmp_path / "listed.toml")


@pytest.mark.parametrize(
    ("rows", "prices"),
    [
        ("Anna,12500,1.200\nBerta,8000,300", None),  # 1.2 or 1,200: nothing tells
        ("Anna,12500,1.200 EUR\nBerta,8000,2.500 EUR", None),
        ("Anna,12.500,1.200\nBerta,8.000,300", [1_200, 300]),  # nobody has half a follower
        ("Anna,12500,1.200\nBerta,8000,1.234.500", [1_200, 1_234_500]),
        ("Anna,12500,1.200\nBerta,8000,99.90", [1.2, 99.9]),
        ("Anna,12500,1.200\nBerta,8000,0.750", [1.2, 0.75]),
        ("Anna,12.500,1.200\nBerta,8000,99.90", None),  # both at once
        ('Anna,"12,500","1,200"\nBerta,8000,99.90', [1_200, 99.9]),
        ('Anna,12500,"1,200"\nBerta,8000,"99,90"', [1.2, 99.9]),
    ],
)
def test_a_price_of_thousands_or_thousandths_is_understood_from_the_list_or_refused(
    rows: str, prices: list[float] | None, tmp_path: Path
) -> None:
    text = f"Name,Followers,Price\n{rows}\n"
    if prices is None:
        with pytest.raises(
            InputError, match=r'row 2, column "Price": "1\.200.*" may be 1200 or 1\.2, '
        ) as caught:
            load(tmp_path, text)
        assert "write whole prices without a point (1200)" in str(caught.value)
        assert "row 3" not in str(caught.value)
    else:
        assert [tier.price for tier in load(tmp_path, text).bloggers] == prices


def test_a_number_of_excel_with_three_decimals_is_no_thousand(tmp_path: Path) -> None:
    openpyxl: Any = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["Name", "Followers", "Price"], ["Anna", 12_500, 237.125]):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    (tmp_path / "listed.toml").write_text(SCENARIO.replace("list.csv", "list.xlsx"), encoding="utf-8")
    assert sc.load(tmp_path / "listed.toml").bloggers[0].price == 237.125


def test_a_german_list_with_semicolons_and_windows_letters(tmp_path: Path) -> None:
    load(tmp_path)
    text = "Name;Abonnenten;Interaktionsrate;Preis\nJörg;12.500;3,5 %;1.200,50 €\nUte;8.000;0,5 %;80\n"
    (tmp_path / "list.csv").write_bytes(text.encode("cp1252"))
    spec = sc.load(tmp_path / "listed.toml")
    assert [(t.followers, t.engagement, t.price) for t in spec.bloggers] == [
        (12_500, pytest.approx(0.035), 1_200.5),
        (8_000, pytest.approx(0.005), 80.0),
    ]


def test_one_name_on_two_platforms_is_two_bloggers(tmp_path: Path) -> None:
    spec = load(tmp_path, "Name,Followers,Platform\nAnna,500,Instagram\nAnna,700,TikTok\n")
    assert [tier.name for tier in spec.bloggers] == ["anna_instagram", "anna_tiktok"]


def test_an_excel_sheet_reads_like_its_csv(tmp_path: Path) -> None:
    openpyxl: Any = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (
        ["Name", "Followers", "ER", "Price"],
        ["Anna", 12_500, 0.035, 120.0],
        ["Bertha", "4.2k", 0.045, 70],
    ):
        book.active.append(row)
    for row in (2, 3):
        book.active.cell(row, 3).number_format = "0.0%"
    book.save(tmp_path / "list.xlsx")
    (tmp_path / "listed.toml").write_text(SCENARIO.replace("list.csv", "list.xlsx"), encoding="utf-8")
    spec = sc.load(tmp_path / "listed.toml")
    assert [(t.followers, t.engagement, t.price) for t in spec.bloggers] == [
        (12_500, pytest.approx(0.035), 120.0),
        (4_200, pytest.approx(0.045), 70.0),
    ]


def test_a_cover_sheet_of_notes_is_passed_over_and_the_sheet_that_is_read_is_named(tmp_path: Path) -> None:
    openpyxl: Any = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Please read: prices without tax"])
    listed = book.create_sheet("Candidates")
    listed.append(["Name", "Followers"])
    listed.append(["Anna", 12_500])
    book.save(tmp_path / "list.xlsx")
    sheet = read_sheet(tmp_path / "list.xlsx")
    assert sheet.rows == ((2, ("Anna", "12500")),)
    assert "'Candidates'" in sheet.said


def test_the_market_has_the_followers_and_the_engagement_of_the_list(tmp_path: Path) -> None:
    spec = load(tmp_path).with_changes(reshare__share=0.0)
    market = build_market(spec)
    by_name = {blogger.name: blogger for blogger in market.bloggers}
    for tier in spec.bloggers:
        blogger = by_name[tier.name]
        audience = market.network.offsets[blogger.row + 1] - market.network.offsets[blogger.row]
        assert audience == blogger.followers == tier.followers
        assert expected_engagement(spec, market, blogger) == pytest.approx(tier.engagement, rel=1e-5)
    alone = spec.with_changes(plans={"anna": {"hire": ({"tier": "anna"},)}})
    engaged = [sc.run(alone, luck=luck, market=market).totals["engaged"] for luck in range(20)]
    error = math.sqrt(12_500 * 0.035 * 0.965 / 20)
    assert abs(np.mean(engaged) - 12_500 * 0.035) < 5 * error


def test_engagement_that_full_trust_cannot_give_is_told(tmp_path: Path) -> None:
    spec = load(tmp_path, "Name,Followers,ER\nAnna,3000,9%\n")
    market = build_market(spec)
    full = spec.see.visibility * (1 - math.exp(-spec.respond.rate))
    assert expected_engagement(spec, market, market.bloggers[0]) == pytest.approx(full)
    for part in ("9.00%", f"{100 * full:.2f}%", "Anna"):
        assert part in spec.explain()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("list.xlsx", b"", "cannot be read: File is not a zip file"),
        ("list.csv", b"\x89PNG\r\n\x1a\n\0\0\0\r", "is no text"),
        ("list.csv", b"Name,Followers\nAnna," + b"9" * 200_000, "line 2: cannot be read: field larger"),
    ],
)
def test_a_file_that_is_no_sheet_is_told_and_where(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    if name.endswith("x"):
        pytest.importorskip("openpyxl")
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=message) as caught:
        read_sheet(tmp_path / name)
    assert caught.value.remedy
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,followers,price\nAnna,12,000,50\n", 'what holds a comma, as "12,000"'),
        ("name;followers;topic\nAnna;12.000;food; travel\n", "put in quotes what holds a semicolon"),
    ],
)
def test_a_number_that_a_comma_tears_apart_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """It was read as 12 followers who cost nothing."""
    with pytest.raises(InputError, match="row 2: 4 cells under a header of 3") as caught:
        load(tmp_path, text)
    assert said in str(caught.value)
    spec = load(tmp_path, 'name,followers,price\nAnna,"12,000",50,,\n')
    assert (spec.bloggers[0].followers, spec.bloggers[0].price) == (12_000, 50)


def test_a_sheet_saved_as_utf_16_reads_like_its_utf_8(tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text(GOOD, encoding="utf-16")
    (tmp_path / "list.csv").write_text(GOOD, encoding="utf-8")
    assert read_sheet(tmp_path / "wide.csv").rows == read_sheet(tmp_path / "list.csv").rows


@pytest.mark.parametrize("title", ["My list of bloggers\n\n", "My list,,,,,\n,,,,,\n"])
def test_a_title_above_the_header_is_passed_over_and_rows_keep_their_numbers(
    tmp_path: Path, title: str
) -> None:
    (tmp_path / "list.csv").write_text(title + GOOD, encoding="utf-8")
    found = read_sheet(tmp_path / "list.csv")
    assert found.header[:2] == ("Name", "Followers")
    assert found.rows[0][0] == 4


def test_a_list_of_candidates_is_not_headed_by_an_empty_table_of_tiers(tmp_path: Path) -> None:
    text = load(tmp_path, "Name,Followers\nAnna,300\n").explain()
    assert "Candidates:" in text
    assert "Bloggers:" not in text
    assert "\n\n\n" not in text


def test_candidates_are_hired_by_score_or_by_relationship(tmp_path: Path) -> None:
    spec = load(tmp_path)
    market = build_market(spec)
    orders = {}
    for order in ("score", "relationship"):
        plan = {"hire": ({"tier": "any", "order": order},)}
        stones = resolve(spec.with_changes(plans={"all": plan}), market, "all").stones
        orders[order] = [stone.blogger.name for stone in stones]
    assert orders["score"] == ["anna", "bertha", "casar"]
    assert orders["relationship"] == ["bertha", "anna", "casar"], "who engages most is trusted most"


def test_a_row_that_adds_up_the_list_is_no_blogger(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load(tmp_path, GOOD + 'TOTAL:,"17,500",,,,\n')
    assert 'row 5, column "Name": "TOTAL:" adds up the rows above; delete the row' in str(caught.value)
    assert len(load(tmp_path, GOOD + "Total,99,,,,\n").bloggers) == 4
