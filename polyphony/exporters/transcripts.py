"""A publication's exchanges into a list of them, and each into a transcript: a page, plain text and a table (CSV)."""

from __future__ import annotations

import csv
import io
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from markupsafe import Markup
from msgspec import Struct

from polyphony.diagnostics import Diagnostic
from polyphony.html.escape import escape
from polyphony.html.voices import in_order
from polyphony.markup import text_of_blocks
from polyphony.model import Exchange, OutputFile, Page, PageReferences, Publication, exchanges_in, unpack_body
from polyphony.views.embed import exchange_unit, oembed_link
from polyphony.views.flow import MEDIA, exchange_view, label_view, transcript_address
from polyphony.views.kinds import EntryView, FlowView, GroupView, LinkView
from polyphony.views.page import page_context, reference_views
from polyphony.views.partials import Partials
from polyphony.views.site import Frame, base_view, page_language, render_file
from polyphony.views.spoken import label_text, names_of, numbers_on, rendering_of, safe_cell, shorten
from polyphony.words import say, say_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from polyphony.html import Context

    Render: TypeAlias = Callable[["TranscriptJob"], "Transcripts"]
    Remember: TypeAlias = Callable[[Render, Sequence["TranscriptJob"], type["Transcripts"]], list["Transcripts"]]


class TranscriptJob(Struct, frozen=True):
    """All that a page's transcripts depend on, beside what they share with the others."""

    page: Page
    references: PageReferences


