"""The score in a browser: what a pointer is told of a block, and what a screen reader is told of the picture."""

from __future__ import annotations

from browser.conftest import Browse
from browser.harness import Site, violations
from playwright.sync_api import expect

TITLES = """all => all.map(one => (one.querySelector("title") || one.parentNode.querySelector("title")).textContent)"""
ROWS = """all => all.map(row =>
    [row.querySelector("a").getAttribute("href"), ...Array.from(row.children, cell => cell.textContent)])"""


def test_a_block_that_is_pointed_at_says_what_the_table_says(browse: Browse, example: Site) -> None:
    with browse(example, "answers/index.html") as page:
        links = page.locator(".score-picture > g a")
        rows = page.locator(".score-table tbody tr").evaluate_all(ROWS)
        assert len(rows) == len({href for href, *_ in rows}) > 4
        box = links.first.locator("line").evaluate(
            "one => [one.getBoundingClientRect().x + 1, one.getBoundingClientRect().y]"
        )
        page.mouse.move(*box)
        expect(links.first.locator("title")).to_have_count(1)
        hrefs = links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
        told = {href: f"{name} · Words: {words}" for href, name, words in rows}
        assert list(zip(hrefs, links.evaluate_all(TITLES), strict=True)) == [(href, told[href]) for href in hrefs]
        assert (
            page.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('a').getAttribute('href')", box)
            == hrefs[0]
        )
        assert violations(page) == []


def test_a_block_says_whose_it_is_without_a_script(browse: Browse, example: Site) -> None:
    with browse(example, "answers/index.html", script=False) as page:
        titles = page.locator(".score-picture > g a").evaluate_all(
            "all => all.map(one => one.closest('g:has(> title)').querySelector(':scope > title').textContent)"
        )
        assert set(titles) >= {"the reader", "the writer", "Together"}


def test_the_picture_has_a_name_and_a_description(browse: Browse, example: Site) -> None:
    with browse(example, "answers/index.html") as page:
        tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        images = [node for node in tree if node.get("name", {}).get("value") == "Who speaks where"]
        assert [node["role"]["value"] for node in images] == ["image"]
        assert "in reading order" in images[0]["description"]["value"]
