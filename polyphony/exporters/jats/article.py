"""Pages' texts and front matter into articles: of the whole, and of a page alone."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct

from polyphony.exporters.jats.blocks import blocks, contained
from polyphony.exporters.jats.citations import entry
from polyphony.exporters.jats.front import About, front
from polyphony.exporters.jats.inlines import inlines
from polyphony.exporters.jats.parts import paragraphs
from polyphony.exporters.jats.people import OTHERS, voices
from polyphony.exporters.jats.sections import sections
from polyphony.exporters.jats.voices import note_id
from polyphony.html.addresses import file_of
from polyphony.model import Page, PageReferences, Publication, ReferenceEntry, unpack_body
from polyphony.views.references import merge_references
from polyphony.views.writing import (
    Alone,
    AloneJob,
    PageJob,
    PageText,
    Target,
    Writer,
    complete,
    page_key,
    rename_ids,
    short,
    with_ids,
    writer_of_matter,
    writer_of_page,
)
from polyphony.xmltree import Element, element, own_id, render_document, render_element, render_elements, text_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from polyphony.views.site import Frame

DOCTYPE = (
    '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.3 20210610//EN"'
    ' "JATS-journalpublishing1-3.dtd">'
)
LAID_OUT = frozenset(
    [
        "abstract", "ack", "article", "article-meta", "author-notes", "back", "bio", "body",
        "boxed-text", "citation-alternatives", "contrib", "contrib-group", "custom-meta", "custom-meta-group", "def",
        "def-item", "def-list", "disp-quote", "element-citation", "fig", "fn", "fn-group", "front", "glossary",
        "history", "journal-meta", "journal-title-group", "kwd-group", "license", "list", "list-item", "name",
        "permissions", "person-group", "pub-date", "publisher", "ref", "ref-list", "sec", "speech", "table",
        "table-wrap", "tbody", "thead", "title-group", "tr", "verse-group",
    ]
)  # fmt: skip
"""Elements that hold no text by themselves."""


def render_page(job: PageJob, *, frame: Frame, plain: bool) -> PageText:
    """Write a page's text."""
    page = job.page
    writer = writer_of_page(page, frame, job.references, plain=plain)
    body = unpack_body(page.parsed)
    prefix = f"section-{writer.key}" if writer.key else "section"
    flow = sections(blocks(body.blocks, writer), prefix=prefix)
    notes = []
    for note in body.notes:
        label = element("label", None, str(note.number))
        text = paragraphs(contained(note.blocks, writer)) or [element("p")]
        notes.append(element("fn", {"id": note_id(note.number, writer)}, label, *text))
    title = element("title", None, *inlines(page.parsed.title, writer))
    made = (*flow, *notes)
    pictures = any(one.tag in ("graphic", "inline-graphic") for top in made for one in top.iter())
    left_out = writer.left_out | ({"pictures"} if pictures else set())
    return PageText(
        render_elements(flow, LAID_OUT, 1),
        render_elements(notes, LAID_OUT, 3),
        render_element(title, LAID_OUT, 3),
        tuple(anchor for top in made for one in top.iter() if (anchor := one.get("id"))),
        tuple(sorted(writer.speakers)),
        tuple(writer.targets),
        tuple(sorted(left_out)),
    )


_REFERENCE_TYPES = {"fig": "fig", "tbl": "table", "sec": "sec"}


class _Place(Struct, frozen=True):
    """Where a page's text is put: `ids` are all in the same file, `pages` the ids of its pages by their files.

    `list_name` begins the names of the works in the list of references that the page's citations lead to.
    """

    publication: Publication
    ids: frozenset[str]
    pages: dict[str, str]
    list_name: str
    renamed: Mapping[str, Mapping[str, str]] = {}


def _complete(xml: str, targets: Sequence[Target], place: _Place, left_out: set[str]) -> str:
    """Let the links and citations of a page's text lead where they can in the file that it is put into."""

    def link(target: Target, inner: str) -> str:
        file = file_of(target.address)
        anchor = text_id(target.id) if target.id else place.pages.get(file, "")
        anchor = place.renamed.get(file, {}).get(anchor, anchor)
        if anchor in place.ids:
            kind = _REFERENCE_TYPES.get(target.id.partition("-")[0], "other")
            return f'<xref ref-type="{kind}" rid="{anchor}">{inner}</xref>'
        if not place.publication.url:
            left_out.add("links")
            return inner
        fragment = f"#{quote(target.id)}" if target.id else ""
        address = f"{escape(place.publication.url, quote=False)}{quote(short(target.address), safe='/%')}{fragment}"
        return f'<ext-link ext-link-type="uri" xlink:href="{address}">{inner}</ext-link>'

    def cite(key: str) -> str:
        return f' rid="{_reference_id(place.list_name, key)}"'

    return complete(xml, targets, link=link, cite=cite)


