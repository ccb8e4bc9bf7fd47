"""Commands on studies."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from stonecast.cli import places


@click.command()
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
@click.option(
    "--export",
    type=click.Path(path_type=Path),
    help="Then write a data package: a new folder, or a file that ends with .zip.",
)
def sweep(
    study: Path, out: Path | None, dry_run: bool, workers: int | None, export: Path | None, **settings: Any
) -> None:
    """Run the STUDY file (TOML): factors, design and luck; goes on where it was stopped."""
    from stonecast.provenance import processors
    from stonecast.report.sweeps import dry_run as told_before
    from stonecast.report.sweeps import run_study
    from stonecast.study.results import Sweep
    from stonecast.study.store import check_place
    from stonecast.study.studyfile import load_study
    from stonecast.writing import refuse_if_taken

    told = load_study(study)
    path = out or Path("out") / f"{told.name}.sqlite"
    if export is not None:
        places.check(export, f"--export {export}")
        refuse_if_taken(export)
    if dry_run:
        check_place(told, path)
        click.echo(told_before(told, workers or processors()))
        return
    said_again = {"--out": out, "--until-halfwidth": settings["until_halfwidth"], "--export": export}
    given = [str(part) for said in said_again.items() if said[1] is not None for part in said]
    given += ["--retry-failed"] if settings["retry_failed"] else []
    again = shlex.join(["stonecast", "sweep", str(study), *given])
    said, is_done = run_study(told, path, again=again, workers=workers, **settings)
    click.echo(said, err=not is_done)
    if not is_done:
        raise SystemExit(130)
    if export is not None:
        click.echo(f"Data package: {Sweep.open(path).save(export)}")
