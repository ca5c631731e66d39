"""Pages' texts and headers into documents: of the whole, and of a page alone."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct

from polyphony.exporters.tei.blocks import blocks, contained, divisions
from polyphony.exporters.tei.citations import entry
from polyphony.exporters.tei.header import About, header
from polyphony.exporters.tei.inlines import inlines
from polyphony.exporters.tei.voices import note_id
from polyphony.html.addresses import file_of
from polyphony.model import Inline, ListBlock, ListItem, Page, PageReferences, Plain, Publication, unpack_body
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
from polyphony.xmltree import Element, element, own_id, render_document, render_elements, text_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from polyphony.model import Block, ReferenceEntry
    from polyphony.views.site import Frame

LAID_OUT = frozenset(
    [
        "analytic", "availability", "back", "biblStruct", "body", "category", "cit", "classDecl", "div",
        "encodingDesc", "figure", "fileDesc", "floatingText", "imprint", "langUsage", "list", "listBibl", "listPerson",
        "listRelation", "monogr", "notesStmt", "particDesc", "person", "personGrp", "post", "profileDesc",
        "publicationStmt", "respStmt", "revisionDesc", "row", "sourceDesc", "table", "taxonomy", "TEI", "teiHeader",
        "text", "textClass", "keywords", "titleStmt",
    ]
)  # fmt: skip
"""Elements that hold no text by themselves."""


class _Place(Struct, frozen=True):
    """Where a page's text is put: `ids` are all in the same file, `pages` the ids of its pages by their files.

    `list_name` begins the names of the works in the list of references that the page's citations point to.
    """

    publication: Publication
    ids: frozenset[str]
    pages: dict[str, str]
    list_name: str
    renamed: Mapping[str, Mapping[str, str]] = {}


def render_page(job: PageJob, *, frame: Frame) -> PageText:
    """Write a page's text."""
    page = job.page
    writer = writer_of_page(page, frame, job.references)
    body = unpack_body(page.parsed)
    prefix = f"section-{writer.key}" if writer.key else "section"
    flow = divisions(blocks(body.blocks, writer), prefix=prefix)
    if all(one.tag in ("anchor", "figure", "milestone", "note") for one in flow):
        flow.append(element("p"))  # TEI wants something in a body beside what may stand anywhere.
    notes = []
    for note in body.notes:
        attributes = {"xml:id": note_id(note.number, writer), "n": str(note.number), "place": "end"}
        notes.append(element("note", attributes, *contained(note.blocks, writer)))
    head = element("head", None, *inlines(page.parsed.title, writer))
    made = (*flow, *notes)
    pictures = any(one.tag == "graphic" for top in made for one in top.iter())
    return PageText(
        render_elements(flow, LAID_OUT, 3),
        render_elements(notes, LAID_OUT, 4),
        render_elements([head], LAID_OUT, 4),
        tuple(anchor for top in made for one in top.iter() if (anchor := one.get("xml:id"))),
        tuple(sorted(writer.speakers)),
        tuple(writer.targets),
        tuple(sorted(writer.left_out | ({"pictures"} if pictures else set()))),
    )


def _complete(xml: str, targets: Sequence[Target], place: _Place, left_out: set[str]) -> str:
    """Let the links and citations of a page's text lead where they can in the file that it is put into."""

    def address_of(target: Target) -> str:
        file = file_of(target.address)
        anchor = text_id(target.id) if target.id else place.pages.get(file, "")
        anchor = place.renamed.get(file, {}).get(anchor, anchor)
        if anchor in place.ids:
            return f"#{anchor}"
        if not place.publication.url:
            return ""
        fragment = f"#{quote(target.id)}" if target.id else ""
        return f"{escape(place.publication.url, quote=False)}{quote(short(target.address), safe='/%')}{fragment}"

    def link(target: Target, inner: str) -> str:
        address = address_of(target)
        if not address:
            left_out.add("links")
            return inner
        return f'<ref target="{address}">{inner}</ref>'

    def cite(key: str) -> str:
        return f' target="#{_reference_id(place.list_name, key)}"'

    def answer(target: Target) -> str:
        address = address_of(target)
        return f' corresp="{address}"' if address else ""

    return complete(xml, targets, link=link, cite=cite, answer=answer)


def _reference_id(list_name: str, key: str) -> str:
    return own_id("ref", f"{list_name}{key}")


def document_of_whole(
    publication: Publication,
    frame: Frame,
    references: Mapping[str, PageReferences],
    texts: Mapping[str, PageText],
    left_out: set[str],
) -> bytes:
    """Write the publication as one document, in which each page is a division."""
    matter, pages = publication.matter, publication.pages
    none = PageReferences()
    entries = [references.get(page.parsed.path, none).entries for page in pages]
    shared = merge_references(entries, publication.language)
    names = {page.file: own_id("page", page_key(page)) for page in pages}
    renamed = rename_ids(texts, names)
    texts = {file: with_ids(text, renamed.get(file, {})) for file, text in texts.items()}
    ids = frozenset([*(anchor for text in texts.values() for anchor in text.ids), *names.values()])
    writer = writer_of_matter(frame)
    body = []
    for page, listed in zip(pages, entries, strict=True):
        text = texts[page.file]
        list_name = "" if shared is not None else f"{page_key(page)}-"
        place = _Place(publication, ids, names, list_name, renamed)
        parts = [text.title, render_elements(_byline(page, publication, frame), LAID_OUT, 4), text.body]
        parts += [_notes(text.notes, writer, 4)] if text.notes else []
        parts += [render_elements([_list(listed, list_name, writer)], LAID_OUT, 4)] if shared is None and listed else []
        language = page.parsed.language
        turned = f' xml:lang="{language}"' if language and language != publication.language else ""
        inner = "\n".join(part for part in parts if part)
        division = f'   <div type="page" xml:id="{names[page.file]}"{turned}>\n{inner}\n   </div>'
        body.append(_complete(division, text.targets, place, left_out))
        left_out.update(text.left_out)
    back = render_elements(_matter(publication, writer), LAID_OUT, 3)
    back += "\n" + render_elements([_list(shared, "", writer)], LAID_OUT, 3) if shared else ""
    about = About(
        title=publication.title,
        subtitle=publication.subtitle,
        byline=publication.byline,
        language=publication.language,
        address="",
        date=publication.published or publication.updated,
        abstracts=(
            ("abstract", matter.abstract),
            ("plain-language-summary", matter.plain_summary),
            ("key-points", _points(matter.key_messages)),
        ),
        keywords=publication.keywords,
        doi=publication.doi,
    )
    speakers = {one for text in texts.values() for one in text.speakers}
    place = _Place(publication, ids, names, "")
    return _document(about, writer, body, back, speakers, left_out, place)


