"""What an order means, on a page in another language than the publication's: in which words, and how it is marked."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

SETTINGS = """\
title: A publication
language: {language}
published: 2025
people:
  ana: {{name: Ana Ash}}
  ben: {{name: Ben Beech}}
byline: {{order: alphabetical, equal: all{more}}}
"""
PARTS = {
    "en": "alphabetical",
    "fr": "alphabétique",
    "ar": "أبجدي",
    "de": "alphabetisch",
    "cy": "wyddor",
    "es": "alfabético",
}


def page(lang: str) -> str:
    return f"---\ntitle: Other\nlang: {lang}\n---\n\nText.\n"


def built(project: Any, language: str, lang: str, more: str = "") -> Any:
    settings = SETTINGS.format(language=language, more=more)
    made = project({"polyphony.yaml": settings, "content/index.md": "Text.\n", "content/other.md": page(lang)}).build()
    assert made.messages == []
    return made


def statement(html: str) -> str:
    found = re.search(r'<p class="byline-statement"[^>]*>(.*?)</p>', html, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(("language", "lang", "said", "marked"), [
    ("en", "fr", "fr", ""), ("fr", "en", "en", ""), ("en", "ar", "ar", ""), ("ar", "de", "de", ""),
    ("en-GB", "es-MX", "es", ""),     ("es", "eu", "es", "es"), ("ar", "eu", "ar", "ar"),
    ("eu", "eu", "en", "en"), ("eu", "cy", "cy", ""),
])  # fmt: skip
def test_the_order_explains_itself_in_the_language_of_the_page(
    project: Any, language: str, lang: str, said: str, marked: str
) -> None:
    made = built(project, language, lang)
    shown = statement(made.read("other/index.html"))
    assert PARTS[said] in shown
    direction = "rtl" if marked == "ar" else "ltr"
    assert shown.startswith(f'<span lang="{marked}" dir="{direction}">') if marked else "lang=" not in shown
    home = statement(made.read("index.html"))
    assert PARTS[language.partition("-")[0] if language != "eu" else "en"] in home
    record = json.loads(made.read("metadata/pages/other/datacite.json"))
    [described] = [one for one in record["descriptions"] if one["descriptionType"] == "Other"]
    assert PARTS[said] in described["description"]
    assert described["lang"] == (marked or lang)
    for path, name in (("jats.xml", "p content-type"), ("tei.xml", "note type")):
        found = re.search(rf'<{name}="author-order"([^>]*)>([^<]*)', made.read(f"metadata/pages/other/{path}"))
        assert found is not None
        assert PARTS[said] in found[2]
        assert found[1] == (f' xml:lang="{marked}"' if marked else "")


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("eu", "ltr")])
def test_the_authors_own_words_are_in_the_language_of_the_publication(
    project: Any, language: str, direction: str
) -> None:
    made = built(project, language, "fr", ", statement: 'We are *equals*.'")
    assert statement(made.read("index.html")) == "We are <em>equals</em>."
    marked = f'<span lang="{language}" dir="{direction}">We are <em>equals</em>.</span>'
    assert statement(made.read("other/index.html")) == marked
    record = json.loads(made.read("metadata/pages/other/datacite.json"))
    assert {"description": "We are equals.", "descriptionType": "Other", "lang": language} in record["descriptions"]
    for path, name in (("jats.xml", "p content-type"), ("tei.xml", "note type")):
        text = made.read(f"metadata/pages/other/{path}")
        assert f'<{name}="author-order" xml:lang="{language}">We are <' in text
        assert f'<{name}="author-order">We are <' in made.read(f"metadata/pages/index/{path}")
