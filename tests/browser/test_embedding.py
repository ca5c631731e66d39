"""Parts of a publication in other people's pages: in all kinds of frames, with hostile neighbours; and as one file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from browser.harness import Server, Site, overflow, violations, watch
from journals import FILES, exported, write
from playwright.sync_api import Browser, Frame, Page
from sites import site

POLICY = "default-src 'none'; script-src {origin}; style-src 'unsafe-inline'; frame-src {origin}"
"""What a strict host allows: our script and our frames, and nothing else from anywhere."""

HOSTILE = """\
<style>iframe { height: 3px !important; max-height: 9px; border: 9px solid red; padding: 30px; width: 20px }
body { direction: rtl } * { transform: none }</style>"""


class Framed(NamedTuple):
    """A publication that lives at one address, and a server for pages of others at another."""

    site: Site
    hosts: Server

    def host(self, body: str) -> Site:
        name = f"host-{len(self.hosts.sites)}"
        page = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>A host</title><body><h1>A host</h1>{body}'
        return self.hosts.add(name, {"index.html": page.encode()})

    def element(self, unit: str) -> str:
        link = f'<a href="{self.site.address}embed/{unit}/">What they wrote</a>'
        return f'<script src="{self.site.address}embed.js" async></script><polyphony-embed>{link}</polyphony-embed>'


@pytest.fixture(scope="module")
def framed() -> Iterator[Framed]:
    own = Server("")
    settings = str(FILES["polyphony.yaml"]).replace("https://example.org/two/", f"{own.origin}/own/")
    long = "".join(f"Wren: Turn {number}, and the owls again.\n\n" for number in range(40))
    text = f"{FILES['content/index.md']}\n::: {{.exchange #many}}\n{long}:::\n"
    files = {"polyphony.yaml": settings, "content/index.md": text, "content/second.md": str(FILES["content/second.md"])}
    made = site({**files, "assets/owl.png": ""})
    hosts = Server(POLICY.format(origin=own.origin))
    yield Framed(own.add("own", made), hosts)
    own.stop()
    hosts.stop()


@contextmanager
def opened(
    browser: Browser, host: Site, *, width: int = 1000, scheme: str = "light", script: bool = True
) -> Iterator[Page]:
    """Open a host's page; fail at the end where anything complained."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=script,
    )
    log = watch(context)
    try:
        page = context.new_page()
        page.goto(host.url("index.html"))
        yield page
        assert log.errors == []
    finally:
        context.close()


def inner(page: Page) -> Frame:
    page.wait_for_function("document.querySelectorAll('*').length > 3")
    frame = next(frame for frame in page.frames if frame.parent_frame is not None)
    frame.wait_for_load_state()
    return frame


SANDBOXES = ['sandbox=""', 'sandbox="allow-popups allow-popups-to-escape-sandbox"', 'sandbox="allow-scripts"', ""]


@pytest.mark.parametrize("sandbox", SANDBOXES)
def test_s6_11_a_frame_reads_the_same_in_each_sandbox(browser: Browser, framed: Framed, sandbox: str) -> None:
    texts = set()
    for width, scheme in ((280, "light"), (640, "dark"), (1200, "light")):
        frame_code = (
            f'<iframe src="{framed.site.address}embed/letters/" title="x" {sandbox} width="{width}" height="300">'
        )
        with opened(browser, framed.host(f"{frame_code}</iframe>"), width=width + 60, scheme=scheme) as page:
            frame = inner(page)
            texts.add(frame.locator("body").inner_text())
            wide = frame.locator("html").evaluate("e => e.scrollWidth - e.clientWidth")
            assert wide <= 0, (sandbox, width)
            paper = frame.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
            assert paper == ("rgb(24, 22, 20)" if scheme == "dark" else "rgb(251, 249, 244)")
    assert len(texts) == 1
    assert "Did you sleep?" in texts.pop()


def test_a_frame_that_grows_is_as_high_as_its_text_whatever_the_hosts_style(browser: Browser, framed: Framed) -> None:
    for width in (300, 900):
        with opened(browser, framed.host(HOSTILE + framed.element("letters")), width=width) as page:
            frame = inner(page)
            page.wait_for_timeout(900)
            text = frame.evaluate("document.documentElement.getBoundingClientRect().height")
            box = page.locator("polyphony-embed").locator("iframe").bounding_box()
            assert box is not None
            assert abs(box["height"] - text) <= 2
            assert frame.evaluate("document.documentElement.scrollHeight - innerHeight") <= 2
            assert overflow(page) <= 0


