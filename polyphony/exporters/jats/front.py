"""What a publication, or a page of it, says of itself into the front matter of an article in JATS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from polyphony.exporters.jats.blocks import contained
from polyphony.exporters.jats.inlines import inlines
from polyphony.exporters.jats.parts import paragraphs
from polyphony.exporters.jats.people import contributors, notes_on_authors
from polyphony.markup import plain_text
from polyphony.model import Block, Byline, Inline, License, Publication
from polyphony.xmltree import Element, element, own_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from polyphony.views.writing import Writer

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_YEAR = re.compile(r"\d{4}")


class About:
    """What stands in the front matter, of the whole or of a page: all as in the settings, or as in front matter."""

    __slots__ = (
        "abstract", "address", "byline", "date", "doi", "key_messages", "keywords", "language", "part_of",
        "plain_summary", "subtitle", "title",
    )  # fmt: skip

    def __init__(
        self,
        *,
        title: Sequence[Inline],
        subtitle: Sequence[Inline],
        byline: Byline,
        language: str,
        address: str,
        date: str,
        abstract: Sequence[Block] = (),
        plain_summary: Sequence[Block] = (),
        key_messages: Sequence[Sequence[Inline]] = (),
        keywords: Sequence[str] = (),
        doi: str = "",
        part_of: str = "",
    ) -> None:
        self.title = title
        self.subtitle = subtitle
        self.byline = byline
        self.language = language
        self.address = address
        self.date = date
        self.abstract = abstract
        self.plain_summary = plain_summary
        self.key_messages = key_messages
        self.keywords = keywords
        self.doi = doi
        self.part_of = part_of


def front(publication: Publication, about: About, writer: Writer) -> Element:
    """Write the front matter."""
    return element("front", None, _journal(publication, writer), _article(publication, about, writer))


def _journal(publication: Publication, writer: Writer) -> Element:
    """Write the journal's own part, which JATS demands also where no journal is known yet."""
    journal = publication.container
    title = journal.title if journal else ""
    if not title or journal is None or not journal.issn:
        writer.left_out.add("journal")
    made = element("journal-meta", None, element("journal-id", {"journal-id-type": "publisher-id"}, title))
    if title:
        made.append(element("journal-title-group", None, element("journal-title", None, title)))
    made.append(element("issn", None, journal.issn if journal else ""))
    if journal and journal.isbn:
        made.append(element("isbn", None, journal.isbn))
    if journal and journal.publisher:
        made.append(element("publisher", None, element("publisher-name", None, journal.publisher)))
    return made


def _article(publication: Publication, about: About, writer: Writer) -> Element:
    journal = publication.container
    made = element("article-meta")
    if about.doi:
        made.append(element("article-id", {"pub-id-type": "doi"}, about.doi))
    subtitle = element("subtitle", None, *inlines(about.subtitle, writer)) if about.subtitle else None
    title = element("article-title", None, *inlines(about.title, writer))
    made.append(element("title-group", None, title, subtitle))
    made.extend(contributors(publication, about.byline, writer))
    notes = [*notes_on_authors(publication, about.byline, writer), *_conflicts(publication, about, writer)]
    if notes:
        made.append(element("author-notes", None, *notes))
    published = date_element("pub-date", about.date, {"date-type": "pub", "publication-format": "electronic"})
    made.append(published if published is not None else element("pub-date-not-available"))
    if journal:
        parts = (("volume", journal.volume), ("issue", journal.issue), ("elocation-id", journal.locator))
        made.extend(element(name, None, value) for name, value in parts if value)
    made.extend(_history(publication))
    made.append(_permissions(publication, writer))
    if publication.url:
        address = publication.url + about.address
        made.append(element("self-uri", {"xlink:href": address, "xlink:title": plain_text(about.title)}, address))
    if about.part_of:
        made.append(_part_of(publication, about.part_of))
    made.extend(_abstracts(about, writer))
    made.extend(_keywords(publication, about))
    made.append(_custom(publication, about))
    return made


def date_element(name: str, date: str, attributes: dict[str, str]) -> Element | None:
    """Write a date in its parts; None for what is no date."""
    match = _DATE.match(date)
    if match is None:
        return None
    year, month, day = match.groups()
    parts = [element(part, None, text) for part, text in (("day", day), ("month", month), ("year", year)) if text]
    return element(name, {**attributes, "iso-8601-date": match.group()}, *parts)


