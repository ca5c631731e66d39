"""Citing: every page, exchange, passage and turn, with every name, to be copied and to be read by programs."""

from __future__ import annotations

import json
import re

import pytest
import rispy
from pybtex.database import parse_string

from polyphony.bylines import join_names
from tests.publications import HOSTILE, made_by
from tests.sites import SETTINGS, check_links, html_pages, page, site, text_of

TEXT = """\
::: {.exchange #talk medium=email date=2022-11}
Wren: Hope your day is going well, and that the rest of the week will be kind to you as well.

Rea (2022-11-03 09:41): Fine {100%} & \\\\good.

Wren & Rea: Both.
:::

::: {by=guest #far}
Said from afar.
:::
"""
SITE = {"polyphony.yaml": SETTINGS + "published: 2025\n", "content/index.md": TEXT, "content/b.md": "# Part\n\nIt."}


def test_a_page_names_everybody_in_each_form() -> None:
    people = [{"given": f"Given{number}", "family": f"Family{number}"} for number in range(40)]
    html = made_by(people)["index.html"].decode()
    citing = html.partition('<details class="citing"')[2].partition("</details>")[0]
    assert "et al" not in text_of(citing)
    forms = {"text": citing.partition('id="site-cite"')[2].partition("</p>\n")[2].partition("</p>")[0]}
    made = made_by(people, build={"outputs": ["pages"]})["index.html"].decode()
    for form in ("bibtex", "ris", "csl"):
        forms[form] = made.partition(f'id="site-cite-{form}"')[2].partition("<code>")[2].partition("</code>")[0]
    for text in forms.values():
        places = [text.find(f"Family{number}") for number in range(40)]
        assert -1 not in places
        assert places == sorted(places)


def test_a_form_that_is_a_file_is_linked_and_said_by_the_script_as_the_file_has_it() -> None:
    made = site(SITE)
    citing = made["index.html"].decode().partition('<details class="citing"')[2].partition("</details>")[0]
    own = re.findall(r'href="(metadata/pages/index/(?:citation|csl)[^"]*)" download>([^<]+)<', citing)
    assert [name for _, name in own] == ["BibTeX", "RIS", "CSL-JSON"]
    assert not re.search("<pre", citing)
    script = made["metadata/pages/index/voices.js"].decode()
    said = json.loads(script.removeprefix("polyphonyCite(").removesuffix(");\n"))["page"]
    files = [made[address].decode().replace("\r\n", "\n").strip() for address, _ in own]
    assert [said["bibtex"], said["ris"]] == files[:2]
    item = json.loads(files[2])[0]
    assert json.loads(said["csl"])[0].items() <= item.items()


def test_an_article_says_in_which_journal_it_is_and_when() -> None:
    journal = "published: 2025-03-21\ncontainer: {title: A Journal, volume: 9, issue: 1, locator: 10}\n"
    made = site({"polyphony.yaml": SETTINGS + journal, "content/index.md": "Text."})
    record = rispy.loads(made["metadata/citation.ris"].decode().replace("\r\n", "\n"))[0]
    assert (record["type_of_reference"], record["journal_name"], record["secondary_title"]) == (
        "JOUR", "A Journal", "A Journal",
    )  # fmt: skip
    assert (record["volume"], record["number"], record["start_page"], record["year"]) == ("9", "1", "10", "2025")
    entry = next(iter(parse_string(made["metadata/citation.bib"].decode(), "bibtex").entries.values()))
    assert (entry.type, entry.fields["journal"], entry.fields["month"]) == ("article", "A Journal", "March")


