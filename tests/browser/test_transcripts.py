"""A transcript as a reader uses it: a turn's own address, its copy with the speaker's name, the way to its place."""

from __future__ import annotations

import pytest
from browser.conftest import Browse, Publish
from browser.harness import Site
from playwright.sync_api import Page, expect

SETTINGS = """\
title: Two voices
url: https://example.org/
people:
  ana: {name: Ana Abreu, given: Ana}
  ben: {name: Ben Bo, given: Ben}
"""

TEXT = """\
::: {.exchange #talk medium=email}
Ana: How are *you*?

Ben & Ana: [We said]{by=ana} fine.[^n]
:::

::: {.exchange #later}
Ben: Later.
:::

[^n]: A note.
"""


@pytest.fixture(scope="module")
def small(publish: Publish) -> Site:
    return publish({"polyphony.yaml": SETTINGS, "content/index.md": TEXT})


def copied(page: Page, turn: int) -> str:
    page.evaluate("navigator.clipboard.writeText = text => { window.copiedText = text; return Promise.resolve(); }")
    page.locator(".turn").nth(turn).get_by_role("button", name="Copy").click()
    text: str = page.evaluate("window.copiedText")
    return text


def test_a_turn_is_copied_with_its_speaker_and_its_address(browse: Browse, small: Site) -> None:
    with browse(small, "exchanges/talk/index.html") as page:
        here = page.locator("link[rel=canonical]").get_attribute("href")
        ids = page.locator(".turn").evaluate_all("turns => turns.map(turn => turn.id)")
        assert copied(page, 0) == f"Ana: How are you?\n{here}#{ids[0]}"
        assert copied(page, 1) == f"Together: We said fine.\n{here}#{ids[1]}"
        expect(page.locator(".turn").nth(1).get_by_role("button", name="Copied")).to_be_visible()


def test_every_turn_has_an_address_and_the_way_leads_to_the_text_and_on(browse: Browse, small: Site) -> None:
    with browse(small, "exchanges/talk/index.html") as page:
        link = page.locator(".turn").first.get_by_role("link", name="Link to this turn")
        link.click()
        assert page.url.partition("#")[2] == page.locator(".turn").first.get_attribute("id")
        page.get_by_role("link", name="Later.").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("“Later.”")
        page.get_by_role("link", name="Read it in “Two voices”").click()
        assert page.url.endswith("index.html#later")


def test_a_list_leads_to_the_person_the_place_and_back_up(browse: Browse, small: Site) -> None:
    with browse(small, "exchanges/index.html", script=False) as page:
        page.get_by_role("link", name="Ben").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ben Bo")
        page.locator(".up a").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Voices")
