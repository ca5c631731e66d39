"""A publication into what all of its pages share: people with their numbers, navigation, words, the theme."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec
from markupsafe import Markup

from polyphony.bylines import separator_of
from polyphony.html import (
    Context,
    Voices,
    direction_of,
    encode_document,
    render_blocks,
    render_inlines,
    voices_of,
)
from polyphony.html.addresses import file_of
from polyphony.html.emoji import escape_named
from polyphony.html.escape import escape
from polyphony.metadata import catalogue_of
from polyphony.model import Block, Byline, Inline, OutputFile, PageLink, PageReferences, Publication, Section
from polyphony.theme import TemplateFailedError, Theme
from polyphony.views.embed import pages_folders
from polyphony.views.kinds import AuthorView, BioView, BylineView, LinkView, PageView, PartView, SectionView, SiteView
from polyphony.views.partials import Partials
from polyphony.views.spoken import SpokenJob, SpokenPage, spoken_on
from polyphony.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from polyphony.diagnostics import Diagnostic
    from polyphony.views.kinds import VoiceView

    RememberSpoken: TypeAlias = Callable[
        [Callable[[SpokenJob], SpokenPage], Sequence[SpokenJob], Any], Iterable[SpokenPage]
    ]

GENERATOR = "Polyphony"

NAVIGATION = (
    ("transcripts", "exchanges"),
    ("people", "people"),
    ("themes", "themes"),
    ("contributions", "contributions"),
    ("search", "search"),
)
"""Exporters that make pages of their own, in the order of the navigation, with the folder that each fills."""

MORE = (("modes", "modes"), ("chronology", "chronology"))
"""The same for what stands at the foot of every page."""


class Frame:
    """What the pages of a site share. `digest` stands for all of it where a page is remembered.

    `cited` is what the publication's own matter cites, formatted; `catalogue` is what references to it state.
    """

    __slots__ = (
        "_partials", "_spoken", "catalogue", "cited", "digest", "embeds", "exchanges", "languages", "looks",
        "outputs", "publication", "site", "theme", "voices",
    )  # fmt: skip

    def __init__(self, publication: Publication, theme: Theme, cited: PageReferences | None = None) -> None:
        self.publication = publication
        self.theme = theme
        self.cited = cited or PageReferences()
        self.outputs = frozenset(publication.outputs)
        self.catalogue = catalogue_of(publication)
        self.voices: Voices = voices_of(publication)
        self.exchanges = frozenset(
            dict(page.renamed).get(outline.id, outline.id)
            for page in publication.pages
            for outline in page.parsed.exchanges
        )
        self.embeds = pages_folders(publication) if "embed" in self.outputs else frozenset()
        self.languages = {page.file: page.parsed.language for page in publication.pages}
        self._partials: dict[str, Partials] = {}
        self._spoken: list[SpokenPage] | None = None
        self.looks: tuple[VoiceView, ...] | None = None  # found by `style.voice_views`, once
        self.site = site_view(self)
        self.digest = self._digest()

    def partials(self, language: str) -> Partials:
        """Give the theme's partials with the words of a language."""
        known = self._partials.get(language)
        if known is None:
            transcripts = self.exchanges if "transcripts" in self.outputs else frozenset()
            people, url = "people" in self.outputs, self.publication.url
            known = Partials(self.theme, language, transcripts, self.embeds, url, people=people)
            self._partials[language] = known
        return known

    def spoken(self, remember: RememberSpoken, references: Mapping[str, PageReferences]) -> list[SpokenPage]:
        """Collect what is said on every page, once."""
        if self._spoken is None:
            none = PageReferences()
            jobs = [SpokenJob(page, references.get(page.parsed.path, none)) for page in self.publication.pages]
            self._spoken = list(remember(partial(spoken_on, theme=self.theme), jobs, SpokenPage))
        return self._spoken

    def _digest(self) -> str:
        shared = (
            self.site, self.voices, sorted(self.outputs), self.theme.digest, self.publication.byline,
            self.publication.people, self.publication.matter, self.publication.published, self.publication.container,
            self.publication.byline_settings, GENERATOR, self.cited, self.catalogue, self.publication.pictures,
            self.publication.links, self.publication.destinations,
        )  # fmt: skip
        return hashlib.blake2b(msgspec.msgpack.encode(shared, enc_hook=str), digest_size=16).hexdigest()

    def title_address(self) -> str:
        """Give the file that the site's name links to: the first page in the navigation."""
        pages = self.publication.pages
        return pages[0].file if pages else "index.html"