def test_a_part_is_cited_with_its_speakers_in_what_it_is_part_of() -> None:
    made = site(SITE)
    lines = made["metadata/pages/index/voices.txt"].decode().strip().split("\n\n")
    # fmt: off
    assert lines == [
        ("Rea Reader and Wren Writer (2022) “Exchange: Rea Reader · Wren Writer” [exchange]."
         " In: Rea Reader and Wren Writer, Two voices. https://example.org/two/#talk"),
        ("Wren Writer (2022) “Hope your day is going well, and that the rest of the week…” [turn]."
         " In: Rea Reader and Wren Writer, Two voices. https://example.org/two/#writer-hope-your-day"),
        ("Rea Reader (2022) “Fine {100%} & \\good.” [turn]. In: Rea Reader and Wren Writer, Two voices."
         " https://example.org/two/#reader-fine-100"),
        ("Rea Reader and Wren Writer (2022) “Both.” [turn]. In: Rea Reader and Wren Writer, Two voices."
         " https://example.org/two/#all-both"),
        ("a guest (2025) “Said from afar.” [passage]. In: Rea Reader and Wren Writer, Two voices."
         " https://example.org/two/#far"),
    ]
    # fmt: on
    entries = parse_string(made["metadata/pages/index/voices.bib"].decode(), "bibtex").entries
    records = rispy.loads(made["metadata/pages/index/voices.ris"].decode().replace("\r\n", "\n"))
    items = json.loads(made["metadata/pages/index/voices.json"])
    assert len(entries) == len(records) == len(items) == len(lines)
    assert [item["URL"].partition("#")[2] for item in items] == [line.rpartition("#")[2] for line in lines]
    assert [[str(name) for name in entry.persons["author"]] for entry in entries.values()] == [
        [name.replace("a guest", "{a guest}") for name in record["authors"]] for record in records
    ]


def test_an_exchange_has_its_reference_on_its_own_page_without_a_script() -> None:
    made = site(SITE)
    html = made["exchanges/talk/index.html"].decode()
    assert html.count('id="site-cite"') == 1
    assert "[exchange]" in html
    turns = re.findall(r'<details class="cite-turn">.*?</details>', html, re.DOTALL)
    cited = made["metadata/pages/index/voices.txt"].decode().split("\n\n")[1:4]
    assert [text_of(turn).removeprefix("Cite ") for turn in turns] == [line.strip() for line in cited]
    assert 'href="exchanges/talk/index.html#site-cite"' in made["index.html"].decode()
    check_links(made)


def test_a_long_exchange_leaves_its_turns_to_the_files() -> None:
    turns = "\n\n".join(f"Wren: Turn {number}." for number in range(600))
    made = site({"polyphony.yaml": SETTINGS, "content/index.md": f"::: {{.exchange #talk}}\n{turns}\n:::\n"})
    assert b"cite-turn" not in made["exchanges/talk/index.html"]
    assert made["metadata/pages/index/voices.txt"].count(b"[turn]") == 600


@pytest.mark.parametrize(("language", "words"), [
    ("cy", "Ana ac Ela (d.d.)"), ("de", "Ana und Ela (o. J.)"), ("fr", "Ana et Ela (s. d.)"),
    ("ar", join_names(("Ana", "Ela"), "ar") + " (د.ت.)"),
])  # fmt: skip
def test_a_reference_is_in_the_language_of_its_page(language: str, words: str) -> None:
    settings = f"title: T\nlanguage: {language}\npeople: {{ana: {{name: Ana}}, ela: {{name: Ela}}}}\n"
    html = page("Text.", settings=settings)
    assert words in text_of(html)


def test_members_stand_with_their_collective_and_a_random_order_has_its_mark() -> None:
    settings = "title: T\npublished: 2020\npeople: {ana: {name: Ana}, ela: {name: Ela}, kim: {name: Kim}}\n"
    collective = "collectives: {us: {name: Us, members: [ana, ela]}}\nbyline: {order: collective, collective: us}\n"
    assert "Us (Ana and Ela) and Kim (2020) T." in text_of(page("Text.", settings=settings + collective))
    html = page("Text.", settings=settings + "byline: {order: shuffled, seed: x, mark: true}\n")
    names = re.search(r"([^()]*) \(2020\) T\.", text_of(html.partition('id="site-cite"')[2]))
    assert names is not None
    assert names[1].count("ⓡ") == 2
    assert "ⓡ" in text_of(html.partition('<p class="byline">')[2].partition("</p>")[0])


def test_hostile_names_can_be_cited_and_do_nothing() -> None:
    made = made_by(HOSTILE, url="https://example.org/")
    html_pages(made)
    assert "</script" not in made["metadata/pages/index/voices.js"].decode()
    data = json.loads(made["metadata/pages/index/voices.js"].decode().removeprefix("polyphonyCite(").rstrip(");\n"))
    assert set(data["forms"]) == {"text", "bibtex", "ris", "csl"}
    assert sum(len(voice["csl"]) for voice in data["voices"].values()) == len(HOSTILE)
