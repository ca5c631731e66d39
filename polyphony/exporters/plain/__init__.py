"""A publication, or one of its pages, into Markdown or plain text: names before turns, no need of a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polyphony.diagnostics import Code, Collector, Diagnostic
from polyphony.exporters.plain.dialects import MARKDOWN, TEXT, WORD, Dialect
from polyphony.exporters.plain.writer import Writer
from polyphony.model import OutputFile, Page, PageReferences, Publication, unpack_body
from polyphony.views.partials import Partials
from polyphony.views.pictures import flat_name
from polyphony.views.site import page_language, plain_context
from polyphony.views.whole import Merged, pictures_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from polyphony.model import Block, Byline, Inline, ReferenceEntry
    from polyphony.views.site import Frame

__all__ = ["MARKDOWN", "TEXT", "export_plain", "export_word"]


def export_plain(
    publication: Publication,
    frame: Frame,
    references: Mapping[str, PageReferences],
    page: Page | None,
    dialect: Dialect,
    file: str,
) -> Iterator[OutputFile | Diagnostic]:
    """Make the file in a dialect."""
    pages = (page,) if page is not None else publication.pages
    yield OutputFile(file, _text(pages, frame, references, dialect, {}).encode("utf-8", "replace"))
    pictures = pictures_of(pages)
    if pictures:
        collector = Collector()
        collector.report(Code.LEFT_OUT, f"pictures ({len(pictures)}): what each shows stands in brackets")
        yield from collector.found


def export_word(
    publication: Publication,
    frame: Frame,
    references: Mapping[str, PageReferences],
    read: Callable[[str], bytes],
    page: Page | None,
    write_word: Callable[[str, Mapping[str, bytes], Mapping[str, str]], bytes | Diagnostic],
) -> Iterator[OutputFile | Diagnostic]:
    """Make a Word file; `write_word` makes it of Markdown, pictures and metadata."""
    pages = (page,) if page is not None else publication.pages
    pictures = {path: (flat_name(path, content), content) for path in pictures_of(pages) if (content := read(path))}
    names = {path: name for path, (name, _) in pictures.items()}
    title = page.parsed.title_text if page is not None else publication.title_text
    language = (page.parsed.language if page is not None else "") or publication.language
    text = _text(pages, frame, references, WORD, names)
    written = write_word(text, dict(pictures.values()), {"title": title, "lang": language})
    yield written if isinstance(written, Diagnostic) else OutputFile("publication.docx", written)


def _text(
    pages: Sequence[Page],
    frame: Frame,
    references: Mapping[str, PageReferences],
    dialect: Dialect,
    pictures: Mapping[str, str],
) -> str:
    parts = (part.strip("\n") for part in _parts(pages, frame, references, dialect, pictures))
    return "\n\n".join(part for part in parts if part.strip()) + "\n"


def _parts(
    pages: Sequence[Page],
    frame: Frame,
    references: Mapping[str, PageReferences],
    dialect: Dialect,
    pictures: Mapping[str, str],
) -> Iterator[str]:
    publication = frame.publication
    alone = pages[0] if len(pages) == 1 else None
    language, _ = page_language(alone.parsed.language if alone else "", frame)
    merged = Merged(pages, frame, pictures, references)
    around = plain_context(frame, language, publication.url)
    around.lie_within(merged.context(pages[0], 0, PageReferences()))
    own = Writer(dialect, around, Partials(frame.theme, language))
    yield dialect.heading(1, own.line(alone.parsed.title if alone else publication.title))
    yield own.line((not merged.is_titled(pages[0]) and pages[0].parsed.subtitle) or publication.subtitle)
    yield _byline(alone.byline if alone else publication.byline, frame, own)
    yield from _front(pages, merged, frame, own)
    for number, page in enumerate(pages, 1):
        yield from _chapter(page, number, merged, frame, references.get(page.parsed.path, PageReferences()), dialect)
    if pages[0] is publication.pages[0]:
        yield from _section(own.say("acknowledgements"), publication.matter.acknowledgements, own)
        for key, blocks in publication.matter.declarations:
            yield from _section(own.say(f"declaration-{key}"), blocks, own)
        yield from _bios(alone.byline if alone else publication.byline, frame, own)
    yield from _references(merged.listed, own)
    yield dialect.rule
    yield dialect.escape(f"© {publication.copyright}") if publication.copyright else ""
    yield dialect.escape(publication.license.name) if publication.license else ""
    yield f"https://doi.org/{publication.doi}" if publication.doi else ""
    yield publication.url


def _front(pages: Sequence[Page], merged: Merged, frame: Frame, own: Writer) -> Iterator[str]:
    """The summary, abstract and key messages: the page's where it is one and has them, else the publication's."""
    publication, matter = frame.publication, frame.publication.matter
    is_home = pages[0] is publication.pages[0]
    body = unpack_body(pages[0].parsed)
    writer = Writer(own.dialect, merged.context(pages[0], 0, PageReferences()), own.partials)
    if is_home:
        yield from _section(own.say("plain-summary"), matter.plain_summary, own)
    if merged.alone and body.abstract:
        yield from _section(own.say("abstract"), body.abstract, writer)
    elif is_home:
        yield from _section(own.say("abstract"), matter.abstract, own)
    messages = (body.key_messages if merged.alone else ()) or (matter.key_messages if is_home else ())
    yield from _messages(messages, own)
    keywords = (pages[0].parsed.front.keywords if merged.alone else ()) or publication.keywords
    if keywords:
        named = own.dialect.escape(own.say("keywords") + own.say("colon"))
        yield f"{named} {own.dialect.escape(' · '.join(keywords))}"


def _chapter(
    page: Page, number: int, merged: Merged, frame: Frame, references: PageReferences, dialect: Dialect
) -> Iterator[str]:
    context = merged.context(page, number, references)
    writer = Writer(
        dialect, context, Partials(frame.theme, context.language), keys="" if merged.alone else f"{number}-"
    )
    body, titled = unpack_body(page.parsed), merged.is_titled(page)
    if titled:
        yield dialect.heading(2, writer.line(page.parsed.title))
        yield writer.line(page.parsed.subtitle)
        if page.byline != frame.publication.byline:
            yield _byline(page.byline, frame, writer)
    if not merged.alone:
        yield from _section(writer.say("abstract"), body.abstract, writer, level=3 if titled else 2)
        yield from _messages(body.key_messages, writer, level=3 if titled else 2)
    yield writer.blocks(body.blocks)
    if body.notes:
        yield dialect.heading(3 if titled else 2, writer.say("notes")) if dialect is TEXT else ""
        yield writer.notes(body.notes)
    if merged.is_apart:
        yield from _references(references.entries, writer, level=3 if titled else 2)


def _references(entries: Sequence[ReferenceEntry], writer: Writer, level: int = 2) -> Iterator[str]:
    if entries:
        yield writer.dialect.heading(level, writer.say("references"))
        yield from (writer.line(entry.inlines) for entry in entries)


def _byline(byline: Byline, frame: Frame, writer: Writer) -> str:
    """Write the authors, all alike, and what their order means."""
    speakers = frame.voices.speakers
    names = " · ".join(speakers[person].full for person in byline.order)
    if byline.collective:
        collective = speakers[byline.collective].full
        names = f"{collective}: {names}" if names else collective
    return "\n\n".join(part for part in (writer.dialect.escape(names), writer.line(byline.statement)) if part)


def _bios(byline: Byline, frame: Frame, writer: Writer) -> Iterator[str]:
    """Write what those in a byline say of themselves, in its order and all alike."""
    bios = dict(frame.publication.matter.bios)
    told = [person for person in byline.order if bios.get(person)]
    if told:
        yield writer.dialect.heading(2, writer.say("bios"))
    for person in told:
        yield writer.dialect.heading(3, writer.dialect.escape(frame.voices.speakers[person].full))
        yield writer.blocks(bios[person])


def _section(title: str, blocks: Sequence[Block], writer: Writer, level: int = 2) -> Iterator[str]:
    if blocks:
        yield writer.dialect.heading(level, title)
        yield writer.blocks(blocks)


def _messages(messages: Sequence[tuple[Inline, ...]], writer: Writer, level: int = 2) -> Iterator[str]:
    if messages:
        yield writer.dialect.heading(level, writer.say("key-messages"))
        yield "\n".join(f"-   {writer.line(message)}" for message in messages)
