"""What pages ask for and keep before anybody does anything (S3-02), how soon they are read (S4-30), keys (S4-12)."""

from __future__ import annotations

from urllib.parse import urlsplit

from browser.conftest import Browse
from browser.harness import Server, Site, kept, watch
from playwright.sync_api import Browser, expect

SLOW = {"offline": False, "latency": 100, "downloadThroughput": 56_000, "uploadThroughput": 56_000}
"""56 kB a second, each request 100 ms away."""


def test_s3_02_no_page_reaches_out_or_keeps_anything(browser: Browser, example: Site) -> None:
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    log = watch(context)
    free = Server(policy="")  # so that nothing is held back that a page would do
    served = free.add("example", example.files)
    try:
        page = context.new_page()
        pages = [path for path in sorted(example.files) if path.endswith(".html")]
        paths = [path for path in pages if b'http-equiv="refresh"' not in example.files[path]]
        assert len(paths) > 60
        keeping = []
        for path in paths:
            page.goto(served.url(path), wait_until="load")
            if kept(page) or page.evaluate("document.cookie"):
                keeping.append(path)
            databases = page.evaluate("indexedDB.databases().then(found => found.length)")
            workers = page.evaluate(
                "navigator.serviceWorker ? navigator.serviceWorker.getRegistrations().then(found => found.length) : 0"
            )
            assert (databases, workers) == (0, 0), path
        assert keeping == []
        assert context.cookies() == []
        own = urlsplit(served.address).netloc
        asked = {urlsplit(url).netloc for url in log.requests if urlsplit(url).scheme in ("http", "https")}
        assert asked == {own}
        assert len(log.requests) >= len(paths)
        assert log.errors == []
    finally:
        context.close()
        free.stop()


def test_s4_30_a_slow_machine_without_script_shows_the_text_within_three_seconds(
    browser: Browser, example: Site
) -> None:
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 6})
        session.send("Emulation.setScriptExecutionDisabled", {"value": True})
        page.goto(example.url("answers/index.html"), wait_until="load")
        painted: list[float] = []
        for _ in range(50):  # it is noted a moment after
            painted = page.evaluate("performance.getEntriesByName('first-contentful-paint').map(one => one.startTime)")
            if painted:
                break
            page.wait_for_timeout(100)
        assert painted, "nothing was painted"
        assert painted[0] < 3000
        assert page.locator(".flow .turn > .text").first.is_visible()
        page.evaluate("document.fonts.ready.then(() => 0)")
        moved = page.evaluate("performance.getEntriesByType('layout-shift').reduce((sum, one) => sum + one.value, 0)")
        assert moved < 0.01
    finally:
        context.close()


def test_s4_12_everything_is_reached_and_pressed_by_keyboard(browse: Browse, example: Site) -> None:
    with browse(example, "answers/index.html", may_keep=True, reduced_motion="reduce") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip-link"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "site-main"
        page.locator(".scheme").focus()
        page.keyboard.press("Enter")
        assert page.locator("html").get_attribute("data-scheme") == "dark"
        page.get_by_label("the editor", exact=True).focus()
        page.keyboard.press("Space")
        expect(page.locator(".turn.is-out")).not_to_have_count(0)
        page.locator(".filters .reset").focus()
        page.keyboard.press("Enter")
        page.wait_for_function("!document.querySelector('.is-out')")
        page.locator(".citing > summary").focus()
        page.keyboard.press("Enter")
        assert page.locator(".citing").evaluate("one => one.open")
        before = page.url
        for key in "abcdefghijklmnopqrstuvwxyz/?.0123456789":  # no key by itself does anything
            page.keyboard.press(key)
        assert page.url == before
        assert page.locator("html").get_attribute("data-scheme") == "dark"
        assert page.locator(".is-out, dialog[open]").count() == 0
