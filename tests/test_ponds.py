"""Ponds in a real browser: what is shown is the run, at any width; nobody is asked for anything."""

from __future__ import annotations

import base64
import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browsers import chromium
from stonecast.app import export, widget, world
from stonecast.app.messages import messages
from stonecast.recording import Recording
from test_recording import golden_run

APP = Path(export.__file__).parent
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>ponds</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="player/player.css"><div id="ponds"></div>
<script type="module">
import { mount, readQuery } from "./player/index.js";
const told = await (await fetch("told.json")).json();
const asked = new URLSearchParams(location.search);
const options = { autoplay: false, touch: { throw: true, split: true }, ...readQuery(location.search) };
const handle = mount(document.getElementById("ponds"), { ...told, options });
window.heard = [];
for (const event of ["throw", "split", "pick", "hover", "end", "state", "menu"]) {
  handle.on(event, (data) => window.heard.push([event, data]));
}
</script></html>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def runs() -> list[Any]:
    return [golden_run("one"), golden_run("many")]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, runs: list[Any]) -> str:
    path = tmp_path_factory.mktemp("export") / "ponds.html"
    return export.write(runs, path).as_uri()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def served(folder: Path, runs: list[Any]) -> Iterator[str]:
    (folder / "player").symlink_to(APP / "player")
    (folder / "index.html").write_text(PAGE)
    told = {
        "world": json.loads(world.pack(runs[0].market)),
        "recordings": [json.loads(Recording.of(run, places=False).to_bytes()) for run in runs],
        "labels": messages("en", "player"),
    }
    (folder / "told.json").write_text(json.dumps(told))

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


class Visit:
    """A page that is watched: whatever it complains about or asks for is kept."""

    def __init__(self, browser: Any, address: str, *, width: int = 1400, **context: Any) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 860}, **context)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda line: self.complaints.append(line.text) if line.type in ("error", "warning") else None,
        )
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(address)
        self.until("window.__ripples && window.__ripples.ready")

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def run(self, script: str, *values: Any) -> Any:
        return self.page.evaluate(script, *values)

    def until(self, condition: str) -> None:
        """Wait; the page's own rules forbid playwright's way of waiting, which evaluates a text."""
        for _ in range(1000):
            if self.run(condition):
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"not within 20 s: {condition}")

    def count(self, what: str, pond: int) -> int:
        found = self.page.locator(f'[data-ripples="{what}"][data-pond="{pond}"]')
        return int(found.get_attribute("data-value"))

    def counts(self, pond: int) -> dict[str, int]:
        return {
            what: self.count(what, pond)
            for what in ("saw", "engaged", "reshared", "orders", "praised", "warned")
        }

    def scrub(self, day: float) -> None:
        self.page.locator("input.sc-range").evaluate(
            """(range, day) => { range.value = day;
            range.dispatchEvent(new Event("input", { bubbles: true })); }""",
            day,
        )

    def place(self, pond: int, row: int) -> tuple[float, float]:
        x, y = self.run(
            """([pond, row]) => { const at = window.__ripples.player.ponds[pond];
            at.element.scrollIntoView({block: "center"});
            const box = at.element.getBoundingClientRect();
            return [box.left + at.laid.x[row], box.top + at.laid.y[row]]; }""",
            [pond, row],
        )
        return x, y


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


def test_hands_on_the_pond_are_told_to_the_page(browser: Any, served: str) -> None:
    with Visit(browser, f"{served}?t=1") as visit:
        big = visit.run("window.__ripples.player.ponds[0].bigBloggers[0].row")
        x, y = visit.place(0, big)
        visit.page.mouse.move(x, y)
        visit.page.mouse.down()
        visit.page.mouse.move(x + 60, y + 40, steps=3)
        visit.page.mouse.move(x + 120, y + 40, steps=3)
        visit.page.mouse.up()
        (split,) = [data for event, data in visit.run("window.heard") if event == "split"]
        assert (split["row"], split["name"], split["pond"]) == (big, "big", 0)
        assert split["parts"] > 1
        spot = visit.run(
            """() => { const { laid, element } = window.__ripples.player.ponds[1];
            const box = element.getBoundingClientRect();
            for (let x = 80; x < 500; x += 7) for (let y = 60; y < 300; y += 7)
              if (laid.nearest(x, y, 14) < 0 && laid.frame.inWater(x, y)) {
                return [box.left + x, box.top + y, ...laid.frame.toPlace(x, y)]; } }"""
        )
        visit.page.mouse.click(spot[0], spot[1])
        (throw,) = [data for event, data in visit.run("window.heard") if event == "throw"]
        assert throw["plan"] == "many"
        assert [throw["x"], throw["y"]] == pytest.approx(spot[2:], abs=0.01)
        assert not visit.complaints


def test_a_covered_pond_keeps_its_secret_until_it_is_uncovered(browser: Any, served: str) -> None:
    with Visit(browser, served) as visit:
        visit.run("window.__ripples.handle.cover()")
        assert visit.page.locator('[data-ripples="saw"]').first.inner_text() == "?"
        assert visit.page.get_by_role("button", name="Play").is_disabled()
        visit.run("window.__ripples.handle.play()")
        assert not visit.run("window.__ripples.handle.state.playing")
        visit.run("window.__ripples.handle.uncover()")
        visit.until("window.__ripples.day > 0.1")


def test_a_new_result_takes_the_place_of_the_old_one(browser: Any, served: str, runs: list[Any]) -> None:
    with Visit(browser, f"{served}?t=6&speed=8") as visit:
        other = [json.loads(Recording.of(run, places=False).to_bytes()) for run in reversed(runs)]
        visit.run("(recordings) => window.__ripples.handle.load({ recordings, keepTime: true })", other)
        assert visit.run("window.__ripples.day") == 6
        assert visit.counts(0) == Recording.of(runs[1]).summary(11)
        visit.run("(recordings) => window.__ripples.handle.load({ recordings })", other[:1])
        assert visit.page.locator(".sc-pond").count() == 1
        visit.until("window.heard.some(([event]) => event === 'end')")
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


WIDGET = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><div id="el"></div>
<script type="module">
import widget from "./widget.js";
const traits = await (await fetch("traits.json")).json(), listeners = {};
window.model = {
  get: (name) => traits[name], save_changes: () => {},
  set: (name, value) => { traits[name] = value; },
  on: (name, listener) => { listeners[name] = listener; },
  fromPython: (name, value) => { traits[name] = value; listeners[`change:${name}`](); },
};
await widget.render({ model: window.model, el: document.getElementById("el") });
</script>"""


def test_a_widget_hears_python_and_python_hears_it(
    browser: Any, served: str, runs: list[Any], folder: Path
) -> None:
    pytest.importorskip("anywidget")
    made = widget.ponds(runs, water=False)
    (folder / "widget.js").write_text(str(made._esm))
    (folder / "widget.html").write_text(WIDGET)
    (folder / "traits.json").write_text(
        json.dumps({name: getattr(made, name) for name in ("packed", "labels", "options", "day", "picked")})
    )
    with Visit(browser, f"{served}widget.html") as visit:
        assert visit.run("window.__ripples.day") == 0
        visit.run("window.model.fromPython('day', 4)")
        assert visit.counts(1) == Recording.of(runs[1]).summary(7)
        visit.run("window.__ripples.handle.seek(2)")
        assert visit.run("window.model.get('day')") == 2
        visit.run("window.__ripples.handle.pick(1, 5)")
        assert visit.run("window.model.get('picked')") == {"pond": 1, "row": 5}
        assert not visit.complaints
