"""Commands that fit settings to data."""

from __future__ import annotations

from pathlib import Path

import click

from stonecast.cli import options, places
from stonecast.cli.progress import bar


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--workers", type=click.IntRange(min=1), help="Runs at once [default: all processors].")
@click.option("--scheduler", help="Address of a Dask scheduler, tcp://HOST:8786.")
@click.option(
    "--store",
    type=click.Path(path_type=Path),
    help="SQLite file that keeps every trial, to go on from [default: out/NAME.fit.sqlite].",
)
@options.out
def calibrate(
    file: Path, workers: int | None, scheduler: str | None, store: Path | None, out: Path | None
) -> None:
    """Fit settings of a scenario to observed curves or totals, as the calibration FILE (TOML) says."""
    from stonecast.fitting.calibrate import calibrate as fit
    from stonecast.fitting.problem import load_problem
    from stonecast.report.fitted import told

    problem = load_problem(file)
    folder = places.folder(out, problem.spec.name)
    kept = store or Path("out") / f"{problem.spec.name}.fit.sqlite"
    try:
        with bar("trials") as progress:
            found = fit(problem, workers=workers, scheduler=scheduler, store=kept, progress=progress)
    except KeyboardInterrupt:
        click.echo(f"Stopped: what was run is in {places.shown(kept)}; the same command goes on.", err=True)
        raise SystemExit(130) from None
    click.echo(told(found))
    saved = found.save(folder)
    click.echo(f"\nSaved report, fitted scenario, tables and figures to {places.shown(saved)}")
