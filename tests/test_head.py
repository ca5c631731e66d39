"""What machines find in the head of a page: whose it is, where its records are, how it wants to be cited."""

from __future__ import annotations

import json
import posixpath
import re
from html import unescape
from typing import Any
from urllib.parse import unquote, urljoin

import html5lib
import pytest

from tests.publications import HOSTILE, made_by
from tests.sites import SETTINGS, html_pages, site

PAGES = {
    "content/index.md": "# Two voices\n\nText.",
    "content/b.md": "---\ndate: 2024-05\nauthors: [reader]\n---\n# B\n\nIt.",
}
ARTICLE = """\
published: 2025-08-13
doi: 10.1234/x
license: CC-BY-4.0
container: {title: A Journal, volume: 9, issue: 1, locator: "10", issn: 2399-8121}
"""


def head(html: bytes) -> tuple[list[tuple[str, str]], dict[str, list[str]], list[dict[str, Any]]]:
    """Give a page's `meta` by name in order, its links by relation, and the nodes of its JSON-LD."""
    tree = html5lib.parse(html, namespaceHTMLElements=False, transport_encoding="utf-8").find("head")
    meta = [(e.attrib["name"], e.attrib["content"]) for e in tree.iter("meta") if "name" in e.attrib]
    links: dict[str, list[str]] = {}
    for element in tree.iter("link"):
        links.setdefault(element.attrib["rel"], []).append(element.attrib["href"])
    scripts = [e.text for e in tree.iter("script") if e.attrib.get("type") == "application/ld+json"]
    assert len(scripts) <= 1
    return meta, links, graph(json.loads(scripts[0]), next(iter(links.get("canonical", ())), "")) if scripts else []


def graph(tree: dict[str, Any], address: str) -> list[dict[str, Any]]:
    """Take the nodes that have ids out of a tree, the outer before the inner; ids are found from an address."""
    nodes: list[dict[str, Any]] = []

    def take(value: Any) -> Any:
        if isinstance(value, list):
            return [take(one) for one in value]
        if not isinstance(value, dict):
            return value
        node = {**value, "@id": urljoin(address, value["@id"])} if "@id" in value else dict(value)
        whole = "@id" in node and len(node) > 1
        if whole:
            nodes.append(node)
        node.update({name: take(inner) for name, inner in node.items() if name != "@context"})
        return {"@id": node["@id"]} if whole else node

    assert tree.pop("@context") == "https://schema.org"
    take(tree)
    return nodes


def values(meta: list[tuple[str, str]], name: str) -> list[str]:
    return [content for known, content in meta if known == name]


