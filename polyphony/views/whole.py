"""A publication, or one of its pages, into one document: ids, notes and references of several pages side by side."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec.structs import replace

from polyphony.assemble.measuring import matter_pictures
from polyphony.html import Context, render_blocks, render_inlines, render_notes
from polyphony.html.addresses import full_address
from polyphony.html.context import free_prefix
from polyphony.model import PageReferences, Parallel, unpack_anchors, unpack_body
from polyphony.views.flow import flow_of
from polyphony.views.kinds import ChapterView, WholeView
from polyphony.views.page import facets_of_pages, kicker_of, page_context, reference_views
from polyphony.views.partials import Partials
from polyphony.views.references import merge_references
from polyphony.views.score import parts_of, score_of
from polyphony.views.site import bio_views, byline_view, matter_views, page_language, render_matter, render_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from polyphony.model import Block, Body, Byline, Inline, Page, Publication, ReferenceEntry
    from polyphony.score import Part
    from polyphony.views.kinds import BioView, BylineView
    from polyphony.views.site import Frame

__all__ = ["pictures_of", "whole_view"]


def pictures_of(pages: Sequence[Page], publication: Publication | None = None) -> list[str]:
    """List the paths in the site of all pictures that pages show, in reading order; at last those of the matter."""
    found: dict[str, None] = {}
    for page in pages:
        addresses = {link.target: link.address for link in page.links}
        for use in page.parsed.images:
            path = addresses.get(use.target, "").partition("#")[0]
            if path:
                found[path] = None
    is_home = publication is not None and any(page is publication.pages[0] for page in pages)
    own = matter_pictures(publication) if publication is not None and is_home else ()
    return [*found, *(path for path in own if path not in found)]


def whole_view(
    pages: Sequence[Page], frame: Frame, references: Mapping[str, PageReferences], pictures: Mapping[str, str]
) -> WholeView:
    """See pages as one document: all of the publication's, or one of them.

    `references` are by a page's source path, `pictures` the addresses of pictures by their paths in the site.
    """
    publication = frame.publication
    alone = len(pages) == 1
    first = pages[0]
    language, direction = page_language(first.parsed.language if alone else "", frame)
    words = frame.theme.words(language)
    merged = Merged(pages, frame, pictures, references)
    context = merged.context(first, 1, references.get(first.parsed.path, PageReferences()))
    context.levels = [0]
    uncited = merged.context(first, 1, replace(frame.cited, entries=()))
    chapters, scored = [], []
    for number, page in enumerate(pages, 1):
        body = unpack_body(page.parsed)
        inner = merged.context(page, number, references.get(page.parsed.path, PageReferences()))
        listed = references.get(page.parsed.path, PageReferences()).entries if merged.is_apart else ()
        chapters.append(_chapter(page, body, inner, frame, merged, listed))
        scored.extend(_parts(page, body, inner))
        merged.keep(inner)
    url, matter = publication.url, publication.matter
    is_home = first is publication.pages[0]
    byline = first.byline if alone else publication.byline
    own = chapters[0] if alone else None

    def matter_text(blocks: Sequence[Block], *, hidden: bool = False) -> Markup:
        """Render the publication's own text; `hidden` is what the first page has of its own, and so doesn't cite."""
        return (
            render_matter(blocks, frame, language, url, beside=uncited if hidden else context) if is_home else Markup()
        )

    def matter_line(inlines: Sequence[Inline], *, hidden: bool = False) -> Markup:
        return render_text(inlines, frame, language, url, beside=uncited if hidden else context)

    return WholeView(
        site=frame.site,
        language=language,
        direction=direction,
        title_text=first.parsed.title_text if alone else publication.title_text,
        title=Markup(render_inlines(first.parsed.title, context)) if alone else frame.site.title,
        subtitle=Markup(render_inlines(first.parsed.subtitle, context))
        if first.parsed.subtitle and not merged.is_titled(first)
        else matter_line(publication.subtitle),
        kicker=kicker_of(first if alone else None, frame, words),
        byline=_byline(byline, frame, language),
        plain_summary=matter_text(matter.plain_summary),
        abstract=own.abstract
        if own and own.abstract
        else matter_text(matter.abstract, hidden=bool(chapters[0].abstract)),
        key_messages=(own.key_messages if own else ())
        or (
            tuple(matter_line(one, hidden=bool(chapters[0].key_messages)) for one in matter.key_messages)
            if is_home
            else ()
        ),
        keywords=(first.parsed.front.keywords if alone else ()) or publication.keywords,
        score=score_of(
            scored, frame.voices, words, order=byline.order, direction=direction, key=f"{merged.prefix}score"
        ),
        facets=facets_of_pages(pages, byline.order, frame.voices, words),
        has_parallel=merged.has_parallel,
        chapters=tuple(chapters) if own is None else (replace(own, abstract=Markup(), key_messages=()),),
        matter=matter_views(frame, language, url, context) if is_home else (),
        bios=_bios(byline, frame, language, context) if is_home else (),
        references=reference_views(context, merged.listed),
        references_id=f"{merged.prefix}references",
        main_id=f"{merged.prefix}main",
        doi=publication.doi,
        place=full_address(url, first.address if alone else "") if url else "",
    )


class Merged:
    """What the pages of one document share while they are rendered: the places that cite, and the works cited.

    `listed` are the works that all pages cite, in one list. Where a style numbers them by page, or writes a work
    otherwise on another page, that is no list: then each page keeps its own (`is_apart`).
    """

    def __init__(
        self,
        pages: Sequence[Page],
        frame: Frame,
        pictures: Mapping[str, str],
        references: Mapping[str, PageReferences],
    ) -> None:
        self.alone = len(pages) == 1
        self.frame = frame
        self.pictures = pictures
        self.prefix = free_prefix(anchor.id for page in pages for anchor in unpack_anchors(page.parsed))
        self.begins = {page.file: f"{self.prefix}page-{number}" for number, page in enumerate(pages, 1)}
        self.ids = _ids_of(pages, self.begins)
        none = PageReferences()
        shared = merge_references(
            [references.get(page.parsed.path, none).entries for page in pages], frame.publication.language
        )
        self.is_apart = shared is None
        self.listed = shared or ()
        self.cited: dict[int, dict[str, list[str]]] = {}
        self.citations = count(1)
        self.tables = 0
        self.has_parallel = False

    def context(self, page: Page, number: int, references: PageReferences) -> Context:
        """Make the context of the page of this number, which goes on counting where the page before ended."""
        language, _ = page_language(page.parsed.language, self.frame)
        context = page_context(page, self.frame, references, language, partials=Partials(self.frame.theme, language))
        context.root = self.frame.publication.url
        context.merged, context.pictures, context.merged_ids = self.begins, self.pictures, self.ids
        context.renamed = {**context.renamed, **self.ids.get(page.file, {})}
        context.prefix = self.prefix
        context.note_prefix = self.prefix if self.alone else f"{self.prefix}{number}-"
        context.citations, context.tables = self.citations, self.tables
        list_number = number if self.is_apart else 0
        context.cited = self.cited.setdefault(list_number, {})
        context.reference_prefix = f"{self.prefix}{list_number}-" if list_number else self.prefix
        context.levels = [0, 1] if self.is_titled(page) else [0]
        return context

    def is_titled(self, page: Page) -> bool:
        """Tell whether a page has a title of its own in the document, below the document's."""
        return not self.alone and page.parsed.title_text != self.frame.publication.title_text

    def keep(self, context: Context) -> None:
        """Keep what a page has counted."""
        self.tables = context.tables


