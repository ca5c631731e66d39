"""A citation's reference opens beside it: by pointer and by keyboard, to be pointed at, and to be put away."""

from __future__ import annotations

import json

from browser.conftest import Browse, Publish
from sites import SETTINGS

WORKS = [{"id": "one", "type": "book", "title": "A <b>book</b>", "author": [{"family": "First", "given": "A."}],
          "DOI": "10.1234/x", "issued": {"date-parts": [[2001]]}}]  # fmt: skip
FILES = {
    "polyphony.yaml": SETTINGS + "bibliography: [works.json]\n",
    "works.json": json.dumps(WORKS),
    "content/index.md": "Says [@one, p. 3].\n",
}


def test_a_reference_opens_beside_its_citation_and_goes_again(browse: Browse, publish: Publish) -> None:
    served = publish(FILES)
    with browse(served, "index.html", width=1000) as page:  # where there is no margin
        card, citation = page.locator(".reference-card"), page.locator("[role=doc-biblioref]")
        citation.hover()
        card.wait_for()
        assert card.inner_text().startswith("First, A. (2001)")
        assert page.evaluate("document.querySelectorAll('[id=site-card]').length") == 1
        card.hover()
        page.wait_for_timeout(400)
        assert card.count() == 1, "it stays while it is pointed at"
        page.mouse.move(0, 0)
        card.wait_for(state="detached")
        citation.focus()
        assert citation.get_attribute("aria-describedby") == card.get_attribute("id")
        page.keyboard.press("Escape")
        assert card.count() == 0
        assert citation.get_attribute("aria-describedby") is None
        assert citation.evaluate("link => document.activeElement === link")


def test_where_there_is_no_room_or_no_script_the_link_is_enough(browse: Browse, publish: Publish) -> None:
    served = publish(FILES)
    with browse(served, "index.html", width=390) as page:
        page.locator("[role=doc-biblioref]").focus()
        assert page.locator(".reference-card").count() == 0
    with browse(served, "index.html", script=False) as page:
        page.locator("[role=doc-biblioref]").click()
        assert page.locator(".references li:target").count() == 1
        page.locator(".references [role=doc-backlink]").click()
        assert page.locator("[role=doc-biblioref]:target").count() == 1


def test_a_pointer_opens_no_card_where_the_margin_shows_the_reference(browse: Browse, publish: Publish) -> None:
    files = {**FILES, "content/index.md": "# One {by=writer}\n\nSays [@one, p. 3] and more.\n\nMore words.\n"}
    with browse(publish(files), "index.html", width=1400) as page:
        citation = page.locator("[role=doc-biblioref]")
        citation.hover()  # the first that the page hears of a reader
        page.locator(".beside.of-reference").wait_for()
        page.wait_for_timeout(700)
        assert page.locator(".reference-card").count() == 0
        page.mouse.move(0, 0)
        citation.focus()
        page.locator(".reference-card").wait_for()
        assert citation.get_attribute("aria-describedby"), "who can't see the margin hears the reference"
