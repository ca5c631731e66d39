"""Settings and pages to a `Publication`: every name that reaches beyond its page is resolved here, or reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from polyphony.assemble.addresses import addresses_of, file_of, order_pages, source_of, span_of_file, span_of_value
from polyphony.assemble.compose import FRONT_PAGE, ComposedPage, PageSources, compose_page, gather_all
from polyphony.assemble.faces import look_alike
from polyphony.assemble.ids import Ids, collect_ids
from polyphony.assemble.links import MEDIA, output_of_asset, resolve_links, resolve_uses
from polyphony.assemble.matter import OwnText, matter_of
from polyphony.assemble.versions import versions_of
from polyphony.assemble.withheld import forget_withheld
from polyphony.bylines import page_byline, places_of_pages, publication_byline
from polyphony.config import Config, vocabulary_of
from polyphony.diagnostics import Checked, Code, Collector
from polyphony.markup import plain_text
from polyphony.model import (
    Byline,
    Inline,
    NavigationEntry,
    Page,
    PageLink,
    ParsedPage,
    Prose,
    Publication,
    Section,
    Vocabulary,
)

__all__ = [
    "FRONT_PAGE",
    "MEDIA",
    "Assembly",
    "ComposedPage",
    "PageSources",
    "assemble",
    "assemble_again",
    "compose_page",
    "gather_all",
    "output_of_asset",
    "span_of_value",
]


class Assembly(NamedTuple):
    """What came of an assembly, with all that it was made of: the next one may begin with it.

    `given` are settings, assets, drafts and outputs; `parsed` the pages as they came in.
    """

    given: tuple[Config, frozenset[str], frozenset[str], tuple[str, ...]]
    parsed: list[ParsedPage]
    checked: Checked[Publication | None]
    ids: Ids | None = None
    addresses: Mapping[str, str] = {}


def assemble(
    config: Config, parsed: list[ParsedPage], *, assets: Iterable[str], drafts: Iterable[str], outputs: tuple[str, ...]
) -> Checked[Publication | None]:
    """Assemble a publication of its pages.

    `assets` are the paths of all files that a page may show or link to; `drafts` the source paths of pages that are
    left out; `outputs` the names of the exporters that are asked for.
    """
    return assemble_again(None, config, parsed, assets=assets, drafts=drafts, outputs=outputs).checked


def assemble_again(
    before: Assembly | None,
    config: Config,
    parsed: list[ParsedPage],
    *,
    assets: Iterable[str],
    drafts: Iterable[str],
    outputs: tuple[str, ...],
) -> Assembly:
    """Assemble a publication; the result is the same whatever was `before`.

    Where since then pages have changed in what is theirs alone, only they are placed anew. An assembly that had
    something to say is always made anew: what it said names places, which may have moved.
    """
    given = (config, frozenset(assets), frozenset(drafts), outputs)
    if before is not None and before.given == given and before.ids is not None and not before.checked.diagnostics:
        publication = before.checked.value
        if publication is not None and not before.ids.withheld and look_alike(before.parsed, parsed):
            return _assemble_changed(before, publication, before.ids, parsed)
    return _assemble_all(given, parsed)


def _assemble_changed(before: Assembly, publication: Publication, ids: Ids, parsed: list[ParsedPage]) -> Assembly:
    """Place those pages that have changed; what they are to others is what it was."""
    collector = Collector()
    _, assets, drafts, _ = before.given
    changed = {new.path: new for old, new in zip(before.parsed, parsed, strict=True) if old is not new}
    pages = []
    for page in publication.pages:
        new = changed.get(page.parsed.path)
        if new is not None:
            links = resolve_links(collector, new, ids, before.addresses, assets, drafts)
            page = replace(page, parsed=new, links=links, destinations=ids.resolve(collector, new))  # noqa: PLW2901
        pages.append(page)
    publication = replace(publication, pages=tuple(pages))
    return before._replace(parsed=parsed, checked=Checked(publication, tuple(collector.found)))


def _assemble_all(
    given: tuple[Config, frozenset[str], frozenset[str], tuple[str, ...]], parsed: list[ParsedPage]
) -> Assembly:
    config, known_assets, left_out, outputs = given
    collector = Collector()
    pages = order_pages(collector, parsed, left_out, config)
    if not pages:
        collector.report(
            Code.NO_PAGES,
            "there is no page to publish",
            span_of_file("content"),
            hint="all pages are drafts: build with --drafts to see them"
            if left_out
            else "write one in content/index.md",
        )
        return Assembly(given, parsed, Checked(None, tuple(collector.found)))
    addresses = addresses_of(collector, pages, config)
    ids = collect_ids(collector, pages, addresses)
    withheld = ids.gone()
    pages = [forget_withheld(page, withheld) for page in pages]
    vocabulary = vocabulary_of(config)
    text = OwnText(vocabulary)
    statements = _Statements(config, text)
    bylines = _bylines(config, pages, statements)
    links = [_page_link(page, addresses) for page in pages]
    versions = versions_of(pages, {page.path: link for page, link in zip(pages, links, strict=True)})
    chain = _reading_order(config, pages)
    placed = []
    for page, byline in zip(pages, bylines, strict=True):
        place = chain.get(page.path)
        placed.append(
            Page(
                parsed=page,
                address=addresses[page.path],
                file=file_of(addresses[page.path]),
                byline=byline,
                previous=links[place[0]] if place and place[0] is not None else None,
                next=links[place[1]] if place and place[1] is not None else None,
                renamed=tuple(sorted(ids.renamed.get(page.path, {}).items())),
                links=resolve_links(collector, page, ids, addresses, known_assets, left_out),
                destinations=ids.resolve(collector, page),
                numbers=ids.numbers(page),
                versions=versions.get(page.path, ()),
                aliases=tuple(alias if alias.endswith((".html", "/")) else alias + "/" for alias in page.front.aliases),
            )
        )
    _check_front(collector, pages, addresses)
    publication = _publication(config, tuple(placed), statements, vocabulary, text, collector, outputs, len(left_out))
    own = resolve_uses(collector, pages[0], text.links, text.images, ids, addresses, known_assets, left_out)
    publication = replace(publication, links=own, destinations=ids.refer(collector, pages[0], text.references))
    return Assembly(given, parsed, Checked(publication, tuple(collector.found)), ids, addresses)


def _page_link(page: ParsedPage, addresses: dict[str, str]) -> PageLink:
    return PageLink(addresses[page.path], page.title, page.title_text)


def _reading_order(config: Config, pages: list[ParsedPage]) -> dict[str, tuple[int | None, int | None]]:
    """The places of the previous and the next page, by path; pages that the navigation leaves out have none."""
    listed = {source_of(entry.path) for entry in _flat(config.navigation)}
    places = [index for index, page in enumerate(pages) if not listed or page.path in listed]
    return {
        pages[place].path: (
            places[index - 1] if index else None,
            places[index + 1] if index + 1 < len(places) else None,
        )
        for index, place in enumerate(places)
    }


def _flat(entries: tuple[NavigationEntry, ...]) -> list[NavigationEntry]:
    return [inner for entry in entries for inner in ((entry,) if entry.path else ()) + tuple(_flat(entry.pages))]


class _Statements:
    """The words that explain an order: the policy's own, or the authors', parsed once."""

    def __init__(self, config: Config, text: OwnText) -> None:
        self.inlines = text.inlines(config.byline.statement)
        self.text = plain_text(self.inlines)

    def complete(self, byline: Byline) -> Byline:
        """Set the authors' own statement in place of its Markdown, where there is one."""
        if self.inlines and byline.statement_text:
            return msgspec.structs.replace(byline, statement=self.inlines, statement_text=self.text)
        return byline


