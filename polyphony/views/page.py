"""A page into its view."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from polyphony.html import Context, Voices, relative_address, render_blocks, render_inlines, render_notes
from polyphony.html.addresses import file_of, full_address
from polyphony.html.escape import escape
from polyphony.html.voices import in_order, is_together
from polyphony.metadata import page_work
from polyphony.model import Page, PageReferences, Parallel, Publication, unpack_anchors, unpack_body
from polyphony.views.citing import cite_view, own_files, voice_files
from polyphony.views.embed import code_of, oembed_link, page_unit
from polyphony.views.flow import flow_of, render_structure
from polyphony.views.head import metadata_head
from polyphony.views.holding import holdings
from polyphony.views.kinds import ChipView, ContentsView, FacetView, PageView, ReferenceView
from polyphony.views.score import blocks_score
from polyphony.views.site import (
    Frame,
    bio_views,
    byline_view,
    head_links,
    link_view,
    matter_views,
    page_language,
    render_matter,
    render_text,
)
from polyphony.views.spoken import rendering_for
from polyphony.words import Words, in_a_sentence, say, say_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from polyphony.model import ReferenceEntry
    from polyphony.views.partials import Partials
    from polyphony.views.spoken import SpokenPage

_MANY = 16
"""From how many boxes of a facet on a theme may put them away."""


def root_of(file: str) -> str:
    """Lead from an output file to the site's root: `../` for each folder."""
    return "../" * file.count("/")


def page_context(
    page: Page,
    frame: Frame,
    references: PageReferences,
    language: str,
    *,
    file: str = "",
    partials: Partials | None = None,
) -> Context:
    """Make the context in which a page's text is rendered, into the page's own file or another."""
    parsed = page.parsed
    context = Context(
        voices=frame.voices,
        words=frame.theme.words(language),
        language=language,
        structure=partial(render_structure, partials=partials or frame.partials(language)),
        root=root_of(file or page.file),
        file=file or page.file,
        home=page.file,
        folder=parsed.path.rpartition("/")[0].removeprefix("content").lstrip("/"),
        links={link.target: link.address for link in page.links},
        renamed=dict(page.renamed),
        destinations=dict(page.destinations),
        references=references,
        authors=parsed.authors,
        order=page.byline.order,
        numbers=dict(page.numbers),
        sizes={picture.path: picture for picture in page.pictures},
        ids=(anchor.id for anchor in unpack_anchors(parsed)) if b"site" in parsed.anchors else (),
    )
    # Biographies and the like may stand on any page; what they cite is in no list there.
    context.formatted = {cited.number: cited for cited in frame.cited.citations} | context.formatted
    return context


def page_view(page: Page, frame: Frame, *, references: PageReferences, head: str = "", score: str = "") -> PageView:
    """See a page as `page.html` does."""
    parsed = page.parsed
    publication = frame.publication
    language, direction = page_language(parsed.language, frame)
    words = frame.theme.words(language)
    root = root_of(page.file)
    context = page_context(page, frame, references, language)
    body = unpack_body(parsed)
    partials = frame.partials(language)
    abstract = Markup(render_blocks(body.abstract, context)) if body.abstract else Markup()
    key_messages = tuple(Markup(render_inlines(message, context)) for message in body.key_messages)
    context.contents.clear()
    flow = flow_of(body.blocks, context, partials)
    notes = Markup(render_notes(body.notes, context))
    is_home = bool(publication.pages) and publication.pages[0].file == page.file
    matter = publication.matter
    plain_summary = Markup()
    if is_home:
        abstract = abstract or render_matter(matter.abstract, frame, language, root, beside=context)
        plain_summary = render_matter(matter.plain_summary, frame, language, root, beside=context)
        key_messages = key_messages or tuple(
            render_text(message, frame, language, root, beside=context) for message in matter.key_messages
        )
    title = Markup(render_inlines(parsed.title, context))
    subtitle = Markup(render_inlines(parsed.subtitle, context))
    if is_home and not subtitle and parsed.title == publication.title:
        subtitle = render_text(publication.subtitle, frame, language, root, beside=context)
    byline = byline_view(page.byline, frame, language, root)
    parts = matter_views(frame, language, root, context) if is_home else ()
    keywords = parsed.front.keywords or (publication.keywords if is_home else ())
    bios = bio_views(page.byline, frame, language, root, context) if is_home else ()
    facets = facets_of(page, frame.voices, words)
    works = reference_views(context, references.entries)
    unit = page_unit(page, words) if frame.embeds else None
    work = page_work(page, frame.catalogue)
    rendering = rendering_for(page, references, frame.theme)
    heads = (
        head_links(frame, page.address, root),
        _alternates(page, frame, root),
        oembed_link(unit, publication.url) if unit else "",
        metadata_head(page, body, work, frame.catalogue, root, rendering, publication.navigation),
        head,
    )
    return PageView(
        site=frame.site,
        kind="page",
        root=root,
        address=page.address,
        language=language,
        direction=direction,
        head_title=_head_title(parsed.title_text, publication.title_text),
        title=title,
        head=Markup("\n".join(filter(None, heads))),
        subtitle=subtitle,
        kicker=kicker_of(page, frame, words),
        byline=byline,
        versions=tuple(link_view(version, frame, language) for version in page.versions),
        plain_summary=plain_summary,
        abstract=abstract,
        key_messages=key_messages,
        score=Markup(score)
        or blocks_score(
            body.blocks,
            frame.voices,
            words,
            authors=parsed.authors,
            order=page.byline.order,
            renamed=dict(page.renamed),
            direction=direction,
            key=f"{context.prefix}score",
        ),
        facets=facets,
        has_parallel=any(isinstance(block, Parallel) for block in body.blocks),
        contents=tuple(ContentsView(line.level, line.id, Markup(line.html)) for line in context.contents),
        flow=flow,
        notes=notes,
        notes_id=f"{context.prefix}notes",
        references=works,
        references_id=f"{context.prefix}references",
        main_id=f"{context.prefix}main",
        matter=parts,
        keywords=keywords,
        bios=bios,
        cite=cite_view(
            work,
            words,
            id=f"{context.prefix}cite",
            files=(files := voice_files(page, frame.catalogue, root, words)),
            own=own_files(page, frame.catalogue, root) if files else {},
        ),
        embed=code_of(unit, publication.url, context.prefix) if unit else None,
        previous=link_view(page.previous, frame, language) if page.previous else None,
        next=link_view(page.next, frame, language) if page.next else None,
        holds=holdings(
            (
                title,
                *(part.html for part in flow),
                notes,
                *(work.html for work in works),
                *(line.html for line in context.contents),
            ),
            ("filters", any(len(facet.chips) > _MANY for facet in facets)),
            (
                "matter",
                subtitle or byline.collective or plain_summary or abstract or key_messages or parts or keywords or bios,
            ),
            ("right-to-left", direction == "rtl"),
        ),
    )


