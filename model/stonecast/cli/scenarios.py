"""Commands before anything runs: write a scenario, explain it, look at a network."""

from __future__ import annotations

import shutil
import textwrap
import tomllib
from pathlib import Path

import click

from stonecast.cli import options
from stonecast.errors import InputError


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default="scenario.toml")
@click.option("--from", "source", default="blank", show_default=True, help="Scenario to start from.")
def new(path: Path, source: str) -> None:
    """Write a scenario with comments to PATH, to make your own of."""
    from stonecast.scenario import find

    if path.suffix != ".toml":
        raise InputError(f"'{path}' does not end in .toml", where="PATH", remedy=f"write to {path}.toml")
    if path.exists():
        raise InputError(
            "there is a file already", where=str(path), remedy="choose another name; nothing is overwritten"
        )
    origin = find(source)
    text = origin.read_text(encoding="utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    copied = _copy_files(text, origin.parent, path.parent)
    path.write_text(text, encoding="utf-8")
    for name, new in copied.items():
        click.echo(
            f"Wrote {path.parent / name}."
            if new
            else f"{path.parent / name} is there already: left as it is."
        )
    click.echo(f"Wrote {path}. Next:  stonecast explain {path}")


def _copy_files(text: str, source: Path, target: Path) -> dict[str, bool]:
    """Copy the files that a scenario names and has beside it; say of each whether it was not there yet."""
    try:
        market = tomllib.loads(text).get("market")
    except ValueError:
        return {}  # to be mended by whoever wrote it; `explain` says how
    named = (
        [market.get(what) for what in ("candidates", "file", "people")] if isinstance(market, dict) else []
    )
    copied = {}
    for name in named:
        if not isinstance(name, str) or Path(name).is_absolute() or not (source / name).is_file():
            continue
        place = target / name
        if place.exists() and place.samefile(source / name):
            continue
        copied[name] = not place.exists()
        if copied[name]:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, place)
    return copied


@click.command()
@click.argument("scenario")
@options.scale
def explain(scenario: str, scale: float | None) -> None:
    """Say in words and numbers what SCENARIO will do, before anything runs."""
    for line in options.load(scenario, scale).explain().splitlines():
        after = " " * (len(line) - len(line.lstrip()) + 2)
        click.echo(textwrap.fill(line, 100, subsequent_indent=after) if len(line) > 100 else line)


@click.command()
@click.argument("file", required=False)
@click.option("--direction", help="author_to_follower, follower_to_author or both.")
@click.option("--weight", help="Column that holds the weight: its name, or its position counted from 0.")
def networks(file: str | None, direction: str | None, weight: str | None) -> None:
    """Read a network FILE and report what was found; without FILE, list scenarios and their networks."""
    from stonecast.report.listing import network_report, scenario_list

    if file is None:
        click.echo(scenario_list())
        return
    column = int(weight) if weight is not None and weight.isdigit() else weight
    click.echo(network_report(file, direction, column))
