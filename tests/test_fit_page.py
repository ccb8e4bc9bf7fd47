"""The report of a fit says what was found, agrees with its tables, and asks no host for anything."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import stonecast as sc
from fits import SHARE, observed, problem
from stonecast.fitting.calibration import Calibration
from stonecast.report import fit_page
from stonecast.wording import words


@pytest.fixture(scope="module")
def fit() -> Calibration:
    return sc.calibrate(problem(runs=200, particles=50), threads=True, workers=2)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<svg.*?</svg>|<style>.*?</style>|<[^>]+>", " ", page, flags=re.S).split())


def test_the_page_is_saved_beside_the_tables_and_says_the_same(fit: Calibration, tmp_path: Path) -> None:
    page = (fit.save(tmp_path / "fit") / "report.html").read_text(encoding="utf-8")
    said = text_of(page)
    for row in fit.table().to_dict("records"):
        assert row["setting"] in said
        inside = f"{words.number(row['low'])} to {words.number(row['high'])}"
        assert f"{words.number(row['estimate'])} {inside}" in said
    for row in fit.totals().to_dict("records"):
        assert f"{words.number(row['observed'])} {words.number(row['mean'])}" in said
    for line in [*fit.identifiability.told(), *fit.doubts()]:
        assert line.replace("'", "&#39;") in said
    assert fit.problem.digest in said


def test_it_asks_no_host_and_names_each_part_once(fit: Calibration) -> None:
    page = fit_page.page(fit)
    assert "<script" not in page
    assert not re.findall(r"(?:https?:)?//[\w.-]+", page)
    names = re.findall(r'\bid="([^"]+)"', page)
    assert len(names) == len(set(names)) > 0
    for name in re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', page):
        assert (name[0] or name[1]) in names


def test_the_headline_says_when_the_model_cannot_make_the_data(fit: Calibration) -> None:
    assert fit_page.headline(fit).startswith("The model gives what was observed, and the data tell ")
    seen = replace(fit.problem.observed, values=10.0 * fit.problem.observed.values + 1000.0)
    tenfold = replace(fit, problem=replace(fit.problem, observed=seen))
    assert fit_page.headline(tenfold).startswith("With no settings in these ranges")
    assert "cannot be made" in fit_page.headline(tenfold)
    assert fit_page.totals(tenfold)[0]["fits"] is False
    assert "but not how they came about" in fit_page.headline(replace(fit, misfit=0.01))


@pytest.mark.parametrize(
    ("told", "many", "said"),
    [
        (1, 1, "the setting"),
        (0, 1, "nothing about the setting"),
        (2, 2, "both settings"),
        (3, 3, "all 3 settings"),
        (1, 3, "1 of 3 settings"),
        (0, 2, "none of 2 settings"),
    ],
)
def test_it_counts_what_the_data_tell(fit: Calibration, told: int, many: int, said: str) -> None:
    spreads = np.where(np.arange(many) < told, 0.1, 0.95)
    known = replace(fit.identifiability, spreads=spreads)
    of = fit.problem.spec.model_copy(update={"parameters": fit.problem.spec.parameters[:1] * many})
    other = replace(fit, problem=replace(fit.problem, spec=of))
    object.__setattr__(other, "identifiability", known)
    assert fit_page.headline(other) == f"The model gives what was observed, and the data tell {said}."


def test_totals_have_a_page_too() -> None:
    frame = observed("many").drop(columns="day").groupby("plan", as_index=False).sum()
    found = sc.calibrate(problem(frame, parameters=[SHARE], runs=100, particles=50), threads=True, workers=2)
    said = text_of(fit_page.page(found))
    assert "in all, of 1 plan" in said
    assert "What was observed over what new runs" in fit_page.page(found)