def _alternates(page: Page, frame: Frame, root: str) -> str:
    """Write the links to the same page in other languages, and to itself, as search engines want them."""
    if not page.versions:
        return ""
    files = (page.file, *(file_of(version.address) for version in page.versions))
    url = frame.publication.url
    return "\n".join(
        f'<link rel="alternate" hreflang="{escape(page_language(frame.languages.get(file, ""), frame)[0])}"'
        f' href="{escape(full_address(url, file) if url else relative_address(root, file))}">'
        for file in files
    )


def _head_title(title: str, site: str) -> str:
    return title if title == site or not site else f"{title} – {site}"


def kicker_of(page: Page | None, frame: Frame, words: Words) -> str:
    """Say where and when a page, or (None) the whole publication, was published."""
    publication = frame.publication
    date = (page.parsed.front.date if page else "") or publication.published
    parts = [publication.container.title if publication.container else "", say_date(words, date) if date else ""]
    return " · ".join(part for part in parts if part)


def reference_views(context: Context, entries: Iterable[ReferenceEntry]) -> tuple[ReferenceView, ...]:
    """See entries of the list of references, each with the places of the text that cite it."""
    return tuple(
        ReferenceView(
            f"{context.reference_prefix}ref-{entry.key}",
            Markup(render_inlines(entry.inlines, context)),
            tuple(context.cited.get(entry.key, ())),
        )
        for entry in entries
    )


def facets_of(page: Page, voices: Voices, words: Words) -> tuple[FacetView, ...]:
    """Make the boxes of a page's filters: who speaks on it, how, and of what; a facet of one box is no choice."""
    return _facets((page,), page.byline.order, voices, words)


def facets_of_pages(pages: Sequence[Page], order: Sequence[str], voices: Voices, words: Words) -> tuple[FacetView, ...]:
    """Make the boxes by which several pages in one document are filtered."""
    return _facets(pages, order, voices, words)


def facets_for(
    publication: Publication, voices: Voices, words: Words, spoken: Sequence[SpokenPage]
) -> tuple[FacetView, ...]:
    """Make the boxes by which a whole publication is searched."""
    facets = _facets(publication.pages, publication.byline.order, voices, words)
    themes = {theme for on_page in spoken for one in on_page.said for theme in one.themes}
    chips = [ChipView(one, voices.themes[one], "chip", 0, "") for one in voices.themes if one in themes]
    of_themes = (FacetView("theme", say(words, "theme"), tuple(chips)),) if chips else ()
    return (*(facet for facet in facets if facet.kind != "theme"), *of_themes)


def _facets(pages: Sequence[Page], order: Sequence[str], voices: Voices, words: Words) -> tuple[FacetView, ...]:
    people: dict[str, int] = {}
    modes: dict[str, int] = {}
    together = 0
    for page in pages:
        for spoken in page.parsed.spoken:
            if spoken.kind == "quoted":
                continue
            if is_together(spoken.by, page.parsed.authors):
                together += spoken.count
            else:
                for one in spoken.by:
                    people[one] = people.get(one, 0) + spoken.count
            for mode in spoken.modes:
                modes[mode] = modes.get(mode, 0) + spoken.count
    chips = []
    for one in in_order(tuple(people), order):
        speaker = voices.speakers[one]
        hidden = say(words, "passages-hidden", count=people[one], name=speaker.name)
        chips.append(ChipView(one, speaker.name, f"chip voice-{speaker.number}", people[one], hidden))
    if together:
        name = say(words, "together")
        hidden = say(words, "passages-hidden", count=together, name=name)
        chips.append(ChipView("all", name, "chip together", together, hidden))
    facets = [FacetView("person", say(words, "hear"), tuple(chips))] if len(chips) > 1 else []
    used = [mode for mode in voices.modes if mode in modes]
    if len(used) > 1:
        chips = [
            ChipView(mode, in_a_sentence(voices.modes[mode], words.language), f"chip mode-{mode}", modes[mode], "")
            for mode in used
        ]
        facets.append(FacetView("mode", say(words, "voice"), tuple(chips)))
    themes = {theme for page in pages for theme in _themes(page)}
    named = [ChipView(one, voices.themes[one], "chip", 0, "") for one in voices.themes if one in themes]
    if named:
        facets.append(FacetView("theme", say(words, "theme"), tuple(named)))
    return tuple(facets)


def _themes(page: Page) -> set[str]:
    themes = set(page.parsed.front.themes)
    for outline in page.parsed.exchanges:
        themes.update(outline.themes)
    return themes
