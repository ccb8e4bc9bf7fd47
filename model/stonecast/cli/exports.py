"""The command that writes ponds into one file."""

from __future__ import annotations

from pathlib import Path

import click

from stonecast.cli import options, places


@click.command()
@click.argument("scenario")
@click.option(
    "--plans", help="Plans to show, separated by commas  [default: those that the scenario compares]."
)
@options.luck
@click.option(
    "--language", type=click.Choice(["en", "de", "es"]), default="en", show_default=True, help="Of the page."
)
@options.scale
@click.option(
    "--out", type=click.Path(path_type=Path), help="New file  [default: NAME-ponds.html in this folder]."
)
def export(
    scenario: str, plans: str | None, luck: int, language: str, scale: float | None, out: Path | None
) -> None:
    """Write the ponds of SCENARIO into one HTML file that plays without a server or network."""
    from stonecast.app.export import write
    from stonecast.campaign import run
    from stonecast.network.build import build_market

    spec = options.load(scenario, scale)
    target = out or Path(f"{spec.name}-ponds.html")
    places.check(target, str(target))
    chosen = [name.strip() for name in (plans or "").split(",") if name.strip()]
    market = build_market(spec)
    names = chosen or spec.compare.plans or tuple(spec.plans)
    runs = [run(spec, plan=plan, luck=luck, market=market) for plan in names]
    path = write(runs, target, language=language)
    click.echo(f"Saved to {places.shown(path)}: open it in any browser, mail it, put it on a course page.")
