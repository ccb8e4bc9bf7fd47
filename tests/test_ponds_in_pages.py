"""Ponds in a page of somebody else, and in a widget: what is done on them is told, and the other way."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stonecast.app import export, widget, world
from stonecast.app.messages import messages
from stonecast.recording import Recording
from test_recording import golden_run
from visits import Visit

pytest_plugins = ["browser"]

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
def runs() -> list[Any]:
    return [golden_run("one"), golden_run("many")]


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
