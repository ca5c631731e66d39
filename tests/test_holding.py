"""What a page is said to hold, by the HTML that its texts become."""

from __future__ import annotations

import pytest
from sites import SETTINGS, make

from polyphony.views import page as pages
from polyphony.views.holding import KINDS, holdings

TEXTS = {
    "abbreviations": "The [HTML]{.abbr title=language} of it.",
    "code": "Some `code`.",
    "editing": "Some [words]{.redacted}.",
    "epigraphs": "::: {.epigraph}\nAs they said.\n:::",
    "figures": "![A bench.](/assets/bench.png){alt=bench}",
    "formulas": "With $x^2$.",
    "headings": "## Two\n\n### Three\n\n#### Four",
    "lists": "- [ ] open\n- [x] done",
    "margins": "::: {by=writer}\nText.\n:::\n\n::: {.margin by=reader}\nA gloss.\n:::",
    "notes": "A word.[^1]\n\n[^1]: And another.",
    "parallels": ":::: {.parallel}\n::: {by=writer}\nOne.\n:::\n::: {by=reader}\nTwo.\n:::\n::::",
    "quotations": ":::: {by=writer}\nText.\n\n::: {by=reader}\nQuoted.\n:::\n::::",
    "rules": "One.\n\n---\n\nTwo.",
    "raised": "H~2~O",
    "tables": "| a | b |\n|---|---|\n| 1 | 2 |",
    "long": "::: {.exchange}\n" + "\n\n".join("Wren: Yes." for _ in range(201)) + "\n:::",
}


@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_a_page_says_what_it_holds(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = []

    def record(*texts: object) -> tuple[str, ...]:
        said.append(holdings(*texts))  # type: ignore[arg-type]
        return said[-1]

    monkeypatch.setattr(pages, "holdings", record)
    files = {"polyphony.yaml": SETTINGS, "content/index.md": TEXTS[kind] + "\n"}
    if kind == "figures":
        files["assets/bench.png"] = ""
    make(files)
    assert kind in said[0]
    assert set(said[0]) <= set(KINDS)


def test_plain_paragraphs_hold_nothing_of_it() -> None:
    html = '<section class="passage voice-1"><p class="label"><b>A</b></p><p>Text <em>and</em>.</p></section>'
    assert holdings([html, ""], ("filters", ()), ("matter", "")) == ()
    assert holdings([html], ("filters", 1), ("right-to-left", True)) == ("filters", "right-to-left")
