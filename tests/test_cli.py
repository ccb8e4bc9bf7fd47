"""The command line: what a person types, sees, and finds on disk afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from stonecast import cli

SMALL = ["--luck", "3", "--no-why", "--workers", "1"]


class Said(NamedTuple):
    status: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def stonecast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in an empty folder; return its exit status and what it printed."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["stonecast", *arguments])
        status = 0
        try:
            cli.main()
        except SystemExit as stop:
            status = int(stop.code or 0)
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    return command


def test_help_names_every_command(stonecast: Command) -> None:
    said = stonecast("--help")
    assert said.status == 0
    assert "\n  Start with:   stonecast compare mom_bloggers\n" in said.out
    for command in cli.COMMANDS:
        assert f"\n  {command} " in said.out


def test_every_command_has_help_of_its_own(stonecast: Command) -> None:
    for command in cli.COMMANDS:
        said = stonecast(command, "--help")
        assert (said.status, f"{command} [OPTIONS]" in said.out) == (0, True)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from stonecast.cli import main; sys.argv = ['stonecast', '--help']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'numpy', 'numba', 'mesa', 'pandas', 'pydantic', 'matplotlib', 'scipy'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


@pytest.mark.usefixtures("undrawn")
def test_compare_says_in_a_paragraph_what_was_read(stonecast: Command) -> None:
    said = stonecast("compare", "my_bloggers", *SMALL, "--scale", "20").out
    paragraph = next(text for text in said.split("\n\n") if text.startswith("List: read 15 bloggers"))
    assert "columns that are not used: Contact" in " ".join(paragraph.split())


@pytest.mark.usefixtures("undrawn")  # test_save draws them
def test_compare_prints_table_verdict_reasons_and_where_it_saved(stonecast: Command, tmp_path: Path) -> None:
    said = stonecast("compare", "blank", *SMALL, "--out", "result")
    assert said.status == 0, said.err
    for words in ("engaged people", "wins in", "95% interval", "3 paired lucks", "result/report.html"):
        assert words in said.out
    names = {path.name for path in (tmp_path / "result").iterdir()}
    assert {"run.json", "totals.csv", "summary.csv", "daily.csv", "differences.csv", "report.html"} <= names
    assert len(list((tmp_path / "result" / "figures").glob("*.png"))) >= 3
    assert len(list((tmp_path / "result").glob("recording-*.json.gz"))) == 2


@pytest.mark.usefixtures("undrawn")
def test_a_comparison_is_saved_though_nobody_reads_what_it_prints(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "stonecast", "compare", "classroom", "--luck", "2", "--no-why"]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "told")],
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "told/report.html").exists()


def test_without_out_each_result_gets_a_folder_of_its_own(stonecast: Command, tmp_path: Path) -> None:
    for _ in range(2):
        assert stonecast("compare", "blank", *SMALL).status == 0
    assert len([path for path in (tmp_path / "out").iterdir() if path.name.startswith("blank-")]) == 2


@pytest.mark.usefixtures("undrawn")
def test_rerun_gives_the_same_numbers_bit_for_bit(stonecast: Command, tmp_path: Path) -> None:
    stonecast("compare", "blank", *SMALL, "--markets", "2", "--out", "result")
    said = stonecast("rerun", "result/run.json", "--workers", "2")
    assert said.status == 0, said.out + said.err
    assert "bit for bit" in said.out


@pytest.mark.usefixtures("undrawn")
def test_rerun_into_a_folder_that_is_taken_is_refused_before_it_runs(
    stonecast: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "dear").touch()
    monkeypatch.setattr("stonecast.report.again.again", lambda *_, **__: pytest.fail("it ran"))
    said = stonecast("rerun", "o", "--out", "taken")
    assert said.status == 2
    assert "is not empty" in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("run", "blank", "--out"),
        ("compare", "blank", "--out"),
        ("optimise", "blank", "--out"),
        ("export", "blank", "--out"),
        ("sweep", "study.toml", "--export"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused_before_anything_runs(
    stonecast: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("dear")
    (tmp_path / "study.toml").write_text('scenario = "blank"\nlucks = 2\n')
    monkeypatch.setattr("stonecast.network.build.build_market", lambda *_, **__: pytest.fail("it ran"))
    said = stonecast(*words, "file/result")
    assert said.status == 2
    assert f"file/result: cannot be written: {tmp_path / 'file'} is no folder" in said.err
    assert (tmp_path / "file").read_text() == "dear"
    assert not (tmp_path / "out").exists()


def test_a_market_that_does_not_fit_into_memory_ends_in_one_message(
    stonecast: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def huge(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("stonecast.network.build.build_market", huge)
    said = stonecast("export", "blank")
    assert said.status == 1
    assert said.err == (
        "Error: this takes more memory than there is\n"
        "  -> simulate fewer people: with --scale 10 one reader stands for ten\n"
    )


def test_rerun_notices_a_number_that_was_changed(stonecast: Command, tmp_path: Path) -> None:
    stonecast("compare", "blank", *SMALL, "--out", "result")
    path = tmp_path / "result" / "run.json"
    saved = json.loads(path.read_text())
    saved["scenario"]["respond"]["rate"] = 0.26
    path.write_text(json.dumps(saved))
    said = stonecast("rerun", "result")
    assert said.status == 1
    assert "differ" in said.out


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("kind", ["compare", "run"])
def test_rerun_notices_what_was_changed_beside_the_digest(
    stonecast: Command, tmp_path: Path, kind: str
) -> None:
    options = SMALL if kind == "compare" else ["--plan", "one_large_stone", "--scale", "100"]
    stonecast(kind, "blank", *options, "--out", "result")
    path, table = tmp_path / "result" / "run.json", tmp_path / "result" / "totals.csv"
    good, rows = path.read_text(), table.read_text()
    saved = json.loads(good)
    means = saved["summary"]["one_large_stone"]
    if kind == "compare":
        means = means["engaged"]
    means["mean" if kind == "compare" else "engaged"] += 1.0
    path.write_text(json.dumps(saved))
    said = stonecast("rerun", "result")
    assert (said.status, "summary in run.json (one_large_stone, engaged" in said.out) == (1, True)
    path.write_text(good)
    for wrong in (rows.replace(".0,", ".5,", 1), rows[: rows.rindex(",", 0, -20)], "x\n"):
        table.write_text(wrong)
        said = stonecast("rerun", "result")
        assert (said.status, "stand in totals.csv:" in said.out) == (1, True)
    table.unlink()
    assert stonecast("rerun", "result/run.json").status == 0


@pytest.mark.usefixtures("undrawn")
def test_a_result_on_an_imported_network_can_be_rerun_elsewhere(stonecast: Command, tmp_path: Path) -> None:
    stonecast("compare", "real_trust", *SMALL, "--out", "far/away/result")
    said = stonecast("rerun", "far/away/result")
    assert said.status == 0, said.out + said.err


def test_run_shows_and_saves_one_plan(stonecast: Command, tmp_path: Path) -> None:
    said = stonecast("run", "blank", "--plan", "one_large_stone", "--luck", "7", "--out", "one")
    assert said.status == 0, said.err
    assert "engaged" in said.out
    assert (tmp_path / "one" / "run.json").is_file()
    assert {path.name for path in (tmp_path / "one" / "figures").iterdir()} == {"daily.png", "daily.svg"}
    assert stonecast("rerun", "one").status == 0


def test_new_writes_a_scenario_that_explains_itself(stonecast: Command, tmp_path: Path) -> None:
    assert stonecast("new", "mine.toml").status == 0
    said = stonecast("explain", "mine.toml")
    assert said.status == 0
    assert "asked for" in said.out
    assert "measured" in said.out
    again = stonecast("new", "mine.toml")
    assert (again.status, "nothing is overwritten" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("source", "file"), [("my_bloggers", "my_bloggers.csv"), ("real_trust", "small_trust.csv")]
)
def test_new_brings_along_the_files_that_a_scenario_names(
    stonecast: Command, tmp_path: Path, source: str, file: str
) -> None:
    said = stonecast("new", "own/mine.toml", "--from", source)
    assert f"Wrote {Path('own') / file}." in said.out
    assert stonecast("explain", "own/mine.toml").status == 0
    (tmp_path / "own" / file).write_text("mine", encoding="utf-8")
    assert "left as it is" in stonecast("new", "own/other.toml", "--from", source).out
    assert (tmp_path / "own" / file).read_text(encoding="utf-8") == "mine"
    (tmp_path / "own" / file).unlink()
    told = stonecast("explain", "own/mine.toml")
    assert told.status == 2
    assert f'"{file}" is no file' in told.err
    assert "bloggers: is missing" not in told.err


@pytest.mark.usefixtures("undrawn")
def test_scale_and_plans_can_be_chosen(stonecast: Command) -> None:
    said = stonecast(
        "compare",
        "null_pond",
        "--plans",
        "one_stone,ten_stones",
        "--scale",
        "20",
        "--luck",
        "3",
        "--no-why",
        "--out",
        "o",
    )
    assert said.status == 0, said.err
    assert json.loads(Path("o/run.json").read_text())["scenario"]["scale"] == 20


def test_networks_reports_what_was_read(stonecast: Command, tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text("a,b,5\nb,a,3\nb,b,1\n")
    said = stonecast("networks", "ties.csv", "--direction", "follower_to_author")
    assert said.status == 0, said.err
    assert "2 people, 2 ties" in said.out
    assert "self-loop" in said.out
    listed = stonecast("networks").out
    assert "mom_bloggers" in listed
    assert "small_restaurant  " in listed


def test_a_saved_run_is_no_study_and_its_report_is_named(stonecast: Command, tmp_path: Path) -> None:
    assert stonecast("run", "blank", "--out", "alone").status == 0
    said = stonecast("report", "alone/run.json")
    assert said.status == 2
    assert "alone/run.json: is a saved run, no study" in said.err
    assert "report.html" not in said.err
    (tmp_path / "alone" / "report.html").touch()
    assert "its report is alone/report.html; stonecast rerun alone" in stonecast("report", "alone").err


BAD = {
    "an unknown scenario": (["compare", "mom_blogger"], "did you mean 'mom_bloggers'"),
    "a missing file": (["compare", "nothing.toml"], "nothing.toml"),
    "an unknown plan": (["compare", "blank", "--plans", "one_large_stone,hundreds_of_stone"], "did you mean"),
    "one plan only": (["compare", "blank", "--plans", "one_large_stone"], "at least two"),
    "an unknown outcome": (["compare", "blank", "--outcome", "engagd"], "did you mean 'engaged'"),
    "an outcome of which less is better": (["compare", "blank", "--outcome", "complaints"], "choose one of"),
    "an outcome of what is off": (
        ["compare", "blank", "--outcome", "acts"],
        "is always 0 while ask.on = false",
    ),
    "a mix by what it costs": (["optimise", "blank", "--outcome", "cost"], "more of it is no success"),
    "a scale below one": (["compare", "blank", "--scale", "0.5"], "scale"),
    "a scale that is no number": (["compare", "nothing.toml", "--scale", "nan"], "scale: nan must be"),
    "no luck": (["compare", "blank", "--luck", "0"], "--luck"),
    "an unknown option": (["compare", "blank", "--lucks", "3"], "--luck"),
    "an unknown command": (["compere", "blank"], "compere"),
    "a luck that is no seed": (["run", "blank", "--luck", "-1"], "luck"),
    "no saved run": (["rerun", "nothing.json"], "run.json"),
    "a network without direction": (["networks", "ties.csv"], "direction"),
    "a name without ending": (["new", "mine.txt"], "mine.txt.toml"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_ends_in_one_message_and_leaves_nothing(
    stonecast: Command, tmp_path: Path, what: str
) -> None:
    arguments, message = BAD[what]
    (tmp_path / "ties.csv").write_text("1,2\n2,3\n")
    said = stonecast(*arguments)
    assert said.status == 2, (said.out, said.err)
    assert message in said.err
    assert "Traceback" not in said.err
    assert {path.name for path in tmp_path.iterdir()} == {"ties.csv"}


MISTAKES = {
    "malformed TOML": ("budget = 360", "budget = = 3"),
    "negative money": ("budget = 360", "budget = -360"),
    "an unknown name": ("budget = 360", "budgett = 360"),
    "a plan naming nobody": ('hire = [{ tier = "small", count = "affordable" }]', "hire = []"),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_in_a_file_is_named_with_its_line(stonecast: Command, tmp_path: Path, what: str) -> None:
    stonecast("new", "mine.toml")
    right, wrong = MISTAKES[what]
    text = (tmp_path / "mine.toml").read_text()
    assert right in text
    (tmp_path / "mine.toml").write_text(text.replace(right, wrong, 1))
    said = stonecast("compare", "mine.toml", "--out", "o")
    assert said.status == 2
    assert "mine.toml" in said.err
    assert "line " in said.err
    assert not (tmp_path / "o").exists()


def test_over_budget_names_the_excess_and_runs_nothing(stonecast: Command, tmp_path: Path) -> None:
    stonecast("new", "mine.toml")
    text = (tmp_path / "mine.toml").read_text()
    (tmp_path / "mine.toml").write_text(text.replace("budget = 360", "budget = 100", 1))
    said = stonecast("compare", "mine.toml", "--out", "o")
    assert said.status == 2
    assert "over the budget of 100.00" in said.err
    assert not (tmp_path / "o").exists()


def test_text_in_a_number_column_is_named_with_its_line(stonecast: Command, tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text("truster,trustee,rating\n1,2,5\n2,3,five\n")
    said = stonecast("networks", "ties.csv", "--direction", "follower_to_author", "--weight", "rating")
    assert said.status == 2
    assert "line 3" in said.err
    assert "five" in said.err


def test_an_interrupted_comparison_leaves_nothing(
    stonecast: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stonecast.study import pairs as module

    def stop(*arguments: object, **settings: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "run", stop)
    said = stonecast("compare", "blank", *SMALL, "--out", "o")
    assert said.status == 130
    assert "before anything new was saved" in said.err
    assert list(tmp_path.iterdir()) == []


def test_what_the_system_refuses_ends_in_one_message(
    stonecast: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "out/mine")

    monkeypatch.setattr(cli.cli, "main", full)
    said = stonecast("new", "mine.toml")
    assert said.status == 2
    assert said.err.startswith("Error: out/mine: No space left on device\n  -> ")
