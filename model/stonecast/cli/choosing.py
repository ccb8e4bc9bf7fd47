"""The command that looks for the best way to spend a budget."""

from __future__ import annotations

from pathlib import Path

import click

from stonecast.cli import options, places
from stonecast.cli.progress import bar
from stonecast.cli.runs import show
from stonecast.errors import InputError

SHOWN = 12
"""Candidates in the table; all are in the file."""


@click.command()
@click.argument("scenario")
@click.option("--outcome", help="What is to be most, for example engaged, orders or profit.")
@click.option(
    "--steps", type=click.IntRange(1, 20), default=4, show_default=True, help="Parts of the budget."
)
@click.option("--posts", default="1,2,4", show_default=True, help="Posts of each blogger that are tried.")
@click.option("--finalists", type=click.IntRange(2, 20), default=3, show_default=True)
@click.option("--luck", type=click.IntRange(min=1), help="Fresh lucks under which the finalists meet.")
@click.option("--workers", type=click.IntRange(min=1), help="Runs side by side [default: all processors].")
@options.scale
@options.out
def optimise(
    scenario: str,
    outcome: str | None,
    steps: int,
    posts: str,
    finalists: int,
    luck: int | None,
    workers: int | None,
    scale: float | None,
    out: Path | None,
) -> None:
    """Look for the mix of bloggers that brings most for the budget of SCENARIO.

    Every mix of its tiers, in steps, races against its own plans under common luck; the last ones meet under
    fresh luck.
    """
    from stonecast.provenance import processors
    from stonecast.study.optimise import optimise as look

    try:
        often = tuple(int(number) for number in posts.split(","))
    except ValueError:
        often = ()
    if not often or min(often) < 1:
        raise InputError(
            f"'{posts}' is no list of how often each blogger posts",
            where="--posts",
            remedy="whole numbers from 1 on, with commas: --posts 1,2,4",
        )
    spec = options.load(scenario, scale)
    folder = places.folder(out, spec.name)
    with bar("rounds") as progress:
        found = look(
            spec,
            outcome=outcome,
            steps=steps,
            posts=often,
            finalists=finalists,
            luck=luck,
            workers=workers or processors(),
            progress=progress,
        )
    budget = f"{spec.money.budget:,.0f} {spec.money.currency}"
    click.echo(f"\n{len(found.candidates)} ways to spend {budget}; the best by {found.finals.outcome}:\n")
    for one in found.candidates[:SHOWN]:
        click.echo(f"  {one.title:<60.60} {one.mean:>12,.4g}  cost {one.cost:>10,.0f}  {one.lucks:>4} lucks")
    click.echo("\nThe last ones under lucks that did not choose them:")
    show(found.finals, folder)
    found.table().to_csv(folder / "candidates.csv", index=False)
