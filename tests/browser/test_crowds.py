"""Pages with many people, or with names of any length: nobody's name is lost, and the text begins soon."""

from __future__ import annotations

import pytest
from browser.conftest import Browse, Publish
from browser.harness import overflow, violations

LONG = "Maximiliana Theodora Hohenstaufen", "Abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", "Li"
CUT = """all => all.map(one => {
    const box = one.getBoundingClientRect(), frame = document.querySelector(".score-picture").getBoundingClientRect();
    return Math.round(Math.max(frame.left - box.left, 0));
})"""


def files(names: tuple[str, ...]) -> dict[str, str]:
    people = "".join(f"  p{place}: {{name: {name}, role: participant}}\n" for place, name in enumerate(names))
    turns = "\n\n".join(f"p{place}: What number {place} says." for place in range(len(names)))
    return {
        "polyphony.yaml": f"title: Many\npeople:\n{people}",
        "content/index.md": f"::: {{.exchange #talk}}\n{turns}\n:::\n",
    }


@pytest.mark.parametrize("width", [1360, 390, 320])
def test_every_name_in_the_score_shows_how_it_begins(width: int, browse: Browse, publish: Publish) -> None:
    with browse(publish(files(LONG)), "index.html", width=width) as page:
        assert page.locator(".stave text").evaluate_all(CUT) == [0, 0, 0]
        assert overflow(page) <= 0
        wide = page.locator(".chip").evaluate_all(
            "all => Math.max(...all.map(one => one.getBoundingClientRect().right))"
        )
        assert wide <= width


@pytest.mark.parametrize("script", [True, False])
def test_a_hundred_people_are_chosen_among_without_filling_the_screen(
    script: bool, browse: Browse, publish: Publish
) -> None:
    names = tuple(f"Person {place:03}" for place in range(100))
    with browse(publish(files(names)), "index.html", script=script, width=390) as page:
        assert page.locator(".flow").evaluate("one => one.getBoundingClientRect().top + scrollY") < 1100
        page.get_by_text("Hear (100)").click()
        page.get_by_label("Person 042", exact=True).check()
        shown = page.locator(".flow .turn > .text:visible")
        assert shown.all_inner_texts() == ["What number 42 says."]
        assert violations(page) == []


def test_a_choice_in_the_address_is_in_sight(browse: Browse, publish: Publish) -> None:
    names = tuple(f"Person {place:03}" for place in range(100))
    with browse(publish(files(names)), "index.html?person=p7") as page:
        assert page.get_by_label("Person 007", exact=True).is_visible()
        assert page.locator(".flow .turn > .text:visible").count() == 1


LOOKS = """all => all.map(one => { const mark = getComputedStyle(one.querySelector('.label b'), '::before');
    const style = getComputedStyle(one.querySelector('.text'));
    return [style.borderInlineStartStyle, mark.content].join(' ') })"""


def test_s4_07_s4_09_each_of_125_people_is_told_apart_without_colour(browse: Browse, publish: Publish) -> None:
    names = tuple(f"Person {place:03}" for place in range(125))
    with browse(publish(files(names)), "index.html") as page:
        looks = page.locator(".flow .turn").evaluate_all(LOOKS)
        assert len(set(looks)) == 125
        shown = page.locator(".flow .turn > .label b").last.evaluate("one => getComputedStyle(one, '::before').content")
        assert shown.startswith('"')
        assert shown != '""'


def test_a_gloss_has_the_mark_of_who_wrote_it_not_of_whom_it_is_on(browse: Browse, publish: Publish) -> None:
    people = "".join(f"  p{place}: {{name: Person {place}}}\n" for place in range(9))
    said = "\n\n".join(f"::: {{by=p{place}}}\nHello.\n\n::: {{.margin by=p0}}\nWell.\n:::\n:::" for place in range(9))
    served = publish({"polyphony.yaml": f"title: T\npeople:\n{people}", "content/index.md": said})
    with browse(served, "index.html") as page:
        marks = page.locator(".margin > .label b").evaluate_all(
            "all => all.map(one => getComputedStyle(one, '::before').content)"
        )
        assert len(marks) == 9
        assert len(set(marks)) == 1
        strokes = page.locator(".margin").evaluate_all(
            "all => all.map(one => getComputedStyle(one).borderBlockStartWidth)"
        )
        assert len(set(strokes)) == 1
