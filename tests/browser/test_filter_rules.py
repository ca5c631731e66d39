"""What filters leave out, wherever it stands: the rules of the style sheet, the script, and what a reader expects."""

from __future__ import annotations

from itertools import combinations

import pytest
from browser.conftest import Browse, Publish
from browser.harness import Site, allow_script
from playwright.sync_api import Page

SETTINGS = """title: Nested
people:
  ana: {name: Ana}
  ben: {name: Ben}
  eva: {name: Eva}
  x1: {name: Number One, role: participant}
themes: {time: Time, place: Place, x1: The first}
"""
TEXT = """---
theme: time
---
::: {by=ana mode=evocative #alone}
Alone. [Said inside.]{by=ben mode=analytical}

::: {.margin by=ben theme=place #gloss}
In the margin.
:::
:::

::: {by="ana ben" mode="descriptive evocative" #two}
Two of them.

::: {by=eva #quoted}
Quoted in a block.
:::
:::

::: {by="ana ben eva" #all}
All three.
:::

::: {.exchange #talk theme=place}
[Ana:]{#first} First.

[Ben:]{mode=analytical theme=x1 #second} Second.

::: {.narration by=eva #between}
Between them.
:::

[x1:]{#third} Third.
:::

::: {.exchange #plain theme=x1}
[Ben:]{#fourth} Fourth.

[Eva:]{#fifth} Fifth.
:::
"""
BOXES = [
    ("person", "ana"), ("person", "ben"), ("person", "eva"), ("person", "x1"), ("person", "all"),
    ("mode", "descriptive"), ("mode", "evocative"), ("mode", "analytical"),
    ("theme", "time"), ("theme", "place"), ("theme", "x1"),
]  # fmt: skip

TEXTS = """() => [...document.querySelectorAll('.flow :is(.passage, .turn, .narration, .margin) > .text')]
    .filter(one => one.checkVisibility()).map(one => one.firstChild.textContent.trim())"""
CHECK = """boxes => document.querySelectorAll('.filters [type=checkbox]').forEach(box => {
    if (box.checked !== boxes.some(([name, value]) => box.name === name && box.value === value)) box.click() })"""


@pytest.fixture(scope="module")
def nested(publish: Publish) -> Site:
    return publish({"polyphony.yaml": SETTINGS, "content/index.md": TEXT})


def shown(page: Page, *boxes: tuple[str, str]) -> list[str]:
    page.evaluate(CHECK, boxes)
    found: list[str] = page.evaluate(TEXTS)
    return found


EXPECTED = {
    (): "Alone. In the margin. Two of them. All three. First. Second. Between them. Third. Fourth. Fifth.",
    (("person", "ana"),): "Alone. Two of them. First.",
    (("person", "ben"),): "In the margin. Two of them. Second. Fourth.",
    (("person", "ben"), ("person", "all")): "In the margin. Two of them. All three. Second. Fourth.",
    (("person", "x1"),): "Third.",
    (("mode", "evocative"),): "Alone. Two of them.",
    (("mode", "descriptive"), ("mode", "analytical")): "Two of them. Second.",
    (("theme", "place"),): "In the margin. First. Second. Third.",
    (("theme", "x1"),): "Second. Fourth. Fifth.",
    (("person", "ben"), ("theme", "place")): "In the margin. Second.",
    (("person", "ben"), ("mode", "analytical"), ("theme", "x1")): "Second.",
}


@pytest.mark.parametrize("script", [True, False])
def test_what_is_shown_is_what_a_reader_expects(script: bool, browse: Browse, nested: Site) -> None:
    with browse(nested, "index.html", script=script) as page:
        allow_script(page, allowed=True)
        for boxes, expected in EXPECTED.items():
            assert " ".join(shown(page, *boxes)) == expected, boxes


def test_script_and_style_sheet_leave_out_the_same(browse: Browse, nested: Site) -> None:
    with browse(nested, "index.html") as live, browse(nested, "index.html", script=False) as plain:
        allow_script(plain, allowed=True)
        assert plain.locator(".filters.plain").count() == 1
        for boxes in (*combinations(BOXES, 2), *((one,) for one in BOXES), tuple(BOXES)):
            assert shown(live, *boxes) == shown(plain, *boxes), boxes
        assert live.locator(".filters.plain").count() == 0


def test_without_script_each_label_and_count_says_what_is_hidden(browse: Browse, nested: Site) -> None:
    counts = "() => [...document.querySelectorAll('.hidden-count')].map(one => one.checkVisibility())"
    words = """id => getComputedStyle(document.querySelector(`#${id} > .label`), '::after').display"""
    with browse(nested, "index.html", script=False) as page:
        allow_script(page, allowed=True)
        people = page.locator("[name=person]").evaluate_all("all => all.map(one => one.value)")
        assert page.evaluate(counts) == [False] * len(people)
        for boxes in (("ana",), ("ben", "all")):
            shown(page, *(("person", one) for one in boxes))
            assert page.evaluate(counts) == [one not in boxes for one in people]
            assert page.evaluate(words, "alone") == ("none" if "ana" in boxes else "inline")
            assert page.evaluate(words, "gloss") == ("none" if "ben" in boxes else "inline")


def test_a_theme_is_said_once_by_what_holds_it(nested: Site) -> None:
    html = nested.files["index.html"].decode()
    tags = {
        one.partition('"')[0]: one.partition(">")[0] for one in html.partition('<div class="flow">')[2].split('id="')
    }
    themes = {name: tag.partition('data-themes="')[2].partition('"')[0] for name, tag in tags.items()}
    assert themes["alone"] == "time"
    assert themes["gloss"] == "place time"
    assert themes["talk"] == "place time"
    assert themes["second"] == "place time x1"
    assert themes["between"] == "time"  # a narration speaks for whoever speaks around the exchange
    assert "data-themes" not in tags["first"] + tags["third"] + tags["quoted"]
    for gone in ("data-modes=", "data-together", "data-facet", "person-"):
        assert gone not in html.partition("<body")[2]
