"""A save -> how long until the new page is there over HTTP, by Polyphony's preview and its peers' servers in one run.

    python benchmarks/peers.py
    python benchmarks/preview.py --pages 1000 --edits 20 --browser --idle 60

All servers run at once and take turns with each edit, so that a busy moment falls on all of them. A sentence is added
to a page, another page each time; from the moment at which the file is closed the page is asked for every few
milliseconds until the sentence is in it.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus import name_of, section_of
from measure import Command, describe_machine, format_table
from peers import TOOLS
from sites import SITES, write_site

SERVERS = {
    "polyphony": ("serve", ("{folder}", "--port", "{port}")),
    "hugo": ("server", ("--bind", "127.0.0.1", "--port", "{port}", "--baseURL", "http://127.0.0.1:{port}/")),
    "eleventy": ("", ("--serve", "--incremental", "--port={port}")),
    "mkdocs": ("serve", ("--quiet", "--dirty", "--dev-addr", "127.0.0.1:{port}")),
}
"""How each tool's server is started: the subcommand and its options, each in the way that is fastest at an edit."""

LONGEST = 120.0
ASKED_EVERY = 0.003


@dataclass(slots=True)
class Running:
    """A server that runs: its process, where it listens, what it serves, and the milliseconds of each edit."""

    name: str
    folder: Path
    process: subprocess.Popen[bytes]
    port: int
    times: list[float] = field(default_factory=list)
    painted: list[float] = field(default_factory=list)


def start(name: str, folder: Path, pages: int) -> Running | None:
    """Write a tool's corpus and start its server; None where the tool is not installed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    built = TOOLS[name].command(folder)
    if built is None:
        return None
    write_site(folder, SITES[name](pages))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = as_server(name, built, port)
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(
        command.arguments,
        cwd=command.folder,
        env={**os.environ, **dict(command.environment)},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    return Running(name, folder, process, port)


def as_server(name: str, built: Command, port: int) -> Command:
    """Make the command of a server from that of a build."""
    subcommand, options = SERVERS[name]
    kept = [word for word in built.arguments if word not in ("build", str(built.folder))]
    if name == "mkdocs":
        kept = [word for word in kept if word != "--quiet"]
    given = [option.format(folder=built.folder, port=port) for option in options]
    return Command((*kept, *([subcommand] if subcommand else []), *given), built.folder, built.environment)


def ask(server: Running, path: str) -> bytes:
    """Ask for a path; nothing where nobody answers."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=LONGEST)
        connection.request("GET", path)
        answer = connection.getresponse().read()
        connection.close()
    except (OSError, http.client.HTTPException):  # also a page that changes while it is sent
        return b""
    return answer


def wait_for(server: Running, path: str, wanted: bytes) -> float:
    """Ask for a page until something is in it; the moment at which it was."""
    end = time.perf_counter() + LONGEST
    while time.perf_counter() < end:
        if wanted in ask(server, path):
            return time.perf_counter()
        if server.process.poll() is not None:
            break
        time.sleep(ASKED_EVERY)
    raise SystemExit(f"{server.name} doesn't show {wanted!r} in {path}: see {server.folder / 'server.log'}")


@contextlib.contextmanager
def looked_at(server: Running, path: str) -> Iterator[None]:
    """Look at a page of Polyphony's preview, as a browser does: over the stream of its news."""
    if server.name != "polyphony":
        yield
        return
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=LONGEST)
    connection.request("GET", f"/.preview/events?page={path[1:]}index.html&since=")
    answer = connection.getresponse()
    answer.readline()
    reader = threading.Thread(target=drain, args=(answer,), daemon=True)
    reader.start()
    try:
        yield
    finally:
        with contextlib.suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)
        reader.join(1)
        connection.close()


def drain(answer: http.client.HTTPResponse) -> None:
    """Take in what comes, and do nothing with it."""
    with contextlib.suppress(OSError, ValueError, AttributeError, http.client.HTTPException):
        while answer.readline():
            pass


def edit(server: Running, number: int, sentence: str) -> None:
    """Add a sentence to page `number`, in one write."""
    source = server.folder / "content" / section_of(number) / f"{name_of(number)}.md"
    text = source.read_text(encoding="utf-8").rstrip("\n")
    source.write_text(f"{text} {sentence}\n", encoding="utf-8")


