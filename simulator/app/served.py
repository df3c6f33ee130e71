"""The page to explore, served to a browser on this computer and to nobody else."""

from __future__ import annotations

import asyncio
import json
import shlex
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import iterate_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from simulator.app.answer import answer, held_in_full
from simulator.app.chosen import UNTITLED, Chosen, save
from simulator.app.exploration import Exploration
from simulator.app.lever import Lever
from simulator.app.levers import PANELS, levers_of
from simulator.errors import InputError, Problem

HOST = "127.0.0.1"
# Another page, or another name that leads here, must not be able to ask.
HOSTS = ["127.0.0.1", "localhost"]
ASKED_BY = "x-stepdown"
MOST_BYTES = 100_000
STATIC = Path(__file__).resolve().parent / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
Answering = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Page:
    """What the requests of the page share."""

    exploration: Exploration
    levers: dict[str, Lever]

    @classmethod
    def of(cls, exploration: Exploration) -> Page:
        """The page of a scenario."""
        return cls(exploration, levers_of(exploration.base.loaded))

    async def about(self, _: Request) -> Response:
        """The scenario, and what can be moved in it."""
        base = self.exploration.base
        return JSONResponse(
            {
                "title": base.title,
                "file": self.exploration.file.as_posix(),
                "most": self.exploration.most,
                "seed": self.exploration.batch.seed,
                "held": held_in_full(base.loaded.scenario),
                "panels": PANELS,
                "levers": [lever.plain() for lever in self.levers.values()],
            }
        )

    async def explore(self, request: Request) -> Response:
        """A line of JSON a look, until nobody listens or enough has been run."""
        chosen = Chosen.of(self.levers, (await _body(request)).get("levers", {}))
        return StreamingResponse(self._lines(chosen), media_type="application/x-ndjson")

    async def _lines(self, chosen: Chosen) -> AsyncIterator[str]:
        stopped = Event()
        try:
            looks = self.exploration.looks(chosen, stopped)
            async for look in iterate_in_threadpool(looks):
                told = await asyncio.to_thread(answer, look, self.exploration.most)
                yield json.dumps({**told, "changes": len(chosen.changes)}, allow_nan=False) + "\n"
        except InputError as error:
            yield json.dumps({"problems": _told(error)}) + "\n"
        finally:
            stopped.set()

    async def text(self, request: Request) -> Response:
        """The scenario file that what is moved makes."""
        chosen = Chosen.of(self.levers, (await _body(request)).get("levers", {}))
        return JSONResponse({"yaml": chosen.text(self.exploration.file.name)})

    async def save(self, request: Request) -> Response:
        """Write the scenario file beside the one that it changes."""
        asked = await _body(request)
        chosen = Chosen.of(self.levers, asked.get("levers", {}))
        if not chosen.changes:
            raise InputError([Problem("nothing is moved, so there is nothing to save")])
        title = " ".join(str(asked.get("title") or UNTITLED).split())[:200]
        name = str(asked.get("name", ""))
        file = await asyncio.to_thread(save, chosen, self.exploration.file, name, title)
        given = asked.get("replications")
        number = given if isinstance(given, int) and given >= 2 else self.exploration.most
        seed = self.exploration.batch.seed
        files = shlex.join([self.exploration.file.as_posix(), file.as_posix()])
        command = f"stepdown compare {files} --replications {number} --seed {seed}"
        return JSONResponse({"file": file.as_posix(), "next": command})


def application(exploration: Exploration) -> Starlette:
    """The page of a scenario as an ASGI application."""
    page = Page.of(exploration)
    routes = [
        Route("/", _file("page.html", "text/html")),
        Route("/page.css", _file("page.css", "text/css")),
        Route("/page.js", _file("page.js", "text/javascript")),
        Route("/about", _guarded(page.about)),
        Route("/explore", _guarded(page.explore), methods=["POST"]),
        Route("/text", _guarded(page.text), methods=["POST"]),
        Route("/save", _guarded(page.save), methods=["POST"]),
    ]
    trusted = Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)
    return Starlette(routes=routes, middleware=[trusted])


def serve(exploration: Exploration, port: int, told: Callable[[str], None]) -> None:
    """Serve the page until it is stopped with a key press; ``told`` its address once it is there.

    Raises:
        InputError: the port is taken.
    """
    import socket

    import uvicorn

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            exploration.close()
            super().handle_exit(sig, frame)

    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen()
        except OSError as error:
            says = f"port {port} cannot be listened on: {error.strerror}"
            raise InputError(
                [Problem(says, path="--port", do="--port 0 takes a free one")]
            ) from None
        told(f"http://{HOST}:{listening.getsockname()[1]}/")
        config = uvicorn.Config(
            application(exploration), log_level="warning", timeout_graceful_shutdown=2
        )
        Server(config).run(sockets=[listening])


def _file(name: str, kind: str) -> Answering:
    async def answered(_: Request) -> Response:
        return _kept_safe(FileResponse(STATIC / name, media_type=kind))

    return answered


def _guarded(work: Answering) -> Answering:
    async def answered(request: Request) -> Response:
        # A page from elsewhere cannot send this without asking first, and is not answered then.
        if request.headers.get(ASKED_BY) != "page":
            return JSONResponse({"problems": ["not asked by the page"]}, status_code=403)
        try:
            return _kept_safe(await work(request))
        except InputError as error:
            return _kept_safe(JSONResponse({"problems": _told(error)}, status_code=422))

    return answered


def _kept_safe(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


async def _body(request: Request) -> dict[str, Any]:
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > MOST_BYTES:
            raise InputError([Problem("too much is asked at once")])
    try:
        asked = json.loads(content)
    except ValueError:
        asked = None
    if not isinstance(asked, dict) or not isinstance(asked.get("levers", {}), dict):
        raise InputError([Problem("what is asked is not understood", do="load the page anew")])
    return asked


def _told(error: InputError) -> list[str]:
    found = []
    for each in error.problems:
        where = f"{each.path}: " if each.path else ""
        do = f" ({each.do})" if each.do else ""
        found.append(f"{where}{each.says}{do}")
    return found
