"""Bonds in words: what changes trust, and whom people follow."""

from __future__ import annotations

import math

from stonecast.scenario import Scenario


def sentences(spec: Scenario) -> list[str]:
    """Say what happens to the ties of this scenario, one sentence a mechanism."""
    found = []
    if spec.remember.on:
        half = math.log(0.5) / math.log(spec.remember.kept) if spec.remember.kept < 1 else math.inf
        fades = "nothing is forgotten" if math.isinf(half) else f"half is forgotten in {half:.0f} days"
        found.append(f"Trust learns from conversations, posts and purchases; {fades}.")
    return found
