"""Turn what pydantic found into sentences: line, path, value, remedy; one for each mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from stonecast.scenario.contradictions import Contradiction, ContradictionError, contradictions
from stonecast.scenario.lines import Path, line_at
from stonecast.scenario.places import Place, dotted, expectation, follow, where_known
from stonecast.scenario.plain import TYPE_ERRORS, meaning, missing, sentence, shown


@dataclass(frozen=True)
class Mistake:
    """One mistake: where in the file, and what is wrong."""

    path: Path
    said: str

    def told(self, lines: Mapping[Path, int]) -> str:
        """Return the sentence with line and path in front."""
        line = line_at(dict(lines), self.path)
        name = dotted(self.path)
        told = (f"line {line}, " if line else "") + (f"{name}: " if name else "") + self.said
        return told.encode("utf-8", "backslashreplace").decode()


def tell(mistakes: Iterable[Mistake], lines: Mapping[Path, int]) -> str:
    """Return one text for all mistakes, in the order of the file; those without a line come last."""
    known = dict(lines)
    ordered = sorted(set(mistakes), key=lambda one: (line_at(known, one.path) or 10**9, dotted(one.path)))
    told = [mistake.told(lines) for mistake in ordered]
    if len(told) == 1:
        return told[0]
    return f"{len(told)} mistakes\n" + "\n".join(f"  - {one}" for one in told)


_HALF = "holds half of a character; write the text again"

DEEPEST = 50
"""So deep lists and tables may be nested; who puts one into itself nests it without end."""


def unusable(data: Any) -> list[Mistake]:
    """Return values that nothing can be done with: half a character (JSON can escape it), endless digits."""
    found: list[Mistake] = []
    waiting: list[tuple[Path, Any, Any]] = [((), None, data)]
    while waiting:
        around, name, value = waiting.pop()
        # This is asked of every setting: most are flags and numbers, and no path is made for what is right.
        if value is None or isinstance(value, float | bool):
            said = ""
        elif isinstance(value, int):
            said = "has more than 300 digits" if abs(value) >= 10**300 else ""
        elif isinstance(value, str):
            said = _HALF if _is_half(value) else ""
        else:
            path = around if name is None else (*around, name)
            said = ""
            if len(path) > DEEPEST:
                return [*found, Mistake(path[:2], f"is nested more than {DEEPEST} deep")]
            if isinstance(value, list | tuple):
                waiting += [(path, turn, held) for turn, held in enumerate(value)]
            elif isinstance(value, dict | Mapping):
                waiting += [(path, str(inner), held) for inner, held in value.items()]
        if said or _is_half(name):
            found.append(Mistake(around if name is None else (*around, name), said or _HALF))
    return found


def _is_half(text: Any) -> bool:
    return isinstance(text, str) and not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text)


def mistakes_in(error: ValidationError, root: type[BaseModel], data: Any) -> list[Mistake]:
    """Return what is wrong with the data of a scenario, without the follow-ups of each mistake."""
    details = [(detail, follow(root, detail["loc"])) for detail in error.errors()]
    found, broken = _own(details, root)
    if any(_contradiction(detail) for detail, _ in details if not detail["loc"]):
        return found
    return found + [
        Mistake(one.path, one.said) for one in contradictions(data) if not _follows(one, found, broken)
    ]


def _own(details: list[tuple[ErrorDetails, Place]], root: type[BaseModel]) -> tuple[list[Mistake], set[Path]]:
    """Return the mistakes that stand by themselves, and the groups in which a name is wrong."""
    unknown = {
        place.path: where_known(root, str(place.path[-1]), place.group)
        for detail, place in details
        if detail["type"] == "extra_forbidden"
    }
    broken = {path[:-1] for path in unknown}
    keys = {place.path for detail, place in details if detail["loc"][-1:] == ("[key]",)}
    by_path: dict[Path, list[tuple[ErrorDetails, Place]]] = {}
    for detail, place in details:
        path = place.path
        if detail["type"] == "missing" and isinstance(path[-1], int):
            detail, place = _short(detail, root)
            path = place.path
        if detail["type"] == "missing":
            broken.add(path[:-1])
            if any(other[:-1] == path[:-1] and f"'{path[-1]}'" in hint for other, hint in unknown.items()):
                continue
        by_path.setdefault(path, []).append((detail, place))
    found = []
    for path, here in by_path.items():
        deeper = any(len(other) > len(path) and other[: len(path)] == path for other in by_path)
        if path in unknown:
            found.append(Mistake(path, f"unknown name; {unknown[path]}"))
        elif not deeper or path in keys:
            found += _at(here)
    return found, broken


def _at(here: list[tuple[ErrorDetails, Place]]) -> list[Mistake]:
    """Return the mistakes at one path: of a union, the branch that fits best, or all in one sentence."""
    detail, place = next(((d, p) for d, p in here if d["type"] not in TYPE_ERRORS), here[0])
    inner = _contradiction(detail)
    if inner:
        return [Mistake((*place.path, *one.path), one.said) for one in inner]
    if detail["type"] == "missing":
        return [Mistake(place.path, missing(place))]
    if detail["type"] == "union_tag_invalid":
        return [Mistake((*place.path, "kind"), sentence(detail, place))]
    if detail["type"] in TYPE_ERRORS and place.is_union and len(here) > 1:
        said = f"{shown(detail['input'])} must be {expectation(place.kind)}{meaning(place)}"
        return [Mistake(place.path, said)]
    return [Mistake(place.path, sentence(detail, place))]


def _short(detail: ErrorDetails, root: type[BaseModel]) -> tuple[ErrorDetails, Place]:
    """Return the list that is too short, in place of its missing item."""
    whole: ErrorDetails = {**detail, "type": "too_short", "loc": detail["loc"][:-1]}
    place = follow(root, detail["loc"][:-1])
    return whole, place


def _contradiction(detail: ErrorDetails) -> tuple[Contradiction, ...]:
    error = detail.get("ctx", {}).get("error")
    return error.found if isinstance(error, ContradictionError) else ()


def _follows(one: Contradiction, found: list[Mistake], broken: set[Path]) -> bool:
    """Whether a contradiction rests on a setting that is itself mistaken."""
    for read in (one.path, *one.reads):
        if read[:-1] in broken:
            return True
        for mistake in found:
            shorter = min(len(read), len(mistake.path))
            if read[:shorter] == mistake.path[:shorter]:
                return True
    return False
