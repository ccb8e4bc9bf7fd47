"""Read a scenario by name or path, and report every mistake in it at once."""

from __future__ import annotations

import json
import math
import os
import re
import sysconfig
import tomllib
from pathlib import Path
from typing import Any

from stonecast.errors import InputError, nearest
from stonecast.provenance import file_digest
from stonecast.scenario.candidates import read_candidates
from stonecast.scenario.markets import FileMarket
from stonecast.scenario.mistakes import Mistake
from stonecast.scenario.plain import shown
from stonecast.scenario.sorts import refuse_other
from stonecast.scenario.value import Scenario, check


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
        if _is_file(path):
            return path
        raise InputError(
            "there is no such scenario file",
            where=str(path),
            remedy="check the path, or give a name: " + _known(path),
        )
    for folder in folders():
        if _is_file(folder / f"{path}.toml"):
            return folder / f"{path}.toml"
    raise InputError(f"no scenario is called '{os.fspath(name_or_path)}'", remedy=_known(path))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


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
    if scale is not None:
        scale = checked_scale(scale)
    if isinstance(source, Scenario):
        return source if scale is None else source.with_changes(scale=scale)
    if not isinstance(source, str | os.PathLike):
        raise InputError(
            f"{source!r} is no scenario",
            where="scenario",
            remedy="give one that was loaded, its name, or a path",
        )
    path = find(source)
    text = text_of(path, remedy="give the path of a scenario file")
    scenario = parse(text, where=str(path), folder=path.parent)
    return load(scenario, scale=scale)


def checked_scale(scale: float) -> float:
    """Return a scale that can be used, or refuse it."""
    if isinstance(scale, bool) or not isinstance(scale, int | float) or not 1 <= scale <= 1e9:
        raise InputError(
            f"{shown(scale)} must be a number from 1 to 1e9",
            where="scale",
            remedy="1 is full size, 10 simulates one reader in ten",
        )
    return float(scale)


def parse(text: str, *, where: str, folder: Path | None = None) -> Scenario:
    """Check the text of a scenario file (TOML, or the JSON of a resolved scenario).

    Parameters
    ----------
    text
        The text of the file.
    where
        Path of the file, for messages; a path that ends with ``.json`` says that the text is JSON.
    folder
        Folder that a network file is named relative to; without it network files are not looked for.

    Raises
    ------
    InputError
        With every mistake in the text: line, path, value, remedy.
    """
    text = text.removeprefix("\ufeff")
    data = data_in(text, where)
    refuse_other(data, "a scenario", where=where)
    data.setdefault("name", name_from(where))
    market = data.get("market")
    notes: list[Mistake] = []
    place = None
    if isinstance(market, dict):
        market.setdefault("kind", "file" if "file" in market else "pond")
        if market["kind"] == "file" and folder is not None and isinstance(market.get("file"), str):
            place, notes = _data_file(market, _bases(folder, where))
        if market["kind"] == "pond" and folder is not None:
            notes += _candidates(data, market, _bases(folder, where))
    scenario = check(data, where=where, text=text, also=notes)
    if place is not None and isinstance(scenario.market, FileMarket):
        scenario.market.found_at(str(place))
    return scenario


def text_of(path: Path, *, remedy: str) -> str:
    """Return the text of a file; the remedy is for one that cannot be opened."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        said = f"cannot be read: {error.strerror or error}"
        raise InputError(said, where=str(path), remedy=remedy) from None
    except UnicodeDecodeError:
        raise InputError("is no text", where=str(path), remedy="give a UTF-8 text file") from None


def data_in(text: str, where: str) -> dict[str, Any]:
    """Return the settings in a text of TOML, or of JSON where ``where`` ends so; InputError if unreadable."""
    is_json = where.endswith(".json")
    try:
        data: Any = json.loads(text) if is_json else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else _plain(str(error))
        remedy = "" if is_json else _mending(text, str(error))
        raise InputError(
            f"not valid {'JSON' if is_json else 'TOML'}: {why}", where=where, remedy=remedy
        ) from None
    if is_json and isinstance(data, dict) and isinstance(data.get("scenario"), dict):
        data = data["scenario"]
    if not isinstance(data, dict):
        raise InputError(
            f"holds {shown(data)} where a scenario is expected",
            where=where,
            remedy="a scenario has named settings and sections; `stonecast new` writes one with comments",
        )
    return data


NUMBER = re.compile(r"""[^="'\[{]*=\s*[€$£]?\s*[\d.,'_]*\d[\d.,'_]*\s*([%€$£]|[A-Z]{3}\b)?\s*(#.*)?""")
"""A line that sets a number as people write it: 2.000,00, 15 % or 2000 EUR."""


