"""Names and texts into XML: whatever comes in, what comes out is well-formed, and nothing else of it is changed."""

from __future__ import annotations

from typing import Any

import pytest
from exports import exported
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from readers import said_in_data, said_in_jats, said_in_tei, spelt
from test_text_formats import validate_where_possible

from polyphony.xmltree import add, clean, element, own_id, render_document, render_element, text_id

ANY = st.text(st.characters())


@given(ANY, ANY)
def test_any_text_and_attribute_is_read_back_without_what_xml_forbids(text: str, value: str) -> None:
    made = element("p", {"n": value}, text, element("b", None, text), text)
    read: Any = etree.fromstring(render_document(render_element(made, frozenset())))
    assert read.get("n", "") == clean(value)
    assert "".join(read.itertext()) == clean(text) * 3


def test_what_xml_forbids_is_left_out_and_nothing_else() -> None:
    assert clean("a\x00\x0b\ud800\ufffe\uffff\u200f🙂]]>\tb") == "a \u200f🙂]]>\tb"


def test_only_what_holds_no_text_is_laid_out() -> None:
    made = element("list", None, element("item", None, "a ", element("b", None, "c")))
    add(made, [element("item")])
    assert render_element(made, frozenset(["list"])) == "<list>\n <item>a <b>c</b></item>\n <item/>\n</list>"


@given(st.lists(ANY.filter(bool), min_size=2, max_size=4, unique=True))
def test_every_id_is_a_name_of_xml_and_no_two_are_one(names: list[str]) -> None:
    ids = [text_id(name) for name in names] + [own_id(kind, name) for kind in ("person", "fn") for name in names]
    assert len(set(ids)) == len(ids)
    for one in ids:
        etree.fromstring(f'<a xml:id="{one}"/>')
    assert [spelt(own_id("person", name).removeprefix("person-")) for name in names] == names


@pytest.mark.parametrize("name", ["1st", "person-ana", "x-y", "a b", "ü.1", "名前", "ۏ", "-", "_"])
def test_ids_stay_as_they_are_where_xml_and_we_allow_it(name: str) -> None:
    assert (text_id(name) == name) == (name in ("ü.1", "名前", "_"))


SETTINGS = """\
title: Odd
language: ar
published: 2025
people:
  "1st": {name: Hesiod}
  madonna: {given: Madonna}
  pele: {family: Pelé}
  quoted-only: {name: "a <guest> & \\"friend\\"", role: participant}
  silent: {name: Nobody Named, role: participant}
  mariam: {name: مريم, role: editor}
collectives:
  hierarchy: {name: the hierarchy}
  band: {name: The Band, members: ["1st", madonna]}
byline: {equal: [["1st", madonna]], order: ORDER, collective: band}
"""
TEXT = """\
::: {by="1st" #1st}
مرحبا ]]> a\x0bb\x1bc \u200f[said]{by=quoted-only #person-1st} [no]{by=hierarchy}.
:::

::: {.exchange #x-1}
Hesiod: ]]>

pele:

Madonna: 😭
:::
"""


@pytest.mark.parametrize("order", ["alphabetical", "collective"])
@pytest.mark.parametrize("form", ["jats", "jats-plain", "tei"])
def test_odd_people_ids_and_characters_are_valid_and_nobody_is_added(form: str, order: str) -> None:
    files = {
        "polyphony.yaml": SETTINGS.replace("ORDER", order),
        "content/index.md": TEXT,
        "content/empty.md": "---\ntitle: Empty\n---\n",
        "content/notes.md": "# Notes\n\nA[^1].\n\n[^1]: [B]{by=pele}\n",
        "content/margin.md": "# Margin\n\n::: {.margin by=pele}\nOnly this.\n:::\n",
    }
    content, data, _ = exported(files, form)
    read = said_in_tei if form == "tei" else said_in_jats
    assert sorted(read(content)) == sorted(said_in_data(data))
    assert b"Nobody Named" not in content
    validate_where_possible(content, form)
    for page in ("index.md", "empty.md", "notes.md", "margin.md"):
        alone, _, _ = exported(files, form, page)
        assert read(alone) == said_in_data(data, f"content/{page}")
        validate_where_possible(alone, form)


def test_who_is_quoted_is_no_contributor() -> None:
    files = {"polyphony.yaml": SETTINGS.replace("ORDER", "alphabetical"), "content/index.md": TEXT}
    root: Any = etree.fromstring(exported(files, "jats")[0])
    authors = [one.get("id") for one in root.iter("contrib") if one.get("contrib-type") == "author"]
    assert sorted(authors) == ["person-1st", "person-madonna", "person-pele"]
    assert [one.get("contrib-type") for one in root.iter("contrib")].count("editor") == 1
    assert [one.get("id") for one in root.iter("term")] == ["person-hierarchy", "person-quoted-only"]
    equal = [one.get("id") for one in root.iter("contrib") if one.find("xref[@rid='equal-1']") is not None]
    assert sorted(equal) == ["person-1st", "person-madonna"]
    assert root.xpath("//@equal-contrib") == [], "a set is not all of them"


def test_a_thousand_turns_keep_their_order() -> None:
    turns = "\n\n".join(f"{('Madonna', 'Pelé')[number % 2]}: Turn {number}." for number in range(1000))
    files = {
        "polyphony.yaml": SETTINGS.replace("ORDER", "listed"),
        "content/index.md": f"::: {{.exchange}}\n{turns}\n:::\n",
    }
    for form, read in (("jats", said_in_jats), ("tei", said_in_tei)):
        content, data, _ = exported(files, form)
        said = read(content)
        assert len(said) == 1000
        assert said == said_in_data(data)
        assert said[999] == ("turn", ("pele",), "Turn 999.")


@pytest.mark.parametrize("form", ["jats", "tei"])
def test_an_address_with_an_ampersand_leads_where_it_says(form: str) -> None:
    files = {
        "polyphony.yaml": "title: T\nurl: https://example.org/a&b/\npeople: {a: {name: A}}\n",
        "content/index.md": "[see](two.md#there) [all](two.md)\n",
        "content/two.md": "# Two\n\n::: {#there by=a}\nText.\n:::\n",
    }
    root: Any = etree.fromstring(exported(files, form, "index.md")[0])
    assert "https://example.org/a&b/two/#there" in root.xpath("//@*")
    validate_where_possible(exported(files, form, "index.md")[0], form)
    whole: Any = etree.fromstring(exported(files, form)[0])
    leads = whole.xpath("//xref/@rid | //*[local-name()='ref']/@target")
    assert [one.removeprefix("#") for one in leads] == ["there", "page-two"]