def _bylines(config: Config, pages: list[ParsedPage], statements: _Statements) -> list[Byline]:
    places = places_of_pages(tuple(page.authors for page in pages))
    made: dict[tuple[tuple[str, ...], int, int, tuple[str, ...], str], Byline] = {}
    rotating = config.byline.order == "rotating"
    bylines = []
    for page, (place, count) in zip(pages, places, strict=True):
        listed = page.front.authors if page.front.authors and page.front.authors != ("all",) else config.listed
        turn = place % max(len(page.authors), 1) if rotating else 0
        key = (page.authors, turn, count if rotating else 0, listed, page.language)
        if key not in made:
            made[key] = statements.complete(
                page_byline(
                    config.byline,
                    config.people,
                    listed,
                    config.language,
                    authors=page.authors,
                    place=place,
                    pages=count,
                    spoken=page.language,
                )
            )
        bylines.append(made[key])
    return bylines


def _check_front(collector: Collector, pages: list[ParsedPage], addresses: dict[str, str]) -> None:
    """Check what front matter says of other pages."""
    for page in pages:
        other = page.front.translation_of
        if other and source_of(other) not in addresses:
            collector.report(
                Code.BROKEN_LINK,
                f'translation-of names "{other}", which is no page',
                span_of_value(page.front, page.path, "translation-of"),
                hint="name a file in content/, as in translation-of: part-1.md",
            )


