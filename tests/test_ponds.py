"""Ponds in a real browser: what is shown is the run, at any width; nobody is asked for anything."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

import stonecast as sc
from stonecast.app import export
from stonecast.recording import Recording
from test_recording import golden_run
from visits import Visit

pytest_plugins = ["browser"]

APP = Path(export.__file__).parent


@pytest.fixture(scope="module")
def runs() -> list[Any]:
    return [golden_run("one"), golden_run("many")]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, runs: list[Any]) -> str:
    path = tmp_path_factory.mktemp("export") / "ponds.html"
    return export.write(runs, path).as_uri()


@pytest.mark.parametrize("width", [400, 1400, 1920])
def test_an_exported_file_plays_from_disk_and_shows_the_run(
    browser: Any, exported: str, runs: list[Any], width: int
) -> None:
    recordings = [Recording.of(run) for run in runs]
    with Visit(browser, exported, width=width) as visit:
        visit.until("window.__ripples.day > 0.2")
        visit.page.get_by_role("button", name="Pause").click()
        for day in (1, 3, 6):
            visit.scrub(day)
            for pond, recording in enumerate(recordings):
                assert visit.counts(pond) == recording.summary(2 * day - 1), (day, pond)
        assert recordings[0].summary(11)["engaged"] > 10
        assert visit.page.locator('[data-ripples="day"]').inner_text() == "day 6.0 of 6"
        assert visit.run("document.documentElement.scrollWidth <= innerWidth")
        assert not visit.complaints
        assert visit.asked == [exported]


def test_a_person_says_who_told_them_and_the_path_ends_at_a_stone(browser: Any, exported: str) -> None:
    with Visit(browser, f"{exported}?t=6") as visit:
        row, teller = visit.run(
            """() => { const { timeline } = window.__ripples.player.ponds[0];
            const row = [...timeline.rows].find((each) => timeline.path(each).length === 3);
            return [row, timeline.tellerOf(row)]; }"""
        )
        visit.page.mouse.move(*visit.place(0, row))
        card = visit.page.locator(".sc-card")
        assert f"reader {row}" in card.inner_text()
        assert f"won by reader {teller}" in card.inner_text()
        assert "2 steps from the stone" in card.inner_text()
        visit.page.mouse.click(*visit.place(0, row))
        assert visit.run("window.__ripples.handle.state.picked") == {"pond": 0, "row": row}
        card.get_by_role("button", name=f"won by reader {teller}").click()
        assert "won by big" in card.inner_text()
        visit.page.keyboard.press("Escape")
        assert not card.is_visible()
        assert not visit.complaints


def test_a_file_of_ours_speaks_the_language_and_its_ponds_stand_level(browser: Any, tmp_path: Path) -> None:
    pair = [sc.run("classroom", plan=plan) for plan in ("one_large_stone", "hundreds_of_stones")]
    address = export.write(pair, tmp_path / "ponds.html").as_uri()
    with Visit(browser, f"{address}?lang=de&t=8", width=1280) as visit:
        assert visit.page.title() == "Ein Star oder hundert Nachbarn?"
        assert visit.page.locator(".sc-title").all_inner_texts() == [
            "Ein großer Stein",
            "Viele kleine Steine",
        ]
        tops = "[...document.querySelectorAll('.sc-pond')].map((pond) => pond.getBoundingClientRect().top)"
        left, right = visit.run(tops)
        assert left == right
        visit.page.select_option("#language", "es")
        assert visit.page.inner_text("h1") == "¿Una estrella o cien vecinos?"
        assert not visit.complaints


def test_a_card_can_be_pressed_while_the_run_plays(browser: Any, exported: str) -> None:
    with Visit(browser, f"{exported}?speed=0.25") as visit:
        visit.page.locator(".sc-pond").first.focus()
        visit.page.keyboard.press("ArrowRight")
        visit.page.keyboard.press("Enter")
        visit.page.locator(".sc-close").focus()
        day = visit.run("window.__ripples.day")
        visit.until(f"window.__ripples.day > {day} + 0.05")
        assert visit.run("document.activeElement.className") == "sc-close"
        visit.page.locator(".sc-close").click(delay=80)
        assert not visit.page.locator(".sc-card").is_visible()
        assert visit.run("document.activeElement.className") == "sc-pond", "the keys go on in the pond"
        assert not visit.complaints


def test_keys_alone_are_enough(browser: Any, exported: str) -> None:
    with Visit(browser, f"{exported}?t=3") as visit:
        visit.page.locator(".sc-pond").first.focus()
        visit.page.keyboard.press("ArrowRight")
        assert "big blogger" in visit.page.locator(".sc-card").inner_text()
        visit.page.keyboard.press("ArrowLeft")
        assert "reader" in visit.page.locator(".sc-card").inner_text()
        visit.page.keyboard.press("Enter")
        assert visit.run("window.__ripples.handle.state.picked.pond") == 0
        visit.page.keyboard.press("Escape")
        visit.page.locator(".sc-back").focus()
        visit.page.keyboard.press("End")
        assert visit.run("window.__ripples.day") == 6
        visit.page.keyboard.press("ArrowLeft")
        assert visit.run("window.__ripples.day") == 5.5
        said = visit.page.locator(".sc-unseen").inner_text()
        assert "day 5.5" in said
        assert str(visit.count("saw", 0)) in said
        unnamed = visit.run(
            """() => [...document.querySelectorAll("button, input, select, [role=application], [role=img]")]
            .filter((node) => !node.getAttribute("aria-label") && !node.textContent.trim())
            .filter((node) => !node.labels?.length)
            .map((node) => node.outerHTML)"""
        )
        assert unnamed == []


def test_one_moment_always_looks_the_same(browser: Any, exported: str) -> None:
    def look() -> list[str]:
        with Visit(browser, f"{exported}?t=2.6") as visit:
            return list(
                visit.run("[...document.querySelectorAll('canvas.sc-layer')].map((c) => c.toDataURL())")
            )

    first = look()
    assert len(first) == 8
    assert len(set(first)) > 6
    assert look() == first


def test_the_moment_the_curves_and_the_film_can_be_taken_home(
    browser: Any, exported: str, runs: list[Any], tmp_path: Path
) -> None:
    with Visit(browser, f"{exported}?t=3", accept_downloads=True) as visit:
        visit.page.get_by_text("Save", exact=True).click()
        with visit.page.expect_download() as waiting:
            visit.page.get_by_role("button", name="CSV").click()
        path = tmp_path / "curves.csv"
        waiting.value.save_as(path)
        lines = path.read_text().splitlines()
        last = Recording.of(runs[1]).summary(11)
        assert lines[-1].split(",")[2:] == [str(value) for value in last.values()]
        blobs = visit.run(
            """async () => { const { handle } = window.__ripples;
            const read = async (blob) => { const bytes = new Uint8Array(await blob.arrayBuffer());
              return btoa(String.fromCharCode(...bytes.slice(0, 24))) + " " + bytes.length; };
            const film = await handle.film({ seconds: 0.2, width: 480 });
            return [await read(await handle.image()), await read(film.blob)]; }"""
        )
        for told, magic in zip(blobs, (b"\x89PNG", b"\x1aE\xdf\xa3"), strict=True):
            start, size = told.split()
            assert base64.b64decode(start).startswith(magic)
            assert int(size) > 2000
        assert visit.run("window.__ripples.day") == 3
        assert not visit.complaints


def test_who_wants_less_motion_gets_a_still_pond_without_waves(browser: Any, exported: str) -> None:
    with Visit(browser, exported, reduced_motion="reduce") as visit:
        assert not visit.run("window.__ripples.handle.state.playing")
        assert not visit.run("window.__ripples.player.options.water")
        visit.page.get_by_role("button", name="Play").click()
        visit.until("window.__ripples.day > 0.1")


def test_a_notebook_frame_shows_the_end_of_the_run(browser: Any, runs: list[Any], tmp_path: Path) -> None:
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><meta charset=utf-8><body>{runs[0]._repr_html_()}</body>")
    context = browser.new_context(viewport={"width": 900, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    found = page.frame_locator("iframe").locator('[data-ripples="orders"]')
    assert int(found.get_attribute("data-value")) == Recording.of(runs[0]).summary(11)["orders"]
    assert not complaints
    context.close()
