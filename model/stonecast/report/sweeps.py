"""A sweep on the terminal: what it will cost, how far it is, what it found, how to go on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stonecast.report.study_words import indices
from stonecast.report.terminal import WIDTH
from stonecast.study.forecast import forecast
from stonecast.study.results import Sweep
from stonecast.study.sensitivity import Sensitivity
from stonecast.study.studyfile import Study
from stonecast.study.sweep import Progress, Stopped, sweep
from stonecast.wording import words

MOST_SHOWN = 20


def dry_run(study: Study, workers: int) -> str:
    """Return what a study will cost, from a pilot of a few seconds."""
    found = forecast(study)
    factors = ", ".join(study.factors) or "none"
    many = words.many
    lines = [
        f"{study.spec.title or study.name}: {study.spec.design}, factors: {factors}",
        f"{many(found.runs, 'run')} = {many(found.points, 'point')} x {many(len(study.plans), 'plan')} x "
        f"{many(study.spec.markets, 'market')} x {many(study.spec.lucks, 'luck')}",
        f"about {duration(found.seconds(workers))} on {many(workers, 'worker')}: "
        f"{1000 * found.run_seconds:.1f} ms a run, "
        f"{many(found.markets, 'different market')} at {1000 * found.market_seconds:.0f} ms "
        "(measured at one point)",
        f"about {size(found.runs * found.row_bytes)} of disk ({found.row_bytes:.0f} bytes a run)",
    ]
    if found.invalid:
        lines.append("Some runs will be recorded as failed, as this one: " + found.invalid)
    return "\n".join(line for text in lines for line in textwrap.wrap(text, WIDTH, subsequent_indent="  "))


def run_study(study: Study, path: Path, *, again: str, **options: Any) -> tuple[str, bool]:
    """Run a study and return what to say, and whether it is done (not stopped by Ctrl-C).

    Parameters
    ----------
    path
        The store.
    again
        The command that goes on with it.
    options
        As of `sweep`.
    """
    try:
        with _bar() as progress:
            result = sweep(study, store=path, progress=progress, **options)
    except Stopped as stop:
        now = stop.progress
        return (
            f"Stopped: {now.done:,} of {now.total:,} runs are safe in {path}. Go on with:\n  {again}",
            False,
        )
    return told(result), True


def told(result: Sweep) -> str:
    """Return what a sweep found: means of what decides, failures, and where everything is."""
    table, outcome = result.summary(), result.study.outcome
    runs, failed = int(table["runs"].sum()), int(table["failed"].sum())
    lines = [f"note: {note}" for note in result.notes]
    lines += [f"{result.study.spec.title or result.study.name}: mean {outcome} with its 95% interval", ""]
    shown = table.head(MOST_SHOWN).copy()
    for name in (outcome, f"{outcome}_low", f"{outcome}_high"):
        shown[name] = [words.number(value) for value in shown[name]]
    lines.append(shown.to_string(index=False, max_colwidth=28))
    if len(table) > MOST_SHOWN:
        lines.append(f"... and {len(table) - MOST_SHOWN:,} more rows")
    lines += ["", f"{runs:,} runs are in {result.path} (table `runs`, view `results`)."]
    if failed:
        first = result.failures()["error"].iloc[0].splitlines()[0]
        lines.append(f"{failed:,} of them failed, the first: {first} (--retry-failed runs them again)")
    return "\n".join(lines)


def sensitivity_table(found: Sensitivity) -> str:
    """Return what matters for the ratio of the plans and for who wins, the factor that matters most first."""
    names, rows, unmoved = indices(found)
    study = found.sweep.study
    lines = [
        f"{study.spec.title or study.name}: {found.plan} against {found.baseline} on {found.outcome}, "
        f"{study.spec.design}",
        "",
    ]
    width = max([6, *(len(row["factor"]) for row in rows)])
    lines.append(f"{'response':12}{'factor':{width}}" + "".join(f"{name:>24}" for name in names))
    for row in rows:
        cells = "".join(
            f"{f'{value} ({interval})' if interval else value:>24}" for value, interval in row["cells"]
        )
        lines.append(f"{row['response']:12}{row['factor']:{width}}{cells}")
    return "\n".join([*lines, "", *([unmoved] if unmoved else []), "In brackets 95% intervals."])


@contextmanager
def _bar() -> Iterator[Any]:
    """Show a bar with rate, time left and failures so far on a terminal; nothing in a pipe."""
    from tqdm import tqdm

    bar = tqdm(unit=" runs", leave=False, disable=None, dynamic_ncols=True)

    def step(now: Progress) -> None:
        if bar.total is None:
            bar.initial = bar.n = now.done
        bar.total = now.total
        bar.set_postfix_str(f"{now.failed:,} failed" if now.failed else "", refresh=False)
        bar.update(now.done - bar.n)

    try:
        yield step
    finally:
        bar.close()


def duration(seconds: float) -> str:
    """Write a time as people say it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 172_800 else f"{seconds / 86_400:.1f} days"


def size(count: float) -> str:
    """Write a number of bytes."""
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"
