"""What is shown into an application that a browser can ask: files, the news of a page, and an editor to be opened."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import os
import re
from collections.abc import AsyncIterator, Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from polyphony.model import OutputFile
from polyphony.output import FileCopy
from polyphony.serve.editors import Editor, open_place
from polyphony.serve.injecting import ASSETS, inject, read_asset_file, render_explanation
from polyphony.serve.insight import problems_of, see_page
from polyphony.serve.requests import HEADERS, check_request, is_local, path_of
from polyphony.serve.showing import ServedFile, Shown, State, version_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Access", "make_application"]

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".bib": "text/plain; charset=utf-8",
    ".ris": "text/plain; charset=utf-8",
    ".cff": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".woff2": "font/woff2",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".m4a": "audio/mp4",
    ".epub": "application/epub+zip",
}
"""Types by the end of a file's name, the same on every machine; the machine's own table knows the rest."""

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
HEARTBEAT = 15.0
"""Seconds after which a silent connection says that it is there."""


class Access(NamedTuple):
    """How the preview may be reached, and what it may open: `hosts` are further names that it answers to."""

    folder: str
    editor: Editor = Editor()
    hosts: tuple[str, ...] = ()


def make_application(shown: Shown, access: Access) -> ASGIApp:
    """Make the application that serves what is shown."""
    seen: dict[tuple[int, str, bool], dict[str, Any]] = {}

    def see(state: State, page: str, editor: Editor) -> dict[str, Any]:
        """Make the news of a page once for all tabs that show it."""
        key = (state.number, page, editor == access.editor)
        if key not in seen:
            for old in [old for old in seen if old[0] != state.number]:
                del seen[old]
            seen[key] = _news(state, page, access.folder, editor)
        return seen[key]

    async def events(request: Request) -> Response:
        page = request.query_params.get("page", "")
        since = request.query_params.get("since", "")
        run, _, number = since.partition("-")
        known = int(number) if run == shown.run and number.isdecimal() else None
        editor = access.editor if is_local(request.client.host if request.client else "") else Editor()
        # Who comes from before this run has perhaps missed everything; who has just been loaded, nothing.
        known = shown.state.number if not since else known
        stream = _stream(shown, page, known, lambda state: see(state, page, editor))
        return StreamingResponse(stream, media_type="text/event-stream")

    async def own(request: Request) -> Response:
        name = request.path_params["name"]
        content = read_asset_file(name) if name in ASSETS else None
        if content is None:
            return PlainTextResponse("There is no such part of the preview.", 404)
        return Response(content, media_type=None, headers={"Content-Type": ASSETS[name]})

    async def edit(request: Request) -> Response:
        """Open a source in the writer's editor. A page elsewhere can't send this header, nor can a link."""
        local = is_local(request.client.host if request.client else "")
        if request.headers.get("x-polyphony") != "open" or not local or request.method != "GET":
            return PlainTextResponse("Only the preview itself may open an editor.", 403)
        path, line, column = (request.query_params.get(key, "") for key in ("path", "line", "column"))
        if path not in _sources(shown.state):
            return PlainTextResponse("There is no such source.", 404)
        place = os.path.join(access.folder, *path.split("/"))
        numbers = [int(value) if value.isdecimal() else 1 for value in (line[:9], column[:9])]
        opened = await run_in_threadpool(open_place, access.editor, place, *numbers)
        return PlainTextResponse("", 204) if opened else PlainTextResponse("The editor could not be opened.", 502)

    async def file(request: Request) -> Response:
        state = shown.state
        found = _find(state, path_of(request.scope["raw_path"]))
        if isinstance(found, FileCopy):  # it lies on a disk, which may be slow
            return await run_in_threadpool(_serve, found, request, 200)
        return _answer(state, found, path_of(request.scope["raw_path"]) or "", request)

    routes = [
        Route("/.preview/events", events, methods=["GET"]),
        Route("/.preview/edit", edit, methods=["GET"]),
        Route("/.preview/{name}", own, methods=["GET"]),
        Route("/{path:path}", file, methods=["GET"]),
    ]
    application = Starlette(routes=routes)
    application.router.redirect_slashes = False
    return _guard(application, access.hosts)


def _guard(application: ASGIApp, allowed: Iterable[str]) -> ASGIApp:
    """Let through only what may be answered, and give every answer its headers."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.lower().encode(), value.encode()) for name, value in HEADERS]
                message["headers"] = [*message.get("headers", ()), *own]
            await send(message)

        server = scope.get("server") or ("", 0)
        refused = check_request(scope["method"], scope["raw_path"], scope["headers"], server, allowed)
        if refused is None:
            await application(scope, receive, send_with_headers)
            return
        headers = {"Allow": "GET, HEAD"} if refused.status == 405 else None
        await PlainTextResponse(refused.text + "\n", refused.status, headers)(scope, receive, send_with_headers)

    return guarded


