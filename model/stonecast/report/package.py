"""A study as a data package: everything that another researcher needs, in one folder or one zip file.

The folder follows the Data Package standard, version 2 (https://datapackage.org): ``datapackage.json`` names
every file with its size and digest, and gives every table a Table Schema.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import shutil
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stonecast.errors import InputError
from stonecast.provenance import environment, file_digest
from stonecast.scenario import resolved
from stonecast.scenario.toml import to_toml
from stonecast.study import codebook, export
from stonecast.study.codebook import Column
from stonecast.wording import words
from stonecast.writing import all_or_nothing, file_or_nothing, write_json, write_text

if TYPE_CHECKING:
    from stonecast.study.results import Sweep

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

TABLES = {
    "runs": "one row a run: factors, plan, market, luck and every outcome",
    "daily": "one row a run and day: what happened on that day",
    "points": "one row a point of the study: its factors and the digest of its scenario",
}
_KEYS = {
    "runs": ["point", "plan", "market", "luck"],
    "daily": ["point", "plan", "market", "luck", "day"],
    "points": ["point"],
}
_OTHERS = {
    "study.toml": ("the study; stonecast sweep study.toml runs it again", "text/toml"),
    "scenario.json": ("the scenario with every default filled in", "application/json"),
    "scenarios.jsonl.gz": ("the scenario at every point, one JSON object a line", "application/gzip"),
    "provenance.json": ("what was computed, by which program, on what", "application/json"),
    "codebook.csv": ("every column of every table: kind, unit, range, meaning", "text/csv"),
    "README.md": ("what this is and how to use it", "text/markdown"),
}


def save_study(found: Sweep, path: Path) -> Path:
    """Write the data package of a study into a new folder, or into a file that ends with ``.zip``.

    Raises
    ------
    InputError
        If there is something already, or it cannot be written; nothing is left behind.
    """
    if path.suffix != ".zip":
        return all_or_nothing(path, lambda place: _fill(found, place))

    def pack(place: Path) -> Path:
        _fill(found, inner := place / path.stem)
        return _zipped(inner, place / path.name)

    return file_or_nothing(path, pack)


def _zipped(folder: Path, path: Path) -> Path:
    """Pack a folder; the same files give the same bytes."""
    with zipfile.ZipFile(path, "w") as file:
        for one in sorted(folder.iterdir()):
            told = zipfile.ZipInfo(f"{folder.name}/{one.name}", (1980, 1, 1, 0, 0, 0))
            told.compress_type = zipfile.ZIP_DEFLATED
            told.external_attr = 0o644 << 16
            with one.open("rb") as source, file.open(told, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target)
    return path


def _fill(found: Sweep, place: Path) -> None:
    place.mkdir(exist_ok=True)
    study = found.study
    told = {"title": study.spec.title, **study.told["study"], "scenario": "scenario.json"}
    head = "# Written by stonecast with this data package.\n"
    if study.given is not None:
        head += "# Its points come from elsewhere: they are in points.csv (Study.with_points).\n"
    write_text(place / "study.toml", head + to_toml(_said(told)))
    write_json(place / "scenario.json", {"scenario": resolved(study.base)})
    _scenarios(found, place / "scenarios.jsonl.gz")
    write_json(place / "provenance.json", _provenance(found))
    kept = {"totals": ("runs", "points"), "daily": ("daily", "points")}
    names = kept.get(study.spec.outcomes, ("runs", "daily", "points"))
    if study.spec.outcomes == "daily":
        names = ("runs", *names)  # what failed and how long it took is there
    tables = {name: export.table(found, name)[0] for name in names}
    rows = {}
    for name in tables:
        export.to_csv(found, place / f"{name}.csv", name)
        if find_spec("pyarrow") is not None:
            export.to_parquet(found, place / f"{name}.parquet", name)
        with (place / f"{name}.csv").open("rb") as file:
            rows[name] = sum(1 for _ in csv.reader(io.TextIOWrapper(file, "utf-8", newline=""))) - 1
    write_text(place / "codebook.csv", _codebook(tables))
    write_text(place / "README.md", _readme(found, tables, rows))
    resources = [
        _table(place, name, columns, kind) for name, columns in tables.items() for kind in _kinds(place, name)
    ]
    resources += [_file(place, name, *about) for name, about in _OTHERS.items()]
    package = {
        "$schema": PROFILE,
        "name": study.name.lower(),
        "title": study.spec.title or study.name,
        "description": study.base.question or study.base.title,
        "created": environment()["time"],
        "sources": [{"title": study.base.source}] if study.base.source else None,
        "resources": resources,
    }
    write_json(place / "datapackage.json", {name: value for name, value in package.items() if value})


def _said(told: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a study file need not say, and what it must not say twice."""
    factors = [
        {name: value for name, value in factor.items() if name != "distribution" or factor["values"] is None}
        for factor in told["factors"]
    ]
    plain = {name: value for name, value in told.items() if value not in ("", [], ())}
    plain.pop("factors", None)
    return plain | ({"factors": factors} if factors else {})


