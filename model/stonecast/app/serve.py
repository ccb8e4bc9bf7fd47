"""Start the server of the demo, open the page, and stop cleanly."""

from __future__ import annotations

import errno
import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn

from stonecast.app import lessons
from stonecast.app.library import Library
from stonecast.app.server import App, make_app
from stonecast.errors import InputError
from stonecast.scenario import load, names
from stonecast.scenario.value import Scenario

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(
    source: str | None,
    *,
    host: str,
    port: int,
    people: int | None,
    browser: bool,
    tell: Callable[[str], None],
) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    source
        Name or path of a scenario, or path of a lesson (``.md``).
    host, port
        Where to listen; port 0 takes a free one.
    people
        Readers that a pond may have before it is scaled down.
    browser
        Whether to open the page.
    tell
        Gets the lines to show.

    Raises
    ------
    InputError
        If the scenario or lesson cannot be used, or nothing can listen there.
    """
    listener = _listen(host, port)
    try:
        app = _app(source, people, host, listener.getsockname()[1])
        shown = host if host not in ("0.0.0.0", "::", "") else "127.0.0.1"
        url = f"http://{f'[{shown}]' if ':' in shown else shown}:{listener.getsockname()[1]}/"
        if app.lesson is not None:
            url += f"?lesson={app.lesson.name}"
        tell(f"The pond is at {url}")
        for address in app.addresses:
            tell(f"For the class: {address}")
        tell("Stop with Ctrl+C.")
        if browser:
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        application = make_app(app, is_open=host not in LOOPBACK)
        config = uvicorn.Config(application, log_level="warning", timeout_graceful_shutdown=2, lifespan="on")
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass  # where a shell keeps the interrupt from Python the server just returns
    finally:
        listener.close()
    tell("\nThe pond is closed.")


def _app(source: str | None, people: int | None, host: str, port: int) -> App:
    own, lesson = None, None
    if source is not None and source.endswith(".md"):
        lesson = lessons.read(Path(source))
        beside = Path(source).parent / lesson.scenario
        own = beside if beside.suffix == ".toml" and beside.is_file() else None
    elif source is not None and (Path(source).suffix in (".toml", ".json") or Path(source).parent != Path()):
        own = Path(source)
    library = Library(own, **({"people": people} if people else {}))
    if source is not None and own is None and lesson is None:
        library.first = library.add(_by_name(source))
    if lesson is not None:
        lesson = _with_scenario(lesson, library.first if own else lesson.scenario)
        try:
            base = library.base(lesson.scenario)
        except InputError as error:
            raise InputError(error.what, where=str(source), remedy=error.remedy) from None
        lessons.check(lesson, base, str(source))
    return App(library, addresses=_addresses(host, port), lesson=lesson)


def _by_name(source: str) -> Scenario:
    if source in {lesson.name for lesson in lessons.shipped()} - set(names()):
        remedy = "say stonecast demo, and choose it at the top of the page"
        raise InputError(f"'{source}' is a lesson", remedy=remedy)
    return load(source)


def _with_scenario(lesson: lessons.Lesson, scenario: str) -> lessons.Lesson:
    from dataclasses import replace

    return replace(lesson, scenario=scenario)


def _listen(host: str, port: int) -> socket.socket:
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(kind, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)  # whoever asks before the server is up waits
    except OSError as error:
        listener.close()
        what = f"cannot listen on {host}:{port} ({error.strerror})"
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            remedy = "give an address of this machine, or 0.0.0.0 for all that it has"
            raise InputError(what, where="--host", remedy=remedy) from None
        remedy = "choose another port, or --port 0 for any that is free"
        raise InputError(what, where="--port", remedy=remedy) from None
    return listener


def _addresses(host: str, port: int) -> tuple[str, ...]:
    """Where other machines find this one; nothing is sent to find out."""
    if host in LOOPBACK:
        return ()
    if host not in ("0.0.0.0", "::", ""):
        return (f"http://{host}:{port}/",)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            found: Any = probe.getsockname()[0]
        except OSError:
            return ()
    return (f"http://{found}:{port}/",)
