"""What is in another language than its page says so, on the smallest element; names and dates keep their direction."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.sites import SETTINGS, check_links, html_pages, site, text_of
from tests.test_words import read, words

YIDDISH = """\
title: אַ דאָקטער
language: yi
url: https://example.org/yi/
people:
  ana: {name: חנה}
  ben: {name: Ben Bo}
themes: {time: צײַט}
"""

TEXT = """\
::: {by=ana mode=evocative date=2023-02 theme=time}
אַ מענטש.
:::

::: {.exchange #shmues medium=email date=2021-05-06}
חנה: שלום.

Ben Bo: Hello (2021).
:::

::: {by=ben lang=en}
In English!
:::
"""


MARKED = frozenset(
    [
        "skip",
        "nav-page",
        "nav-exchanges",
        "nav-people",
        "nav-modes",
        "nav-themes",
        "nav-chronology",
        "nav-contributions",
        "nav-search",
        "exchange",
        "exchanges",
        "exchange-link",
        "layout",
        "layout-woven",
        "layout-columns",
        "show-everything",
        "read-here",
        "people-author",
        "previous",
        "next",
        "downloads",
        "search-label",
        "search-clear",
        "search-no-script",
        "contributions-person",
        "contributions-total",
        "contributions-note",
        "not-found",
        "formats-title",
        "formats-format",
    ]
)
"""Strings that stand by themselves on the pages."""


def texts(tree: Any, language: str, direction: str) -> list[tuple[str, str, str]]:
    """Every piece of text with the language and the direction that it stands in."""
    if not isinstance(tree.tag, str) or tree.tag in ("script", "style", "svg"):
        return []
    language, direction = tree.attrib.get("lang", language), tree.attrib.get("dir", direction)
    found = [(tree.text or "", language, direction)]
    for child in tree:
        found += texts(child, language, direction)
        found.append((child.tail or "", language, direction))
    return [one for one in found if one[0].strip()]


def test_what_the_theme_cannot_say_in_a_language_is_marked_as_english() -> None:
    made = site({"polyphony.yaml": YIDDISH, "content/index.md": TEXT})
    check_links(made)
    strings = read("en")
    english = {strings[key] for key in MARKED}
    wrong = []
    for path, tree in html_pages(made).items():
        if path.startswith(("embed/", "metadata/")):
            continue
        body = next(element for element in tree.iter() if element.tag == "body")
        for text, language, direction in texts(body, "yi", "rtl"):
            if text.strip() in english and (language, direction) != ("en", "ltr"):
                wrong.append((path, text.strip()))
        # An attribute can't be marked but by its own element, which then holds no text of the page.
        for element in tree.iter():
            label = element.attrib.get("aria-label", "")
            if label in strings.values() and (element.attrib.get("lang"), element.attrib.get("dir")) != ("en", "ltr"):
                wrong.append((path, f"aria-label: {label}"))
    assert wrong == []
    html = made["index.html"].decode()
    named = re.findall(r'aria-labelledby="(site-main-[^"]*)"', html)
    assert {"site-main-navigation", "site-main-more", "site-main-filters-name"} <= set(named)
    for identifier in named:
        assert re.search(f'id="{identifier}" lang="en" dir="ltr">[^<]+<', html), identifier
    assert '<title id="site-score-title" lang="en">Who speaks where</title>' in html
    assert '<small lang="en" dir="ltr"><i>(</i>evocative</small>' in html
    assert '<small class="mode">' not in html
    assert 'class="hidden-count" data-value="ben" lang="en" dir="ltr">' in html


def test_lists_are_in_the_publications_language_and_their_entries_in_their_own() -> None:
    settings = YIDDISH.replace("language: yi", "language: cy")
    made = site({
        "polyphony.yaml": settings,
        "content/index.md": "Croeso.",
        "content/b.md": f"---\ntitle: אַ דאָקטער\nlang: yi\n---\n\n{TEXT}",
    })  # fmt: skip
    html = made["people/ana/index.html"].decode()
    assert '<html lang="cy" dir="ltr">' in html
    assert '<div class="text" lang="yi" dir="auto">אַ מענטש.</div>' in html
    assert 'Darllen yn “<span lang="yi" dir="rtl">אַ דאָקטער</span>”' in html
    assert '<bdi class="speaker">חנה</bdi>' in html
    page = made["b/index.html"].decode()
    assert '<html lang="yi" dir="rtl">' in page
    assert '<header class="site-header" lang="cy" dir="ltr">' in page
    before = page.partition('<nav class="page-nav"')[2]
    assert '<span lang="cy" dir="ltr">' in before


def test_each_page_has_a_title_of_its_own() -> None:
    twice = TEXT.replace("#shmues", "#shmues2") + TEXT
    made = site({"polyphony.yaml": YIDDISH, "content/index.md": twice, "content/b.md": "# B\n\nB."})
    titles: dict[str, str] = {}
    for path, tree in html_pages(made).items():
        if not path.startswith("embed/"):
            title = next(element.text for element in tree.iter() if element.tag == "title")
            assert title not in titles, (path, titles[title])
            titles[title] = path


def test_a_page_that_is_read_from_right_to_left_has_its_numbers_as_they_are_read() -> None:
    assert words("ar").texts["digit-group"] == "٬"
    made = site({"polyphony.yaml": YIDDISH.replace("language: yi", "language: ar"), "content/index.md": TEXT})
    html = made["chronology/index.html"].decode()
    assert '<html lang="ar" dir="rtl">' in html
    assert '<time datetime="2021-05-06">6 مايو 2021</time>' in html


def test_one_author_has_nothing_to_explain_in_any_language() -> None:
    for language in ("sv", "en", "ar"):
        settings = f"title: T\nlanguage: {language}\npeople: {{ana: {{name: Ana}}}}\n"
        assert b"byline-statement" not in site({"polyphony.yaml": settings, "content/index.md": "Text."})["index.html"]


VERSIONS = {
    "polyphony.yaml": SETTINGS,
    "content/index.md": "Hello.",
    "content/cy.md": "---\ntitle: Croeso\nlang: cy\ntranslation-of: index.md\n---\n\nHelo.\n",
    "content/part/ar.md": "---\ntitle: مرحبا\nlang: ar\ntranslation-of: content/cy.md\n---\n\nأهلا.\n",
    "content/alone.md": "# Alone\n\nHello.\n",
}


def test_versions_of_a_page_in_other_languages_lead_to_each_other() -> None:
    made = site(VERSIONS)
    check_links(made)
    for path, others in {
        "index.html": {"Croeso", "مرحبا"},
        "cy/index.html": {"Two voices", "مرحبا"},
        "part/ar/index.html": {"Two voices", "Croeso"},
        "alone/index.html": set(),
    }.items():
        html = made[path].decode()
        line = re.search(r'<p class="kicker versions">(.*?)</p>', html)
        assert {text_of(link) for link in re.findall(r"<a .*?</a>", line[1] if line else "")} == others
        found = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html))
        assert not found or found == {
            "en": "https://example.org/two/",
            "cy": "https://example.org/two/cy/",
            "ar": "https://example.org/two/part/ar/",
        }
        assert bool(found) is bool(others)
    told = {page["path"]: page["translation_of"] for page in json.loads(made["polyphony.json"])["pages"]}
    assert told["content/part/ar.md"] == "content/cy.md"
    assert told["content/alone.md"] is None


def test_pages_that_name_each_other_as_originals_are_versions_all_the_same() -> None:
    files = {**VERSIONS, "content/index.md": "---\ntranslation-of: cy.md\n---\n\nHello.\n"}
    assert site(files)["index.html"].decode().count("hreflang=") == 3
