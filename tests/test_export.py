"""Ponds in one file: everything inside, nothing asked of any host, the same bytes for the same runs."""

from __future__ import annotations

import base64
import errno
import gzip
import json
import os
import re
import sys
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from stonecast.app import bundle, export, widget, world
from stonecast.cli import cli
from stonecast.errors import InputError
from stonecast.recording import Recording
from test_recording import golden_run

PACKED = re.compile(r'<script type="text/plain" id="packed">([^<]*)</script>')


def page(**how: object) -> str:
    return export.html([golden_run("one"), golden_run("many")], **how)  # type: ignore[arg-type]


def test_the_file_holds_world_and_recordings_as_they_are() -> None:
    runs = [golden_run("one"), golden_run("many")]
    (packed,) = PACKED.findall(export.html(runs))
    held = json.loads(gzip.decompress(base64.b64decode(packed)))
    assert held["world"] == json.loads(world.pack(runs[0].market))
    kept = [Recording.from_bytes(json.dumps(told).encode()) for told in held["recordings"]]
    assert [each.summary(11) for each in kept] == [Recording.of(run).summary(11) for run in runs]


def test_the_same_runs_make_the_same_file() -> None:
    assert page() == page()


def test_the_file_names_no_other_host_and_forbids_to_ask_one() -> None:
    text = page()
    names = set(re.findall(r"https?://[^\s\"'<)]+", text))
    assert names == {"http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in text
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=", text)


def test_a_title_with_markup_stays_text() -> None:
    run = golden_run("one", title="<script>alert(1)</script> & </script>")
    text = export.html([run], sentence="</script><b>")
    assert "<script>alert" not in text
    assert "</script><b>" not in text


def test_what_somebody_calls_their_own_is_not_renamed() -> None:
    """Only what came with the program is translated, not a plan of the same name."""
    run = golden_run("one", name="classroom", title="Frau Müllers Teich")
    text = export.html([run], language="de")
    assert '<h1 id="title">Frau Müllers Teich</h1>' in text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who brings more votes until the last day?", "Wer bringt bis zum letzten Tag mehr Stimmen?"),
        ("Wen wählen wir?", "Wen wählen wir?"),
        ("", ""),
    ],
)
def test_a_question_is_asked_in_the_language_of_the_page(question: str, said: str) -> None:
    run = golden_run("one", name="school_vote", question=question)
    assert f'<p id="question">{said}</p>' in export.html([run], language="de")


def test_every_language_travels_along() -> None:
    text = page(language="de")
    assert '<html lang="de">' in text
    assert all(word in text for word in ("Abspielen", "Reproducir", '"player.play": "Play"'))
    with pytest.raises(InputError, match="language 'fr'"):
        page(language="fr")


def test_the_bundle_holds_every_module_once_after_those_it_imports() -> None:
    text = bundle.script()
    order = re.findall(r'^modules\["([\w.]+)"\] =', text, re.MULTILINE)
    files = {path.name for path in (Path(bundle.__file__).parent / "player").glob("*.js")}
    assert set(order) == files
    assert len(order) == len(files)
    assert order[-1] == bundle.ENTRY
    for name in order:
        for _, other in bundle.IMPORT.findall(bundle.source(name)):
            assert order.index(other) < order.index(name)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"index.js": 'import { a } from "./a.js";\n', "a.js": 'import { b } from "./index.js";\n'},
            "circle",
        ),
        ({"index.js": 'import * as a from "./a.js";\n'}, "cannot read"),
        ({"index.js": "export default 3;\n"}, "cannot read"),
        ({"index.js": "export const A = 1, B = 2;\n"}, "cannot read"),
    ],
)
def test_what_the_bundle_cannot_read_is_refused(
    files: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "source", files.__getitem__)
    with pytest.raises(ValueError, match=said):
        bundle.script.__wrapped__()


def test_runs_of_different_markets_or_none_are_refused() -> None:
    with pytest.raises(InputError, match="no run"):
        export.html([])
    with pytest.raises(InputError, match="different markets"):
        export.html([golden_run("one"), golden_run("one", name="another")])


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = golden_run("one").export(tmp_path / "a" / "ponds.html")
    assert path.read_text(encoding="utf-8") == export.html([golden_run("one")])
    with pytest.raises(InputError, match="already there"):
        golden_run("one").export(path)


def test_no_half_of_a_page_is_left_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(path: Path, text: str) -> None:
        path.write_text(text[: len(text) // 2], encoding="utf-8")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("stonecast.app.export.write_text", half)
    with pytest.raises(InputError, match="No space left"):
        golden_run("one").export(tmp_path / "ponds.html")
    assert not list(tmp_path.iterdir())


def test_a_notebook_carries_the_page_unless_it_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    run = golden_run("one")
    frame = run._repr_html_()
    assert frame is not None
    (held,) = re.findall(r'srcdoc="([^"]*)"', frame)
    assert unescape(held).startswith("<!doctype html>")
    assert 'sandbox="allow-scripts' in frame
    monkeypatch.setattr(export, "LARGEST_FRAME", 100)
    assert run._repr_html_() is None


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    out = tmp_path / "ponds.html"
    scenario = str(Path(__file__).parents[1] / "scenarios" / "blank.toml")
    done = CliRunner().invoke(cli, ["export", scenario, "--luck", "3", "--language", "es", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "ponds.html" in done.output
    assert '<html lang="es">' in out.read_text(encoding="utf-8")


def test_a_widget_without_anywidget_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    widget._widget.cache_clear()
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(InputError, match=r"stonecast\[notebook\]"):
        widget.ponds([golden_run("one")])
