"""Contradictions among settings of seeing: platforms that are named but not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stonecast.errors import nearest
from stonecast.scenario.contradictions.contradiction import Contradiction, table_of, text_of, tiers_of
from stonecast.scenario.lines import Path


def of_seeing(data: dict[str, Any]) -> Iterator[Contradiction]:
    """Yield each platform that is named somewhere and defined nowhere."""
    known = [str(name) for name in table_of(data, "platforms")]
    used: list[tuple[Path, str]] = [
        (("bloggers", turn, "platform"), text_of(tier, "platform")) for turn, tier in tiers_of(data)
    ]
    used.append((("see", "readers_platform"), text_of(table_of(data, "see"), "readers_platform")))
    for path, name in used:
        if name and name not in known:
            hint = nearest(name, known) if known else f"add a section [platforms.{name}]"
            yield Contradiction(path, f'no platform is called "{name}"; {hint}', (("platforms",),))
