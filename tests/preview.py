"""A preview that runs: to ask it as no browser would, to hear what it says, and to stop it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

LONG = 60.0
"""Seconds after which something that should happen is held not to: a busy machine is slow."""


def until(condition: Callable[[], Any], what: str = "") -> Any:
    """Wait until a condition holds, and give what it gave."""
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError(f"this didn't come: {what or condition}")


def free_port() -> int:
    """Find a port that nobody has, far from those that others take first."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Answer:
    """What came back on a socket: all of it as bytes, and read."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split()[1]) if raw else 0
        self.headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}


class Preview:
    """`polyphony serve` in a process of its own."""

    def __init__(
        self,
        folder: Path,
        *options: str,
        environment: dict[str, str] | None = None,
        before: tuple[str, ...] = (),
    ) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [*before, sys.executable, "-m", "polyphony", "serve", str(folder), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", **(environment or {})},
        )
        self.lines: list[str] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        until(lambda: "Ctrl-C stops." in self.said or self.process.poll() is not None, "its address")
        found = re.search(r"The preview is at http://[^/]*:(\d+)/", self.said)
        assert found, self.said
        self.port = int(found[1])

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    @property
    def said(self) -> str:
        return "\n".join(self.lines)

    @property
    def rebuilds(self) -> list[str]:
        return [line for line in list(self.lines) if " → " in line]

    def send(self, request: bytes) -> Answer:
        """Send bytes as they are, and read until the other side is done."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=LONG) as connection:
            pieces = []
            try:
                connection.sendall(request)
                while piece := connection.recv(65536):
                    pieces.append(piece)
            except (ConnectionResetError, BrokenPipeError):
                pass
        return Answer(b"".join(pieces))

    def ask(self, path: str, *, method: str = "GET", host: str | None = None, **headers: str) -> Answer:
        """Ask for a path to the letter. Headers are written with underscores."""
        wanted = {"Host": host or f"localhost:{self.port}", "Connection": "close"}
        wanted |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in wanted.items())
        return self.send(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1"))

    def text(self, path: str = "/") -> str:
        return self.ask(path).body.decode()

    def listen(self, page: str = "index.html", since: str = "") -> News:
        return News(self.port, page, since)

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(LONG)
        self.reader.join(1)
        return code


class News:
    """The stream of a page's news."""

    def __init__(self, port: int, page: str, since: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONG)
        self.connection.request("GET", f"/.preview/events?page={page}&since={since}")
        self.answer = self.connection.getresponse()

    def next(self) -> dict[str, Any]:
        while True:
            line = self.answer.readline()
            assert line, "the stream has ended"
            if line.startswith(b"data: "):
                return json.loads(line[6:])  # type: ignore[no-any-return]

    def until(self, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while not condition(news := self.next()):
            pass
        return news

    def close(self) -> None:
        self.answer.close()
        self.connection.close()
