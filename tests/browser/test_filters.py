"""Choosing what to read: by person, mode and theme, with and without script; nobody is silenced unseen (S4-13)."""

from __future__ import annotations

import re

from browser.conftest import Browse
from browser.harness import Site, violations
from browser.test_reading import speakers
from playwright.sync_api import Page, expect

PAGE = "answers/index.html"


def modes(page: Page) -> set[str]:
    found: list[str] = page.locator(".flow .turn > .text:visible").evaluate_all(
        """all => all.map(one => [...one.parentElement.classList].filter(name => name.startsWith('mode-'))
            .map(name => name.slice(5)).join(' '))"""
    )
    return set(found)


def test_everything_is_shown_until_something_is_chosen(browse: Browse, example: Site) -> None:
    for script in (True, False):
        with browse(example, PAGE, script=script) as page:
            texts = page.locator(".flow :is(.passage, .turn, .narration, .margin) > .text")
            assert len(speakers(page)) == texts.count() > 10
            expect(page.locator(".outcome")).to_be_hidden()
            assert page.locator(".scheme").is_visible() is script


def test_a_person_a_mode_and_both_without_script(browse: Browse, example: Site) -> None:
    with browse(example, PAGE, script=False) as page:
        page.get_by_label("the reader", exact=True).check()
        assert set(speakers(page)) == {"reader", "reader writer"}
        expect(page.locator(".hidden-count[data-value=editor]")).to_be_visible()
        assert page.locator(".hidden-count[data-value=reader]").is_hidden()
        labels = page.locator(".flow [data-by=editor] > .label")
        expect(labels.first).to_be_visible()
        said = labels.first.evaluate("one => getComputedStyle(one, '::after').content")
        assert "hidden" in said
        page.get_by_label("creative", exact=True).check()
        assert set(speakers(page)) == {"reader"}
        page.get_by_label("the reader", exact=True).uncheck()
        assert modes(page) == {"creative"}


def test_several_boxes_of_a_kind_add_up_and_themes_narrow(browse: Browse, example: Site) -> None:
    for script in (True, False):
        with browse(example, PAGE, script=script) as page:
            page.get_by_label("the reader", exact=True).check()
            page.get_by_label("the writer", exact=True).check()
            both = speakers(page)
            assert {"reader", "writer", "reader writer"} == set(both)
            page.get_by_label("Cutting and keeping", exact=True).check()
            assert 0 < len(speakers(page)) < len(both)


def test_together_is_a_voice_of_its_own(browse: Browse, example: Site) -> None:
    for script in (True, False):
        with browse(example, PAGE, script=script) as page:
            page.get_by_label("Together", exact=True).check()
            assert set(speakers(page)) == {"editor reader writer"}


def test_it_is_said_once_stays_in_the_address_and_leaves_a_line(browse: Browse, example: Site) -> None:
    with browse(example, PAGE) as page:
        page.evaluate(
            """() => { window.said = 0; new MutationObserver(() => { window.said += 1 }).observe(
            document.querySelector('.shown'), {childList: true, characterData: true, subtree: true}) }"""
        )
        box = page.get_by_label("the editor", exact=True)
        box.focus()
        page.keyboard.press("Space")
        expect(page.locator(".shown")).to_have_text(re.compile(r"^Showing 2 of \d+ passages and turns$"))
        assert page.evaluate("window.said") == 1
        assert page.evaluate("document.activeElement.value") == "editor"
        assert page.url.endswith("?person=editor")
        lines = page.locator(".left-out")
        assert "2 passages by the writer hidden · 1 passage by the reader hidden" in lines.all_inner_texts()[1]
        hidden = page.locator(".flow .is-out")
        assert hidden.count() > 5
        assert not any(hidden.nth(place).is_visible() for place in range(hidden.count()))
        assert "Here it is, a page" not in page.locator("main").aria_snapshot()
        assert violations(page) == []
        page.reload()
        assert page.get_by_label("the editor", exact=True).is_checked()
        assert set(speakers(page)) == {"editor"}
        page.go_back()
        page.get_by_label("the writer", exact=True).check()
        page.go_back()
        page.wait_for_function("!document.querySelector('.filters [type=checkbox]:checked') || location.search")
        page.goto(page.url.partition("?")[0] + "?mode=creative&layout=columns")
        assert modes(page) == {"creative"}
        assert page.get_by_label("side by side").is_checked()


def test_back_brings_back_what_was_shown(browse: Browse, example: Site) -> None:
    with browse(example, PAGE) as page:
        before = speakers(page)
        page.get_by_label("the editor", exact=True).check()
        page.go_back()
        expect(page.locator(".is-out")).to_have_count(0)
        assert speakers(page) == before
        assert not page.get_by_label("the editor", exact=True).is_checked()


def test_show_everything_does_and_focus_is_not_lost(browse: Browse, example: Site) -> None:
    with browse(example, PAGE) as page:
        before = speakers(page)
        page.get_by_label("the editor", exact=True).check()
        page.get_by_role("button", name="Show everything").click()
        expect(page.locator(".left-out")).to_have_count(0)
        assert speakers(page) == before
        assert "?" not in page.url
        assert page.evaluate("document.activeElement.tagName") == "INPUT"


def test_a_link_to_what_is_hidden_shows_it(browse: Browse, example: Site) -> None:
    with browse(example, f"{PAGE}?person=editor#reader-its-the-second") as page:
        expect(page.locator("#reader-its-the-second .text")).to_be_visible()


def test_side_by_side_gives_each_person_a_column(browse: Browse, example: Site) -> None:
    with browse(example, PAGE) as page:
        page.get_by_label("side by side").check()
        places = page.locator("#the-slat .turn[class*='voice-']").evaluate_all(
            "all => all.map(one => [one.dataset.by, Math.round(one.getBoundingClientRect().left)])"
        )
        columns: dict[str, set[int]] = {}
        for person, left in places:
            columns.setdefault(person, set()).add(left)
        assert all(len(lefts) == 1 for lefts in columns.values())
        assert len(set.union(*columns.values())) == len(columns)
        assert violations(page) == []


def test_a_filter_from_right_to_left_is_said_in_its_own_plural(browse: Browse, arabic: Site) -> None:
    with browse(arabic, "index.html") as page:
        page.locator("[value=guest]").check()
        assert "القارئ" in " ".join(page.locator(".left-out").all_inner_texts())
        assert "{name}" not in page.locator("main").inner_text()


def test_a_group_of_boxes_is_called_what_stands_before_it(browse: Browse, example: Site) -> None:
    with browse(example, "answers/index.html") as page:
        for name in ("Hear", "Voice", "Layout"):
            group = page.get_by_role("group", name=name, exact=True)
            box, first = group.locator("legend span").bounding_box(), group.locator(".chip").first.bounding_box()
            assert box
            assert first
            assert abs(box["y"] + box["height"] / 2 - first["y"] - first["height"] / 2) < 3
            assert box["x"] + box["width"] <= first["x"]