def _reference_id(list_name: str, key: str) -> str:
    return own_id("ref", f"{list_name}{key}")


def article_of_whole(
    publication: Publication,
    frame: Frame,
    references: Mapping[str, PageReferences],
    texts: Mapping[str, PageText],
    left_out: set[str],
) -> bytes:
    """Write the publication as one article, of which each page but the first is a section."""
    matter, pages = publication.matter, publication.pages
    none = PageReferences()
    entries = [references.get(page.parsed.path, none).entries for page in pages]
    shared = merge_references(entries, publication.language)
    names = {page.file: own_id("page", page_key(page)) for page in pages}
    renamed = rename_ids(texts, names)
    texts = {file: with_ids(text, renamed.get(file, {})) for file, text in texts.items()}
    first_is_whole = pages[0].parsed.title_text == publication.title_text
    ids = frozenset(
        [anchor for text in texts.values() for anchor in text.ids] + list(names.values())[1 if first_is_whole else 0 :]
    )
    writer = writer_of_matter(frame)
    body: list[str] = []
    end: list[Element | str] = []
    for page, listed in zip(pages, entries, strict=True):
        text = texts[page.file]
        list_name = "" if shared is not None else f"{page_key(page)}-"
        place = _Place(publication, ids, names, list_name, renamed)
        after = [_complete(_group("fn-group", text.notes, 2), text.targets, place, left_out)] if text.notes else []
        if shared is None and listed:
            after.append(render_elements([_list(listed, list_name, writer)], LAID_OUT, 2))
        inner = _complete(text.body, text.targets, place, left_out)
        if page is pages[0] and first_is_whole:
            body.append(inner)
            end.extend(after)
            continue
        title = "  " + _complete(text.title, text.targets, place, left_out)
        byline = _byline(page, publication, frame)
        parts = [title, *([render_elements([byline], LAID_OUT, 2)] if byline is not None else []), inner, *after]
        body.append(
            f' <sec id="{names[page.file]}" sec-type="page"{_language(page, publication)}>\n'
            + "\n".join(part for part in parts if part)
            + "\n </sec>"
        )
    if shared:
        end.append(_list(shared, "", writer))
    about = About(
        title=publication.title,
        subtitle=publication.subtitle,
        byline=publication.byline,
        language=publication.language,
        address="",
        date=publication.published or publication.updated,
        abstract=matter.abstract,
        plain_summary=matter.plain_summary,
        key_messages=matter.key_messages,
        keywords=publication.keywords,
        doi=publication.doi,
    )
    for text in texts.values():
        left_out.update(text.left_out)
    speakers = {one for text in texts.values() for one in text.speakers}
    place = _Place(publication, ids, names, "")
    return _article(about, writer, body, end, speakers, left_out, place)


def render_alone(job: AloneJob, *, frame: Frame, publication: Publication) -> Alone:
    """Write a page as an article of its own, which says of what it is a part."""
    page, text = job.page, job.text
    left_out: set[str] = set()
    parsed = page.parsed
    listed = job.references.entries
    place = _Place(publication, frozenset(text.ids), {}, "")
    writer = writer_of_page(page, frame, job.references)
    packed = unpack_body(parsed)
    about = About(
        title=parsed.title,
        subtitle=parsed.subtitle,
        byline=page.byline,
        language=parsed.language or publication.language,
        address=page.address,
        date=parsed.front.date or publication.published,
        abstract=packed.abstract,
        key_messages=packed.key_messages,
        keywords=parsed.front.keywords or publication.keywords,
        part_of=publication.title_text,
    )
    end: list[Element | str] = []
    if text.notes:
        end.append(_complete(_group("fn-group", text.notes, 2), text.targets, place, left_out))
    if listed:
        end.append(_list(listed, "", writer))
    left_out.update(text.left_out)
    body = [_complete(text.body, text.targets, place, left_out)]
    content = _article(about, writer, body, end, set(text.speakers), left_out, place)
    return Alone(content, tuple(sorted(left_out)))


