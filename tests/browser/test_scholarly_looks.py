"""How notes, tables, formulas, code and tasks look: judged by what a reader would miss."""

from __future__ import annotations

import pytest
from browser.conftest import Browse, Publish
from browser.harness import Site, overflow, violations
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
