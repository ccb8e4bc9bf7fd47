"""Commands that analyse studies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stonecast.cli import options, places

if TYPE_CHECKING:
    from stonecast.study.results import Sweep


@click.command()
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--plan", help="Plan to compare [default: the study's second].")
@click.option("--baseline", help="Plan to compare it with [default: the study's first].")
@click.option("--outcome", help="What to explain [default: what decides the study].")
@click.option("--workers", type=click.IntRange(min=1), help="Runs at once [default: all processors].")
@click.option("--threads", is_flag=True, help="Threads of one process in place of processes.")
@click.option("--scheduler", help="Address of a Dask scheduler, tcp://HOST:8786.")
@click.option(
    "--store", type=click.Path(path_type=Path), help="SQLite file of the runs [default: out/NAME.sqlite]."
)
@options.out
def sensitivity(
    study: Path,
    plan: str | None,
    baseline: str | None,
    outcome: str | None,
    store: Path | None,
    out: Path | None,
    **settings: Any,
) -> None:
    """Run or resume STUDY, a study file or its store, and tell which factors matter."""
    from stonecast.report.study_page import save_sensitivity
    from stonecast.report.sweeps import sensitivity_table
    from stonecast.study.results import Sweep
    from stonecast.study.sensitivity import check
    from stonecast.study.sensitivity import sensitivity as analyse
    from stonecast.study.studyfile import load_study

    is_store = study.suffix == ".sqlite"
    if not is_store:
        check(load_study(study), plan, baseline, outcome)
    places.folder(out, "taken")  # refused before anything is run for it
    swept = Sweep.open(study) if is_store else _opened(study, _ran(study, store, settings))
    folder = places.folder(out, f"{swept.study.name}-sensitivity")
    found = analyse(swept, plan=plan, baseline=baseline, outcome=outcome)
    click.echo(sensitivity_table(found))
    click.echo(f"\nSaved table and figure to {places.shown(save_sensitivity(found, folder))}")


def _ran(study: Path, store: Path | None, settings: dict[str, Any]) -> Path:
    """Run what is missing of a study; return its store."""
    from stonecast.report.sweeps import run_study
    from stonecast.study.studyfile import load_study

    told = load_study(study)
    path = store or Path("out") / f"{told.name}.sqlite"
    again = f"stonecast sensitivity {study}" + (f" --store {store}" if store else "")
    said, is_done = run_study(told, path, again=again, **settings)
    if not is_done:
        click.echo(said, err=True)
        raise SystemExit(130)
    return path


def _opened(study: Path, path: Path) -> Sweep:
    """Open the store of a study file, and keep what only the file says: its title."""
    from stonecast.errors import InputError
    from stonecast.study.results import Sweep
    from stonecast.study.studyfile import load_study

    told, found = load_study(study), Sweep.open(path)
    if told.digest != found.study.digest:
        raise InputError(
            f"{path} holds another state of this study",
            where=str(study),
            remedy=f"run  stonecast sweep {study}  again into a new store, or name the store in its place",
        )
    return replace(found, study=found.study.titled(told.spec.title))


@click.command()
@click.argument("study", type=click.Path(path_type=Path))
@options.out
def report(study: Path, out: Path | None) -> None:
    """Write an HTML report with tables and figures of STUDY: a store, or a study file that has been run."""
    from stonecast.errors import InputError
    from stonecast.study.results import Sweep
    from stonecast.study.studyfile import load_study

    run = study if study.name == "run.json" else study / "run.json"
    if run.is_file():
        page = run.with_name("report.html")
        has = f"its report is {page}; " if page.is_file() else ""
        raise InputError(
            "is a saved run, no study",
            where=str(study),
            remedy=f"{has}stonecast rerun {study} --out FOLDER  makes everything anew",
        )
    if study.suffix == ".sqlite":
        swept = Sweep.open(study)
    else:
        path = Path("out") / f"{load_study(study).name}.sqlite"
        if not path.exists():
            raise InputError(
                f"has not been run: there is no {path}",
                where=str(study),
                remedy=f"run  stonecast sweep {study}  first, or name its store",
            )
        swept = _opened(study, path)
    saved = swept.report(places.folder(out, f"{swept.study.name}-report"))
    click.echo(f"Saved tables and figures to {places.shown(saved)}")
    click.echo(f"The report to show: {places.shown(saved / 'report.html')}")