def test_an_article_says_who_wrote_it_and_where_it_appeared() -> None:
    meta, links, nodes = head(site({"polyphony.yaml": SETTINGS + ARTICLE, **PAGES})["index.html"])
    assert values(meta, "citation_author") == ["Reader, Rea", "Writer, Wren"] == values(meta, "DC.creator")
    assert values(meta, "citation_publication_date") == ["2025/08/13"]
    assert values(meta, "citation_journal_title") == ["A Journal"]
    assert values(meta, "DC.identifier") == ["doi:10.1234/x"]
    assert not values(meta, "DC.description"), "what the order of names means is no description of the article"
    assert links["cite-as"] == ["https://doi.org/10.1234/x"]
    assert links["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert links["type"] == ["https://schema.org/ScholarlyArticle", "https://schema.org/AboutPage"]
    assert links["item"] == ["b/index.html"]
    assert "The order carries no rank." in nodes[0]["creditText"]
    assert {author["@id"].partition("#person-")[2] for author in nodes[0]["author"]} == {"reader", "writer"}
    assert "@list" not in json.dumps(nodes)


KNOWN = frozenset(
    [
        "citation_title",
        "citation_author",
        "citation_author_institution",
        "citation_author_orcid",
        "citation_author_email",
        "citation_publication_date",
        "citation_journal_title",
        "citation_inbook_title",
        "citation_doi",
        "citation_language",
        "citation_keywords",
        "citation_abstract_html_url",
        "citation_volume",
        "citation_issue",
        "citation_firstpage",
        "citation_issn",
        "citation_isbn",
        "citation_publisher",
    ]
)
"""Tags that Google Scholar, Zotero and their like read; a PDF is named nowhere, since a site has none."""


def test_what_is_said_of_an_author_follows_that_author() -> None:
    people = """\
title: T
published: 2025-08-13
people:
  b: {given: Ben, family: Bo, affiliation: [Redcar, {name: U, country: UK}], email: ben@example.org, contact: true}
  a: {name: Ana, orcid: 0000-0002-1825-0097, email: ana@example.org}
  c: {given: Ca, family: Ce, particle: de}
"""
    meta, links, nodes = head(site({"polyphony.yaml": people, "content/index.md": "Text."})["index.html"])
    assert [(name, content) for name, content in meta if name.startswith("citation_author")] == [
        ("citation_author", "Ana"),
        ("citation_author_orcid", "https://orcid.org/0000-0002-1825-0097"),
        ("citation_author", "Bo, Ben"),
        ("citation_author_institution", "Redcar"),
        ("citation_author_institution", "U, UK"),
        ("citation_author_email", "ben@example.org"),
        ("citation_author", "de Ce, Ca"),
    ]
    assert {name for name, _ in meta if name.startswith("citation_")} <= KNOWN
    assert [name for name, _ in meta if name == "DC.contributor"] == []
    assert links["author"] == ["https://orcid.org/0000-0002-1825-0097"]
    assert nodes[0]["headline"] == nodes[0]["name"] == "T"
    assert len(nodes[0]["author"]) == 3


def test_a_part_of_an_article_does_not_pose_as_the_article() -> None:
    meta, links, nodes = head(site({"polyphony.yaml": SETTINGS + ARTICLE, **PAGES})["b/index.html"])
    assert not [name for name, _ in meta if name.startswith("citation_")]
    assert values(meta, "DC.creator") == ["Reader, Rea"]
    assert values(meta, "DC.identifier") == ["https://example.org/two/b/"]
    assert values(meta, "DC.relation") == ["doi:10.1234/x"]
    assert links["cite-as"] == ["https://doi.org/10.1234/x"]
    assert links["collection"] == ["../index.html"]
    assert [node["name"] for node in nodes if nodes[0]["isPartOf"] == {"@id": node["@id"]}] == ["Two voices"]


@pytest.mark.parametrize(("kind", "tag", "container"), [
    ("journal", "citation_journal_title", "Two voices"), ("book", "citation_inbook_title", "Two voices"),
])  # fmt: skip
def test_a_page_of_a_journal_or_a_book_stands_by_itself(kind: str, tag: str, container: str) -> None:
    made = site({"polyphony.yaml": SETTINGS + f"kind: {kind}\npublished: 2020\n", **PAGES})
    meta, links, _ = head(made["b/index.html"])
    assert values(meta, "citation_title") == ["B"]
    assert values(meta, "citation_author") == ["Reader, Rea"]
    assert values(meta, tag) == [container]
    assert values(meta, "citation_publication_date") == ["2024/05"]
    assert links["cite-as"] == ["https://example.org/two/b/"]


def test_an_address_is_published_only_where_its_owner_says_so() -> None:
    people = [{"name": "A B", "email": "a@example.org"}, {"name": "C D", "email": "c@example.org", "contact": True}]
    made = made_by(people)
    assert not [path for path, content in made.items() if b"a@example.org" in content]
    assert [path for path, content in made.items() if b"c@example.org" in content]


@pytest.mark.parametrize("path", ["index.html", "b/index.html"])
def test_links_to_records_lead_to_files(path: str) -> None:
    made = site({"polyphony.yaml": SETTINGS + ARTICLE, **PAGES})
    _, links, _ = head(made[path])
    assert len(links["describedby"]) >= 8
    for address in [*links["describedby"], *links.get("item", ()), *links.get("collection", ())]:
        assert posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(address))) in made


def test_without_an_address_or_a_date_nothing_is_made_up() -> None:
    settings = SETTINGS.replace("url: https://example.org/two/\n", "")
    meta, links, nodes = head(site({"polyphony.yaml": settings, "content/index.md": "Text."})["index.html"])
    assert "cite-as" not in links
    assert not values(meta, "citation_publication_date")
    assert not values(meta, "DC.date")
    assert "url" not in nodes[0]
    assert "datePublished" not in nodes[0]
    assert not [address for address in links["describedby"] if "datacite" in address]


TALK = "::: {{.exchange #talk medium=email}}\n{turns}\n:::\n"