def _mending(text: str, why: str) -> str:
    """Say how to mend a text that is no TOML."""
    said = re.search(r"at line (\d+)", why)
    line = "".join(text.splitlines()[int(said[1]) - 1 : int(said[1])]).strip() if said else ""
    if NUMBER.fullmatch(line) and not _is_toml(line):
        return f"write numbers as 2000 or 0.5, without units or marks of thousands; it says: {line}"
    return "compare with `stonecast new` (a scenario with comments)"


def _is_toml(line: str) -> bool:
    try:
        tomllib.loads(line)
    except ValueError:
        return False
    return True


def _plain(why: str) -> str:
    if why.startswith("Exceeds the limit"):
        return "a number has too many digits"
    return why.replace("Illegal character '\\n'", "a text is not closed before the end of its line")


def name_from(where: str) -> str:
    """Return the name of a scenario whose file gives none: the file's, in letters that a name may have."""
    stem = re.sub(r"[^A-Za-z0-9_-]+", "_", Path(where).stem)
    return stem if re.match("[A-Za-z]", stem) else f"scenario_{stem}"


def _bases(folder: Path, where: str) -> list[Path]:
    """Folders in which a network file is looked for: beside the scenario, then STONECAST_DATA.

    A saved run has moved away from its scenario, so it also looks above itself, here, and among the
    scenarios that come with the program.
    """
    shared = os.environ.get("STONECAST_DATA")
    bases = [folder, *([Path(shared)] if shared else [])]
    if where.endswith(".json"):
        bases += [*folder.resolve().parents[:3], Path.cwd(), *folders()]
    return list(dict.fromkeys(bases))


def _candidates(data: dict[str, Any], market: dict[str, Any], bases: list[Path]) -> list[Mistake]:
    """Read the candidate list of a market, once; a resolved scenario holds what was read."""
    name = market.get("candidates")
    if not isinstance(name, str) or not name or market.get("candidates_sha256"):
        return []
    place = next((base / name for base in bases if _is_file(base / name)), None)
    if place is None:
        tried = " and ".join(str((base / name).absolute()) for base in bases)
        # What would be in the list is not told as missing too.
        data.setdefault("bloggers", [{"name": "candidate", "kind": "small", "count": 1, "followers": 1}])
        return [
            Mistake(("market", "candidates"), f"{shown(name)} is no file; tried {tried}; put the list there")
        ]
    readers, topics = market.get("readers"), market.get("topics")
    known = {str(topic).lower(): at for topic, at in topics.items()} if isinstance(topics, dict) else {}
    most = float(readers) if isinstance(readers, int | float) else math.inf
    money = data.get("money")
    currency = str(money.get("currency", "USD")) if isinstance(money, dict) else ""
    tiers, notes, problems = read_candidates(place, readers=most, topics=known, currency=currency)
    if problems:
        many = f"{len(problems)} problems\n  " if len(problems) > 1 else ""
        raise InputError(many + "\n  ".join(problems), where=str(place))
    own = data.get("bloggers", [])
    data["bloggers"] = [*(own if isinstance(own, list) else []), *tiers]
    market["candidates_sha256"], market["candidates_read"] = file_digest(place), notes
    return []


def _data_file(market: dict[str, Any], bases: list[Path]) -> tuple[Path | None, list[Mistake]]:
    """Find a network file and write its digest into the market; one that is there must agree."""
    name = market["file"]
    try:
        tried = [base / Path(name).expanduser() for base in bases]
        place = next((place.resolve() for place in tried if place.is_file()), None)
        told = " and ".join(str(place.absolute()) for place in tried)
    except (OSError, ValueError, RuntimeError) as error:
        place, told = None, f"a name that cannot be used ({error})"
    if place is None:
        said = f"{shown(name)} is no file; tried {told}; check the name"
        hint = "" if os.environ.get("STONECAST_DATA") else ", or set STONECAST_DATA to its folder"
        return None, [Mistake(("market", "file"), said + hint)]
    mistakes = _stamp(market, "file", "sha256", place)
    people = market.get("people")
    if isinstance(people, str) and people:
        mistakes += _stamp(market, "people", "people_sha256", place.parent / people)
    return place, mistakes


def _stamp(market: dict[str, Any], name: str, digest_name: str, place: Path) -> list[Mistake]:
    """Write the digest of a file into the market; one that is there must agree."""
    if not _is_file(place):
        said = f"{shown(market[name])} is no file; it belongs beside the network file: {place.absolute()}"
        return [Mistake(("market", name), said)]
    digest = file_digest(place)
    if market.get(digest_name) not in ("", None, digest):
        said = "is not the file that it was (its sha256 differs); use the file of that run"
        return [Mistake(("market", name), f"{shown(market[name])} {said}")]
    market[digest_name] = digest
    return []


def resolved(scenario: Scenario) -> dict[str, Any]:
    """Every setting as plain values, ready for JSON; `parse` reads it back."""
    return json.loads(scenario.model_dump_json())  # type: ignore[no-any-return]
