"""Kinds of value that a setting may have, each with its range: strict about text, flags and nan."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StrictBool
from pydantic_core import PydanticCustomError


def _number(value: Any) -> Any:
    """Refuse what pydantic would turn into a number; text only for inf, as JSON has no other way."""
    if isinstance(value, bool) or (isinstance(value, str) and value not in ("inf", "Infinity")):
        raise PydanticCustomError("not_a_number", "must be a number")
    return value


def _trust_map(value: Any) -> Any:
    """Check how weights of an imported network become trust; levels meet the weights later."""
    if isinstance(value, dict):
        levels = value.get("levels")
        shares = list(levels.values()) if isinstance(levels, dict) else []
        linear = set(value) == {"map", "low", "high"} and value["map"] == "linear"
        by_level = set(value) == {"map", "levels"} and value["map"] == "levels" and bool(shares)
        fits = (linear and _is_finite(value["low"], value["high"])) or (by_level and _is_share(*shares))
    else:
        fits = value == "weight" or _is_share(value)
    if not fits:
        raise PydanticCustomError("trust_map", "is no way to turn weights into trust")
    return value


def _is_finite(*values: Any) -> bool:
    return all(isinstance(v, int | float) and not isinstance(v, bool) and abs(v) < 1e300 for v in values)


def _is_share(*values: Any) -> bool:
    return _is_finite(*values) and all(0 <= value <= 1 for value in values)


Flag = StrictBool
MOST = 2_000_000_000
"""The largest count: rows are numbered with 32 bits."""

TrustMap = Annotated[Any, BeforeValidator(_trust_map)]
Whole = Annotated[int, BeforeValidator(_number)]
Number = Annotated[float, BeforeValidator(_number)]
Count = Annotated[Whole, Field(ge=0, le=MOST)]
Parameter = Annotated[Whole, Field(ge=1, le=8)]
Share = Annotated[Number, Field(ge=0, le=1)]
Span = Annotated[Number, Field(ge=0)]
Positive = Annotated[Number, Field(gt=0)]
Finite = Annotated[Number, Field(allow_inf_nan=False)]
NotNegative = Annotated[Finite, Field(ge=0), Field(le=1e15)]
Evidence = Annotated[Finite, Field(ge=0), Field(le=1e6)]
Name = Annotated[str, Field(min_length=1, pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]
