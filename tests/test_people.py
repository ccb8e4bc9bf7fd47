"""Files of people: places and sub-communities for an imported network, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import stonecast as sc
from markets import tier
from stonecast.errors import InputError
from stonecast.network.build import build_market
from stonecast.network.measure import measure
from test_imported import MOST, market_of, network_file

NAMES = [*(f"p{k}" for k in range(1, 10)), *(f"p{k}" for k in range(10, 19))]
"""Everybody who has ties in `network_file`."""


def people_file(folder: Path, *, header: str = "name,x,y", rows: list[str] | None = None) -> Path:
    """A file of people with a place for everybody, by default their number over 100 and its half."""
    path = folder / "people.csv"
    made = [f"{name},{int(name[1:]) / 100},{int(name[1:]) / 200}" for name in NAMES]
    path.write_text("\n".join(["# where people stand", header, *(made if rows is None else rows)]) + "\n")
    return path


def placed(folder: Path, **market: Any) -> Any:
    return market_of(network_file(folder, names=True), [MOST], people="people.csv", **market)


def test_people_stand_where_the_file_says(tmp_path: Path) -> None:
    people_file(tmp_path)
    market = placed(tmp_path)
    number = np.array([int(label[1:]) for label in market.network.labels])
    assert np.allclose(market.positions, np.column_stack([number / 100, number / 200]))
    assert "read places of 18 people from people.csv" in market.network.notes
    assert np.isfinite(measure(market)["trust_mean"])


def test_topics_can_be_columns_of_any_name(tmp_path: Path) -> None:
    rows = [f"{int(name[1:]) / 50};x;{name};0.25" for name in NAMES]
    people_file(tmp_path, header="Food;remark;person;Travel", rows=rows)
    market = placed(tmp_path, people_columns=("food", "travel"))
    row = market.network.rows_of(["p9"])[0]
    assert market.positions[row].tolist() == [0.18, 0.25]


def test_sub_communities_come_from_the_file_too(tmp_path: Path) -> None:
    rows = [f"{name},0.5,0.5,{['b', 'a', ''][int(name[1:]) % 3]}" for name in NAMES]
    people_file(tmp_path, header="id,x,y,community", rows=[*rows, "nobody,0,0,z"])
    market = placed(tmp_path)
    number = np.array([int(label[1:]) for label in market.network.labels])
    assert market.home.tolist() == np.array([1, 0, -1])[number % 3].tolist()
    assert "left out 1 people of people.csv who have no ties" in market.network.notes


def test_whole_numbers_name_people_as_well(tmp_path: Path) -> None:
    people_file(tmp_path, rows=[f"{name[1:]},0.5,0.125" for name in NAMES])
    market = market_of(network_file(tmp_path), [MOST], people="people.csv")
    assert (market.positions == [0.5, 0.125]).all()


def changed(place: int, row: str) -> list[str]:
    rows = [f"{name},0.5,0.5" for name in NAMES]
    return [*rows[:place], *([row] if row else []), *rows[place + 1 :]]


@pytest.mark.parametrize(
    ("header", "rows", "said"),
    [
        ("name,x,y", changed(3, "p4,1.5,0.5"), "line 6, x: '1.5' is no number from 0 to 1"),
        ("name,x,y", changed(3, "p4,0.5,0.5,0.5"), "line 6 has 4 fields, the header has 3"),
        ("name,x,y", changed(3, "p4,0.5,north"), "line 6, y: 'north' is no number from 0 to 1"),
        ("name,x,y", changed(3, "p4,0.5,"), "line 6, y: '' is no number from 0 to 1"),
        ("name,x,y", changed(3, "p4,0.5,nan"), "line 6, y: 'nan' is no number from 0 to 1"),
        ("name,x,y", changed(3, "p3,0.5,0.5"), "line 6: 'p3' came before"),
        ("name,x,y", changed(3, "p4,0.5"), "line 6 has 2 fields, the header has 3"),
        ("name,x,y", changed(3, ""), "no row for 'p4', who has ties in the network"),
        ("name,x,y", changed(0, "p1,7,8"), "2 problems\n  line 3, x: '7' is no"),
        ("name,x,why", None, "no column 'y'\n  -> known: name, why, x"),
        ("name,x,y", [], "holds no people"),
    ],
)
def test_a_bad_file_of_people_is_told_by_line(
    tmp_path: Path, header: str, rows: list[str] | None, said: str
) -> None:
    path = people_file(tmp_path, header=header, rows=rows)
    with pytest.raises(InputError) as caught:
        placed(tmp_path)
    assert str(caught.value).startswith(f"{path}: {said}")
    assert "->" in str(caught.value)


SCENARIO = """
[market]
file = "ties.csv"
direction = "author_to_follower"
trust = 0.5
people = "people.csv"
[[bloggers]]
name = "top"
kind = "big"
count = 1
pick = "most_followed"
[money]
budget = 100
fixed_cost = 10
[plans.top]
hire = [{ tier = "top" }]
[respond]
relevance = { on = true, width = 0.05 }
"""


def test_relevance_is_nearness_in_the_file(tmp_path: Path) -> None:
    """Who stands on the topic is won and who stands far from it is not, whoever hears whom."""
    network_file(tmp_path, names=True)
    rows = [f"{name},{0.5 if int(name[1:]) % 2 else 0.0},0.5" for name in NAMES]
    people_file(tmp_path, rows=rows)
    (tmp_path / "mine.toml").write_text(SCENARIO)
    spec = sc.load(tmp_path / "mine.toml").with_changes(
        see__visibility=1.0, respond__rate=30.0, respond__trust_exponent=0.0, reshare__share=0.0
    )
    market = build_market(spec)
    run = sc.run(spec, luck=1, market=market)
    won = [market.network.labels[row] for row in run.ripple.people[1:]]
    assert sorted(won) == ["p11", "p13", "p15", "p17"]


def test_a_scenario_remembers_which_file_of_people_it_read(tmp_path: Path) -> None:
    network_file(tmp_path, names=True)
    (tmp_path / "mine.toml").write_text(SCENARIO)
    with pytest.raises(InputError, match="belongs beside the network file"):
        sc.load(tmp_path / "mine.toml")
    people_file(tmp_path)
    first = sc.load(tmp_path / "mine.toml")
    people_file(tmp_path, rows=[f"{name},0,0" for name in NAMES])
    assert sc.load(tmp_path / "mine.toml").digest != first.digest
    text = SCENARIO.replace("[[blo", f'people_sha256 = "{first.market.people_sha256}"\n[[blo')
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(InputError, match="not the file that it was"):
        sc.load(tmp_path / "mine.toml")


def test_a_file_of_people_and_other_places_contradict_each_other() -> None:
    with pytest.raises((InputError, ValueError), match="leave one of them out"):
        market_of(Path("ties.csv"), [tier("big", count=1, followers=None)], people="p.csv", places="spectral")
