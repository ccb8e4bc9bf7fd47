"""Export: every table the same in every format, and a package whose codebook cannot drift."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import stonecast as sc
from stonecast import cli
from stonecast.campaign import TOTALS
from stonecast.errors import InputError
from stonecast.report.package import field
from stonecast.scenario import parse
from stonecast.scenario.meaning import meaning
from stonecast.scenario.settings import settings
from stonecast.scenario.toml import to_toml
from stonecast.study import codebook, export, words
from stonecast.study.results import Sweep
from stonecast.study.studyfile import load_study
from studies import TEXT, same, study, write

MIXED = [
    {"setting": "respond.rate", "values": [1, 2.5]},
    {"setting": "buy.on", "values": [True, False]},
    {"setting": "plans.many.hire.small.count", "values": [3, "all"]},
    {"setting": "bloggers.small.followers", "values": [20, 9000]},
]


@pytest.fixture(scope="module")
def found() -> Sweep:
    """A study with factors of every kind, with points that fail, and with daily curves."""
    return sc.sweep(study(outcomes="both", factors=MIXED, lucks=2), threads=True, workers=2)


@pytest.fixture(scope="module")
def package(found: Sweep, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return found.save(tmp_path_factory.mktemp("package") / "mine")


def test_every_outcome_has_a_unit_a_range_and_a_meaning() -> None:
    assert set(codebook.RANGES) == set(words.UNITS) == set(TOTALS)
    assert all(unit for unit, _, _ in codebook.RANGES.values())
    assert all(said for _, said in words.UNITS.values())


def test_the_codebook_names_the_columns_that_are_there(found: Sweep, package: Path) -> None:
    assert [column.name for column in codebook.runs(found.study)] == list(found.rows().columns)
    assert [column.name for column in codebook.daily(found.study)] == list(found.daily().columns)
    rows = list(csv.DictReader((package / "codebook.csv").open(encoding="utf-8")))
    for name in ("runs", "daily", "points"):
        head = (package / f"{name}.csv").read_text(encoding="utf-8").partition("\n")[0].split(",")
        assert [row["column"] for row in rows if row["table"] == name] == head
        assert all(row["meaning"] for row in rows)


def test_no_cell_lies_outside_its_range(found: Sweep) -> None:
    for columns, table in (
        (codebook.runs(found.study), found.rows()),
        (codebook.daily(found.study), found.daily()),
        (codebook.points(found.study), export.points(found)),
    ):
        for column in columns:
            cells = table[column.name].dropna()
            assert not (column.is_required and table[column.name].isna().any())
            assert not column.choices or set(map(str, cells)) <= set(column.choices)
            for end, outside in ((column.low, cells.lt), (column.high, cells.gt)):
                assert end is None or column.name == "bloggers.small.followers" or not outside(end).any()


def test_what_a_setting_means_comes_from_the_schema() -> None:
    spec = parse(TEXT, where="small_pond.toml")
    rate = meaning(spec, "respond.rate")
    assert rate.words.startswith("beta: hazard of a seen post")
    assert (rate.low, rate.high, rate.unit) == (0.0, None, "")
    days = meaning(spec, "clock.days")
    assert (days.words, days.unit, days.low, days.high) == ("length of a run", "days", 1.0, 3650.0)
    assert meaning(spec, "market.followees_mean").open_low
    assert meaning(spec, "bloggers.big.audience").choices == ("near", "everywhere", "partition")
    assert meaning(spec, "plans.many.posts").words == "posts of each blogger"
    assert meaning(spec, "respond.memory_days").unit == "days"
    assert all(meaning(spec, setting).words for setting in settings(spec))


@pytest.mark.parametrize("name", ["runs", "daily", "points"])
def test_csv_and_parquet_hold_the_same_bits(found: Sweep, package: Path, name: str) -> None:
    pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    kinds = {"string": "string", "integer": "int64", "number": "float64"}
    columns = export.table(found, name)[0]
    text = pd.read_csv(
        package / f"{name}.csv",
        dtype={column.name: kinds[column.kind] for column in columns},
    )
    binary = pd.read_parquet(package / f"{name}.parquet")
    assert len(text) == len(binary) > 0
    for column in columns:
        a, b = text[column.name], binary[column.name]
        if column.kind == "string":
            assert a.fillna("").tolist() == b.astype("string").fillna("").tolist()
        else:
            assert a.to_numpy().tobytes() == b.to_numpy(dtype=a.dtype).tobytes()


def test_a_factor_has_one_kind_however_the_rows_are_cut(found: Sweep) -> None:
    pa = pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    kinds = {name: found.to_arrow().schema.field(name).type for name in found.study.factors}
    assert kinds == {
        "respond.rate": pa.float64(),
        "buy.on": pa.string(),
        "plans.many.hire.small.count": pa.string(),
        "bloggers.small.followers": pa.int64(),
    }
    assert pa.table(found).equals(found.to_arrow())
    undefined = found.rows()["half_life_days"].isna()
    assert found.to_arrow()["half_life_days"].is_null().to_pylist() == undefined.tolist()
    assert undefined.any()
    fields = {field.name: field for field in found.to_arrow().schema}
    assert fields["cost"].metadata == {b"description": b"money spent", b"unit": b"EUR"}


def test_polars_reads_what_pandas_reads(found: Sweep) -> None:
    pytest.importorskip("polars", reason="polars is not installed")
    assert found.to_polars()["engaged"].to_list() == found.to_arrow()["engaged"].to_pylist()


def test_the_package_runs_the_study_again(found: Sweep, package: Path) -> None:
    again = load_study(package / "study.toml")
    assert again.digest == found.study.digest
    assert same(sc.sweep(again, threads=True, workers=2), found)


def test_the_package_tells_every_scenario_and_where_the_numbers_come_from(
    found: Sweep, package: Path
) -> None:
    with gzip.open(package / "scenarios.jsonl.gz", "rt", encoding="utf-8") as file:
        told = [json.loads(line) for line in file]
    points = pd.read_csv(package / "points.csv")
    assert [line["point"] for line in told] == points["point"].tolist()
    for point, line in enumerate(told):
        if "error" in line:
            assert "9,000 followers each" in line["error"]
            assert points["error"][point] == line["error"]
            assert pd.isna(points["scenario"][point])
        else:
            spec = parse(json.dumps(line), where="point.json")
            assert spec.digest == line["digest"] == points["scenario"][point]
            assert spec == found.study.scenario_at(point)
    origin = json.loads((package / "provenance.json").read_text(encoding="utf-8"))
    assert origin["study_digest"] == found.study.digest
    assert origin["runs"] == len(found.rows())
    assert origin["sessions"][0]["source"]


def test_datapackage_json_names_every_file_with_its_digest(package: Path) -> None:
    told = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert {one["path"] for one in told["resources"]} | {"datapackage.json"} == {
        path.name for path in package.iterdir()
    }
    for one in told["resources"]:
        content = (package / one["path"]).read_bytes()
        assert one["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert one.get("bytes", len(content)) == len(content)
        assert one["name"] == one["name"].lower()
    runs = next(one for one in told["resources"] if one["name"] == "runs")
    fields = {one["name"]: one for one in runs["schema"]["fields"]}
    assert fields["respond.rate"]["constraints"] == {"required": True, "minimum": 0.0}
    assert fields["one_hop_share"]["constraints"] == {"minimum": 0, "maximum": 1}
    assert fields["plan"]["constraints"]["enum"] == ["one", "many"]


def test_an_open_limit_is_an_exclusive_one() -> None:
    column = codebook.Column("x", "a thing", "number", low=0.0, open_low=True, high=1.0)
    assert field(column)["constraints"] == {"required": True, "exclusiveMinimum": 0.0, "maximum": 1.0}
    assert codebook.limits(column) == "above 0 and up to 1"


def test_a_zip_holds_the_same_and_nothing_is_overwritten(found: Sweep, package: Path, tmp_path: Path) -> None:
    made = found.save(tmp_path / "mine.zip")
    with zipfile.ZipFile(made) as file:
        assert set(file.namelist()) == {f"mine/{path.name}" for path in package.iterdir()}
        assert file.read("mine/runs.csv") == (package / "runs.csv").read_bytes()
    for taken in (made, package):
        with pytest.raises(InputError, match="nothing is overwritten"):
            found.save(taken)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.zip"]


def test_given_points_are_in_the_package(tmp_path: Path) -> None:
    base = study(lucks=1, outcomes="daily").with_points([[0.7], [0.9]])
    made = sc.sweep(base, threads=True, workers=1).save(tmp_path / "mine")
    assert "points come from elsewhere" in (made / "study.toml").read_text(encoding="utf-8")
    given = pd.read_csv(made / "points.csv")[list(base.factors)].to_numpy()
    assert load_study(made / "study.toml").with_points(given).digest == base.digest


def test_toml_is_read_back_as_it_was() -> None:
    import tomllib

    data = {
        "text": 'a "quote", a \\, a line\nand ü 🪨 \x7f',
        "number": 1e-300,
        "whole": 10**18,
        "inf": float("inf"),
        "flag": True,
        "lists": [[1, 2], []],
        "a b.c": {"x": 1, "y z": [{"q": "r"}]},
        "none": None,
        "tables": [{"a": 1, "b": None}, {"a": {"deep": [1.5]}}],
    }
    expected = {name: value for name, value in data.items() if value is not None}
    expected["tables"] = [{"a": 1}, {"a": {"deep": [1.5]}}]
    assert tomllib.loads(to_toml(data)) == expected
    with pytest.raises(ValueError, match="no place in TOML"):
        to_toml({"x": object()})


def test_the_command_exports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, store, made = write(tmp_path), tmp_path / "a.sqlite", tmp_path / "package"
    words = ["stonecast", "sweep", str(path), "--out", str(store), "--threads", "--export", str(made)]
    monkeypatch.setattr(sys, "argv", words)
    cli.main()
    assert f"Data package: {made}" in capsys.readouterr().out
    assert len(pd.read_csv(made / "runs.csv")) == 24
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    assert "nothing is overwritten" in capsys.readouterr().err
