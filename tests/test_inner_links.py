"""Links within a page, from a citation to its work and from a note to its place: each leads somewhere, both ways."""

from __future__ import annotations

import re

import pytest

from tests.exports import exported
from tests.sites import SETTINGS, check_links, make, site, text_of

WORKS = '[{"id": "owls", "type": "book", "title": "Owls", "issued": {"date-parts": [[2001]]}}]'


def made_of(text: str) -> dict[str, bytes]:
    settings = SETTINGS + "bibliography: [references.json]\n"
    made = site({"polyphony.yaml": settings, "content/index.md": text, "references.json": WORKS})
    check_links(made)
    return made


def backlinks(html: str) -> list[str]:
    """The places to which a file's notes lead back: all, and no others, that refer to one."""
    leading = re.findall(r'href="#(site-note-\d+-back[^"]*)"', html)
    assert sorted(leading) == sorted(re.findall(r'id="(site-note-\d+-back[^"]*)"', html))
    return leading


@pytest.mark.parametrize("tag", ["<b>wise</b>", "wise<br>", "<i>wise", "wise</i>"])
def test_a_work_leads_back_to_a_citation_before_raw_html(tag: str) -> None:
    html = made_of(f"They are [-@owls] {tag}, as @owls has it.")["index.html"].decode()
    assert html.count('role="doc-biblioref"') == 2
    assert html.count('href="#site-cited-') == 2


TALK = """\
Here is one[^a] of three.

::: {.exchange #talk}
Wren: You said it.[^b] [Look there[^a].]{by=reader}

Rea: I did[^a].
:::

[^a]: About owls[^c], as @owls has it.

[^b]: Said by night.

[^c]: The smaller ones.

[^d]: Named below.

After it.[^d]
"""


def test_a_transcript_has_the_notes_that_its_turns_refer_to() -> None:
    html = made_of(TALK)["exchanges/talk/index.html"].decode()
    for words in ("About owls", "Said by night", "The smaller ones"):
        assert html.count(words) == 1
    assert "Named below" not in html
    assert len(backlinks(html)) == 4


def test_notes_of_what_is_shown_elsewhere_lead_back_to_it_alone() -> None:
    html = made_of(TALK)["embed/reader-i-did/index.html"].decode()
    assert "About owls" in html
    assert "The smaller ones" in html
    assert "Said by night" not in html
    assert len(backlinks(html)) == 2


LINKED = """\
title: "Two [voices](two.md)"
subtitle: "and [more](two.md#end)"
people: {writer: {name: Wren, bio: "[Elsewhere](two.md) ![Wren](wren.svg)"}}
abstract: "See [there](two.md) and [its end](#end)."
plain-summary: "In [short](two.md)."
key-messages: ["[One](two.md)."]
acknowledgements: "[Thanks](two.md)."
declarations: {ethics: "[Yes](two.md)."}
themes: {time: {label: "[Time](two.md)", description: "As [said](two.md)."}}
byline: {order: listed, statement: "[Why](two.md)."}
navigation: [index.md, {title: "[More](two.md)", pages: [two.md]}]
"""
PAGES = {
    "content/index.md": "::: {by=writer theme=time}\nOne.\n:::\n",
    "content/two.md": "# Two\n\n## End {#end}\n\nDone.\n",
}


def test_links_and_pictures_in_the_settings_are_those_of_a_page() -> None:
    made = site({"polyphony.yaml": LINKED.replace("wren.svg", "assets/wren.svg"), "assets/wren.svg": "", **PAGES})
    check_links(made)
    assert not [path for path, content in made.items() if b"two.md" in content and path.endswith(".html")]
    assert 'href="two/index.html#end">its end<' in made["index.html"].decode()
    assert 'src="../../assets/wren.svg"' in made["people/writer/index.html"].decode()


def test_the_settings_refer_to_numbered_things_as_a_page_does() -> None:
    settings = SETTINGS + 'abstract: "See @fig-crab and @sec-end."\n'
    text = '![A crab](assets/crab.svg){#fig-crab alt="a crab under its shell"}\n\n## The end {#sec-end}\n\nDone.\n'
    files = {"polyphony.yaml": settings, "content/index.md": text, "assets/crab.svg": ""}
    made = site(files)
    check_links(made)
    assert "See Figure 1 and Section 1." in text_of(made["index.html"].decode())
    assert "See Figure 1 and Section 1." in exported(files, "text")[0].decode()
    said = make({**files, "polyphony.yaml": settings.replace("@sec-end", "@sec-and")})[1]
    assert [one.message for one in said] == ['nothing has the id "sec-and"']


def test_they_lead_within_a_document_that_holds_all() -> None:
    settings = LINKED.replace("wren.svg", "assets/wren.svg").replace("[Why](two.md)", "Why")
    document = exported({"polyphony.yaml": settings, **PAGES, "assets/wren.svg": ""}, "text")[0].decode()
    assert "two" not in document.replace("Two", "")
    document = exported({"polyphony.yaml": settings, **PAGES, "assets/wren.svg": ""}, "jats")[0].decode()
    assert document.count('rid="page-two"') == 7


def test_a_page_of_pictures_alone_leads_to_no_references_to_words() -> None:
    text = '::: {by=writer}\n![A hill](assets/hill.svg){alt="A hill in the rain"}\n:::\n'
    made = site({"polyphony.yaml": SETTINGS, "content/index.md": text, "assets/hill.svg": ""})
    check_links(made)
    assert b"voices.txt" not in made["index.html"]