def render_file(
    file: str, template: str, view: object, frame: Frame, language: str
) -> Iterator[OutputFile | Diagnostic]:
    """Render a view into a file of the site, or say what its template got wrong."""
    try:
        text = frame.theme.render(template, view, frame.theme.words(language))
    except TemplateFailedError as failure:
        yield failure.diagnostic
    else:
        yield OutputFile(file, encode_document(text))


def plain_context(frame: Frame, language: str, root: str = "", beside: Context | None = None) -> Context:
    """Make a context for text that stands by itself: titles, descriptions, the publication's own matter.

    `beside` is the context of the page on which it is shown, if that has a list of references.
    """

    def nothing(*_: object) -> str:
        return ""

    context = Context(
        voices=frame.voices,
        words=frame.theme.words(language),
        language=language,
        structure=nothing,
        root=root,
        links={link.target: link.address for link in frame.publication.links},
        destinations=dict(frame.publication.destinations),
        references=msgspec.structs.replace(frame.cited, entries=()),
        sizes={picture.path: picture for picture in frame.publication.pictures},
    )
    if beside is not None:
        context.cite_beside(beside)
    return context


def render_text(
    inlines: Sequence[Inline], frame: Frame, language: str, root: str = "", beside: Context | None = None
) -> Markup:
    """Render a line of the publication's own Markdown."""
    if len(inlines) == 1 and isinstance(inlines[0], str):  # Most titles are such, and there is one for every page.
        return Markup(escape_named(inlines[0], language))
    return Markup(render_inlines(inlines, plain_context(frame, language, root, beside)))


def render_matter(
    blocks: Sequence[Block],
    frame: Frame,
    language: str,
    root: str = "",
    level: int = 2,
    beside: Context | None = None,
) -> Markup:
    """Render blocks of the publication's own Markdown; headings in them begin below `level`."""
    context = plain_context(frame, language, root, beside)
    context.levels = list(range(level))
    return Markup(render_blocks(blocks, context))


def link_view(link: PageLink, frame: Frame, outer: str) -> LinkView:
    """See a page as a link from elsewhere, out of a text in the language `outer`."""
    file = file_of(link.address)
    language = frame.languages.get(file, "") or frame.publication.language
    title = render_text(link.title, frame, language)
    if "<a " in title:
        title = Markup(escape(link.title_text))
    return LinkView(file, in_language(title, language, outer))


def word(key: str, words: Words, /, **values: str | int) -> Markup:
    """Say something as part of a line; where the theme doesn't know the language, it is marked as English."""
    return in_language(Markup(escape(say(words, key, **values))), words.spoken.get(key, ""), "")


def in_language(html: Markup, language: str, outer: str) -> Markup:
    """Mark a piece of a line as being in another language than the line; nothing stays nothing."""
    if not html or not language or language == outer:
        return html
    return Markup(f'<span lang="{escape(language)}" dir="{direction_of(language)}">{html}</span>')


def section_view(section: Section, frame: Frame) -> SectionView:
    """See a group of pages in the navigation."""
    return SectionView(
        render_text(section.title, frame, frame.publication.language),
        tuple(link_view(page, frame, frame.publication.language) for page in section.pages),
        tuple(section_view(inner, frame) for inner in section.sections),
    )


def _has_pages(name: str, frame: Frame) -> bool:
    """Tell whether an exporter of pages is wanted, and has anything to show."""
    publication = frame.publication
    if name not in frame.outputs:
        return False
    match name:
        case "transcripts":
            return bool(frame.exchanges)
        case "themes":
            return bool(publication.themes)
        case "contributions":
            return publication.show_contributions
        case _:
            return True


def _links(parts: Sequence[tuple[str, str]], frame: Frame, words: Words) -> list[LinkView]:
    return [
        LinkView(f"{folder}/index.html", word(f"nav-{folder}", words), folder)
        for name, folder in parts
        if _has_pages(name, frame)
    ]


