"""The server of the demo: it simulates, and returns what the page plays."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from stonecast.app.answers import Answers, as_file, shipped
from stonecast.app.classes import Classes
from stonecast.app.desk import BusyError, Desk, SupersededError
from stonecast.app.library import Library
from stonecast.app.lucks import LUCKS, portions, reasons
from stonecast.app.setup import setup
from stonecast.app.shelf import Shelf
from stonecast.app.stones import TooDearError, compared
from stonecast.app.streams import Stream, Streams
from stonecast.errors import InputError

HERE = Path(__file__).parent
HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
"""Names under which a server on loopback is asked; any other page's script is turned away."""

PATIENCE = 4.0
"""Longest that warming up waits for the page to be there [s]."""

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'self' http://localhost:* http://127.0.0.1:*"
)


class App:
    """What the routes share: scenarios, answers, the queue, the classes.

    Parameters
    ----------
    library
        Scenarios and markets.
    workers
        Threads for answers; another one counts lucks.
    lucks
        Lucks under which a question is asked again.
    addresses
        Addresses under which pupils reach this server; empty on loopback.
    lesson
        A teacher's own lesson, already read.
    """

    def __init__(
        self,
        library: Library,
        *,
        workers: int = 2,
        lucks: int = LUCKS,
        addresses: tuple[str, ...] = (),
        lesson: Any = None,
    ) -> None:
        self.library, self.addresses, self.lesson, self._lucks = library, addresses, lesson, lucks
        self.answers = Answers(library)
        self.desk, self.streams = Desk(workers), Streams()
        self.classes = Classes()
        self.worlds: Shelf[bytes] = Shelf(48_000_000, len)
        self._is_shown = threading.Event()

    def warm(self) -> None:
        """Compile or load the kernels and make the first answers, while the page loads."""
        for query in (
            {"scenario": self.library.first},
            {"sources": "2"},
            {"relevance": "on", "trust_known": "0.7"},
        ):
            self.answers.get(self.library.read({"scenario": self.library.first, **query}), lambda: None)

    # -- routes -----------------------------------------------------------------------------------

    async def setup(self, request: Request) -> Response:
        """Controls, texts, scenarios and lessons."""
        language = request.query_params.get("lang", "")
        told = await asyncio.to_thread(setup, self, request.query_params, language)
        return JSONResponse(told)

    async def run(self, request: Request) -> Response:
        """Every plan once, as recordings."""
        ask = await asyncio.to_thread(self.library.read, request.query_params)
        body = self.answers.ready(ask)
        self._is_shown.set()
        if body is None:
            body = await self.desk.answer(*_asker(request), lambda check: self.answers.get(ask, check))
        return _packed(body, request)

    async def world(self, request: Request) -> Response:
        """Where everybody stands; the same address always gives the same bytes."""
        key = request.path_params["key"]
        body = self.worlds.get(key)
        if body is None:
            market = self.library.kept(key)
            if market is not None:
                body = await asyncio.to_thread(self._world, key, market)
            else:
                body = shipped_world(key)
        if body is None:
            return JSONResponse({"error": {"what": "this world is gone", "key": "gone"}}, 404)
        return _packed(body, request, {"Cache-Control": "private, max-age=86400, immutable"})

    def _world(self, key: str, market: Any) -> bytes:
        from stonecast.app.world import pack

        return self.worlds.put(key, gzip.compress(pack(market), 1, mtime=0))

    async def lucks(self, request: Request) -> Response:
        """The same question under 200 lucks, a line a portion."""
        ask = await asyncio.to_thread(self.library.read, request.query_params)
        stream = self.streams.of(
            f"lucks-{ask.key}", lambda check: portions(self.library, ask, check, lucks=self._lucks)
        )
        return _lines(stream)

    async def why(self, request: Request) -> Response:
        """Which mechanism, when switched off, changes the winner."""
        ask = await asyncio.to_thread(self.library.read, request.query_params)
        stream = self.streams.of(f"why-{ask.key}", lambda check: iter([reasons(self.library, ask, check)]))
        return _lines(stream)

    async def classroom(self, request: Request) -> Response:
        """Open a class; tell of it; bet in it; direct it (the teacher)."""
        code = request.path_params.get("code", "")
        if request.method == "GET":
            return JSONResponse(self.classes.find(code).told(request.query_params.get("session", "")))
        told = await _told(request)
        link = told.get("link", "")
        if not code:
            room = self.classes.open(link, self._ponds(link))
            return JSONResponse({**room.told(), "key": room.key, "addresses": list(self.addresses)})
        if told.get("act") == "bet":
            room = self.classes.bet(code, told.get("session", ""), told.get("bet", ""))
        else:
            act, ponds = told.get("act", ""), self._ponds(link)
            room = self.classes.direct(code, told.get("key", ""), act, link, ponds)
        return JSONResponse(room.told(told.get("session", "")))

    def _ponds(self, link: str) -> tuple[str, ...]:
        """Plans that a page shows under a link."""
        scenario = dict(parse_qsl(urlsplit(link).query)).get("scenario", "")
        return compared(self.library.base(scenario or self.library.first))

    async def export(self, request: Request) -> Response:
        """One file that plays without a server or network."""
        ask = await asyncio.to_thread(self.library.read, request.query_params)
        language = request.query_params.get("lang", "")
        made = await self.desk.answer("", 0, lambda _: as_file(self.library, ask, language))
        name = f'attachment; filename="stonecast-{ask.scenario}.html"'
        return Response(made, media_type="text/html", headers={"Content-Disposition": name})

    # -- life ---------------------------------------------------------------------------------------

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        """Warm up when the server starts; stop the threads when it stops."""
        warming = threading.Thread(target=self._warm_quietly, daemon=True, name="warm")
        warming.start()
        try:
            yield
        finally:
            self.desk.close()
            self.streams.close()

    def _warm_quietly(self) -> None:
        self._is_shown.wait(PATIENCE)  # the page comes first
        with suppress(InputError):  # whoever asks for it is told
            self.warm()


