"""What there is: the scenarios that come with the program, and what a network file holds."""

from __future__ import annotations

from typing import Any

from stonecast.errors import InputError
from stonecast.network.reading.read import read_network
from stonecast.scenario import load, names
from stonecast.wording import words


def scenario_list() -> str:
    """One line a scenario; of those that need a file that is not here, where to put it."""
    lines = []
    width = max(map(len, names()))
    for name in names():
        try:
            title = load(name).title
        except InputError:
            title = "needs a network file: put it in the folder named by STONECAST_DATA"
        lines.append(f"  {name:{width}}  {title}")
    return "Scenarios:\n" + "\n".join(lines)


def network_report(file: str, direction: Any, weight: str | int | None) -> str:
    """Say what a network file holds: what was read and dropped, degrees, and the most followed people."""
    network = read_network(file, direction=direction, weight=weight)
    audience = network.audience
    lines = [f"{network.people:,} people, {network.ties:,} ties", *(f"  {note}" for note in network.notes)]
    if network.people:
        top = audience.argsort(kind="stable")[::-1][:5]
        lines += [
            f"  followers: mean {words.number(float(audience.mean()))}, most {int(audience.max()):,}",
            "  most followed: " + ", ".join(f"{network.labels[row]} ({int(audience[row]):,})" for row in top),
        ]
    return "\n".join(lines)
