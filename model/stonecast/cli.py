"""The command line: it parses, shows and saves; it computes nothing itself.

Everything heavy is imported inside the command that needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stonecast.errors import InputError
from stonecast.version import __version__

if TYPE_CHECKING:
    from stonecast.scenario import Scenario
    from stonecast.study.comparison import Comparison


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="stonecast")
def cli() -> None:
    r"""One large stone or hundreds of stones? Simulate influencer campaigns and compare plans for one budget.

    \b
    Start with:   stonecast compare mom_bloggers
    Your own:     stonecast new mine.toml   then   stonecast explain mine.toml
    """


def _scale(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--scale", type=float, help="People for whom one simulated reader stands; 1 is full size."
    )(command)


def _out(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--out", type=click.Path(path_type=Path), help="New folder for the results [default: out/NAME-TIME]."
    )(command)


@cli.command()
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


@cli.command()
@click.argument("scenario")
@_scale
def explain(scenario: str, scale: float | None) -> None:
    """Say in words and numbers what SCENARIO will do, before anything runs."""
    click.echo(_load(scenario, scale).explain())


@cli.command()
@click.argument("scenario")
@click.option("--plan", help="Plan to run [default: the first that the scenario compares].")
@click.option("--luck", default=0, show_default=True, help="Seed of all chance after the market is made.")
@_scale
@_out
def run(scenario: str, plan: str | None, luck: int, scale: float | None, out: Path | None) -> None:
    """Run one plan of SCENARIO under one luck."""
    from stonecast.campaign import run as run_plan
    from stonecast.report.terminal import run_table

    spec = _load(scenario, scale)
    chosen = plan or (spec.compare.plans or tuple(spec.plans))[0]
    folder = _folder(out, f"{spec.name}-{chosen}")
    result = run_plan(spec, plan=chosen, luck=luck)
    click.echo(run_table(result))
    click.echo(f"\nSaved to {_shown(result.save(folder))}")


@cli.command()
@click.argument("scenario")
@click.option("--plans", help="Plans to compare, separated by commas; the first is the baseline.")
@click.option("--luck", type=click.IntRange(min=1), help="Number of paired lucks.")
@click.option("--markets", type=click.IntRange(min=1), help="Number of markets; intervals cluster by market.")
@click.option("--outcome", help="What decides who wins, for example engaged, orders or profit.")
@click.option("--workers", type=click.IntRange(min=1), help="Threads [default: all processors].")
@click.option("--why/--no-why", default=True, help="Also switch each mechanism off and compare again.")
@_scale
@_out
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
    from stonecast.study.compare import compare as compare_plans

    spec = _load(scenario, scale)
    folder = _folder(out, spec.name)
    chosen = [name.strip() for name in plans.split(",") if name.strip()] if plans else None
    threads = workers or _processors()
    with _progress("pairs of runs") as progress:
        duel = compare_plans(
            spec,
            plans=chosen,
            luck=luck,
            markets=markets,
            outcome=outcome,
            workers=threads,
            progress=progress,
        )
    _show(duel.with_effects(workers=threads) if why else duel, folder)


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--workers", type=click.IntRange(min=1), help="Threads [default: all processors].")
@_out
def rerun(path: Path, workers: int | None, out: Path | None) -> None:
    """Run again what PATH (a saved run.json, or its folder) records, and check that the numbers agree."""
    from stonecast.report.again import again

    with _progress("pairs of runs") as progress:
        result = again(path, workers=workers or _processors(), progress=progress)
    click.echo(result.message)
    if out is not None:
        click.echo(f"Saved to {_shown(result.result.save(_folder(out, 'rerun')))}")
    if not result.same:
        raise SystemExit(1)


@cli.command()
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--workers", type=click.IntRange(min=1), help="Runs at once [default: all processors].")
@click.option("--threads", is_flag=True, help="Threads of one process in place of processes.")
@click.option("--scheduler", help="Address of a Dask scheduler, tcp://HOST:8786.")
@click.option("--until-halfwidth", type=float, help="Stop at a point when P(win) is known so well.")
@click.option("--retry-failed", is_flag=True, help="Run what failed before once more.")
@click.option(
    "--dry-run", is_flag=True, help="Say how many runs, how long and how much disk; run a pilot only."
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="SQLite file for the results [default: out/NAME.sqlite]."
)
def sweep(study: Path, out: Path | None, dry_run: bool, workers: int | None, **options: Any) -> None:
    """Run the STUDY file (TOML): factors, design and luck; goes on where it was stopped."""
    from stonecast.report.sweeps import dry_run as told_before
    from stonecast.report.sweeps import run_study
    from stonecast.study.studyfile import load_study

    told = load_study(study)
    if dry_run:
        click.echo(told_before(told, workers or _processors()))
        return
    path = out or Path("out") / f"{told.name}.sqlite"
    again = f"stonecast sweep {study}" + (f" --out {out}" if out else "")
    said, is_done = run_study(told, path, again=again, workers=workers, **options)
    click.echo(said, err=not is_done)
    if not is_done:
        raise SystemExit(1)


@cli.command()
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


def _load(scenario: str, scale: float | None) -> Scenario:
    from stonecast.scenario import load

    return load(scenario, scale=scale)


def _folder(out: Path | None, name: str) -> Path:
    """Return a folder that does not exist yet; a name that is taken gets a number."""
    if out is not None:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise InputError(
                "is not empty", where=f"--out {out}", remedy="choose a new folder; nothing is overwritten"
            )
        return out
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    folder = Path("out") / f"{name}-{stamp}"
    number = 2
    while folder.exists():
        folder = Path("out") / f"{name}-{stamp}-{number}"
        number += 1
    return folder


def _show(duel: Comparison, folder: Path) -> None:
    from stonecast.report.terminal import WIDTH, effects_table, table, why

    verdict = "\n".join(textwrap.fill(sentence, WIDTH) for sentence in duel.verdict().splitlines())
    click.echo(f"\n{duel.spec.title or duel.spec.name}\n\n{table(duel)}\n\n{verdict}\n\n{why(duel)}")
    if duel.effects:
        click.echo(f"\n{effects_table(duel)}")
    for warning in duel.samples[0].market.warnings:
        click.echo("\n" + textwrap.fill(f"Note: {warning}", WIDTH))
    saved = duel.save(folder)
    click.echo(f"\nSaved run, tables, recordings and figures to {_shown(saved)}")
    click.echo(f"The report to show: {_shown(saved / 'report.html')}")


def _shown(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _processors() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _progress(unit: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar with time left on a terminal; nothing in a pipe."""
    from tqdm import tqdm

    bar = tqdm(unit=f" {unit}", leave=False, disable=None, dynamic_ncols=True)

    def step(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    try:
        yield step
    finally:
        bar.close()


def main() -> None:
    """Run a command; exit with 0 done, 1 the run failed, 2 the input is wrong."""
    try:
        cli.main(standalone_mode=False)
    except InputError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped; nothing was saved.", err=True)
        sys.exit(1)
