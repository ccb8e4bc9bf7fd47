"""Read a scenario by name or path, and report every mistake in it at once."""

from __future__ import annotations

import json
import os
import sysconfig
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from stonecast.errors import InputError, nearest
from stonecast.scenario.mistakes import describe
from stonecast.scenario.value import Scenario


def folders() -> list[Path]:
    """Where scenarios are looked for by name: a checkout's own folder first, then the installed one."""
    checkout = Path(__file__).resolve().parents[3] / "scenarios"
    installed = Path(sysconfig.get_path("data")) / "share" / "stonecast" / "scenarios"
    return [folder for folder in (checkout, installed) if folder.is_dir()]


def names() -> list[str]:
    """Names of the scenarios that come with the program."""
    return sorted({path.stem for folder in folders() for path in folder.glob("*.toml")})


def find(name_or_path: str | os.PathLike[str]) -> Path:
    """Path of a scenario file, given its name or its path.

    Raises
    ------
    InputError
        If there is no such scenario; names the nearest one.
    """
    path = Path(name_or_path)
    if path.suffix in (".toml", ".json") or path.parent != Path():
        if path.is_file():
            return path
        raise InputError(
            "there is no such scenario file",
            where=str(path),
            remedy="check the path, or give a name: " + _known(path),
        )
    for folder in folders():
        if (folder / f"{path}.toml").is_file():
            return folder / f"{path}.toml"
    raise InputError(f"no scenario is called '{path}'", remedy=_known(path))


def _known(path: Path) -> str:
    return nearest(path.stem, names())


def load(source: str | os.PathLike[str] | Scenario, *, scale: float | None = None) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    source
        Name of a scenario that comes with the program, or path of a TOML file (or of a ``run.json``).
    scale
        People for whom one simulated reader stands (1 = full size); default as the file says.

    Raises
    ------
    InputError
        With every mistake in the file: path, value, remedy.
    """
    if isinstance(source, Scenario):
        return source if scale is None else source.with_changes(scale=scale)
    path = find(source)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"cannot be read: {error}", where=str(path), remedy="a scenario is a UTF-8 text file"
        ) from None
    scenario = parse(text, where=str(path), folder=path.parent)
    return scenario if scale is None else load(scenario, scale=_checked_scale(scale))


def _checked_scale(scale: float) -> float:
    if not 1 <= scale <= 1e9:
        raise InputError(
            f"scale {scale}", where="--scale", remedy="1 is full size, 10 simulates one reader in ten"
        )
    return float(scale)


def parse(text: str, *, where: str, folder: Path | None = None) -> Scenario:
    """Check the text of a scenario file (TOML, or the JSON of a resolved scenario)."""
    try:
        data: Any = json.loads(text) if where.endswith(".json") else tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"not valid TOML: {error}",
            where=where,
            remedy="compare with `stonecast new` (a scenario with comments)",
        ) from None
    except json.JSONDecodeError as error:
        raise InputError(f"not valid JSON: {error}", where=where) from None
    if isinstance(data, dict) and isinstance(data.get("scenario"), dict):
        data = data["scenario"]
    data.setdefault("name", Path(where).stem.replace(".", "_"))
    market = data.get("market")
    if isinstance(market, dict):
        market.setdefault("kind", "file" if "file" in market else "pond")
        if folder is not None and isinstance(market.get("file"), str):
            market["file"] = str(_data_file(market["file"], folder))
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise InputError(*_problem(error, text, where)) from None


def _data_file(name: str, folder: Path) -> Path:
    """Resolve a data file beside the scenario or in the folder named by STONECAST_DATA."""
    path = Path(name).expanduser()
    if path.is_absolute():
        return path
    shared = os.environ.get("STONECAST_DATA")
    for base in (folder, *([Path(shared)] if shared else [])):
        if (base / path).exists():
            return (base / path).resolve()
    return (folder / path).resolve()


def _problem(error: ValidationError, text: str, where: str) -> tuple[str]:
    problems = describe(error, text)
    if len(problems) == 1:
        return (f"{where}: {problems[0]}",)
    return (f"{where}: {len(problems)} mistakes\n" + "\n".join(f"  - {problem}" for problem in problems),)


def resolved(scenario: Scenario) -> dict[str, Any]:
    """Every setting as plain values, ready for JSON; `parse` reads it back."""
    return json.loads(scenario.model_dump_json())  # type: ignore[no-any-return]
