"""Commands that run plans: one once, several under common luck, a saved one again."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stonecast.cli import options, places
from stonecast.cli.progress import bar

if TYPE_CHECKING:
    from stonecast.study.comparison import Comparison


@click.command()
@click.argument("scenario")
@click.option("--plan", help="Plan to run [default: the first that the scenario compares].")
@options.luck
@options.scale
@options.out
def run(scenario: str, plan: str | None, luck: int, scale: float | None, out: Path | None) -> None:
    """Run one plan of SCENARIO under one luck."""
    from stonecast.report.drawer import Drawer

    with Drawer() as drawer:
        from stonecast.campaign import run as run_plan
        from stonecast.cli.ahead import Ahead
        from stonecast.report.save import save_run
        from stonecast.report.terminal import run_table

        spec = options.load(scenario, scale)
        chosen = plan or (spec.compare.plans or tuple(spec.plans))[0]
        folder = places.folder(out, f"{spec.name}-{chosen}")
        with Ahead(spec, chosen):
            result = run_plan(spec, plan=chosen, luck=luck)
        drawn = drawer.ask(result)
        click.echo(run_table(result))
        click.echo(f"\nSaved to {places.shown(save_run(result, folder, drawn=drawn))}")


@click.command()
@click.argument("scenario")
@click.option("--plans", help="Plans to compare, separated by commas; the first is the baseline.")
@click.option(
    "--luck", type=click.IntRange(min=1), help="Number of paired lucks [default: as the scenario says]."
)
@click.option(
    "--markets",
    type=click.IntRange(min=1),
    help="Number of markets; intervals cluster by market [default: as the scenario says, 1 with --luck].",
)
@click.option("--outcome", help="What decides who wins, for example engaged, orders or profit.")
@click.option("--workers", type=click.IntRange(min=1), help="Runs side by side [default: all processors].")
@click.option("--why/--no-why", default=True, help="Also switch each mechanism off and compare again.")
@options.scale
@options.out
def compare(
    scenario: str,
    plans: str | None,
    luck: int | None,
    markets: int | None,
    outcome: str | None,
    workers: int | None,
    why: bool,
    scale: float | None,
    out: Path | None,
) -> None:
    """Compare plans of SCENARIO under common luck: table, verdict with its interval, and why."""
    from stonecast.cli.ahead import Ahead
    from stonecast.provenance import processors
    from stonecast.study.compare import compare as compare_plans
    from stonecast.study.pairs import Team
    from stonecast.study.without import MARKETS

    spec = options.load(scenario, scale)
    folder = places.folder(out, spec.name)
    chosen = [name.strip() for name in plans.split(",") if name.strip()] if plans else None
    first = (chosen or spec.compare.plans or tuple(spec.plans))[0]
    with Team(workers or processors(), holds=MARKETS) as team:
        with bar("pairs of runs") as progress, Ahead(spec, first):
            duel = compare_plans(
                spec,
                plans=chosen,
                luck=luck,
                markets=markets,
                outcome=outcome,
                workers=team,
                progress=progress,
            )
        if why:
            with bar("mechanisms switched off") as progress:
                duel = duel.with_effects(workers=team, progress=progress)
    show(duel, folder)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--workers", type=click.IntRange(min=1), help="Runs side by side [default: all processors].")
@options.out
def rerun(path: Path, workers: int | None, out: Path | None) -> None:
    """Run again what PATH (a saved run.json, or its folder) records, and check that the numbers agree."""
    from stonecast.provenance import processors
    from stonecast.report.again import again

    folder = places.folder(out, "rerun")
    with bar("pairs of runs") as progress:
        result = again(path, workers=workers or processors(), progress=progress)
    click.echo(result.message)
    if out is not None:
        click.echo(f"Saved to {places.shown(result.result.save(folder))}")
    if not result.same:
        raise SystemExit(1)


def show(duel: Comparison, folder: Path) -> None:
    """Print a comparison and save it; another process draws half of its figures."""
    from stonecast.report.assumptions import noted
    from stonecast.report.drawer import Drawer
    from stonecast.report.save import save_comparison
    from stonecast.report.terminal import WIDTH, effects_table, table, why

    with Drawer(warm=False) as drawer:
        verdict = "\n".join(textwrap.fill(sentence, WIDTH) for sentence in duel.verdict().splitlines())
        click.echo(f"\n{duel.spec.title or duel.spec.name}\n\n{table(duel)}\n\n{verdict}\n\n{why(duel)}")
        if duel.effects:
            click.echo(f"\n{effects_table(duel)}")
        for number, (what, found) in enumerate(noted(duel.samples[0])):
            said = textwrap.fill(f"{what}: {'; '.join(found)}.", WIDTH)
            click.echo(said if number else f"\n{said}")
        saved = save_comparison(duel, folder, half=drawer.half(duel))
    click.echo(f"\nSaved run, tables, recordings and figures to {places.shown(saved)}")
    click.echo(f"The report to show: {places.shown(saved / 'report.html')}")