def _scenarios(found: Sweep, path: Path) -> None:
    with gzip.GzipFile(filename="", fileobj=path.open("wb"), mode="wb", mtime=0) as file:
        for point in range(len(found.study.points)):
            try:
                spec = found.study.scenario_at(point)
            except InputError as error:
                line: dict[str, Any] = {"point": point, "error": str(error)}
            else:
                line = {"point": point, "digest": spec.digest, "scenario": resolved(spec)}
            file.write((json.dumps(line) + "\n").encode())


def _provenance(found: Sweep) -> dict[str, Any]:
    with found.reading() as sql:
        sessions = [json.loads(row[0]) for row in sql.execute("SELECT environment FROM sessions")]
        runs, failed = sql.execute("SELECT COUNT(*), COUNT(error) FROM runs").fetchone()
    study = found.study
    return {
        "study_digest": study.digest,
        "scenario_digest": study.base.digest,
        "market_seeds": list(study.market_seeds),
        "runs": runs,
        "failed": failed,
        "runs_of_the_whole_study": study.runs,
        "sessions": sessions,
        "exported": environment(),
    }


def _codebook(tables: dict[str, tuple[Column, ...]]) -> str:
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["table", "column", "type", "unit", "range", "filled", "meaning"])
    for name, columns in tables.items():
        for c in columns:
            filled = "always" if c.is_required else "may be empty"
            rows.writerow([name, c.name, c.kind, c.unit, codebook.limits(c), filled, c.words])
    return file.getvalue()


def _kinds(place: Path, name: str) -> Iterator[str]:
    yield from (kind for kind in ("csv", "parquet") if (place / f"{name}.{kind}").exists())


def _table(place: Path, name: str, columns: tuple[Column, ...], kind: str) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [field(column) for column in columns],
        "primaryKey": _KEYS[name],
        "missingValues": [""],
    }
    if name != "points":
        points = "points" if kind == "csv" else "points-parquet"
        schema["foreignKeys"] = [
            {"fields": ["point"], "reference": {"resource": points, "fields": ["point"]}}
        ]
    told = _file(
        place,
        f"{name}.{kind}",
        TABLES[name],
        "text/csv" if kind == "csv" else "application/vnd.apache.parquet",
    )
    told |= {"name": name if kind == "csv" else f"{name}-{kind}", "type": "table", "schema": schema}
    if kind == "parquet":
        # The standard's validator counts bytes of text only, and takes an empty cell for nan, out of range.
        del told["bytes"]
        for one, column in zip(schema["fields"], columns, strict=True):
            if not column.is_required:
                one.pop("constraints", None)
    return told


def field(column: Column) -> dict[str, Any]:
    """Return a column as a field of a Table Schema; the unit is a property of our own, as it allows."""
    limits: dict[str, Any] = {"required": True} if column.is_required else {}
    for name, end, is_open in (
        ("inimum", column.low, column.open_low),
        ("aximum", column.high, column.open_high),
    ):
        if end is not None and math.isfinite(end):
            key = f"exclusiveM{name}" if is_open else f"m{name}"
            limits[key] = int(end) if column.kind == "integer" else end
    if column.choices:
        limits["enum"] = list(column.choices)
    told = {
        "name": column.name,
        "type": column.kind,
        "description": column.words,
        "unit": column.unit,
        "constraints": limits,
    }
    return {name: value for name, value in told.items() if value}


def _file(place: Path, name: str, said: str, media: str) -> dict[str, Any]:
    path = place / name
    told: dict[str, Any] = {
        "name": name.lower().replace(".", "-"),
        "path": name,
        "description": said,
        "format": name.rpartition(".")[2],
        "mediatype": media,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{file_digest(path)}",
    }
    if media.startswith("text/"):
        told["encoding"] = "utf-8"
    return told


def _readme(found: Sweep, tables: dict[str, tuple[Column, ...]], rows: dict[str, int]) -> str:
    study = found.study
    version = environment()["stonecast"]
    lines = [
        f"# {study.spec.title or study.name}",
        "",
        *([about, ""] if (about := study.base.question or study.base.title) else []),
        f"Results of a study made with stonecast {version}: {words.many(len(study.points), 'point')} x "
        f"{words.many(len(study.plans), 'plan')} x {words.many(study.spec.markets, 'market')} x at most "
        f"{words.many(study.spec.lucks, 'luck')}. All data are simulated.",
        "",
        "| file | what it is |",
        "|---|---|",
        *(f"| `{name}.csv`, `.parquet` | {TABLES[name]} ({rows[name]:,} rows) |" for name in tables),
        *(f"| `{name}` | {said} |" for name, (said, _) in _OTHERS.items() if name != "README.md"),
        "| `datapackage.json` | the same for programs (Data Package 2): digests, Table Schemas |",
        "",
        "Runs of one point and market under the same luck are paired: compare plans luck by luck.",
        "",
    ]
    for name, columns in tables.items():
        lines += [f"## Columns of {name}", "", "| column | unit | range | meaning |", "|---|---|---|---|"]
        for c in columns:
            lines.append(f"| `{c.name}` | {c.unit} | {codebook.limits(c)} | {c.words} |")
        lines.append("")
    return "\n".join(lines)