def _sources(state: State) -> set[str]:
    paths = {one.span.path for one in state.found if one.span}
    if state.project is not None:
        paths |= {state.project.settings.path, *(file.path for file in state.project.files)}
    return {path for path in paths if path and not path.startswith("themes/")}


def _answer(state: State, found: ServedFile | str | None, path: str, request: Request) -> Response:
    """Answer with the file that was found at a path, or lead to it, or give the page for what isn't there."""
    if not state.files:
        texts = [problem["text"] for problem in problems_of(state, "", Editor())]
        page = render_explanation("There is nothing to show yet", texts or ["The publication is being built."])
        return Response(inject(page, _file_name(path), ""), 503, {"Content-Type": TYPES[".html"]})
    if isinstance(found, str):
        query = request.scope["query_string"].decode("latin-1")
        return RedirectResponse("/" + quote(found) + (f"?{query}" if query else ""), 302)
    if found is not None:
        return _serve(found, request, 200)
    missing = state.files.get("404.html")
    if missing is None:
        return PlainTextResponse("There is no page at this address.\n", 404)
    return _serve(missing, request, 404, as_page=_file_name(path))


def _file_name(path: str) -> str:
    return path + "index.html" if not path or path.endswith("/") else path


def _find(state: State, path: str | None) -> ServedFile | str | None:
    """Find a file; a text is the address of a folder that was named without its last slash."""
    if path is None:
        return None
    below = urlsplit(state.publication.url).path.strip("/") if state.publication else ""
    candidates = [path]
    if below and path.startswith(f"{below}/"):
        candidates.append(path.removeprefix(f"{below}/"))  # where the site will live below its host's root
    for candidate in candidates:
        file = state.files.get(_file_name(candidate))
        if file is not None:
            return file
        if candidate and f"{candidate}/index.html" in state.files:
            return f"{path}/"
    return None


def _serve(file: ServedFile, request: Request, status: int, *, as_page: str = "") -> Response:
    kind = TYPES.get(os.path.splitext(file.path)[1].lower()) or mimetypes.guess_type(file.path)[0]
    headers = {"Content-Type": kind or "application/octet-stream"}
    if isinstance(file, OutputFile):
        content = file.content
        if kind == TYPES[".html"]:
            # A page that isn't there has no version: when it comes to be there, that is news.
            content = inject(content, as_page or file.path, "" if as_page else version_of(file))
    else:
        try:
            with file.open() as source:
                content = source.read()
        except OSError:
            return PlainTextResponse("This file can't be read any more.\n", 404)
    headers["Accept-Ranges"] = "bytes"
    wanted = _RANGE.fullmatch(request.headers.get("range", ""))
    if wanted and status == 200 and (wanted[1] or wanted[2]):
        first = int(wanted[1]) if wanted[1] else max(len(content) - int(wanted[2]), 0)
        last = min(int(wanted[2]), len(content) - 1) if wanted[1] and wanted[2] else len(content) - 1
        if first > last:
            return Response(b"", 416, {"Content-Range": f"bytes */{len(content)}"})
        headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
        return Response(content[first : last + 1], 206, headers)
    return Response(content, status, headers)


async def _stream(
    shown: Shown, page: str, known: int | None, see: Callable[[State], dict[str, Any]]
) -> AsyncIterator[str]:
    """Tell a page what is new, whenever something is, until it goes away. `known` is the last state that it knows."""
    key, event = shown.listen(page)
    last: dict[str, Any] = {}
    try:
        yield "retry: 500\n\n"
        while not shown.closed:
            event.clear()
            state = shown.state
            news = see(state)
            changed = shown.changed_since(known) if known is not None else ("*",)
            if news != last or changed:
                message = {**news, "since": f"{shown.run}-{state.number}", "assets": changed}
                file = state.files.get(page)
                if last and news["version"] != last["version"] and isinstance(file, OutputFile):
                    # Who waits for the page gets it with the news, instead of having to ask for it.
                    message["html"] = inject(file.content, page, news["version"]).decode("utf-8", "replace")
                yield f"data: {json.dumps(message)}\n\n"
            known, last = state.number, news
            try:
                await asyncio.wait_for(event.wait(), HEARTBEAT)
            except TimeoutError:
                yield ": still here\n\n"
    finally:
        shown.leave(key)


def _news(state: State, page: str, folder: str, editor: Editor) -> dict[str, Any]:
    """All that the preview's script needs to know of a page, to be compared with what it was told before."""
    return {
        "version": version_of(state.files.get(page)),
        "problems": problems_of(state, folder, editor) if state.failed else [],
        "page": see_page(state, page, folder, editor),
    }
