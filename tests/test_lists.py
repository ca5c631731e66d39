"""A publication to its lists: people, modes, themes, time, contributions, search, feed and sitemap."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

from tests.sites import check_links, site, text_of

FEW = """\
title: A few
url: https://example.org/few/
published: 2024-05-06
people:
  ana: {name: Ana Abreu, given: Ana, pronouns: she/her, orcid: 0000-0002-1825-0097, credit: [software], email: a@b.org}
  ben: {name: Ben Bo, given: Ben, contributions: [listening], contact: true, email: b@example.org, bio: "I *read*."}
  cy: {name: Cy, role: participant}
modes: {reflexive: {label: Reflexive, description: Looking back.}}
themes: {time: {label: Time, description: How it passes.}, quiet: Quiet}
"""

THREE = """\
::: {by=ana mode=evocative date=2023-02 theme=time}
Second in time, with **stress** and [a word]{.redacted as="another"}.
:::

::: {by=ben mode=reflexive date=2021}
First, said [Ana's own words]{by=ana}.
:::

::: {by=all when="Some day"}
Together, right after the first.
:::

::: {by=cy date="2023-02/2024-01"}
Cy has no mode.
:::
"""


def few(**changes: str) -> dict[str, bytes]:
    return site({"polyphony.yaml": FEW, "content/index.md": THREE, **changes})


def test_everybody_has_a_page_with_all_that_they_say_by_mode() -> None:
    made = few()
    check_links(made)
    ana = text_of(made["people/ana/index.html"].decode().partition("<main")[2])
    assert "Pronouns she/her ORCID 0000-0002-1825-0097 Contributions Software" in ana
    assert "Evocative 1 passage February 2023: Second in time, with stress and another. Read it in “A few”" in ana
    assert "no mode named 1 passage quoted by Ben: Ana’s own words" in ana
    assert "Together 1 passage Together Some day: Together, right after the first." in ana
    assert b"a@b.org" not in b"".join(made.values())
    ben = made["people/ben/index.html"].decode()
    assert "<p>I <em>read</em>.</p>" in ben
    assert 'href="mailto:b@example.org"' in ben
    assert 'href="../../index.html#cy-cy-has-no"' in made["people/cy/index.html"].decode()
    listed = re.findall(r'<p class="entry-title"><a href="([^"]*)"', made["people/index.html"].decode())
    assert listed == ["ana/index.html", "ben/index.html", "cy/index.html"]
    assert "Authors Ana Abreu she/her Second in time" in text_of(made["people/index.html"].decode())
    assert "Previous Ana Abreu Next Cy" in text_of(ben)


def test_modes_and_themes_have_pages_where_there_is_something_to_show() -> None:
    made = few()
    assert "Looking back." in text_of(made["modes/reflexive/index.html"].decode())
    assert "First, said Ana’s own words." in text_of(made["modes/reflexive/index.html"].decode())
    assert "How it passes." in text_of(made["themes/time/index.html"].decode())
    assert "themes/quiet/index.html" not in made
    assert "modes/creative/index.html" not in made


def test_what_is_dated_stands_in_time_and_what_is_not_in_reading_order() -> None:
    html = few()["chronology/index.html"].decode()
    assert re.findall(r'<h2 class="group-title">(\d+) ', html) == ["2021", "2023"]
    shown = re.findall(r'<div class="text"[^>]*>(.*?)</div>', html)
    assert [text.split()[0] for text in shown] == ["First,", "Together,", "Second", "Cy"]
    assert "Nothing here has a date." in text_of(few(**{"content/index.md": "Text."})["chronology/index.html"].decode())


def test_contributions_stand_in_the_bylines_order_whoever_says_most() -> None:
    html = few()["contributions/index.html"].decode().partition('<div class="table contributions-table"')[2]
    html = html.partition('<section class="formats"')[0]
    rows = re.findall(r'<tr><th scope="row"[^>]*>(.*?)</tr>', html, re.DOTALL)
    assert [text_of(row.partition("</th>")[0]) for row in rows] == [
        "Ana Abreu",
        "Ben Bo",
        "Cy",
        "Together",
        "Everybody",
    ]
    assert "listening" in text_of(html)
    assert "contributions/index.html" not in few(**{"polyphony.yaml": FEW + "contributions: {show: false}\n"})


def test_the_feed_and_the_sitemap_are_xml_and_need_an_address() -> None:
    made = few(**{"content/b c.md": "---\ntitle: B & C\ndate: 2025-01\n---\n\nText \x0b."})
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(made["feed.xml"])
    entries = [
        (entry.findtext(f"{atom}title"), entry.findtext(f"{atom}updated")) for entry in feed.iter(f"{atom}entry")
    ]
    assert entries == [("B & C", "2025-01-01T00:00:00Z"), ("A few", "2024-05-06T00:00:00Z")]
    assert feed.findtext(f"{atom}updated") == "2025-01-01T00:00:00Z"
    names = [name.text for name in feed.iter(f"{atom}name")]
    assert names[:2] == ["Ana Abreu", "Ben Bo"]
    places = [place.text for place in ET.fromstring(made["sitemap.xml"]).iter() if place.tag.endswith("loc")]
    assert places == ["https://example.org/few/", "https://example.org/few/b-c/"]
    assert made["robots.txt"] == (b"User-agent: *\nDisallow:\n\nSitemap: https://example.org/few/sitemap.xml\n")
    summaries = [summary.text for summary in feed.iter(f"{atom}summary")]
    assert summaries == ["Text .", "Second in time, with stress and another."]
    for entry in (feed, *feed.iter(f"{atom}entry")):  # what RFC 4287 wants of a feed and of each entry, once
        assert [len(entry.findall(f"{atom}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
    assert all(entry.find(f"{atom}author") is not None for entry in feed.iter(f"{atom}entry"))
    ids = [entry.findtext(f"{atom}id") for entry in feed.iter(f"{atom}entry")]
    assert len(set(ids)) == len(ids)
    nowhere = few(**{"polyphony.yaml": FEW.replace("url: https://example.org/few/\n", "")})
    assert not {"feed.xml", "sitemap.xml", "robots.txt"} & set(nowhere)
    assert b'rel="canonical"' not in b"".join(content for path, content in nowhere.items() if path.endswith(".html"))


def test_the_page_for_what_is_not_there_works_at_any_depth_and_lists_what_is() -> None:
    html = few(**{"content/b.md": "# B\n\nB."})["404.html"].decode()
    assert '<link rel="stylesheet" href="/few/design/style.css">' in html
    assert re.findall(r'<li><a href="([^"]*)">', html.partition("<main")[2])[:2] == [
        "/few/index.html",
        "/few/b/index.html",
    ]
    assert '<meta name="robots" content="noindex">' in html
    nowhere = few(**{"polyphony.yaml": FEW.replace("url: https://example.org/few/\n", "")})["404.html"].decode()
    assert '<a href="/index.html">' in nowhere


def test_an_old_address_leads_to_the_new_one() -> None:
    made = few(**{"content/b.md": "---\ntitle: B\naliases: [old/place/, older.html]\n---\n\nB."})
    assert 'content="0; url=../../b/index.html"' in made["old/place/index.html"].decode()
    assert '<a href="b/index.html">B</a>' in made["older.html"].decode()
    assert b"noindex" in made["older.html"]


def test_turns_of_one_conversation_on_one_day_are_one_entry_in_time() -> None:
    turns = "\n\n".join(f"Ana: Turn {number}." for number in range(4))
    text = f"::: {{.exchange #talk date=2023-05}}\n{turns}\n:::\n\n::: {{by=ben date=2022-03/2022-05}}\nBefore.\n:::\n"
    html = few(**{"content/index.md": text})["chronology/index.html"].decode()
    assert "and 3 more turns" in text_of(html)
    assert text_of(html).index("March 2022 – May 2022 Ben: Before.") < text_of(html).index("Turn 0.")


def test_a_turn_without_a_time_follows_the_turn_before_it() -> None:
    turns = "Ana (10:00): One.\n\nBen: Two.\n\nAna: Three.\n\nBen (10:05): Four.\n\nAna: Five.\n"
    text = f"::: {{.exchange date=2024-03-01}}\n{turns}:::\n\n::: {{by=cy date=2024-03-01 time=10:02}}\nBetween.\n:::\n"
    html = few(**{"content/index.md": text})["chronology/index.html"].decode()
    assert [text_of(one) for one in re.findall(r'<div class="text"[^>]*>(.*?)</div>', html)] == [
        "One.",
        "Between.",
        "Four.",
    ]
    assert text_of(html).count("more turn") == 2


def test_labels_are_lines_of_markdown_and_text_where_only_text_can_be() -> None:
    settings = """\
title: A
people: {ana: {name: Ana, given: Ana}}
themes: {time: {label: "*Time* at [Durham]{.redacted as=home}"}, quiet: "'Quiet'"}
modes: {creative: "**Free**", sung: {label: "Sung [here](two.md)"}}
"""
    text = '::: {by=ana theme="time quiet" mode="creative sung"}\nSaid.\n:::\n'
    made = site({"polyphony.yaml": settings, "content/index.md": text, "content/two.md": "# Two\n\nX."})
    check_links(made)
    assert not [path for path, content in made.items() if b"Durham" in content or b"**Free" in content]
    assert "<h1><em>Time</em> at" in made["themes/time/index.html"].decode()
    assert "<em>Time</em> at" in made["themes/index.html"].decode()
    assert "<strong>Free</strong>" in made["modes/index.html"].decode()
    assert "Ana (free, sung here): Said." in text_of(made["index.html"].decode())
    assert [one["label"] for one in json.loads(made["polyphony.json"])["themes"]] == ["Time at home", "‘Quiet’"]
