"""Sites in a real browser: a server on the loopback, visits that note all that a page asks for and says, and axe.

A test of a page is three lines, whoever's page it is:

    def test_it_opens(browse, example):
        with browse(example, "people/index.html", scheme="dark", width=320) as page:
            page.get_by_role("link", name="Wren").click()

Leaving the `with` fails the test where the page asked another host for anything, set a cookie, kept something, or wrote
an error to the console. Sites are served under the strictest policy that Polyphony promises to work with.
"""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote, unquote, urlsplit
from weakref import WeakKeyDictionary

from environment import require_npm_part
from playwright.sync_api import Browser, BrowserContext, CDPSession, ConsoleMessage, Page

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "media-src 'self'; frame-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'"
)
"""What a careful host allows: a site that needs more than this doesn't work everywhere."""

QUIET: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
"""Keeps Chromium's own errands out of the logs."""

AXE_TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")

TYPES: Final = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".json": "application/json", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".png": "image/png",
}  # fmt: skip


class Site(NamedTuple):
    """A site that is served: its folder or its files, and the address that it is served at."""

    files: Mapping[str, bytes]
    address: str

    def url(self, path: str) -> str:
        """Give the address of a page; `path` may have a query and a fragment."""
        place, mark, rest = path.partition("?") if "?" in path else path.partition("#")
        return f"{self.address}{quote(place)}{mark}{rest}"

    def pages(self) -> list[str]:
        """List the pages, those that only lead elsewhere left out."""
        return sorted(
            path for path, content in self.files.items() if path.endswith(".html") and b"http-equiv=" not in content
        )

    def kinds(self) -> list[str]:
        """List one page of each kind: all at the top, and for each folder of lists its own page and one below it."""
        known: dict[str, str] = {}
        for path in self.pages():
            parts = path.split("/")
            kind = b"".join(self.files[path].partition(b' data-kind="')[2].partition(b'"')[:1]).decode()
            key = path if kind == "page" else "/".join([*parts[:1], *("*" for _ in parts[1:])])
            known.setdefault(key, path)
        return list(known.values())


class Server:
    """A server on the loopback that hands out what it was given, by name of the site, under a policy."""

    def __init__(self, policy: str = POLICY) -> None:
        self.sites: dict[str, Mapping[str, bytes]] = {}
        handler = functools.partial(_Handler, self.sites, policy)
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def add(self, name: str, files: Mapping[str, bytes]) -> Site:
        self.sites[name] = files
        return Site(files, f"{self.origin}/{name}/")

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, sites: Mapping[str, Mapping[str, bytes]], policy: str, *arguments: Any) -> None:
        self._sites = sites
        self._policy = policy
        super().__init__(*arguments)

    def do_GET(self) -> None:
        name, _, path = unquote(urlsplit(self.path).path).lstrip("/").partition("/")
        path = path + "index.html" if not path or path.endswith("/") else path
        content = self._sites.get(name, {}).get(path)
        self.send_response(200 if content is not None else 404)
        content = content if content is not None else b"not here"
        self.send_header("Content-Type", TYPES.get(Path(path).suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(content)))
        if self._policy:
            self.send_header("Content-Security-Policy", self._policy)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: what a page asks for is noted in the browser."""


class Log(NamedTuple):
    """What a page did: the addresses that it asked for, and what it wrote to the console as an error."""

    requests: list[str]
    errors: list[str]


def watch(context: BrowserContext) -> Log:
    """Note what all pages of a context ask for, and what goes wrong in them."""
    log = Log([], [])
    context.on("request", lambda request: log.requests.append(request.url))
    context.on(
        "response", lambda answer: log.errors.append(f"{answer.status} {answer.url}") if answer.status > 399 else 0
    )
    context.on("console", lambda message: log.errors.append(message.text) if _is_error(message) else 0)
    context.on("weberror", lambda error: log.errors.append(str(error.error)))
    return log


def _is_error(message: ConsoleMessage) -> bool:
    """Tell whether something went wrong; what wasn't found is noted with its address as it is asked for."""
    return message.type == "error" and not message.text.startswith("Failed to load resource")


@contextmanager
def visit(
    browser: Browser,
    site: Site,
    path: str,
    *,
    width: int = 1360,
    height: int = 900,
    scheme: str = "light",
    script: bool = True,
    may_keep: bool = False,
    **options: Any,
) -> Iterator[Page]:
    """Open a page; fail at the end where it reached out or complained. `may_keep`: the test makes it keep a choice."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
        **options,
    )
    context.set_default_timeout(5000)
    log = watch(context)
    try:
        page = context.new_page()
        if not script:
            allow_script(page, allowed=False)
        page.goto(site.url(path))
        if not may_keep:
            assert kept(page, script=script) == [], "kept before anybody did anything"
        yield page
        origin = site.address.partition("://")[2].partition("/")[0]
        out = [
            url for url in log.requests if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc != origin
        ]
        assert out == [], f"{path} asks other hosts: {out}"
        assert log.errors == [], f"{path} complains: {log.errors}"
        assert context.cookies() == []
        assert may_keep or kept(page, script=script) == []
    finally:
        context.close()


def allow_script(page: Page, *, allowed: bool) -> None:
    """Switch the page's own scripts on or off, as a reader does in the browser's settings."""
    session = _SESSIONS.get(page) or _SESSIONS.setdefault(page, page.context.new_cdp_session(page))
    session.send("Emulation.setScriptExecutionDisabled", {"value": not allowed})


_SESSIONS: Final[WeakKeyDictionary[Page, CDPSession]] = WeakKeyDictionary()
"""What was switched off in one session can only be switched on in the same."""


def kept(page: Page, *, script: bool = True) -> list[str]:
    """List what a page has in its storages."""
    if not script:
        return []
    keys: list[str] = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    return keys


@functools.cache
def _axe() -> str:
    return require_npm_part("axe-core/axe.min.js").read_text("utf-8")


def violations(page: Page) -> list[str]:
    """Let axe judge a page as it stands; one line a thing that it finds, `rule: where`.

    A page that was loaded without script is judged as it was loaded: axe needs script, the page's own stay asleep.
    """
    allow_script(page, allowed=True)
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(_axe() + ";0")
    found = page.evaluate(
        """tags => axe.run(document, {runOnly: tags, rules: {'target-size': {enabled: true}},
        resultTypes: ['violations']}).then(result => result.violations.flatMap(
        rule => rule.nodes.map(node => `${rule.id}: ${node.target}: ${node.failureSummary.slice(0, 200)}`)))""",
        list(AXE_TAGS),
    )
    return list(found)


def overflow(page: Page) -> int:
    """Say by how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
