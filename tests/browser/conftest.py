"""One browser and one server for all tests in this folder, and the sites that they look at."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest
from browser.harness import QUIET, Server, Site, visit
from browser.samples import ARABIC
from environment import BROWSER_OPTIONS, ROOT, require_chromium, require_shared
from playwright.sync_api import Browser, Page, sync_playwright
from sites import site

from polyphony.pipeline import Options, build

Browse = Callable[..., AbstractContextManager[Page]]
Publish = Callable[[dict[str, str]], Site]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all that stands in this folder, so that it can be left out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser."""
    program = require_chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=[*BROWSER_OPTIONS, *QUIET])
        yield started
        started.close()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The one server."""
    started = Server()
    yield started
    started.stop()


@pytest.fixture
def browse(browser: Browser) -> Callable[..., AbstractContextManager[Page]]:
    """Open a page of a site: `browse(site, "index.html", scheme="dark", width=320, script=False)`."""
    return partial(visit, browser)


@pytest.fixture(scope="session")
def publish(server: Server) -> Publish:
    """Publish texts by path and serve the site, at the address that its settings are changed to."""

    def made(files: dict[str, str]) -> Site:
        name = f"made-{len(server.sites)}"
        settings = re.sub(r"(?m)^url: .*$", f"url: {server.origin}/{name}/", files["polyphony.yaml"])
        return server.add(name, site({**files, "polyphony.yaml": settings}))

    return made


def built(folder: Path, scratch: Path, url: str) -> dict[str, bytes]:
    """Build a copy of a publication's folder, to live at `url`, and read all that came of it."""
    shutil.copytree(folder, scratch / "source", ignore=shutil.ignore_patterns("_site", ".*"))
    target = scratch / "site"
    report = build(scratch / "source", Options(output=str(target), base_url=url, jobs=1))
    assert not report.failed, report.diagnostics
    return {
        path.relative_to(target).as_posix(): path.read_bytes()
        for path in sorted(target.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.fixture(scope="session")
def example(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The example site: each construct of the language, on every kind of page."""
    url = f"{server.origin}/example/"
    return server.add("example", built(ROOT / "example-site", tmp_path_factory.mktemp("example"), url))


@pytest.fixture(scope="session")
def article(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A real article, where the shared corpus is beside the checkout."""
    folder = require_shared("corpus/heart-of-the-matter")
    url = f"{server.origin}/article/"
    return server.add("article", built(folder, tmp_path_factory.mktemp("article"), url))


@pytest.fixture(scope="session")
def arabic(publish: Publish) -> Site:
    """A site from right to left, with each construct of the language."""
    return publish(ARABIC)