def shipped_world(key: str) -> bytes | None:
    """The world of the first picture."""
    parts = shipped()
    if not parts or json.loads(gzip.decompress(parts["answer"]))["world"] != key:
        return None
    return parts["world"]


def make_app(app: App, *, is_open: bool = False) -> Starlette:
    """Return the Starlette application.

    Parameters
    ----------
    app
        What the routes share.
    is_open
        Whether other machines may ask (a class); else only this one.
    """
    routes = [
        Route("/", _page),
        Route("/api/setup", _guarded(app.setup)),
        Route("/api/run", _guarded(app.run)),
        Route("/api/world/{key}", _guarded(app.world)),
        Route("/api/lucks", _guarded(app.lucks)),
        Route("/api/why", _guarded(app.why)),
        Route("/api/export", _guarded(app.export)),
        Route("/api/class", _guarded(app.classroom), methods=["POST"]),
        Route("/api/class/{code}", _guarded(app.classroom), methods=["GET", "POST"]),
        Mount("/page", Files(directory=HERE / "page")),
        Mount("/player", Files(directory=HERE / "player", check_dir=False)),
    ]
    middleware = [] if is_open else [Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)]
    return Starlette(routes=routes, middleware=middleware, lifespan=app.lifespan)


class Files(StaticFiles):
    """Files of the page; a browser asks again whether they have changed."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Return a file with its headers."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


async def _page(request: Request) -> Response:
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
    return FileResponse(HERE / "page" / "index.html", headers=headers)


Handler = Callable[[Request], Awaitable[Response]]


def _guarded(handler: Handler) -> Handler:
    async def guarded(request: Request) -> Response:
        try:
            return await handler(request)
        except TooDearError as error:
            return _wrong(422, error.what, key="too_dear", plan=error.plan)
        except InputError as error:
            return _wrong(422, error.what, where=error.where, remedy=error.remedy)
        except SupersededError:
            return _wrong(409, "a newer question has come", key="superseded")
        except asyncio.CancelledError:
            return _wrong(503, "the server is stopping", key="busy")
        except BusyError:
            return _wrong(503, "too many questions wait", key="busy")

    return guarded


def _wrong(status: int, what: str, **more: str) -> Response:
    headers = {"Retry-After": "1"} if status == 503 else None
    return JSONResponse({"error": {"what": what, **more}}, status, headers=headers)


def _asker(request: Request) -> tuple[str, int]:
    session, turn = request.query_params.get("session", ""), request.query_params.get("turn", "0")
    return session[:64], int(turn) if turn.isascii() and turn.isdigit() and len(turn) < 12 else 0


async def _told(request: Request) -> Mapping[str, str]:
    body = await request.body()
    try:
        told = json.loads(body) if len(body) <= 10_000 else None
    except ValueError:
        told = None
    if not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
        raise InputError("the body is no table of texts", where=request.url.path)
    return told


def _packed(body: bytes, request: Request, headers: Mapping[str, str] | None = None) -> Response:
    """Send what is compressed already; unpacked to the few who cannot read that."""
    told = {"Cache-Control": "no-store", **(headers or {})}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(body, media_type="application/json", headers={**told, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(body), media_type="application/json", headers=told)


def _lines(stream: Stream) -> Response:
    return StreamingResponse(
        stream.follow(), media_type="application/x-ndjson", headers={"Cache-Control": "no-store"}
    )
