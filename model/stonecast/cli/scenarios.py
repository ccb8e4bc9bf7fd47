"""Commands before anything runs: write a scenario, explain it, look at a network."""

from __future__ import annotations

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
    text = find(source).read_text(encoding="utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    click.echo(f"Wrote {path}. Next:  stonecast explain {path}")


@click.command()
@click.argument("scenario")
@options.scale
def explain(scenario: str, scale: float | None) -> None:
    """Say in words and numbers what SCENARIO will do, before anything runs."""
    click.echo(options.load(scenario, scale).explain())


@click.command()
@click.argument("file", required=False)
@click.option("--direction", help="author_to_follower, follower_to_author or both.")
@click.option("--weight", help="Name or number of the column that holds the weight.")
def networks(file: str | None, direction: str | None, weight: str | None) -> None:
    """Read a network FILE and report what was found; without FILE, list scenarios and their networks."""
    from stonecast.report.listing import network_report, scenario_list

    if file is None:
        click.echo(scenario_list())
        return
    column = int(weight) if weight is not None and weight.isdigit() else weight
    click.echo(network_report(file, direction, column))