def test_short_exchanges_are_in_the_page_and_long_ones_on_their_own() -> None:
    short = TALK.format(turns="Wren: One.\n\nRea: Two.\n\nWren & Rea: Three.")
    long = TALK.format(turns="\n\n".join(f"Wren: {'word ' * 100}{number}" for number in range(20)))
    for text, count in ((short, 3), (long, 20)):
        made = site({"polyphony.yaml": SETTINGS, "content/index.md": text})
        own = head(made["exchanges/talk/index.html"])[2]
        assert own[0]["@type"] == "Conversation"
        messages = [node for node in own if node["@type"] == "EmailMessage"]
        assert [node["position"] for node in messages] == list(range(1, count + 1))
        assert [{"@id": node["@id"]} for node in messages] == own[0]["hasPart"]
        here = [node for node in head(made["index.html"])[2] if node["@type"] == "EmailMessage"]
        assert here == (messages if count == 3 else [])
        assert [node["@type"] for node in head(made["index.html"])[2]].count("Conversation") == 1
    assert len(messages[0]["author"]) == 1


@pytest.mark.parametrize("path", ["index", "b", "c/d"])
def test_a_head_says_the_same_of_the_same_as_the_record_of_its_page(path: str) -> None:
    talk = (
        "::: {.exchange #NAME-1}\nWren: I.\n\nRea: You.\n:::\n\n::: {.exchange #NAME-2 medium=email}\nRea: We.\n:::\n"
    )
    texts = {
        f"content/{name}.md": f"---\ntitle: {name}\nauthors: [reader]\n---\n\n{talk.replace('NAME', name[-1])}"
        for name in ("b", "c/d")
    }
    made = site({"polyphony.yaml": SETTINGS + ARTICLE, "content/index.md": PAGES["content/index.md"], **texts})
    html = made["index.html" if path == "index" else f"{path}/index.html"]
    record = json.loads(made[f"metadata/pages/{path}/schema-org.jsonld"])["@graph"]
    known = {node["@id"]: node for node in record}
    nodes = head(html)[2]
    assert len({node["@id"] for node in nodes}) == len(nodes), "each is described once"
    assert all(len(node) > 1 for node in nodes)
    assert {node["@type"] for node in nodes} >= (
        {"WebPage", "Person", "Conversation"} if path != "index" else {"Person"}
    )
    for node in nodes:
        for name, value in node.items():
            if name not in ("@context", "hasPart"):
                assert value == known[node["@id"]][name], (node["@id"], name)
    parts = {part["@id"] for node in nodes for part in node.get("hasPart", ())}
    assert parts <= known.keys()
    assert all(one["@id"] in known for node in nodes for one in node.get("author", ()))


def test_what_is_withheld_or_redacted_is_not_in_a_head_or_a_record() -> None:
    text = (
        "::: {.withheld by=writer}\nCanary one.\n:::\n\n"
        "::: {.exchange #x}\nWren: At [Canary two]{.redacted as='the hospital'}.\n\n"
        "::: {.withheld}\nCanary three\n:::\n:::\n"
    )
    made = site({"polyphony.yaml": SETTINGS + "published: 2020\n", "content/index.md": text})
    assert not [path for path, content in made.items() if b"anary" in content]
    assert b"the hospital" in made["metadata/pages/index/schema-org.jsonld"]


def test_hostile_names_and_titles_stay_text() -> None:
    made = made_by(HOSTILE, url="https://example.org/", subtitle='</script><script>alert(1)</script> & "x" \'')
    pages = html_pages(made)
    for path, tree in pages.items():
        if path.startswith("embed/"):
            continue  # which have a script of their own, and no metadata
        scripts = [e for e in tree.iter("script") if "src" not in e.attrib]
        assert all(e.attrib.get("type", "").endswith("json") for e in scripts), path
    meta, _, nodes = head(made["index.html"])
    assert len(values(meta, "citation_author")) == len(HOSTILE)
    assert "</script><script>alert(1)</script>" in values(meta, "citation_author")
    assert "</script><script>alert(1)</script>" in [node.get("name") for node in nodes]
    raw = re.findall(r'<script type="application/ld\+json">(.*?)</script>', made["index.html"].decode(), re.DOTALL)
    assert not re.search("[<>&\u2028\u2029]", raw[0])
    assert unescape(raw[0])
