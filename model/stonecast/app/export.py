"""Runs as one HTML file that plays without a server or network, and as a frame for notebooks."""

from __future__ import annotations

import base64
import gzip
import json
import os
from collections.abc import Mapping, Sequence
from html import escape
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stonecast.app import bundle, world
from stonecast.app.messages import LANGUAGES, is_ours, messages
from stonecast.errors import InputError, as_path
from stonecast.recording import Recording
from stonecast.version import __version__
from stonecast.writing import file_or_nothing, write_text

if TYPE_CHECKING:
    from stonecast.campaign import Run

LARGEST_FRAME = 1_500_000
"""Bytes of packed data up to which a notebook carries the ponds themselves."""


def html(
    runs: Sequence[Run],
    *,
    language: str = "en",
    sentence: str = "",
    options: Mapping[str, Any] | None = None,
) -> str:
    """Return a complete HTML document that plays the runs side by side: it asks no host for anything.

    Parameters
    ----------
    runs
        One run a plan, all of one market.
    language
        ``en``, ``de`` or ``es``; the reader can change it on the page.
    sentence
        A line under the ponds, such as a verdict.
    options
        Options of the player, as in ``app/README.md``: ``{"t": 5.2, "water": False}``.

    Raises
    ------
    InputError
        If there is no run, or runs are of different markets.
    """
    return _page(pack(runs), runs, language, sentence, dict(options or {}))


def write(runs: Sequence[Run], path: str | os.PathLike[str], **how: Any) -> Path:
    """Write what `html` returns into a new file, and return its path.

    Raises
    ------
    InputError
        As `html`; or if the file is already there or cannot be written, and nothing is left then.
    """
    target = as_path(path, "export")
    if target.exists():
        raise InputError("is already there", where=str(target), remedy="choose another name")
    text = html(runs, **how)

    def fill(folder: Path) -> Path:
        write_text(folder / target.name, text)
        return folder / target.name

    return file_or_nothing(target, fill)


def fragment(runs: Sequence[Run], *, height: int | None = None, language: str = "en") -> str:
    """Return the page in a frame of its own, for a notebook: it works offline and in saved notebooks.

    Parameters
    ----------
    runs
        One run a plan, all of one market.
    height
        Of the frame [pixels]; chosen by the number of runs if not given.
    language
        As in `html`.

    Returns
    -------
    str
        The frame; an empty text if the data is larger than `LARGEST_FRAME`.
    """
    packed = pack(runs)
    if len(packed) > LARGEST_FRAME:
        return ""
    text = _page(packed, runs, language, "", {"compact": True, "t": runs[0].spec.clock.days})
    title = escape(runs[0].spec.title or runs[0].spec.name, quote=True)
    tall = height or (760 if len(runs) < 3 else 1080)
    return (
        f'<iframe title="{title}" srcdoc="{escape(text, quote=True)}" '
        'sandbox="allow-scripts allow-downloads" '
        f'style="width:100%;height:{tall}px;border:1px solid #d9dfe5;border-radius:8px;background:#fff">'
        "</iframe>"
    )


def pack(runs: Sequence[Run]) -> str:
    """Return world and recordings as base64 of gzip of JSON: the same bytes for the same runs."""
    if not runs:
        raise InputError("no run to show", where="export", remedy="give one run a plan")
    markets = {(run.market.seed, run.market.network.people, run.spec.name) for run in runs}
    if len(markets) > 1:
        raise InputError("runs of different markets", where="export", remedy="runs of one market")
    market = runs[0].market
    places = not world.complete(market)
    recordings = b",".join(Recording.of(run, places=places).to_bytes() for run in runs)
    text = b'{"world":' + world.pack(market) + b',"recordings":[' + recordings + b"]}"
    return base64.b64encode(gzip.compress(text, 9, mtime=0)).decode("ascii")


def _page(packed: str, runs: Sequence[Run], language: str, sentence: str, options: dict[str, Any]) -> str:
    if language not in LANGUAGES:
        raise InputError(f"language {language!r}", where="export", remedy=f"one of {', '.join(LANGUAGES)}")
    names = {each: _names(runs, each) for each in LANGUAGES}
    told = {
        "language": language,
        "names": names,
        "languages": LANGUAGES,
        "labels": {each: messages(each, "player") for each in LANGUAGES},
        "options": {**options, **({"sentence": sentence} if sentence else {})},
    }
    filled = {
        "language": language,
        "title": escape(names[language]["title"]),
        "question": escape(names[language]["question"]),
        "version": __version__,
        "styles": bundle.styles(),
        "script": _inline(bundle.script()),
        "told": json.dumps(told, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c"),
        "packed": packed,
    }
    page = resources.files("stonecast.app").joinpath("export.html").read_text(encoding="utf-8")
    for name, text in filled.items():
        page = (
            page.replace(f"<!--{name}-->", text) if name != "language" else page.replace("LANGUAGE", text, 1)
        )
    return page


def _names(runs: Sequence[Run], language: str) -> dict[str, Any]:
    """What scenario and plans are called: ours in the language, another's as its file says."""
    spec, texts = runs[0].spec, messages(language, "scenario", "question", "plan")

    def named(key: str, title: str, name: str) -> str:
        is_translated = language != "en" and is_ours(key, title)
        return texts[key] if is_translated else title or name

    return {
        "title": named(f"scenario.{spec.name}", spec.title, spec.name),
        "question": named(f"question.{spec.name}", spec.question, "") if spec.question else "",
        "plans": [named(f"plan.{run.plan.name}", run.plan.title, run.plan.name) for run in runs],
    }


def _inline(text: str) -> str:
    """Keep a script from ending before its end."""
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")