def measure_edits(servers: list[Running], *, pages: int, edits: int) -> None:
    """Time each edit by each server."""
    for turn in range(edits):
        number = (turn * 389) % pages + 1
        path = f"/{section_of(number)}/{name_of(number)}/"
        for server in servers:
            sentence = f"A later thought, the {turn}th."
            with looked_at(server, path):
                wait_for(server, path, b"<h1")
                time.sleep(1.0)
                edit(server, number, sentence)
                begin = time.perf_counter()
                server.times.append((wait_for(server, path, sentence.encode()) - begin) * 1000)


def measure_browser(server: Running, *, pages: int, edits: int) -> None:
    """Time each edit until it is in the page that a browser shows."""
    from playwright.sync_api import sync_playwright

    script = """(sentence) => new Promise((resolve) => {
        const look = () => document.body.textContent.includes(sentence) && resolve(Date.now());
        const all = {subtree: true, childList: true, characterData: true};
        new MutationObserver(look).observe(document.documentElement, all);
        look();
    })"""
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        page = browser.new_page()
        for turn in range(edits):
            number = (turn * 211) % pages + 1
            page.goto(f"http://127.0.0.1:{server.port}/{section_of(number)}/{name_of(number)}/")
            time.sleep(1.0)
            sentence = f"A thought on the screen, the {turn}th."
            page.evaluate(f"window.seen = ({script})({sentence!r}); 0")
            edit(server, number, sentence)
            begin = time.time() * 1000
            server.painted.append(page.evaluate("window.seen") - begin)
        browser.close()


def measure_idle(server: Running, seconds: float) -> tuple[float, int]:
    """Leave the preview alone with a page open: the share of a processor that it uses, and how often it rebuilds."""

    def used() -> float:
        fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    log = server.folder / "server.log"
    with looked_at(server, "/"):
        time.sleep(3)
        before, said = used(), log.read_text().count(" → ")
        time.sleep(seconds)
        return (used() - before) / seconds, log.read_text().count(" → ") - said


def render_results(servers: list[Running]) -> str:
    """Render the figures, each median with its ratio to Polyphony's."""
    own = next((statistics.median(one.times) for one in servers if one.name == "polyphony"), None)
    rows = []
    for server in servers:
        median = statistics.median(server.times)
        ratio = f"{median / own:.1f}" if own else "–"
        rows.append([server.name, f"{median:.0f}", f"{min(server.times):.0f}", f"{max(server.times):.0f}", ratio])
    return format_table(["server", "median ms", "least", "most", "/polyphony"], rows)


def stop(server: Running) -> None:
    """End a server and whatever it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.process.pid, signal.SIGINT)
    try:
        server.process.wait(5)
    except subprocess.TimeoutExpired:
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait()


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description="Compare how soon a save is served.")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--peers", nargs="*", choices=[name for name in SERVERS if name != "polyphony"])
    parser.add_argument("--browser", action="store_true", help="also measure until a browser shows it")
    parser.add_argument("--idle", type=float, default=0.0, metavar="SECONDS", help="also measure what idling costs")
    parser.add_argument("--folder", type=Path, help="where the sites are written")
    arguments = parser.parse_args()
    peers = [name for name in SERVERS if name != "polyphony"] if arguments.peers is None else arguments.peers
    print(describe_machine())
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        servers = []
        try:
            for name in ("polyphony", *peers):
                server = start(name, Path(folder) / name, arguments.pages)
                if server is None:
                    print(f"{name} is missing and left out", file=sys.stderr)
                    continue
                servers.append(server)
                wait_for(server, f"/{section_of(1)}/{name_of(1)}/", b"<h1")
            measure_edits(servers, pages=arguments.pages, edits=arguments.edits)
            print(render_results(servers))
            own = servers[0]
            for other in servers[1:]:
                stop(other)
            if arguments.browser:
                measure_browser(own, pages=arguments.pages, edits=arguments.edits)
                median, most = statistics.median(own.painted), max(own.painted)
                print(f"until a browser shows it: median {median:.0f} ms, most {most:.0f}")
            if arguments.idle:
                share, rebuilds = measure_idle(own, arguments.idle)
                print(f"idle for {arguments.idle:.0f} s: {share:.2%} of a processor, {rebuilds} rebuilds")
        finally:
            for server in servers:
                if server.process.poll() is None:
                    stop(server)


if __name__ == "__main__":
    main()
