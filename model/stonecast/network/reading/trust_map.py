"""How the number a file gives a tie becomes trust: declared by the caller, never guessed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from numbers import Real
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stonecast.errors import InputError, nearest

type TrustMap = (
    float
    | Literal["weight"]
    | tuple[float, float]
    | Mapping[float, float]
    | Callable[[NDArray[np.float64]], ArrayLike]
)

CHOICES = (
    "trust is a number from 0 to 1 for all ties; 'weight' if the file's numbers are trust already; a pair "
    "(low, high) that becomes 0 and 1; a mapping {weight: trust}; or a function of the array of weights"
)


def trust_of(
    trust: TrustMap, weights: NDArray[np.float64] | None, *, rows: int, tie: Callable[[int], str], where: str
) -> NDArray[np.float64]:
    """Turn weights into trust.

    Parameters
    ----------
    trust
        A number in [0, 1] for all; ``"weight"`` (the weight is trust already); a pair ``(low, high)``
        mapped linearly to 0 and 1 and clipped; a mapping of levels; a function of the weights.
    weights
        float64, shape (rows,), or None where the file gave none.
    rows
        Number of rows.
    tie
        Names the tie of a row, for error messages.
    where
        File or argument, for error messages.

    Returns
    -------
    ndarray
        float64, shape (rows,), in [0, 1].

    Raises
    ------
    InputError
        If the map needs a weight and there is none, or does not give trust in [0, 1].
    """
    if isinstance(trust, Real) and not isinstance(trust, bool | np.bool_):
        return np.full(rows, _fraction(float(trust), where))
    check_trust_map(trust, where)
    if weights is None:
        raise InputError(
            f"trust={_shown(trust)} needs a weight for each tie, and there is none",
            where=where,
            remedy="name the column of weights with weight=..., or give one number from 0 to 1 as trust",
        )
    if isinstance(trust, str):
        return _checked(
            weights, weights, tie, where, "give (low, high) or a mapping to turn weights into trust"
        )
    if isinstance(trust, tuple | list):
        low, high = float(trust[0]), float(trust[1])
        return np.clip((weights - low) / (high - low), 0.0, 1.0)
    if isinstance(trust, Mapping):
        return _levels(trust, weights, tie, where)
    return _called(trust, weights, tie, where)  # type: ignore[arg-type]


def check_trust_map(trust: object, where: str) -> None:
    """Raise InputError unless ``trust`` has one of the forms a trust map may have."""
    if callable(trust) or (isinstance(trust, str) and trust == "weight"):
        return
    if isinstance(trust, Real) and not isinstance(trust, bool | np.bool_):
        _fraction(float(trust), where)
    elif isinstance(trust, Mapping) and trust:
        for weight, value in trust.items():
            _number(weight, where)
            _fraction(_number(value, where), where)
    elif isinstance(trust, tuple | list) and len(trust) == 2:
        low, high = (_number(end, where) for end in trust)
        if not low < high:
            raise InputError(
                f"trust=({low:g}, {high:g}) is no interval",
                where=where,
                remedy="give (low, high) with low < high: low becomes trust 0, high becomes trust 1",
            )
    else:
        raise InputError(f"trust={_shown(trust)} is no map to trust", where=where, remedy=CHOICES)


def parse_trust_map(value: object, where: str) -> TrustMap:
    """Turn what a scenario file (TOML) says of trust into the argument ``trust`` of `read_network`.

    Parameters
    ----------
    value
        A number in [0, 1]; ``"weight"``; ``{map = "linear", low = -10, high = 10}``; or
        ``{map = "levels", levels = {"0.4" = 0.1, "0.8" = 0.3}}``.
    where
        Path inside the scenario, for error messages.

    Raises
    ------
    InputError
        If the value has another form.
    """
    if isinstance(value, Mapping):
        return _parse_table(value, where)
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        check_trust_map(value, where)
        return "weight" if isinstance(value, str) else float(value)
    raise InputError(
        f"{value!r} is no map to trust",
        where=where,
        remedy='write a number from 0 to 1, "weight", {map = "linear", low = ..., high = ...}, '
        'or {map = "levels", levels = {"1" = 0.2, "2" = 0.5}}',
    )


def _parse_table(table: Mapping[Any, Any], where: str) -> TrustMap:
    keys = {"linear": {"map", "low", "high"}, "levels": {"map", "levels"}}
    kind = table.get("map")
    if kind not in keys:
        raise InputError(
            f"map = {kind!r}" if "map" in table else "a table without the key 'map'",
            where=where,
            remedy='write map = "linear" with low and high, or map = "levels" with levels',
        )
    for key in table:
        if key not in keys[kind]:
            raise InputError(f"unknown key {key!r}", where=where, remedy=nearest(str(key), keys[kind]))
    missing = sorted(keys[kind] - set(table))
    if missing:
        raise InputError(
            f"map = {kind!r} without {missing[0]!r}", where=where, remedy=f"add {missing[0]} = ..."
        )
    if kind == "linear":
        pair = (_number(table["low"], f"{where}.low"), _number(table["high"], f"{where}.high"))
        check_trust_map(pair, where)
        return pair
    return _parse_levels(table["levels"], f"{where}.levels")


def _parse_levels(table: object, where: str) -> dict[float, float]:
    if not isinstance(table, Mapping) or not table:
        raise InputError(
            f"{table!r} is no table of levels", where=where, remedy='write levels = {"1" = 0.2, "2" = 0.5}'
        )
    levels: dict[float, float] = {}
    for key, value in table.items():
        try:
            weight = float(key)
        except (TypeError, ValueError):
            raise InputError(
                f"level {key!r} is no number",
                where=where,
                remedy="a level is a weight that occurs in the file",
            ) from None
        if weight in levels:
            raise InputError(
                f"level {key!r} is given twice", where=where, remedy="give each weight one trust"
            )
        levels[_number(weight, where)] = _fraction(_number(value, f"{where}.{key}"), f"{where}.{key}")
    return levels


def _levels(
    levels: Mapping[float, float], weights: NDArray[np.float64], tie: Callable[[int], str], where: str
) -> NDArray[np.float64]:
    """Look each weight up; a file has few different ones."""
    found, row = np.unique(weights, return_inverse=True)
    for number, weight in enumerate(found.tolist()):
        if weight not in levels:
            first = int(np.flatnonzero(row == number)[0])
            raise InputError(
                f"weight {weight:g} of the tie {tie(first)} is not among the levels",
                where=where,
                remedy=f"add {weight:g}: trust to the levels " + ", ".join(f"{level:g}" for level in levels),
            )
    return np.array([float(levels[weight]) for weight in found.tolist()])[row]


def _called(
    function: Callable[[NDArray[np.float64]], ArrayLike],
    weights: NDArray[np.float64],
    tie: Callable[[int], str],
    where: str,
) -> NDArray[np.float64]:
    values = np.asarray(function(weights.copy()), dtype=np.float64)
    if values.shape != weights.shape:
        raise InputError(
            f"the trust function returned shape {values.shape} for weights of shape {weights.shape}",
            where=where,
            remedy="return one trust for each weight",
        )
    return _checked(values, weights, tie, where, "the trust function must return values from 0 to 1")


def _checked(
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
    tie: Callable[[int], str],
    where: str,
    remedy: str,
) -> NDArray[np.float64]:
    wrong = np.flatnonzero(~((values >= 0) & (values <= 1)))
    if wrong.size:
        row = int(wrong[0])
        raise InputError(
            f"weight {weights[row]:g} of the tie {tie(row)} gives trust {values[row]:g}, not one from 0 to 1",
            where=where,
            remedy=remedy,
        )
    return values


def _number(value: object, where: str) -> float:
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real) or not math.isfinite(float(value)):
        raise InputError(f"{value!r} is not a finite number", where=where, remedy=CHOICES)
    return float(value)


def _fraction(value: float, where: str) -> float:
    if not 0 <= value <= 1:
        raise InputError(f"trust {value:g} is outside 0 to 1", where=where, remedy=CHOICES)
    return value


def _shown(trust: object) -> str:
    return "<function>" if callable(trust) else repr(trust)
