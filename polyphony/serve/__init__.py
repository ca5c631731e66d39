"""A publication's folder into a preview of it: built in memory, served to a browser, and fresh after every save.

`Preview` is what `polyphony serve` runs: it builds once, opens its sockets, and serves until it is interrupted.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
from collections.abc import Callable
from types import FrameType
from typing import NamedTuple

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from polyphony.pipeline import Options
from polyphony.serve.building import Builder, Rebuilt
from polyphony.serve.editors import Editor, find_editor
from polyphony.serve.requests import HEADERS
from polyphony.serve.server import Access, make_application
from polyphony.serve.showing import Shown
from polyphony.serve.watching import Watch

__all__ = ["BusyError", "Editor", "Preview", "Rebuilt", "Settings", "find_editor", "open_sockets", "own_address"]

FIRST_PORT = 8000
LAST_PORT = 8099


class Settings(NamedTuple):
    """How a preview is served: `port` None takes the first free one, `poll` in seconds looks instead of watching."""

    host: str = ""
    port: int | None = None
    hosts: tuple[str, ...] = ()
    editor: Editor = Editor()
    poll: float | None = None


class BusyError(Exception):
    """The address can't be had: the text says why."""


class Protocol(H11Protocol):
    """Uvicorn's HTTP, with our headers on the answer to what is no HTTP at all."""

    def send_400_response(self, msg: str) -> None:
        """Refuse what can't be read."""
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close"), *HEADERS]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=msg.encode("ascii")),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


class Server(uvicorn.Server):
    """Uvicorn, sending away those who listen as soon as it is told to end."""

    def __init__(self, config: uvicorn.Config, shown: Shown) -> None:
        super().__init__(config)
        self.shown = shown

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal."""
        self.shown.close()
        super().handle_exit(sig, frame)


class Preview:
    """A preview: built by `build`, reachable at `port` after `listen`, and served by `run` until it is interrupted."""

    def __init__(self, folder: str | os.PathLike[str], options: Options, settings: Settings) -> None:
        self.folder = os.path.realpath(folder)
        self.settings = settings
        self.shown = Shown()
        self.builder = Builder(folder, options, self.shown)
        self.watch = Watch(self.builder.folders, self.builder.matters)
        self.sockets: list[socket.socket] = []
        self.port = 0

    def build(self) -> Rebuilt:
        """Build for the first time. Before there is any thread, so that several processes may take part."""
        gc.disable()
        rebuilt = self.builder.build_first()
        # What is there now stays: nobody need look through it for what can be thrown away.
        gc.collect()
        gc.freeze()
        gc.enable()
        gc.set_threshold(50_000, 20, 50)
        # Who asks for a page while others are still being made is not to wait long for his turn.
        sys.setswitchinterval(0.001)
        return rebuilt

    def listen(self) -> None:
        """Open the sockets; `BusyError` where that can't be done."""
        self.sockets, self.port = open_sockets(self.settings.host, self.settings.port)

    def run(self, tell: Callable[[Rebuilt], None], tell_polling: Callable[[str], None]) -> None:
        """Serve until a signal comes. `tell_polling` is told why the folder can't be watched, if so."""
        poll = self.settings.poll
        if poll is None:
            refused = self.watch.start()
            if refused:
                tell_polling(refused)
                poll = 0.5
        self.builder.start(self.watch, poll, tell)
        access = Access(self.folder, self.settings.editor, self.settings.hosts)
        config = uvicorn.Config(
            make_application(self.shown, access),
            http=Protocol,
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
        )
        try:
            Server(config, self.shown).run(sockets=self.sockets)
        finally:
            self.shown.close()
            self.builder.stop(self.watch)
            self.watch.stop()


def open_sockets(host: str, port: int | None) -> tuple[list[socket.socket], int]:
    """Open what is listened on: on this machine alone where no host is named. `BusyError` where it can't be had."""
    ports = [port] if port is not None else [*range(FIRST_PORT, LAST_PORT + 1), 0]
    problem = ""
    for candidate in ports:
        try:
            return _open_at(host, candidate)
        except OSError as error:
            problem = error.strerror or str(error)
    raise BusyError(problem)


def _open_at(host: str, port: int) -> tuple[list[socket.socket], int]:
    if host:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        one = _bind(family, host, port)
        return [one], one.getsockname()[1]
    first = _bind(socket.AF_INET, "127.0.0.1", port)
    port = first.getsockname()[1]
    try:
        return [first, _bind(socket.AF_INET6, "::1", port)], port
    except OSError as error:
        import errno

        if error.errno == errno.EADDRINUSE:
            first.close()
            raise
        return [first], port  # a machine without IPv6


def _bind(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family is socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind((host, port))
        opened.listen(128)
    except BaseException:
        opened.close()
        raise
    opened.setblocking(False)
    return opened


def own_address() -> str:
    """Find the address under which others in the same network reach this machine. No packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return ""