def _publication(
    config: Config,
    pages: tuple[Page, ...],
    statements: _Statements,
    vocabulary: Vocabulary,
    text: OwnText,
    collector: Collector,
    outputs: tuple[str, ...],
    left_out: int,
) -> Publication:
    title, subtitle = text.inlines(config.title), text.inlines(config.subtitle)
    matter = matter_of(config, text)
    navigation = _navigation(config, pages, text.inlines)
    collector.found.extend(text.found)
    authors = vocabulary.authors
    byline = publication_byline(config.byline, config.people, config.listed, config.language, authors)
    return Publication(
        title=title,
        title_text=plain_text(title),
        subtitle=subtitle,
        subtitle_text=plain_text(subtitle),
        kind=config.kind,
        language=config.language,
        url=config.url,
        license=config.license,
        published=config.published,
        updated=config.updated,
        submitted=config.submitted,
        accepted=config.accepted,
        doi=config.doi,
        container=config.container,
        keywords=config.keywords,
        copyright=config.copyright,
        people=config.people,
        modes=tuple(
            replace(mode, label=plain_text(dict(matter.mode_labels)[mode.id]) or mode.label) for mode in config.modes
        ),
        themes=tuple(
            replace(theme, label=plain_text(dict(matter.theme_labels)[theme.id]) or theme.label)
            for theme in config.themes
        ),
        byline=statements.complete(byline),
        byline_settings=config.byline,
        show_contributions=config.show_contributions,
        matter=matter,
        pages=pages,
        navigation=navigation,
        design=config.design,
        citation_style=config.citation_style,
        bibliography=config.bibliography,
        sign_off=config.sign_off,
        outputs=outputs,
        clean_urls=config.clean_urls,
        drafts_left_out=left_out,
    )


def _navigation(
    config: Config, pages: tuple[Page, ...], inlines: Callable[[Prose], tuple[Inline, ...]]
) -> tuple[Section, ...]:
    by_path = {page.parsed.path: PageLink(page.address, page.parsed.title, page.parsed.title_text) for page in pages}
    if not config.navigation:
        return (Section((), tuple(by_path.values())),)
    sections: list[Section] = []
    for entry in config.navigation:
        section = _section(entry, by_path, inlines)
        if section is None:
            continue
        if not section.title and sections and not sections[-1].title:
            sections[-1] = Section((), (*sections[-1].pages, *section.pages))
        else:
            sections.append(section)
    return tuple(sections)


def _section(
    entry: NavigationEntry, by_path: dict[str, PageLink], inlines: Callable[[Prose], tuple[Inline, ...]]
) -> Section | None:
    own = by_path.get(source_of(entry.path)) if entry.path else None
    if entry.title is None or (own and not entry.pages):
        return Section((), (own,)) if own else None
    links = [own] if own else []
    inner: list[Section] = []
    for child in entry.pages:
        link = by_path.get(source_of(child.path)) if child.path and not child.pages else None
        if link:
            links.append(link)
        elif child.pages:
            section = _section(child, by_path, inlines)
            if section:
                inner.append(section)
    return Section(inlines(entry.title), tuple(links), tuple(inner))
