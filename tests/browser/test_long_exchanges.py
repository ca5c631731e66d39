"""An exchange of hundreds of turns: what makes it slow to filter is not there, and nothing that others have is missing.

How fast it is, `benchmarks/browser.py` says; that depends on the machine.
"""

from __future__ import annotations

import re

import pytest
from browser.conftest import Browse, Publish
from browser.harness import Site
from playwright.sync_api import expect

TURNS = 600


@pytest.fixture(scope="module")
def long(publish: Publish) -> Site:
    """An exchange of many turns by two, each in one of two modes."""
    turns = "\n\n".join(
        f"[{('Ana', 'Ben')[place % 2]}:]{{mode={('creative', 'analytical')[place // 2 % 2]}}} Turn {place} of them."
        for place in range(TURNS)
    )
    return publish(
        {
            "polyphony.yaml": "title: Many\npeople: {ana: {name: Ana}, ben: {name: Ben}}\n",
            "content/index.md": f"::: {{.exchange #talk}}\n{turns}\n:::\n",
        }
    )


def test_no_turn_is_numbered_by_the_browser(browse: Browse, long: Site) -> None:
    # Each list item that comes or goes would have all that follow counted again: a second for 5,000.
    with browse(long, "index.html?person=ana") as page:
        shown = page.locator(".turn, .left-out").evaluate_all(
            "all => [...new Set(all.map(one => getComputedStyle(one).display))].sort()"
        )
        assert shown == ["block", "none"]
        assert page.locator(".turns").get_by_role("listitem").count() > TURNS / 2


def test_no_rule_asks_the_whole_page_what_is_checked(long: Site) -> None:
    # What hangs on body:has() is looked at again whenever anything on the page changes.
    for sheet in ("style.css", "voices.css"):
        rules = long.files[f"design/{sheet}"].decode()
        assert re.findall(r"(?:body|html|:root|\.flow|\.page|\.passage|\.turn)[^,{}~]*:has\(", rules) == []


@pytest.mark.parametrize("script", [True, False])
def test_every_turn_is_there_found_and_linked_to(script: bool, browse: Browse, long: Site) -> None:
    identifier = re.findall(r'id="(ben-turn-[^"]*)"', long.files["index.html"].decode())[-1]
    with browse(long, f"index.html#{identifier}", script=script, reduced_motion="reduce") as page:
        page.wait_for_timeout(300)
        top = page.locator(f"#{identifier}").evaluate("one => one.getBoundingClientRect().top")
        assert 0 <= top < 900
        if script:  # what is out of sight is found as one searches the page
            assert page.evaluate("scrollTo(0, 0); find('Turn 450 of them')")


def test_a_filter_says_of_each_gap_whose_it_is_and_takes_it_back(browse: Browse, long: Site) -> None:
    with browse(long, "index.html") as page:
        page.get_by_label("Ana", exact=True).check()
        lines = page.locator(".left-out")
        expect(lines).to_have_count(TURNS // 2)
        assert set(lines.all_inner_texts()) == {"1 passage by Ben hidden"}
        page.get_by_label("creative", exact=True).check()
        assert "2 passages by Ben hidden · 1 passage by Ana hidden" in set(lines.all_inner_texts())
        page.get_by_label("Ana", exact=True).uncheck()
        page.get_by_label("creative", exact=True).uncheck()
        assert lines.count() == 0
        assert page.locator(".turn.is-out").count() == 0