def _article(
    about: About,
    writer: Writer,
    body: Sequence[str],
    end: Sequence[Element | str],
    speakers: set[str],
    left_out: set[str],
    place: _Place,
) -> bytes:
    """Put an article together: front matter, its body's parts as XML, and what comes at its end."""
    publication = place.publication
    head = render_elements([front(publication, about, writer)], LAID_OUT, 0)
    back = [render_elements(_matter(publication, writer), LAID_OUT, 1)] if not about.part_of else []
    back += [one if isinstance(one, str) else render_elements([one], LAID_OUT, 1) for one in end]
    people = {about.byline.collective, *about.byline.order}
    people |= {person.id for person in publication.people if person.role in OTHERS}
    quoted = voices(publication, sorted(speakers - people), writer)
    back += [render_elements([quoted], LAID_OUT, 1)] if quoted is not None else []
    back = [part for part in back if part]
    left_out.update(writer.left_out)
    parts = [
        _complete(head, writer.targets, place, left_out),
        "<body>\n" + "\n".join(part for part in body if part) + "\n</body>",
        *(["<back>\n" + _complete("\n".join(back), writer.targets, place, left_out) + "\n</back>"] if back else []),
    ]
    attributes = {
        "article-type": "research-article" if publication.kind == "article" else publication.kind,
        "dtd-version": "1.3",
        "xml:lang": about.language,
        "xml:base": publication.url,
        "xmlns:ali": "http://www.niso.org/schemas/ali/1.0/",
        "xmlns:mml": "http://www.w3.org/1998/Math/MathML",
        "xmlns:xlink": "http://www.w3.org/1999/xlink",
    }
    shell = render_element(element("article", attributes, "\n"), frozenset())
    return render_document(shell.replace("\n</", "\n" + "\n".join(parts) + "\n</"), DOCTYPE)


_SECTIONS = {"ethics": "ethics-statement", "consent": "consent", "peer-review": "peer-review"}
"""Declarations that are sections at the end, by what JATS4R and journals call these; that on conflicts is in front."""


def _matter(publication: Publication, writer: Writer) -> Iterable[Element]:
    """Write acknowledgements and declarations."""
    matter = publication.matter
    thanks = paragraphs(contained(matter.acknowledgements, writer))
    if thanks:
        yield element("ack", None, element("title", None, writer.say("acknowledgements")), *thanks)
    for key, run in matter.declarations:
        text = paragraphs(contained(run, writer))
        if not text or key == "conflicts":
            continue
        title = element("title", None, writer.say(f"declaration-{key}"))
        if key == "funding":
            note = element("fn", {"fn-type": "financial-disclosure"}, *text)
            yield element("fn-group", {"content-type": key}, title, note)
        else:
            yield element("sec", {"sec-type": _SECTIONS.get(key, key)}, title, *text)


def _byline(page: Page, publication: Publication, frame: Frame) -> Element | None:
    """Name a page's authors where they are others than the whole's, or stand in another order."""
    byline = page.byline
    if (byline.collective, byline.order) == (publication.byline.collective, publication.byline.order):
        return None
    writer = writer_of_matter(frame)
    names = {person.id: person.name.display for person in publication.people}
    whole = [names[byline.collective]] if byline.collective else []
    text = writer.join(whole + [names[one] for one in byline.order])
    statement = [" (", *inlines(byline.statement, writer), ")"] if byline.statement else []
    around = page.parsed.language or publication.language
    spoken = byline.language if statement and byline.language != around else ""
    attributes = {"content-type": "byline", "specific-use": f"order:{byline.policy}", "xml:lang": spoken}
    return element("p", attributes, text, *statement)


def _group(name: str, inner: str, depth: int) -> str:
    margin = " " * depth
    return f"{margin}<{name}>\n{inner}\n{margin}</{name}>"


def _language(page: Page, publication: Publication) -> str:
    language = page.parsed.language
    return f' xml:lang="{language}"' if language and language != publication.language else ""


def _list(entries: Sequence[ReferenceEntry], list_name: str, writer: Writer) -> Element:
    title = element("title", None, writer.say("references"))
    return element("ref-list", None, title, *(entry(one, _reference_id(list_name, one.key), writer) for one in entries))
