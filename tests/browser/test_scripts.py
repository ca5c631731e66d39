"""What a page fetches of script and when: little until somebody reads; nothing is lost where it comes late or never."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from browser.conftest import Browse
from browser.harness import Site, violations
from browser.test_reading import speakers
from playwright.sync_api import Browser, Page, Route, expect

PAGE = "answers/index.html"
SCRIPTS = "performance.getEntriesByType('resource').map(one => one.name).filter(one => one.endsWith('.js'))"


def fetched(page: Page) -> set[str]:
    """The scripts that a page has asked for."""
    return {address.rpartition("/")[2] for address in page.evaluate(SCRIPTS)}


def come(page: Page, *names: str) -> None:
    """Wait until scripts have come."""
    page.wait_for_function(f"names => names.every(name => {SCRIPTS}.some(one => one.endsWith('/' + name)))", arg=names)


@pytest.mark.parametrize("width", [1360, 390])
def test_a_page_that_nobody_touches_has_two_small_scripts(width: int, browse: Browse, example: Site) -> None:
    for path in ("index.html", PAGE, "people/index.html", "themes/index.html"):
        noted = b'class="notes"' in example.files[path] or b'class="references"' in example.files[path]
        with browse(example, path, width=width) as page:
            page.wait_for_timeout(300)
            assert fetched(page) == {"page.js", "scheme.js"} | ({"beside.js"} if noted and width > 1280 else set())
    assert len(example.files["design/page.js"]) <= 3500


def test_a_note_stands_beside_its_place_before_anybody_touches_the_page(browse: Browse, example: Site) -> None:
    with browse(example, "index.html") as page:
        expect(page.locator(".beside").first).to_be_visible()


@pytest.mark.parametrize(
    "begin",
    [
        lambda page: page.mouse.wheel(0, 500),
        lambda page: page.mouse.move(300, 300),
        lambda page: page.keyboard.press("Tab"),
        lambda page: page.evaluate("scrollTo(0, 400)"),
        lambda page: page.goto(page.url + "#reader-its-the-second"),
    ],
    ids=["wheel", "pointer", "key", "scroll", "link"],
)
def test_who_begins_to_read_has_the_bar_and_the_buttons(
    begin: Callable[[Page], None], browse: Browse, example: Site
) -> None:
    with browse(example, PAGE) as page:
        begin(page)
        come(page, "reading.js", "parts.js")
        assert "filters.js" not in fetched(page)
        expect(page.locator(".cite-part").first).to_be_attached()
        expect(page.locator(".score-strip")).to_have_count(1)


def test_the_filters_come_as_the_pointer_or_the_focus_does(browse: Browse, example: Site) -> None:
    with browse(example, PAGE) as page:
        page.locator(".facet-person").hover()
        come(page, "filters.js")
        expect(page.locator(".filters.plain")).to_have_count(0)
    with browse(example, PAGE) as page:
        page.get_by_label("the editor", exact=True).focus()
        come(page, "filters.js")


def test_what_is_left_out_is_nowhere_in_the_score(browse: Browse, example: Site) -> None:
    with browse(example, PAGE, reduced_motion="reduce") as page:
        page.mouse.move(300, 300)
        expect(page.locator(".score-strip")).to_have_count(1)
        page.get_by_label("the editor", exact=True).check()
        page.wait_for_timeout(200)
        assert page.locator(".score .here").count() == 0
        page.evaluate("document.querySelector('#editor-you-are-both').scrollIntoView()")
        expect(page.locator(".score-picture .here").first).to_have_attribute("href", "#editor-you-are-both")


def test_a_search_loads_no_script_of_the_reading_page(browse: Browse, example: Site) -> None:
    with browse(example, "search/index.html") as page:
        page.locator("#site-query").fill("slat")
        page.mouse.wheel(0, 300)
        page.wait_for_timeout(300)
        assert not {"filters.js", "reading.js", "parts.js"} & fetched(page)


def hold(page: Page, name: str) -> list[Route]:
    """Hold a script back until the test lets it go."""
    held: list[Route] = []
    page.route(f"**/design/{name}", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks its handlers
    return held


SHOWN = """() => { window.most = 0; const look = () => {
    const seen = [...document.querySelectorAll('.flow .text')].filter(one => one.checkVisibility());
    window.most = Math.max(most, seen.length);
    requestAnimationFrame(look) }; look() }"""


def test_what_is_chosen_before_the_script_comes_is_taken_over(browse: Browse, example: Site) -> None:
    with browse(example, PAGE) as page:
        held = hold(page, "filters.js")
        page.get_by_label("the editor", exact=True).check()
        page.get_by_label("the writer", exact=True).check()
        assert set(speakers(page)) == {"editor", "writer", "reader writer"}
        expect(page.locator(".filters.plain")).to_have_count(1)
        assert page.locator(".hidden-count[data-value=reader]").is_visible()
        shown = len(speakers(page))
        page.evaluate(SHOWN)
        page.evaluate(
            """() => { window.said = 0; new MutationObserver(() => { window.said += 1 }).observe(
            document.querySelector('.shown'), {childList: true, characterData: true, subtree: true}) }"""
        )
        assert len(held) == 1
        held[0].continue_()
        expect(page.locator(".filters.plain")).to_have_count(0)
        assert page.url.endswith("?person=writer%20editor")
        expect(page.locator(".shown")).to_contain_text("Showing")
        assert page.evaluate("window.said") == 1
        assert page.locator(".left-out").count() > 1
        assert set(speakers(page)) == {"editor", "writer", "reader writer"}
        page.wait_for_timeout(100)
        assert page.evaluate("window.most") <= shown, "nothing that is hidden is seen in between"
        for left in (1, 0):
            page.go_back()
            expect(page.locator(".filters :checked:not([value=woven])")).to_have_count(left)
        expect(page.locator(".left-out")).to_have_count(0)


def test_going_back_before_the_script_comes_shows_everything_again(browse: Browse, example: Site) -> None:
    with browse(example, PAGE) as page:
        held, before = hold(page, "filters.js"), speakers(page)
        page.get_by_label("the editor", exact=True).check()
        assert page.url.endswith("?person=editor")
        page.go_back()
        expect(page.locator(".filters :checked:not([value=woven])")).to_have_count(0)
        assert speakers(page) == before
        held[0].continue_()
        expect(page.locator(".filters.plain")).to_have_count(0)
        assert speakers(page) == before


def test_what_is_taken_back_before_the_script_comes_is_so(browse: Browse, example: Site) -> None:
    with browse(example, PAGE) as page:
        everything = speakers(page)
        held = hold(page, "filters.js")
        page.get_by_label("the editor", exact=True).check()
        page.get_by_role("button", name="Show everything").click()
        assert speakers(page) == everything
        held[0].continue_()
        expect(page.locator(".filters.plain")).to_have_count(0)
        assert speakers(page) == everything
        assert "?" not in page.url


def test_the_address_filters_before_the_script_comes(browse: Browse, example: Site) -> None:
    with browse(example, "index.html") as page:
        held = hold(page, "filters.js")
        page.goto(example.url(f"{PAGE}?person=editor"), wait_until="domcontentloaded")
        assert set(speakers(page)) == {"editor"}
        assert page.locator(".filters.plain").count() == 1
        page.goto(example.url(f"{PAGE}?person=editor#reader-its-the-second"), wait_until="domcontentloaded")
        page.wait_for_function("document.querySelector('link[href$=\"scripted.css\"]')?.sheet")
        page.wait_for_timeout(100)
        held[-1].continue_()
        expect(page.locator(".filters.plain")).to_have_count(0)
        expect(page.locator("#reader-its-the-second .text")).to_be_in_viewport()
        assert "person" not in page.url


def test_a_link_to_what_is_hidden_leads_there(browse: Browse, example: Site) -> None:
    with browse(example, f"{PAGE}?person=editor", reduced_motion="reduce") as page:
        expect(page.locator(".filters.plain")).to_have_count(0)
        page.evaluate("location.hash = '#reader-its-the-second'")
        expect(page.locator("#reader-its-the-second .text")).to_be_in_viewport()
        expect(page.locator(".left-out")).to_have_count(0)
        assert page.url.endswith(f"{PAGE}#reader-its-the-second")


def test_where_no_script_can_be_fetched_the_page_works_by_its_style(browse: Browse, example: Site) -> None:
    with browse(example, PAGE) as page:
        tries: list[str] = []
        page.route("**/design/*.js", lambda route: (tries.append(route.request.url), route.abort()))
        page.mouse.wheel(0, 1)
        page.get_by_label("the editor", exact=True).check()
        assert set(speakers(page)) == {"editor"}
        page.get_by_label("the editor", exact=True).hover()
        page.locator("h1").hover()
        page.get_by_label("the editor", exact=True).hover()
        assert len([one for one in tries if one.endswith("filters.js")]) <= 2
        page.get_by_role("button", name="Show everything").click()
        assert len(set(speakers(page))) > 2
        assert violations(page) == []
        page.unroute_all()
        page.get_by_label("the editor", exact=True).check()
        expect(page.locator(".left-out").first).to_be_visible()


def test_who_comes_by_keyboard_reaches_the_button_that_cites(browse: Browse, example: Site) -> None:
    with browse(example, PAGE) as page:
        page.keyboard.press("Tab")
        expect(page.locator(".cite-part").first).to_be_attached()
        page.locator(".flow .label a").first.focus()
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.cite-part')"):
                break
        assert page.evaluate("getComputedStyle(document.activeElement).opacity") == "1"
        page.keyboard.press("Enter")
        expect(page.locator("dialog.cite-dialog")).to_be_visible()


def test_buttons_that_copy_come_with_the_script_and_copy_what_stands_under_them(browse: Browse, example: Site) -> None:
    with browse(example, "index.html", permissions=["clipboard-read", "clipboard-write"]) as page:
        assert page.locator("[data-copy]").count() == 0
        page.locator(".citing > summary").click()
        page.locator("[data-copy]:visible").first.click()
        expect(page.locator("[data-copy]:visible").first).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == page.locator(".citing .citation-text").inner_text()


def test_from_a_folder_without_a_server_everything_comes_too(browser: Browser, example: Site, tmp_path: Path) -> None:
    for path, content in example.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((tmp_path / PAGE).as_uri())
    page.get_by_label("the editor", exact=True).check()
    expect(page.locator(".left-out").first).to_be_visible()
    page.mouse.wheel(0, 800)
    expect(page.locator(".score-strip")).to_have_count(1)
    expect(page.locator(".cite-part").first).to_be_attached()
    page.reload()
    assert page.get_by_label("the editor", exact=True).is_checked()
    assert errors == []
    page.close()