def test_s6_13_a_frame_believes_nobody_and_its_host_its_own_frame_alone(browser: Browser, framed: Framed) -> None:
    with opened(browser, framed.host(framed.element("letters"))) as page:
        frame = inner(page)
        page.wait_for_timeout(700)
        before = page.locator("polyphony-embed iframe").bounding_box()
        text = frame.locator("body").inner_text()
        for said in ("{polyphony: 1, h: 5000}", "{polyphony: 1, h: 1e9}", "'5000'", "null", "{polyphony: 1, h: '900'}"):
            page.evaluate(f"window.postMessage({said}, '*')")
            frame.evaluate(f"window.postMessage({said}, '*')")
        for said in ("{polyphony: 1, h: 5}", "{polyphony: 1, h: 1e9}", "{polyphony: 2, h: 900}", "{h: 900}", "[900]"):
            frame.evaluate(f"parent.postMessage({said}, '*')")
        page.evaluate(
            "const own = document.querySelector('polyphony-embed').shadowRoot.querySelector('iframe').contentWindow;"
            "for (let n = 0; n < 1000; n++) own.postMessage({polyphony: 1, h: n}, '*')"
        )
        page.wait_for_timeout(300)
        assert page.locator("polyphony-embed iframe").bounding_box() == before
        assert frame.locator("body").inner_text() == text


def test_s6_15_a_storm_of_sizes_sends_few_messages_and_ends(browser: Browser, framed: Framed) -> None:
    with opened(browser, framed.host(framed.element("many"))) as page:
        inner(page)
        page.wait_for_timeout(600)
        page.evaluate(
            "window.times = [];"
            "addEventListener('message', event => event.data.polyphony && times.push(performance.now()))"
        )
        for step in range(30):
            page.set_viewport_size({"width": 500 + step * 13, "height": 800})
        page.wait_for_timeout(1200)
        times = page.evaluate("times")
        assert all(after - before >= 245 for before, after in pairwise(times))
        count = len(times)
        page.wait_for_timeout(600)
        assert page.evaluate("times.length") == count, "it goes on though nothing changes"


def test_s6_14_a_page_for_frames_that_is_opened_by_itself_says_nothing(browser: Browser, framed: Framed) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("window.said = 0; const post = window.postMessage; window.postMessage = () => { said += 1 }")
    page.goto(framed.site.url("embed/letters/live.html"))
    page.wait_for_timeout(500)
    assert page.evaluate("said") == 0
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie].join()") == "0,0,"
    context.close()


def test_without_script_the_element_is_its_link(browser: Browser, framed: Framed) -> None:
    with opened(browser, framed.host(framed.element("letters")), script=False) as page:
        assert page.locator("polyphony-embed a").is_visible()
        assert page.locator("iframe").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_for_frames_pass_axe(browser: Browser, framed: Framed, scheme: str) -> None:
    for unit in ("index", "letters", "arrival", "second"):
        context = browser.new_context(viewport={"width": 320, "height": 700}, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(framed.site.url(f"embed/{unit}/"))
        assert violations(page) == [], unit
        assert overflow(page) <= 0
        context.close()


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write(tmp_path_factory.mktemp("single"))
    target = folder / "single.html"
    target.write_bytes(exported(folder, "single")[0]["single.html"])
    return target


@pytest.mark.parametrize("script", [True, False])
def test_s6_03_the_single_file_opens_from_a_disk_without_network(browser: Browser, single: Path, script: bool) -> None:
    context = browser.new_context(offline=True, java_script_enabled=script, viewport={"width": 390, "height": 800})
    log = watch(context)
    page = context.new_page()
    page.goto(single.as_uri())
    assert "Did you sleep?" in page.locator("body").inner_text()
    page.locator(".note-reference").first.click()
    assert "note-1" in page.url
    assert [url for url in log.requests if not url.startswith(("file:", "data:"))] == []
    assert log.errors == []
    assert page.locator("img").evaluate("e => e.naturalWidth") > 0
    context.close()


def test_the_single_file_passes_axe_and_filters_without_script(browser: Browser, single: Path) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(single.as_uri())
    assert violations(page) == []
    page.get_by_label("Rea", exact=True).check()
    assert page.get_by_text("I came by the late train.").is_hidden()
    assert page.get_by_text("It was on time.").is_visible()
    context.close()
