"""One contradiction between settings, and how the data of a scenario file are read to find it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stonecast.scenario.lines import Path


@dataclass(frozen=True)
class Contradiction:
    """One contradiction: the setting to blame, what is wrong, and the other settings that were read."""

    path: Path
    said: str
    reads: tuple[Path, ...] = ()


class ContradictionError(ValueError):
    """What the schema raises when settings contradict one another; pydantic hands it on."""

    def __init__(self, found: list[Contradiction]) -> None:
        self.found = tuple(found)
        super().__init__("; ".join(one.said for one in found))


def table_of(data: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a section, empty where there is none."""
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def tiers_of(data: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the tiers of bloggers with their turn."""
    found = data.get("bloggers")
    for turn, tier in enumerate(found if isinstance(found, list | tuple) else ()):
        if isinstance(tier, dict):
            yield turn, tier


def plans_of(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the plans by name."""
    for name, plan in table_of(data, "plans").items():
        yield str(name), plan if isinstance(plan, dict) else {}


def text_of(table: dict[str, Any], name: str) -> str:
    """Return a text of a table, empty where there is none."""
    found = table.get(name)
    return found if isinstance(found, str) else ""


def is_number(value: Any) -> bool:
    """Whether a value can be compared and computed with; the schema refuses the rest."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def number_of(table: dict[str, Any], name: str, group: Any) -> float:
    """Return a number of a table, its default, or 0 where it is required or of a wrong kind."""
    found = table.get(name, group.model_fields[name].default)
    return found if is_number(found) else 0


def hiring_in(data: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield whatever hires: our plans and those of brands that compete, with their paths."""
    for section in ("plans", "rivals"):
        for name, plan in table_of(data, section).items():
            yield (section, str(name)), plan if isinstance(plan, dict) else {}