def render_alone(job: AloneJob, *, frame: Frame, publication: Publication) -> Alone:
    """Write a page as a document of its own, which says of what it is a part."""
    page, text = job.page, job.text
    left_out: set[str] = set()
    parsed = page.parsed
    known = job.references
    place = _Place(publication, frozenset(text.ids), {}, "")
    writer = writer_of_page(page, frame, known)
    packed = unpack_body(parsed)
    about = About(
        title=parsed.title,
        subtitle=parsed.subtitle,
        byline=page.byline,
        language=parsed.language or publication.language,
        address=page.address,
        date=parsed.front.date or publication.published,
        abstracts=(("abstract", packed.abstract), ("key-points", _points(packed.key_messages))),
        keywords=parsed.front.keywords or publication.keywords,
        part_of=publication.title_text,
    )
    body = [_complete(text.body, text.targets, place, left_out)]
    back = _complete(_notes(text.notes, writer, 3), text.targets, place, left_out) if text.notes else ""
    back += "\n" + render_elements([_list(known.entries, "", writer)], LAID_OUT, 3) if known.entries else ""
    left_out.update(text.left_out)
    content = _document(about, writer, body, back, text.speakers, left_out, place)
    return Alone(content, tuple(sorted(left_out)))


def _points(messages: Sequence[Sequence[Inline]]) -> Sequence[Block]:
    """Make a list of key messages."""
    if not messages:
        return ()
    return (ListBlock(tuple(ListItem((Plain(tuple(one)),)) for one in messages)),)


def _document(
    about: About,
    writer: Writer,
    body: Sequence[str],
    back: str,
    speakers: Iterable[str],
    left_out: set[str],
    place: _Place,
) -> bytes:
    """Put a document together: its header, its body's parts as XML, and what comes at its end."""
    publication = place.publication
    head = render_elements([header(publication, about, speakers, writer)], LAID_OUT, 1)
    left_out.update(writer.left_out)
    inner = "\n".join(body)
    text = f" <text>\n  <body>\n{inner}\n  </body>\n"
    if back.strip():
        text += f"  <back>\n{_complete(back.strip(chr(10)), writer.targets, place, left_out)}\n  </back>\n"
    attributes = {
        "version": "4.12.0",
        "xml:lang": about.language,
        "xml:base": publication.url,
        "xmlns": "http://www.tei-c.org/ns/1.0",
    }
    shell = render_elements([element("TEI", attributes)], LAID_OUT, 0).removesuffix("/>")
    return render_document(f"{shell}>\n{_complete(head, writer.targets, place, left_out)}\n{text} </text>\n</TEI>")


def _byline(page: Page, publication: Publication, frame: Frame) -> list[Element]:
    """Name a page's authors where they are others than the whole's, or stand in another order."""
    byline = page.byline
    if (byline.collective, byline.order) == (publication.byline.collective, publication.byline.order):
        return []
    writer = writer_of_matter(frame)
    names = {person.id: person.name.display for person in publication.people}
    whole = [names[byline.collective]] if byline.collective else []
    text = writer.join(whole + [names[one] for one in byline.order])
    statement = [" (", *inlines(byline.statement, writer), ")"] if byline.statement else []
    around = page.parsed.language or publication.language
    spoken = byline.language if statement and byline.language != around else ""
    return [element("byline", {"rend": f"order-{byline.policy}", "xml:lang": spoken}, text, *statement)]


def _notes(notes: str, writer: Writer, depth: int) -> str:
    margin = " " * depth
    head = render_elements([element("head", None, writer.say("notes"))], LAID_OUT, depth + 1)
    return f'{margin}<div type="notes">\n{head}\n{notes}\n{margin}</div>'


def _matter(publication: Publication, writer: Writer) -> Iterable[Element]:
    """Write acknowledgements and declarations."""
    matter = publication.matter
    parts = [("acknowledgements", writer.say("acknowledgements"), matter.acknowledgements)]
    parts += [(key, writer.say(f"declaration-{key}"), run) for key, run in matter.declarations]
    for kind, title, run in parts:
        text = contained(run, writer)
        if text:
            yield element("div", {"type": kind}, element("head", None, title), *text)


def _list(entries: Sequence[ReferenceEntry], list_name: str, writer: Writer) -> Element:
    head = element("head", None, writer.say("references"))
    works = [entry(one, _reference_id(list_name, one.key), writer) for one in entries]
    return element("div", {"type": "references"}, head, element("listBibl", None, *works))
