"""Answers as JSON that every browser reads: what is not a number is null."""

from __future__ import annotations

import json
import math
from typing import Any


def as_json(told: Any) -> bytes:
    """Write plain data; a figure that a run does not have (a share of nothing) becomes null."""
    return json.dumps(_plain(told), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _plain(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: _plain(value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [_plain(value) for value in told]
    return None if isinstance(told, float) and not math.isfinite(told) else told
