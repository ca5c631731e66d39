"""What the theme says in English on a page of another language is marked as English, for reading aloud and order."""

from __future__ import annotations

import re

from tests.sites import page, site

SETTINGS = """\
title: שני קולות
language: he
url: https://example.org/he/
people: {rina: {name: רינה}, dov: {name: דב}}
"""
TEXT = "אנחנו[^n].\n\n[^n]: הערה.\n\n::: {.exchange #talk}\nרינה: שלום.\n\nדב: תודה.\n:::\n"


def test_english_on_a_hebrew_page_is_marked() -> None:
    html = page(TEXT, settings=SETTINGS)
    main = html.partition("<main")[2].partition("</main>")[0]
    for said in (
        "The same as a table",
        "Who, and how",
        "Words",
        "Notes",
        "Cite this page",
        "Embed",
        "Exchange",
    ):
        found = re.findall(rf"<(\w+)([^<>]*)>{said}\b", main)
        assert found, said
        assert all('lang="en" dir="ltr"' in attributes for _, attributes in found), (said, found)
    assert '<p class="byline-statement"><span lang="en" dir="ltr">Names are in' in main


def test_what_the_authors_say_of_their_order_is_in_their_language() -> None:
    html = page(TEXT, settings=SETTINGS + "byline: {statement: כתבנו יחד}\n")
    assert '<p class="byline-statement">כתבנו יחד</p>' in html


def test_a_page_whose_language_has_all_words_has_no_marks() -> None:
    assert 'lang="en"' not in page(TEXT, settings=SETTINGS.replace("language: he", "language: ar"))


def test_english_in_lists_is_marked_too() -> None:
    talk = (
        TEXT.replace("#talk}", "#talk medium=email}") + "\n::: {by=rina mode=evocative date=2024-05-01}\nשלום.\n:::\n"
    )
    made = site({"polyphony.yaml": SETTINGS, "content/index.md": talk})
    marked = ' lang="en" dir="ltr"'
    assert f"<span{marked}>email</span>" in made["index.html"].decode()
    listed = made["exchanges/index.html"].decode()
    for said in ("email", "2 turns"):
        assert f"<bdi><span{marked}>{said}</span></bdi>" in listed
    assert f"<bdi><span{marked}>turn</span></bdi>" in made["people/rina/index.html"].decode()
    assert f'<span class="mode"{marked}>evocative</span>' in made["modes/evocative/index.html"].decode()