class Transcripts(Struct, frozen=True):
    """The files of a page's transcripts, and what a template got wrong."""

    files: tuple[OutputFile, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def export_transcripts(
    publication: Publication,
    frame: Frame,
    remember: Remember,
    references: Mapping[str, PageReferences],
) -> Iterator[OutputFile | Diagnostic]:
    """Make the list of exchanges and every transcript; nothing where nobody converses."""
    none = PageReferences()
    jobs = [
        TranscriptJob(page, references.get(page.parsed.path, none))
        for page in publication.pages
        if page.parsed.exchanges
    ]
    if not jobs:
        return
    for transcripts in remember(partial(render_transcripts, frame=frame), jobs, Transcripts):
        yield from transcripts.diagnostics
        yield from transcripts.files
    yield from _export_list(publication, frame)


def _export_list(publication: Publication, frame: Frame) -> Iterator[OutputFile | Diagnostic]:
    """Make the list of all exchanges, in reading order, page by page."""
    language, _ = page_language("", frame)
    words = frame.theme.words(language)
    groups = []
    for page in publication.pages:
        renamed = dict(page.renamed)
        first_words = first_words_of(page)
        entries = []
        for outline in page.parsed.exchanges:
            medium = say(words, f"medium-{outline.medium}") if outline.medium in MEDIA else outline.medium
            date = outline.when or (say_date(words, outline.date) if outline.date else "")
            details = [medium, date, say(words, "turns", count=outline.turns)]
            anchor = renamed.get(outline.id, outline.id)
            title = " · ".join(frame.voices.speakers[one].name for one in in_order(outline.by, page.byline.order))
            entries.append(
                EntryView(
                    f"../{transcript_address(anchor)}index.html",
                    Markup(escape(title)),
                    ", ".join(part for part in details if part),
                    shorten(first_words.get(outline.id, "")),
                )
            )
        if entries:
            groups.append(GroupView("", page.parsed.title_text, tuple(entries)))
    view = base_view(frame, "exchanges", "exchanges/index.html", say(words, "exchanges"))
    view = msgspec.structs.replace(view, groups=tuple(groups))
    yield from render_file("exchanges/index.html", "listing.html", view, frame, language)


def first_words_of(page: Page) -> dict[str, str]:
    """Find the first words of a page's exchanges: those of the turn that comes next."""
    words: dict[str, str] = {}
    waiting = ""
    for anchor in page.parsed.anchors:
        if anchor.kind == "exchange":
            waiting = anchor.id
        elif anchor.kind == "turn" and waiting:
            words[waiting], waiting = anchor.text, ""
    return words


def render_transcripts(job: TranscriptJob, *, frame: Frame) -> Transcripts:
    """Render the transcripts of a page's exchanges."""
    files: list[OutputFile] = []
    diagnostics: list[Diagnostic] = []
    for exchange in exchanges_in(unpack_body(job.page.parsed).blocks):
        for made in _render_transcript(exchange, job, frame):
            if isinstance(made, Diagnostic):
                diagnostics.append(made)
            else:
                files.append(made)
    return Transcripts(tuple(files), tuple(diagnostics))


def _render_transcript(exchange: Exchange, job: TranscriptJob, frame: Frame) -> Iterator[OutputFile | Diagnostic]:
    page = job.page
    language, _ = page_language(page.parsed.language, frame)
    words = frame.theme.words(language)
    anchor = dict(page.renamed).get(exchange.attribution.id, exchange.attribution.id)
    folder = transcript_address(anchor)
    context = page_context(page, frame, job.references, language, file=f"{folder}index.html")
    partials = Partials(frame.theme, language, embeds=frame.embeds, url=frame.publication.url)
    partials.permalinks = True
    shown = exchange_view(exchange, context, partials)
    speakers = sorted({one for item in exchange.items for one in item.attribution.by})
    names = " · ".join(frame.voices.speakers[one].full for one in in_order(speakers, page.byline.order))
    title = say(words, "exchange-of", names=names)
    cited = [entry for entry in job.references.entries if entry.key in context.cited]
    in_place = say(words, "read-in-place", title=page.parsed.title_text)
    origin = LinkView(context.address(f"{page.file}#{anchor}"), Markup(escape(in_place)))
    view = base_view(frame, "exchanges", f"{folder}index.html", title, language=language)
    if frame.embeds:
        unit = exchange_unit(exchange, context, frame.embeds)
        view = msgspec.structs.replace(view, head=view.head + Markup("\n" + oembed_link(unit, frame.publication.url)))
    view = msgspec.structs.replace(
        view,
        flow=(FlowView("exchange", partials.render("exchange", shown)),),
        references=reference_views(context, cited),
        references_id=f"{context.prefix}references",
        main_id=f"{context.prefix}main",
        origin=origin,
        downloads=(
            LinkView("transcript.txt", Markup(escape(say(words, "download-text")))),
            LinkView("transcript.csv", Markup(escape(say(words, "download-table")))),
        ),
    )
    yield from render_file(f"{folder}index.html", "transcript.html", view, frame, language)
    yield OutputFile(f"{folder}transcript.txt", _plain(exchange, context, partials, title, job).encode())
    yield OutputFile(f"{folder}transcript.csv", _table(exchange, context, job).encode())


def _plain(exchange: Exchange, context: Context, partials: Partials, title: str, job: TranscriptJob) -> str:
    """Write a conversation as plain text, a paragraph a turn: "Claire (evocative): …"."""
    rendering = rendering_of(job.references, numbers_on(job.page))
    lines = [title, ""]
    for item in exchange.items:
        voice = item.attribution
        date = voice.date if voice.date != exchange.attribution.date else ""
        label = label_view(voice, context, partials, kind=item.kind, date=date, time=voice.time)
        named = label_text(label, partials.say("label-and"), partials.say("uncertain"))
        lines.extend((f"{named}: {text_of_blocks(item.blocks, rendering)}", ""))
    return "\n".join(lines[:-1]) + "\n"


def _table(exchange: Exchange, context: Context, job: TranscriptJob) -> str:
    """Write a conversation as a table, a row a turn or narration."""
    rendering = rendering_of(job.references, numbers_on(job.page))
    names = {speaker.id: speaker.full for speaker in context.voices.speakers.values()}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("number", "id", "kind", "speakers", "by", "modes", "themes", "date", "time", "language", "text"))
    for number, item in enumerate(exchange.items, 1):
        voice = item.attribution
        row = (
            str(number),
            context.anchor(voice.id),
            item.kind,
            names_of(voice.by, names),
            " ".join(voice.by),
            " ".join(voice.modes),
            " ".join(voice.themes),
            voice.date,
            voice.time,
            voice.lang,
            text_of_blocks(item.blocks, rendering),
        )
        writer.writerow(map(safe_cell, row))
    return out.getvalue()