def _history(publication: Publication) -> Iterable[Element]:
    stages = (
        ("received", publication.submitted),
        ("accepted", publication.accepted),
        ("updated", publication.updated),
    )
    dates = [date_element("date", date, {"date-type": kind}) for kind, date in stages if date]
    known = [date for date in dates if date is not None]
    if known:
        yield element("history", None, *known)


def _conflicts(publication: Publication, about: About, writer: Writer) -> Iterable[Element]:
    """Write what the authors declare of conflicts of interest, which JATS4R looks for among the notes on authors."""
    text = paragraphs(contained(dict(publication.matter.declarations).get("conflicts", ()), writer))
    if text and not about.part_of:
        title = element("p", None, element("bold", None, writer.say("declaration-conflicts")))
        yield element("fn", {"fn-type": "coi-statement"}, title, *text)


def _permissions(publication: Publication, writer: Writer) -> Element:
    """Write who holds the rights and on which terms; JATS4R wants the element also where neither is said.

    A copyright is a statement, a year and a holder, or else it is words.
    """
    made = element("permissions")
    stated = publication.copyright.lstrip("© ")
    year = _YEAR.match(stated) or _YEAR.match(publication.published)
    holder = stated.removeprefix(year.group() if year else "").lstrip(" ,")
    if holder and year:
        made.append(element("copyright-statement", None, f"© {stated}"))
        made.append(element("copyright-year", None, year.group()))
        made.append(element("copyright-holder", None, holder))
        stated = ""
    words = element("license-p", None, f"© {stated}") if stated else None
    if publication.license:
        made.append(_license(publication.license, words))
    elif words is not None:
        made.append(element("license", None, words))
    if not len(made):
        writer.left_out.add("permissions")
    return made


def _license(terms: License, words: Element | None) -> Element:
    """Write the terms, after such words on the copyright as have no element of their own."""
    made = element("license", {"license-type": "open-access" if terms.spdx.startswith("CC") else ""})
    if terms.url:
        made.set("xlink:href", terms.url)
        made.append(element("ali:license_ref", None, terms.url))
    made.extend([words] if words is not None else [])
    made.append(element("license-p", None, terms.name))
    return made


def _part_of(publication: Publication, title: str) -> Element:
    """Say of which publication a page is a part; a page's own file never claims the whole's identity."""
    attributes = {"link-type": "is-part-of", "xlink:href": publication.url}
    if publication.doi:
        attributes |= {"document-id": publication.doi, "document-id-type": "doi"}
    return element("related-object", attributes, element("article-title", None, title))


def _abstracts(about: About, writer: Writer) -> Iterable[Element]:
    for blocks, kind, title in (
        (about.abstract, "", "abstract"),
        (about.plain_summary, "plain-language-summary", "plain-summary"),
    ):
        text = paragraphs(contained(blocks, writer))
        if text:
            yield element("abstract", {"abstract-type": kind}, element("title", None, writer.say(title)), *text)
    if about.key_messages:
        items = [element("list-item", None, element("p", None, *inlines(one, writer))) for one in about.key_messages]
        text = [element("p", None, element("list", {"list-type": "bullet"}, *items))]
        title_ = element("title", None, writer.say("key-messages"))
        yield element("abstract", {"abstract-type": "key-points"}, title_, *text)


def _keywords(publication: Publication, about: About) -> Iterable[Element]:
    if about.keywords:
        words = [element("kwd", None, word) for word in about.keywords]
        yield element("kwd-group", {"kwd-group-type": "author"}, *words)
    if publication.themes:
        themes = [element("kwd", {"id": own_id("theme", theme.id)}, theme.label) for theme in publication.themes]
        yield element("kwd-group", {"kwd-group-type": "themes"}, *themes)


def _custom(publication: Publication, about: About) -> Element:
    """Write what JATS has no element for: how the authors are ordered, and the modes of writing."""

    def entry(name: str, value: str, anchor: str = "") -> Element:
        parts = (element("meta-name", None, name), element("meta-value", None, value))
        return element("custom-meta", {"id": anchor}, *parts)

    made = element("custom-meta-group", None, entry("author-order-policy", about.byline.policy))
    if about.byline.statement_text:
        made.append(entry("author-order-statement", about.byline.statement_text))
    made.extend(entry(f"mode:{mode.id}", mode.label, own_id("mode", mode.id)) for mode in publication.modes)
    return made
