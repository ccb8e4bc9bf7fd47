"""Stylised facts of the field, measured on the default scenarios."""

from __future__ import annotations

from typing import Any


def measure(*, lucks: int | None) -> list[dict[str, Any]]:
    """Return every fact with what was measured, as plain data."""
    return []
