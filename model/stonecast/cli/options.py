"""Options that several commands share, written alike everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from stonecast.scenario import Scenario


def scale(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--scale``."""
    return click.option(
        "--scale",
        type=float,
        callback=_checked,
        help="People for whom one simulated reader stands; 1 is full size.",
    )(command)


def _checked(context: click.Context, option: click.Parameter, scale: float | None) -> float | None:
    """Refuse a scale that cannot be used before anything is loaded or started."""
    from stonecast.scenario.reading import checked_scale

    return None if scale is None else checked_scale(scale)


def luck(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--luck``, a seed."""
    return click.option(
        "--luck",
        type=click.IntRange(0, 2**32 - 1),
        default=0,
        show_default=True,
        help="Seed of all chance after the market is made.",
    )(command)


def out(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--out``, a folder; see `places.folder`."""
    return click.option(
        "--out", type=click.Path(path_type=Path), help="New folder for the results [default: out/NAME-TIME]."
    )(command)


def load(scenario: str, scale: float | None) -> Scenario:
    """Return the scenario that a command was given."""
    from stonecast.scenario import load as read

    return read(scenario, scale=scale)
