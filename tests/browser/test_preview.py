"""The preview in a browser: what is saved is seen in its place, nothing jumps, mistakes are explained."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browser.harness import overflow, violations
from conftest import SETTINGS
from playwright.sync_api import Browser, Error, Page
from preview import Preview, free_port, until

LONG = "\n\n".join(f"Paragraph {number} is some text that takes its room on the page." for number in range(60))
INDEX = f"""\
::: {{by=ana mode=evocative}}
Ana begins [with a link](one.md).
:::

::: {{by=ben mode=analytical}}
Ben answers.
:::

::: {{.withheld by=ben}}
Not to be seen.
:::

{LONG}

::: {{by=ana #last}}
Ana ends.
:::
"""
FILES = {
    "polyphony.yaml": SETTINGS,
    "content/index.md": INDEX,
    "content/one.md": "---\ndraft: true\n---\n# One\n\nText [b](none.html).\n\n![A picture](picture.svg){alt=it}\n",
    "content/picture.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
}
IN_BAR = "(what) => document.querySelector('polyphony-preview')?.shadowRoot.querySelector(what)"


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    running = Preview(tmp_path, "--editor", "vscode", "--port", str(free_port()))
    yield running
    running.stop()


Open = Callable[..., Any]


@pytest.fixture
def tab(browser: Browser, preview: Preview) -> Open:
    @contextmanager
    def opened(path: str = "", **options: Any) -> Iterator[Page]:
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 700}, **options})
        context.set_default_timeout(60_000)
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"http://localhost:{preview.port}/{path}")
        until(lambda: ask(page, "typeof Idiomorph !== 'undefined'"))
        yield page
        assert wrong == []
        context.close()

    return opened


def save(preview: Preview, old: str, new: str, path: str = "content/index.md") -> None:
    place = preview.folder / path
    text = place.read_text()
    assert old in text
    place.write_text(text.replace(old, new))


def see(page: Page, script: str, argument: Any = None) -> Any:
    """Wait until a script gives something; Playwright's own waiting is forbidden by the page's policy."""
    return until(lambda: ask(page, script, argument), script)


def ask(page: Page, script: str, argument: Any = None) -> Any:
    """Ask a page something; nothing while it is being loaded."""
    try:
        return page.evaluate(script, argument)
    except Error as error:
        if "navigation" not in str(error):
            raise
        return None


def in_bar(page: Page, what: str) -> str:
    """The text of a part of the bar, empty where it isn't there or can't be seen."""
    script = f"(what) => {{ const one = ({IN_BAR})(what); return one && one.offsetParent !== undefined && "
    return str(ask(page, script + "one.getClientRects().length ? one.textContent : '' }", what) or "")


def click(page: Page, what: str) -> None:
    page.evaluate(f"(what) => ({IN_BAR})(what).click()", what)


def test_s5_06_a_save_changes_its_passage_and_nothing_jumps(tab: Open, preview: Preview) -> None:
    with tab() as page:
        page.evaluate("window.mine = document.querySelector('#last')")
        page.evaluate("document.querySelector('#last').scrollIntoView({block: 'center', behavior: 'instant'})")
        page.evaluate("document.querySelector('main .flow .text a').focus({preventScroll: true})")
        page.evaluate("document.querySelector('#last').scrollIntoView({block: 'center', behavior: 'instant'})")
        before = page.evaluate("document.querySelector('#last').getBoundingClientRect().top")
        save(preview, "Ben answers.", "Ben answers.\n\nAnd then at great length.\n\nIn three paragraphs.")
        see(page, "document.body?.textContent.includes('And then at great length.')")
        assert page.evaluate("window.mine === document.querySelector('#last')")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "one/index.html"
        after = page.evaluate("document.querySelector('#last').getBoundingClientRect().top")
        assert abs(after - before) < 2
        assert until(lambda: in_bar(page, "[data-name=jump]")) == "Show the change"


def test_s5_06_what_was_opened_chosen_and_added_stays(tab: Open, preview: Preview) -> None:
    with tab() as page:
        page.locator("details summary").first.click()
        page.locator("input[value=ana]").check()
        page.focus("input[value=ana]")
        buttons = page.locator("button.scheme").count()
        address = page.url
        save(preview, "Ana ends.", "Ana ends here.")
        see(page, "document.body?.textContent.includes('Ana ends here.')")
        assert page.evaluate("document.querySelector('details').open")
        assert page.evaluate("document.querySelector('input[value=ana]').checked")
        assert page.evaluate("document.activeElement.value") == "ana"
        assert page.locator("button.scheme").count() == buttons
        assert page.url == address


def test_the_page_is_then_what_a_fresh_load_gives(tab: Open, preview: Preview) -> None:
    body = "document.body.innerHTML"
    edits = {
        "Ana begins": "Ana began",
        "mode=analytical": "mode=creative",
        "Paragraph 3 is": "Paragraph three is",
        "by=ben mode=creative": "by=ana mode=creative",
        "Ana ends.": "Ana ends.\n\n- with\n- a list",
    }
    with tab() as page:
        page.evaluate("window.mine = 1")
        for old, new in edits.items():
            save(preview, old, new)
            time.sleep(0.1)
        see(page, "document.querySelectorAll('#last li').length === 2")
        assert page.evaluate("window.mine") == 1
        with tab() as fresh:
            assert page.evaluate(body) == fresh.evaluate(body)


def test_styles_that_a_page_did_not_need_before_come_with_what_needs_them(tab: Open, preview: Preview) -> None:
    with tab() as page:
        rare = "document.querySelectorAll('link[rel=stylesheet][href$=\"rare.css\"]').length"
        before = page.evaluate(rare)
        save(preview, "Ana ends.", "Ana ends.\n\nTerm\n:   What it means.")
        see(page, "document.querySelector('#last dt')")
        assert page.evaluate(rare) == 1 >= before
        see(page, "getComputedStyle(document.querySelector('#last dt')).fontWeight === '600'")


def test_what_scripts_add_follows_what_a_save_changes(tab: Open, preview: Preview) -> None:
    state = """[...document.querySelectorAll('main .passage')].map(one =>
        [one.className, one.dataset.by, one.querySelectorAll('.cite-part, .copy').length])"""
    with tab() as page:
        page.evaluate("window.mine = 1")
        page.locator("input[value=ana]").check()
        out = see(page, "document.querySelectorAll('main .passage.is-out').length")
        buttons = see(page, "document.querySelectorAll('.cite-part').length")
        see(page, "document.querySelector('.score-strip') !== null")
        page.evaluate("document.querySelector('#last > .cite-part').focus()")
        save(preview, "by=ben mode=analytical", "by=ana mode=analytical")
        see(page, "(out) => document.querySelectorAll('main .passage.is-out').length === out - 1", out)
        assert page.evaluate("document.activeElement.matches('#last > .cite-part')")
        assert page.locator(".cite-part").count() == buttons
        assert page.locator(".score-strip").count() == 1
        assert page.evaluate("window.mine") == 1, "scripts that came later are no reason to load the page again"
        with tab("?person=ana") as fresh:
            fresh.mouse.move(5, 5)
            see(fresh, "document.querySelector('.cite-part') && document.querySelector('.is-out')")
            assert page.evaluate(state) == fresh.evaluate(state)
        page.evaluate("document.querySelector('.filters').reset()")
        assert not page.evaluate("document.querySelector('input[value=ana]').checked")


def test_what_changed_is_marked_for_a_moment(tab: Open, preview: Preview) -> None:
    # Marks pass: they are written down as they are made, so that a slow machine doesn't miss them.
    record = """window.marked = []; const animate = Element.prototype.animate;
        Element.prototype.animate = function (...how) {
            marked.push(this.textContent.trim());
            return animate.apply(this, how);
        }; 0"""
    for motion in ("no-preference", "reduce"):
        with tab(reduced_motion=motion) as page:
            page.evaluate(record)
            save(preview, "Ben answers", "Ben now answers" if motion == "reduce" else "Ben answers well")
            see(page, "marked.length > 0")
            assert ["Ben" in text for text in page.evaluate("marked")] == [True]
            see(page, "document.getAnimations().length === 0")
        save(preview, "Ben now answers" if motion == "reduce" else "Ben answers well", "Ben answers")


def test_a_mistake_is_explained_over_the_last_good_page_and_goes(tab: Open, preview: Preview) -> None:
    settings = (preview.folder / "polyphony.yaml").read_text()
    with tab() as page:
        (preview.folder / "polyphony.yaml").write_text(
            settings.replace("title: A publication", "title: [A publication")
        )
        text = until(lambda: in_bar(page, ".overlay"))
        assert "polyphony.yaml:" in text
        assert "title: [A publication" in text
        assert "Behind this is the last good page" in text
        assert "Ben answers." in page.inner_text("main")
        link = page.evaluate(f"({IN_BAR})('.overlay a').href")
        assert link.startswith(f"vscode://file{preview.folder}/polyphony.yaml:")
        assert violations(page) == []
        click(page, ".overlay .close")
        assert in_bar(page, ".overlay") == ""
        assert in_bar(page, "[data-name=problems]") == "1 mistake"
        (preview.folder / "polyphony.yaml").write_text(settings)
        until(lambda: not in_bar(page, "[data-name=problems]"))
        assert in_bar(page, ".overlay") == ""


def test_a_first_page_that_is_broken_becomes_the_page(tab: Open, preview: Preview) -> None:
    preview.stop()
    (preview.folder / "content/index.md").write_text("::: {by=anna}\nText.\n:::\n")
    again = Preview(preview.folder, "--port", str(preview.port))
    try:
        with tab() as page:
            assert "There is nothing to show yet" in page.inner_text("h1")
            assert violations(page) == []
            save(again, "by=anna", "by=ana")
            see(page, "document.querySelector('main .passage') !== null")
    finally:
        again.stop()


def test_a_style_is_exchanged_in_place_and_a_script_reloads(tab: Open, preview: Preview) -> None:
    with tab() as page:
        page.evaluate("window.mine = 1")
        (preview.folder / "design/assets").mkdir(parents=True)
        (preview.folder / "design/assets/style.css").write_text("body { letter-spacing: 3px }")
        see(page, "getComputedStyle(document.body).letterSpacing === '3px'")
        assert page.evaluate("window.mine") == 1
        (preview.folder / "design/assets/page.js").write_text("document.title = 'by the script'")
        see(page, "document.title === 'by the script'")
        assert page.evaluate("window.mine") is None


def test_a_template_a_string_and_a_picture_are_seen(tab: Open, preview: Preview) -> None:
    with tab("one/") as page:
        (preview.folder / "design/templates/partials").mkdir(parents=True)
        (preview.folder / "design/strings").mkdir(parents=True)
        template = "{% macro footer(page, say) -%}<footer>Ours.</footer>{%- endmacro %}"
        (preview.folder / "design/templates/partials/footer.html").write_text(template)
        see(page, "document.querySelector('footer')?.textContent === 'Ours.'")
        (preview.folder / "design/strings/en.yaml").write_text("nav-people: Those who speak\n")
        see(page, "document.querySelector('.site-nav')?.textContent.includes('Those who speak')")
        before = page.evaluate("document.querySelector('main img').naturalWidth")
        save(preview, 'width="9"', 'width="30"', "content/picture.svg")
        see(page, "(width) => document.querySelector('main img').naturalWidth !== width", before)


def test_a_page_that_goes_says_so_and_comes_back(tab: Open, preview: Preview) -> None:
    with tab("one/") as page:
        (preview.folder / "content/one.md").unlink()
        save(preview, "[with a link](one.md)", "without a link")
        see(page, "document.body?.dataset.kind === 'not-found'")
        (preview.folder / "content/one.md").write_text("# One\n\nAgain.\n")
        see(page, "document.body?.textContent.includes('Again.')")


def test_several_tabs_and_one_that_nobody_looks_at(tab: Open, preview: Preview) -> None:
    hide = """(hidden) => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
        document.dispatchEvent(new Event('visibilitychange')); }"""
    with tab() as first, tab() as second:
        second.evaluate(hide, True)
        save(preview, "Ana ends.", "Ana ends here.")
        see(first, "document.body?.textContent.includes('Ana ends here.')")
        time.sleep(0.3)
        assert not second.evaluate("document.body?.textContent.includes('Ana ends here.')")
        second.evaluate(hide, False)
        see(second, "document.body?.textContent.includes('Ana ends here.')")


def test_a_preview_that_comes_back_is_found_again(tab: Open, preview: Preview) -> None:
    with tab() as page:
        preview.stop()
        assert until(lambda: in_bar(page, ".name") == "Preview stopped")
        save(preview, "Ana ends.", "Ana ends elsewhere.")
        again = Preview(preview.folder, "--port", str(preview.port))
        try:
            see(page, "document.body?.textContent.includes('Ana ends elsewhere.')")
            assert until(lambda: in_bar(page, ".name") == "Preview")
        finally:
            again.stop()


def test_the_bar_tells_what_is_unfinished_and_who_says_how_much(tab: Open, preview: Preview) -> None:
    with tab() as page:
        assert until(lambda: in_bar(page, "[data-name=withheld]")) == "1 withheld"
        assert in_bar(page, "[data-name=drafts]") == "1 draft"
        click(page, "[data-name=drafts]")
        assert "One" in in_bar(page, ".panel")
        click(page, "[data-name=words]")
        table = in_bar(page, ".panel table")
        assert "Ana" in table
        assert "Together" in table
        place = INDEX[: INDEX.index("::: {.withheld")].count("\n") + 1
        assert in_bar(page, ".mark.withheld") == f"withheld · content/index.md:{place}"
        assert violations(page) == []
    with tab("one/") as page:
        assert until(lambda: in_bar(page, ".badge")) == "Draft"
        assert until(lambda: in_bar(page, "[data-name=warnings]")) == "1 warning"
        click(page, "[data-name=warnings]")
        assert "content/one.md:6" in in_bar(page, ".panel")
        assert violations(page) == []


def test_every_passage_leads_to_its_source(tab: Open, preview: Preview) -> None:
    with tab() as page:
        until(lambda: in_bar(page, "[data-name=lines]"))
        click(page, "[data-name=lines]")
        links = until(lambda: page.evaluate(
            "[...document.querySelector('polyphony-preview').shadowRoot.querySelectorAll('.mark.line a')]"
            ".map(one => one.getAttribute('href'))"
        ))  # fmt: skip
        line = INDEX[: INDEX.index("::: {by=ana #last}")].count("\n") + 1
        place = f"vscode://file{preview.folder}/content/index.md:{line}:"
        assert [link for link in links if link.startswith(place)]
        assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_bar_fits_a_phone_and_can_be_used_by_keyboard(tab: Open, scheme: str) -> None:
    with tab(viewport={"width": 320, "height": 600}, color_scheme=scheme) as page:
        until(lambda: in_bar(page, "[data-name=words]"))
        assert overflow(page) <= 0
        page.evaluate(f"({IN_BAR})('[data-name=words]').focus()")
        page.keyboard.press("Enter")
        assert "Words on this page" in in_bar(page, ".panel")
        assert page.evaluate(f"({IN_BAR})('[data-name=words]').getAttribute('aria-expanded')") == "true"
        assert violations(page) == []
        assert overflow(page) <= 0
        page.keyboard.press("Escape")
        assert in_bar(page, ".panel") == ""
        click(page, "[data-name=close]")
        assert in_bar(page, "[data-name=closed]")
        page.reload()
        until(lambda: in_bar(page, "[data-name=closed]"))


def test_nothing_of_it_is_in_the_page_or_in_print(tab: Open) -> None:
    with tab() as page:
        until(lambda: in_bar(page, "[data-name=words]"))
        assert page.evaluate("document.body.querySelectorAll('[class*=preview], polyphony-preview').length") == 0
        page.emulate_media(media="print")
        assert in_bar(page, ".bar") == ""


def test_a_frame_has_no_bar_of_its_own(tab: Open, preview: Preview) -> None:
    with tab() as page:
        page.evaluate("document.body.append(Object.assign(document.createElement('iframe'), {src: '/one/'}))")
        see(page, "frames[0] && frames[0].document.querySelector('main') !== null")
        assert page.evaluate("frames[0].document.querySelector('polyphony-preview')") is None
        assert json.dumps(preview.listen().next()["problems"]) == "[]"
