"""Searching as a reader does it: typed, by boxes, out of a link, from a file, without script."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.conftest import Browse, Publish
from browser.harness import Site, violations
from playwright.sync_api import Browser, Page, expect

SETTINGS = """\
title: Two voices
url: https://example.org/
people:
  ana: {name: Ana Abreu, given: Ana}
  ben: {name: Ben Bo, given: Ben}
themes: {time: Time}
"""

TEXT = """\
::: {#first by=ana mode=evocative theme=time}
The crab walks to the café; \\<b>not\\</b> a cracker.
:::

::: {#second by=ben mode=analytical}
A crab is no mañana.
:::

::: {#third by=ana lang=zh}
学而时习之，不亦说乎？
:::

Together we say crab.
"""


@pytest.fixture(scope="module")
def small(publish: Publish) -> Site:
    return publish(
        {"polyphony.yaml": SETTINGS, "content/index.md": TEXT, "content/deep/b.md": "# B\n\nA crab, deep.\n"}
    )


def found(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".search-results .text").all_inner_texts()]


def test_what_is_typed_is_found_marked_announced_and_kept_in_the_fragment(browse: Browse, small: Site) -> None:
    asked: list[str] = []
    with browse(small, "search/index.html") as page:
        page.on("request", lambda request: asked.append(request.url))
        page.get_by_role("searchbox").fill("crab")
        expect(page.get_by_role("status")).to_have_text("4 passages found")
        assert page.locator("mark").all_inner_texts() == ["crab"] * 4
        assert page.url.endswith("#q=crab")
        assert not [address for address in asked if "crab" in address]
        page.get_by_role("searchbox").fill("manana")
        expect(page.locator("mark")).to_have_text(["mañana"])
        page.get_by_role("searchbox").fill("时习")
        expect(page.locator("mark")).to_have_text(["时习"])
        assert page.locator(".search-results .text").get_attribute("lang") == "zh"
        page.get_by_role("searchbox").fill("nothing of it")
        expect(page.get_by_role("status")).to_have_text("Nothing found")
        assert violations(page) == []


def test_boxes_narrow_the_search_and_alone_list_all(browse: Browse, small: Site) -> None:
    with browse(small, "search/index.html#q=crab&person=ana") as page:
        expect(page.get_by_role("status")).to_have_text("1 passage found")
        assert found(page) == ["The crab walks to the café; <b>not</b> a cracker."]
        page.get_by_label("Ana", exact=True).focus()
        page.keyboard.press("Space")
        expect(page.get_by_role("status")).to_have_text("4 passages found")
        page.locator("label", has_text="Time").click()
        page.get_by_role("searchbox").fill("")
        expect(page.get_by_role("status")).to_have_text("1 passage found")
        assert page.url.endswith("#theme=time")
        page.get_by_role("button", name="Clear").click()
        expect(page.get_by_role("status")).to_have_text("")


def test_a_result_leads_to_its_place_and_back_to_the_results(browse: Browse, small: Site) -> None:
    with browse(small, "search/index.html") as page:
        page.get_by_role("searchbox").fill("deep")
        page.get_by_role("link", name="Read it in “B”").click()
        assert "/deep/b/index.html#" in page.url
        page.go_back()
        expect(page.get_by_role("status")).to_have_text("1 passage found")
        assert page.get_by_role("searchbox").input_value() == "deep"
        page.get_by_role("searchbox").fill("café")
        expect(page.locator("mark")).to_have_text(["café"])
        page.get_by_role("link", name="Read it in “Two voices”").click()
        assert page.url.endswith("index.html#first")


def test_without_script_an_honest_sentence_stands_in_for_the_form(browse: Browse, small: Site) -> None:
    with browse(small, "search/index.html", script=False) as page:
        assert not page.get_by_role("searchbox").is_visible()
        assert "Searching needs JavaScript" in page.inner_text("main")


def test_searching_works_from_a_file(browser: Browser, small: Site, tmp_path: Path) -> None:
    for path, content in small.files.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    page = browser.new_page()
    page.goto((tmp_path / "search" / "index.html").as_uri())
    page.get_by_role("searchbox").fill("crab")
    expect(page.get_by_role("status")).to_have_text("4 passages found")
    page.close()


def test_a_long_list_of_results_comes_in_parts(browse: Browse, publish: Publish) -> None:
    many = "\n\n".join(f"::: {{by=ana}}\nCrab number {number}.\n:::" for number in range(70))
    served = publish({"polyphony.yaml": SETTINGS, "content/index.md": many})
    with browse(served, "search/index.html#q=crab") as page:
        expect(page.get_by_role("status")).to_have_text("70 passages found")
        assert page.locator(".search-results > li").count() == 30
        page.get_by_role("button", name="Show more").click()
        assert page.locator(".search-results > li").count() == 60
        assert page.evaluate(
            "document.activeElement.closest('li') === document.querySelectorAll('.search-results > li')[30]"
        )
        page.get_by_role("button", name="Show more").click()
        assert not page.get_by_role("button", name="Show more").is_visible()


def test_a_section_at_a_time(browse: Browse, publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("polyphony.exporters.search.SPLIT", 50)
    served = publish(
        {"polyphony.yaml": SETTINGS, "content/index.md": TEXT, "content/deep/b.md": "# B\n\nA crab, deep."}
    )
    with browse(served, "search/index.html#q=crab") as page:
        expect(page.get_by_role("status")).to_have_text("3 passages found")
        page.get_by_label("Section").select_option("B")
        expect(page.get_by_role("status")).to_have_text("1 passage found")
        assert found(page) == ["A crab, deep."]
