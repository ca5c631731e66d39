"""Citing a passage or a turn: what the script makes is what the files have, and it can be copied."""

from __future__ import annotations

import json
import re
from pathlib import Path

import rispy
from browser.conftest import Browse, Publish
from browser.harness import violations
from playwright.sync_api import expect
from sites import SETTINGS

TEXT = """\
::: {by=guest #far}
Said from afar: {100%} & more_things \\`so of a kind, at such a length that its first words have to do.
:::

::: {.exchange #talk date=2022-11}
Wren & Rea: Both.
:::
"""
FILES = {"polyphony.yaml": SETTINGS + "published: 2025\n", "content/index.md": TEXT}


def test_what_is_made_for_a_part_is_what_the_files_have(browse: Browse, publish: Publish) -> None:
    site = publish(FILES)
    text = site.files["metadata/pages/index/voices.txt"].decode().split("\n\n")
    entries = site.files["metadata/pages/index/voices.bib"].decode().split("\n\n")
    records = rispy.loads(site.files["metadata/pages/index/voices.ris"].decode().replace("\r\n", "\n"))
    items = json.loads(site.files["metadata/pages/index/voices.json"])
    with browse(site, "index.html", may_keep=True) as page:
        for selector, place in ((".passage", 0), (".turn", 2)):
            part = page.locator(f".flow {selector}").first
            part.hover()
            part.locator(".cite-part").click()
            dialog = page.locator(".cite-dialog")
            dialog.wait_for(state="visible")
            assert violations(page) == []
            made = [dialog.locator(".citation-text").inner_text(), *dialog.locator("pre").all_inner_texts()]
            assert made[0] == text[place].strip()
            for field in ("author", "title", "url", "howpublished"):
                pattern = rf"^  {field} = (.*),$"
                assert re.findall(pattern, made[1], re.MULTILINE) == re.findall(pattern, entries[place], re.MULTILINE)
            record = rispy.loads(made[2] + "\n")[0]
            for key in ("authors", "title", "urls", "year"):
                assert record.get(key) == records[place].get(key)
            item = json.loads(made[3])[0]
            for key in ("author", "title", "URL", "container-title"):
                assert item[key] == items[place][key]
            dialog.locator(".close").click()


def test_a_reference_to_the_page_is_there_without_a_script(browse: Browse, publish: Publish) -> None:
    with browse(publish(FILES), "index.html", script=False) as page:
        page.locator(".citing > summary").click()
        assert (
            page.locator(".citing > .citation-text")
            .inner_text()
            .startswith("Rea Reader and Wren Writer (2025) Two voices.")
        )
        for name, begin in (("BibTeX", "@misc{"), ("RIS", "TY  - "), ("CSL-JSON", "[")):
            link = page.locator(".citing").get_by_role("link", name=name, exact=True).first
            with page.expect_download() as saved:
                link.click()
            assert Path(saved.value.path()).read_text().startswith(begin)
        assert page.locator(".citing button").count() == 0


def test_the_page_is_cited_in_all_forms_once_somebody_looks(browse: Browse, publish: Publish) -> None:
    site = publish(FILES)
    with browse(site, "index.html", may_keep=True) as page:
        page.locator(".citing > summary").click()
        page.locator("#site-cite-csl").wait_for(state="visible")
        shown = page.locator(".citing pre").all_text_contents()
        assert shown[0] == site.files["metadata/pages/index/citation.bib"].decode().strip()
        assert shown[1] == site.files["metadata/pages/index/citation.ris"].decode().replace("\r\n", "\n").strip()
        page.locator(".citing > summary").click()
        page.locator(".citing > summary").click()
        assert page.locator(".citing pre").count() == 3
        assert violations(page) == []


def test_what_is_copied_is_what_stands_under_the_button(browse: Browse, publish: Publish) -> None:
    with browse(publish(FILES), "index.html", may_keep=True) as page:
        page.evaluate("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }")
        for selector, count in ((".citing", 4), ("article > .embed", 2)):
            page.locator(f"{selector} > summary").click()
            buttons = page.locator(f"{selector} [data-copy]")
            expect(buttons).to_have_count(count)
            texts = page.locator(f"{selector} > :is(.citation-text, pre)").all_text_contents()
            for place, text in enumerate(texts):
                buttons.nth(place).click()
                assert page.evaluate("window.copied") == text.strip()
        assert violations(page) == []


def test_a_link_to_the_codes_of_an_exchange_opens_them(browse: Browse, publish: Publish) -> None:
    for name, shown in (("Cite", ".citing"), ("Embed", ".embed")):
        with browse(publish(FILES), "index.html") as page:
            page.locator(".exchange-links").get_by_role("link", name=name, exact=True).click()
            page.wait_for_url(f"**/exchanges/talk/index.html#site-{name.lower()}")
            expect(page.locator(f"{shown} pre").first).to_be_visible()


def test_what_can_be_done_with_a_turn_stands_in_one_line_and_the_keyboard_can_do_it(
    browse: Browse, publish: Publish
) -> None:
    with browse(publish(FILES), "exchanges/talk/index.html", may_keep=True) as page:
        turn = page.locator(".turn").first
        tops = [one.bounding_box() for one in turn.locator(".turn-links > *").all()]
        assert len(tops) == 3
        middles = [box["y"] + box["height"] / 2 for box in tops if box]
        assert max(middles) - min(middles) <= 3
        turn.locator(".turn-links a").focus()
        for _ in range(2):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        dialog = page.locator(".cite-dialog")
        dialog.wait_for(state="visible")
        assert dialog.locator(".citation-text").inner_text().startswith("Rea Reader and Wren Writer (2022) ")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        copied = page.evaluate("navigator.clipboard && navigator.clipboard.readText().catch(() => null)")
        assert copied in (None, dialog.locator(".citation-text").inner_text())
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.className") == "cite-part"