def _ids_of(pages: Sequence[Page], begins: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Say by page which id becomes which, where an earlier page has it too: ids of headings are one page's."""
    taken = set(begins.values())
    found: dict[str, dict[str, str]] = {}
    for page in pages:
        before = dict(page.renamed)
        for anchor in unpack_anchors(page.parsed):
            own = new = before.get(anchor.id, anchor.id)
            while new in taken:
                new = f"{begins[page.file]}-{new}"
            taken.add(new)
            if new != own:
                # A text knows it by the one, a link from another page by the other.
                found.setdefault(page.file, {}).update({anchor.id: new, own: new})
    return found


def _chapter(
    page: Page, body: Body, context: Context, frame: Frame, merged: Merged, listed: Sequence[ReferenceEntry]
) -> ChapterView:
    publication = frame.publication
    language, direction = page_language(page.parsed.language, frame)
    level = list(context.levels)
    abstract = Markup(render_blocks(body.abstract, context)) if body.abstract else Markup()
    context.levels = level
    key_messages = tuple(Markup(render_inlines(message, context)) for message in body.key_messages)
    flow = flow_of(body.blocks, context, Partials(frame.theme, language))
    merged.has_parallel = merged.has_parallel or any(isinstance(block, Parallel) for block in body.blocks)
    titled = merged.is_titled(page)
    ranked = titled and page.byline != publication.byline
    return ChapterView(
        id=merged.begins[page.file],
        language=language,
        direction=direction,
        title=Markup(render_inlines(page.parsed.title, context)) if titled else Markup(),
        title_text=page.parsed.title_text if titled else "",
        subtitle=Markup(render_inlines(page.parsed.subtitle, context)) if titled or merged.alone else Markup(),
        byline=_byline(page.byline, frame, language) if ranked else None,
        abstract=abstract,
        key_messages=key_messages,
        flow=flow,
        notes=Markup(render_notes(body.notes, context)),
        notes_id=f"{context.note_prefix}notes",
        references=reference_views(context, listed),
        references_id=f"{context.reference_prefix}references",
    )


def _bios(byline: Byline, frame: Frame, language: str, context: Context) -> tuple[BioView, ...]:
    """See what the authors say of themselves; where the site's address isn't known their names lead nowhere."""
    url = frame.publication.url
    bios = bio_views(byline, frame, language, url, context)
    return bios if url else tuple(replace(bio, author=replace(bio.author, address="")) for bio in bios)


def _byline(byline: Byline, frame: Frame, language: str) -> BylineView:
    """See a byline; where the site's address isn't known its names lead nowhere."""
    view = byline_view(byline, frame, language, frame.publication.url)
    if frame.publication.url:
        return view
    collective = replace(view.collective, address="") if view.collective else None
    return replace(view, authors=tuple(replace(one, address="") for one in view.authors), collective=collective)


def _parts(page: Page, body: Body, context: Context) -> list[Part]:
    return parts_of(
        body.blocks,
        context.voices,
        context.words,
        authors=page.parsed.authors,
        order=page.byline.order,
        renamed=dict(page.renamed),
    )
