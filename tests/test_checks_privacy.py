"""Checks of privacy on what is made of a publication: S3-10, S3-11, S3-22 and S3-23."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from polyphony.diagnostics import has_errors
from polyphony.exporters import DOCUMENTS
from tests.exports import exported
from tests.sites import SETTINGS, html_pages, make, site

REFERENCES = "@book{chang2013, author={Chang, H.}, title={Collaborative}, year={2013}}\n"
SETTINGS += "published: 2024-05-01\nlicense: CC-BY-4.0\ndoi: 10.1234/two\ncontainer: {publisher: P}\n"
PLAIN = SETTINGS
SETTINGS += "bibliography: references.bib\n"
PAGE = """\
## Before

::: {by=writer date=2023-01}
I begin.[^1] [@chang2013]
:::

{withheld}

## After

::: {by=reader mode=evocative}
I go on.
:::

::: {.exchange #talk medium=email}
Wren: Hello.

Rea: Hello.
:::

A table and a second note.[^2]

[^1]: A note.

[^2]: Another.
"""
HARMLESS = "::: {.withheld by=writer}\nX.\n" + "\n" * 16 + ":::"
TELLING = """\
::: {.withheld by=writer #secret mode=creative theme=time date=1999-09-09 when="that night"}
## A heading {#secret-heading}

Many words, [said]{by=guest}, [@chang2013, p. 7] and a note.

![A picture](assets/a.png){#fig-one alt=it}

::: {.exchange #secret-talk medium=sms}
Rea: Hello.

Wren: Hello, you.
:::

| Table |
|---|
| x |

Table: Of words {#tbl-one}
:::"""
assert HARMLESS.count("\n") == TELLING.count("\n")
DRAFT = """\
---
title: A draft
draft: true
date: 1999-09-09
keywords: [draftword]
---
::: {by=guest mode=creative theme=time #drafted}
Said in a draft, [@other2020], with ![it](assets/a.png).
:::

::: {.exchange #drafted-talk}
Wren: Hello.
:::
"""
TEXTS = [name for name in DOCUMENTS if name not in ("pdf", "docx")]
"""The formats that are made by ourselves alone: others put the same text into another frame."""


def files(withheld: str, **more: str) -> dict[str, str]:
    text = PAGE.replace("{withheld}", withheld)
    usual = {"polyphony.yaml": SETTINGS, "content/index.md": text, "references.bib": REFERENCES, "assets/a.png": ""}
    return {**usual, **more}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def test_s3_10_nothing_of_what_is_withheld_makes_a_difference_anywhere() -> None:
    assert differing(site(files(HARMLESS)), site(files(TELLING))) == []


def test_s3_10_a_draft_makes_no_difference_anywhere() -> None:
    more = {"content/second.md": "# Second\n\nText.\n"}
    made = site(files("", **more))
    drafted = site(files("", **more, **{"content/middle.md": DRAFT}))
    assert differing(made, drafted) == []
    assert b"Second" in made["index.html"], "there is a next page that a draft could have been"


@pytest.mark.parametrize("form", TEXTS)
def test_s3_10_no_export_tells_more(form: str) -> None:
    plain = exported(files(HARMLESS), form)[0]
    assert exported(files(TELLING), form)[0] == plain
    assert exported(files(HARMLESS, **{"content/middle.md": DRAFT}), form)[0] == plain


def test_s3_10_a_turn_that_is_withheld_counts_nowhere() -> None:
    talk = "::: {.exchange #talk}\nWren: Hello.\n\n{}\n\nRea: Hello.\n:::\n"
    withheld = "::: {.withheld by=writer}\nCanary in a turn.\n:::"
    with_it = site({"polyphony.yaml": PLAIN,
                    "content/index.md": talk.replace("{}", withheld)})  # fmt: skip
    [page] = json.loads(with_it["polyphony.json"])["pages"]
    [exchange] = page["exchanges"]
    assert (exchange["turns"], exchange["words"], len(page["utterances"])) == (2, 2, 2)


def without_lines(made: dict[str, bytes]) -> Any:
    data = json.loads(made["polyphony.json"])
    for page in data["pages"]:
        for one in page["utterances"]:
            del one["source"]
    return data


def test_s3_11_what_is_withheld_leaves_no_gap_but_the_sentence_that_says_so() -> None:
    gone, withheld = site(files("")), site(files(TELLING))
    assert without_lines(gone) == without_lines(withheld)
    for path, tree in html_pages(withheld).items():
        other = html_pages({path: gone[path]})[path]
        ids = [[element.get("id") for element in one.iter() if element.get("id")] for one in (other, tree)]
        assert ids[0] == ids[1], path
    told = [path for path in differing(gone, withheld) if path != "polyphony.json"]
    assert told, "the sentence itself is somewhere"
    for path in told:
        assert b"withheld" in withheld[path], path
    assert [path for path in told if path.startswith(("people", "search", "contributions", "chronology", "feed"))] == []


def test_s3_22_no_page_tells_another_host_where_a_reader_comes_from() -> None:
    moved = "---\naliases: [old/]\n---\n" + PAGE.replace("{withheld}", "")
    made = site(files("", **{"content/index.md": moved}))
    pages = html_pages(made)
    assert {"index.html", "404.html", "search/index.html", "old/index.html", "embed/talk/index.html"} <= pages.keys()
    for path, tree in pages.items():
        policies = [element.get("content") for element in tree.iter("meta") if element.get("name") == "referrer"]
        assert policies == ["same-origin"], path


def test_s3_22_a_search_has_nothing_that_a_request_could_carry() -> None:
    tree = html_pages(site({"polyphony.yaml": PLAIN, "content/index.md": "Text.\n"}))
    [form] = tree["search/index.html"].iter("form")
    assert form.get("action") is None
    assert "hidden" in form.attrib, "without scripts there is no form to send"
    assert [element.get("name") for element in form.iter() if element.get("name")] == []


@pytest.mark.parametrize(("more", "shown"), [("", False), (", contact: true", True), (", contact: false", False)])
def test_s3_23_an_address_of_mail_is_there_only_where_its_owner_says_so(more: str, shown: bool) -> None:
    address = "wren@mail.example"
    settings = SETTINGS.replace("family: Writer}", f"family: Writer, email: {address}{more}}}")
    assert address in settings
    made = site(files("", **{"polyphony.yaml": settings}))
    turned = address.translate(str.maketrans("abcdefghijklmnopqrstuvwxyz", "nopqrstuvwxyzabcdefghijklm"))
    holding = [path for path, content in made.items() if re.search(rb"wren(?:@|&#\w+;|%40)mail", content)]
    assert bool(holding) == shown
    assert not any(turned.encode() in content for content in made.values())
    mailto = [path for path, content in made.items() if b'href="mailto:' in content]
    assert bool(mailto) == shown


def test_s3_23_there_are_no_faces_by_address() -> None:
    made = site(files(""))
    assert not any(re.search(rb"gravatar|avatar", content, re.IGNORECASE) for content in made.values())
    broken, found = make(files("", **{"polyphony.yaml": SETTINGS.replace("given: Wren", "avatar: x, given: Wren")}))
    assert has_errors(found)
    assert broken == {}
