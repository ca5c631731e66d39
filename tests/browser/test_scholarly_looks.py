"""How notes, tables, formulas, code and tasks look: judged by what a reader would miss."""

from __future__ import annotations

import itertools

import pytest
from browser.conftest import Browse, Publish
from browser.harness import Site, overflow, violations
from playwright.sync_api import Page
from sites import SETTINGS

TEXT = """\
# On sitting {by=writer}

One.[^one] Two[^two], and $a\\cos(x)$ with $\\int f\\,\\mathrm{d}t$ goes on.

| Hour | Height |  Said  |
|:-----|-------:|:------:|
| 6    | 0.4    | Nothing |

- [x] sit down
- [ ] stand up

$$\\frac{a}{\\sqrt{1 + k^2}}$$

```python
def sit(bench: str) -> None:
    print(f"on {bench}", 1)  # a comment
```

[^one]: A short note.
[^two]: A note at the end of its passage, which has more lines beside the text than the text has left below its mark:
    so many words that they need four or five lines in a column as narrow as that.
"""
MARKS = """() => [...document.querySelectorAll('.note a')].map(mark => {
  const range = document.createRange(), text = mark.parentElement.nextSibling;
  range.setStart(text, 0); range.setEnd(text, 1);
  const seen = document.createRange(); seen.selectNodeContents(mark);
  return [seen.getBoundingClientRect().right, range.getBoundingClientRect().left];
})"""


@pytest.fixture(scope="module")
def looked_at(publish: Publish) -> Site:
    return publish({"polyphony.yaml": SETTINGS, "content/index.md": TEXT})


@pytest.mark.parametrize("width", [390, 1360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_scholarship_can_be_read(browse: Browse, looked_at: Site, scheme: str, width: int) -> None:
    with browse(looked_at, "index.html", scheme=scheme, width=width) as page:
        assert violations(page) == []
        assert overflow(page) == 0
        for end, next_begins in page.evaluate(MARKS):
            assert 0 <= next_begins - end < 4, "a mark stands against its word and before what follows"
        aligned = "cells => cells.map(cell => getComputedStyle(cell).textAlign)"
        assert page.locator("article td").evaluate_all(aligned)[-3:] == ["left", "right", "center"]
        colours = "parts => new Set(parts.map(part => getComputedStyle(part).color)).size"
        assert page.locator(".code span").evaluate_all(colours) >= 5


def test_a_note_at_the_end_of_a_passage_is_beside_it_too(browse: Browse, looked_at: Site) -> None:
    with browse(looked_at, "index.html", width=1360) as page:
        page.locator(".beside.of-note").nth(1).wait_for()
        first, second = (one.bounding_box() for one in page.locator(".beside.of-note").all())
        assert first is not None
        assert second is not None
        assert first["y"] + first["height"] <= second["y"]


def test_without_a_script_marks_lead_to_notes_and_back(browse: Browse, looked_at: Site) -> None:
    with browse(looked_at, "index.html", script=False) as page:
        page.locator(".note a").first.click()
        assert page.locator(".notes li:target").count() == 1
        page.locator(".notes li:target [role=doc-backlink]").click()
        assert page.locator(".note a:target").count() == 1


LATE = """
    let status = "loading";
    const come = new Promise(done => { window.come = () => { status = "loaded"; done(); }; });
    Object.defineProperty(document, "fonts", { value: {
        get status() { return status; },
        get ready() { return document.querySelector(".beside") ? come : Promise.resolve(); } } });
"""
"""A font that comes only after the notes that ask for it stand there."""


def test_notes_beside_the_text_do_not_overlap_though_their_font_comes_late(browse: Browse, publish: Publish) -> None:
    notes = "\n\n".join(f"[^{one}]: {'A long note that takes several lines of the margin. ' * 3}" for one in "abc")
    files = {
        "polyphony.yaml": "title: T\nlanguage: en\nurl: https://example.org/\npeople: {ada: {name: Ada}}\n",
        "content/index.md": "One[^a] and two[^b] and three[^c]. " + "More text stands here. " * 60 + f"\n\n{notes}\n",
    }
    site = publish(files)

    def overlaps(page: Page) -> bool:
        boxes = [one.bounding_box() for one in page.locator(".beside").all()]
        pairs = itertools.pairwise(box for box in boxes if box)
        return len(boxes) != 3 or any(above["y"] + above["height"] > below["y"] for above, below in pairs)

    with browse(site, "404.html") as page:
        page.add_init_script(LATE)
        page.goto(site.url("index.html"))
        page.locator(".beside").nth(2).wait_for()
        assert not overlaps(page)
        page.evaluate("document.querySelector('.flow').style.setProperty('--sans', 'monospace')")
        assert overlaps(page), "the note is no longer with its new font"
        page.evaluate("come()")
        page.wait_for_timeout(400)
        assert not overlaps(page)
