"""Who has agreed, as a reader of the page of contributions sees it: in any direction, width and scheme."""

from __future__ import annotations

import pytest
from browser.conftest import Browse, Publish
from browser.harness import overflow, violations

SETTINGS = """\
title: Two voices
url: https://example.org/
language: {language}
people:
  ana: {{name: Ana Abreu, given: Ana, family: Abreu}}
  ben: {{name: Ben Bo, given: Ben, family: Bo}}
sign-off: optional
"""
TEXT = "::: {by=ana #one}\nOne.\n:::\n\n::: {by=ben}\nTwo.\n:::\n"
SIGNED = "person: ana\nsigned:\n- passage: one\n  words: v1-00000000000000000000000000000000\n  date: 2025-03-01\n"


@pytest.mark.parametrize(("language", "day"), [("en", "1 March 2025"), ("ar", "مارس"), ("de", "1. März 2025")])
def test_who_has_agreed_is_a_table_with_names_in_the_bylines_order(
    browse: Browse, publish: Publish, language: str, day: str
) -> None:
    texts = {
        "polyphony.yaml": SETTINGS.format(language=language),
        "content/index.md": TEXT,
        "sign-off/ana.yaml": SIGNED,
    }
    made = publish(texts)
    for scheme, width in (("light", 1360), ("dark", 320)):
        with browse(made, "contributions/index.html", scheme=scheme, width=width) as page:
            rows = page.locator(".agreed tbody tr")
            assert rows.count() == 2
            assert rows.nth(0).locator("th").inner_text() == "Ana Abreu"
            assert rows.nth(0).locator("td").all_inner_texts()[:3] == ["–", "1", "–"]
            assert day in rows.nth(0).locator("td").nth(3).inner_text()
            assert rows.nth(1).locator("td").all_inner_texts() == ["–", "–", "1", "–"]
            assert overflow(page) <= 0
            assert violations(page) == []