def site_view(frame: Frame) -> SiteView:
    """See the site as every page's header and footer do."""
    publication = frame.publication
    words = frame.theme.words(publication.language)
    home = frame.title_address()
    links = [LinkView(home, word("nav-page", words), "page")]
    links += _links(NAVIGATION, frame, words)
    terms = publication.license
    title = render_text(publication.title, frame, publication.language)
    return SiteView(
        title if "<a " not in title else Markup(escape(publication.title_text)),  # it stands in a link itself
        publication.title_text,
        publication.kind,
        publication.language,
        publication.url,
        publication.design,
        home,
        tuple(links),
        terms.name if terms else "",
        terms.url if terms else "",
        publication.copyright,
        GENERATOR,
        tuple(_links(MORE, frame, words)),
        direction_of(publication.language),
    )


def byline_view(byline: Byline, frame: Frame, language: str, root: str) -> BylineView:
    """See a byline: every name alike, linked to what that person wrote."""

    def author(person: str) -> AuthorView:
        speaker = frame.voices.speakers[person]
        address = f"people/{person}/index.html" if "people" in frame.outputs else ""
        return AuthorView(person, speaker.full, speaker.number, address, speaker.right_to_left)

    return BylineView(
        tuple(author(person) for person in byline.order),
        author(byline.collective) if byline.collective else None,
        in_language(render_text(byline.statement, frame, language, root), byline.language, language),
        separator_of(frame.publication.byline_settings),
    )


def matter_views(frame: Frame, language: str, root: str, beside: Context | None = None) -> tuple[PartView, ...]:
    """See what stands at the end of a publication's first page: acknowledgements and declarations."""
    words = frame.theme.words(language)
    matter = frame.publication.matter
    parts = []
    if matter.acknowledgements:
        text = render_matter(matter.acknowledgements, frame, language, root, beside=beside)
        parts.append(PartView("acknowledgements", say(words, "acknowledgements"), text))
    for key, blocks in matter.declarations:
        if blocks:
            title = say(words, f"declaration-{key}")
            parts.append(PartView(key, title, render_matter(blocks, frame, language, root, beside=beside)))
    return tuple(parts)


def bio_views(
    byline: Byline, frame: Frame, language: str, root: str, beside: Context | None = None
) -> tuple[BioView, ...]:
    """See what those in a byline say of themselves, in its order and all alike; who says nothing is left out."""
    bios = dict(frame.publication.matter.bios)
    authors = byline_view(byline, frame, language, root).authors
    return tuple(
        BioView(author, render_matter(bios[author.id], frame, language, root, level=3, beside=beside))
        for author in authors
        if bios.get(author.id)
    )


def base_view(frame: Frame, kind: str, file: str, title: str, *, language: str = "", key: str = "") -> PageView:
    """See a page of the site that isn't a reading page; whoever makes it fills in what it shows.

    `key` is that of the string that `title` is, where it is the theme's.
    """
    language, direction = page_language(language, frame)
    root = "../" * file.count("/")
    up = None
    if file.count("/") > 1:
        folder = file.partition("/")[0]
        up = LinkView("../index.html", word(f"nav-{folder}", frame.theme.words(language)), folder)
    return PageView(
        site=frame.site,
        kind=kind,
        root=root,
        address=file.removesuffix("index.html"),
        language=language,
        direction=direction,
        head_title=f"{title} – {frame.publication.title_text}",
        title=word(key, frame.theme.words(language)) if key else Markup(escape_named(title, language)),
        head=Markup(head_links(frame, file.removesuffix("index.html"), root)),
        up=up,
    )


def head_links(frame: Frame, address: str, root: str) -> str:
    """Write the links to a page's own address and to the feed, where the site knows its own address."""
    publication = frame.publication
    links = f'<link rel="canonical" href="{escape(publication.url + quote(address))}">' if publication.url else ""
    if links and "feed" in frame.outputs and (publication.updated or publication.published):
        title = escape(publication.title_text)
        links += f'\n<link rel="alternate" type="application/atom+xml" href="{root}feed.xml" title="{title}">'
    return links


def page_language(language: str, frame: Frame) -> tuple[str, str]:
    """Give a page's language and direction; the publication's where it states none."""
    language = language or frame.publication.language
    return language, direction_of(language)
