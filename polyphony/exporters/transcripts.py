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
from polyphony.html import relative_address, render_noted
from polyphony.html.emoji import escape_named
from polyphony.html.escape import escape
from polyphony.html.voices import in_order
from polyphony.markup import text_of_blocks
from polyphony.metadata import page_work
from polyphony.metadata.parts import conversation_of
from polyphony.metadata.text import render_text
from polyphony.metadata.voices import exchange_work, spoken_work
from polyphony.model import Exchange, Note, OutputFile, Page, PageReferences, Publication, exchanges_in, unpack_body
from polyphony.views.citing import cite_view, voice_files
from polyphony.views.embed import exchange_unit, oembed_link
from polyphony.views.flow import MEDIA, exchange_view, label_view, machine_date, transcript_address
from polyphony.views.head import transcript_head
from polyphony.views.kinds import AuthorView, BylineView, EntryView, FlowView, GroupView, LinkView
from polyphony.views.lists import page_title, speaker_view
from polyphony.views.page import page_context, reference_views
from polyphony.views.partials import Partials
from polyphony.views.score import blocks_score
from polyphony.views.site import Frame, base_view, in_language, page_language, render_file, word
from polyphony.views.spoken import label_text, names_of, rendering_for, safe_cell, shorten
from polyphony.words import say, say_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from polyphony.html import Context
    from polyphony.views.spoken import SpokenPage

    Render: TypeAlias = Callable[["TranscriptJob"], "Transcripts"]
    Remember: TypeAlias = Callable[[Render, Sequence["TranscriptJob"], type["Transcripts"]], Iterator["Transcripts"]]


TITLE = 60
"""How many characters of its first words a conversation is called by."""

MANY = 8
"""How many of those who speak in it the list names."""


class LinkTo(Struct, frozen=True):
    """Another conversation: its file and what it is called."""

    file: str
    title: str


class Outlined(Struct, frozen=True):
    """A conversation as the list of them has it: its id, what it is called, and its neighbours."""

    id: str
    title: str
    before: LinkTo | None = None
    after: LinkTo | None = None


TURNS_CITED = 500
"""How many turns a transcript has at most for each to be shown with a reference to it; files have those of all."""


class TranscriptJob(Struct, frozen=True):
    """All that a page's transcripts depend on, beside what they share with the others."""

    page: Page
    references: PageReferences
    outlined: tuple[Outlined, ...] = ()


class Transcripts(Struct, frozen=True):
    """The files of a page's transcripts, and what a template got wrong."""

    files: tuple[OutputFile, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def export_transcripts(
    publication: Publication,
    frame: Frame,
    remember: Remember,
    references: Mapping[str, PageReferences],
    spoken: Sequence[SpokenPage],
) -> Iterator[OutputFile | Diagnostic]:
    """Make the list of exchanges and every transcript; nothing where nobody converses."""
    none = PageReferences()
    outlined = _outline(publication, frame, spoken)
    jobs = [
        TranscriptJob(page, references.get(page.parsed.path, none), outlined[page.file])
        for page in publication.pages
        if page.parsed.exchanges
    ]
    if not jobs:
        return
    for transcripts in remember(partial(render_transcripts, frame=frame), jobs, Transcripts):
        yield from transcripts.diagnostics
        yield from transcripts.files
    yield from _export_list(publication, frame, outlined)


def _outline(publication: Publication, frame: Frame, spoken: Sequence[SpokenPage]) -> dict[str, tuple[Outlined, ...]]:
    """Call each conversation by its first words, no two alike, and say which comes before and after it; by page."""
    found: list[tuple[str, str, str]] = []
    used: dict[str, int] = {}
    for page, on_page in zip(publication.pages, spoken, strict=True):
        first = {one.exchange: one.text for one in reversed(on_page.said) if one.kind == "turn"}
        for outline in page.parsed.exchanges:
            anchor = dict(page.renamed).get(outline.id, outline.id)
            names = in_order(outline.by, page.byline.order)
            said = shorten(first.get(anchor, ""), TITLE)
            words = frame.theme.words(page.parsed.language or publication.language)
            title = say(words, "exchange-title", text=said) if said else " · ".join(map(_name(frame), names))
            used[title] = used.get(title, 0) + 1
            found.append((page.file, anchor, f"{title} ({used[title]})" if used[title] > 1 else title))
    links = [LinkTo(f"{transcript_address(anchor)}index.html", title) for _, anchor, title in found]
    before, after = [None, *links[:-1]], [*links[1:], None]
    outlined: dict[str, tuple[Outlined, ...]] = {page.file: () for page in publication.pages}
    for place, (file, anchor, title) in enumerate(found):
        outlined[file] = (*outlined[file], Outlined(anchor, title, before[place], after[place]))
    return outlined


def _name(frame: Frame) -> Callable[[str], str]:
    return lambda person: frame.voices.speakers[person].name


def _export_list(
    publication: Publication, frame: Frame, outlined: Mapping[str, tuple[Outlined, ...]]
) -> Iterator[OutputFile | Diagnostic]:
    """Make the list of all exchanges, in reading order, page by page."""
    language, _ = page_language("", frame)
    words = frame.theme.words(language)
    groups = []
    for page in publication.pages:
        entries = []
        for outline, called in zip(page.parsed.exchanges, outlined[page.file], strict=True):
            medium = word(f"medium-{outline.medium}", words) if outline.medium in MEDIA else outline.medium
            date = outline.when or (say_date(words, outline.date) if outline.date else "")
            in_place = Markup(escape(say(words, "read-here")))
            title = Markup(escape_named(called.title, page.parsed.language or language))
            entries.append(
                EntryView(
                    f"../{transcript_address(called.id)}index.html",
                    in_language(title, page.parsed.language, language),
                    tuple(speaker_view(one, frame) for one in in_order(outline.by, page.byline.order)[:MANY]),
                    details=tuple(
                        part
                        for part in (
                            "…" if len(outline.by) > MANY else "",
                            medium,
                            word("turns", words, count=outline.turns),
                        )
                        if part
                    ),
                    date="" if outline.when else machine_date(outline.date),
                    date_text=date,
                    page=LinkView(relative_address("../", f"{page.file}#{called.id}"), in_place),
                )
            )
        if entries:
            place = relative_address("../", page.file)
            heading = Markup('<a href="{}">{}</a>').format(place, page_title(page, frame))
            groups.append(GroupView("", heading, tuple(entries)))
    view = base_view(frame, "exchanges", "exchanges/index.html", say(words, "exchanges"), key="exchanges")
    view = msgspec.structs.replace(view, groups=tuple(groups))
    yield from render_file("exchanges/index.html", "listing.html", view, frame, language)


def render_transcripts(job: TranscriptJob, *, frame: Frame) -> Transcripts:
    """Render the transcripts of a page's exchanges."""
    files: list[OutputFile] = []
    diagnostics: list[Diagnostic] = []
    called = {one.id: one for one in job.outlined}
    renamed = dict(job.page.renamed)
    body = unpack_body(job.page.parsed)
    for exchange in exchanges_in(body.blocks):
        anchor = renamed.get(exchange.attribution.id, exchange.attribution.id)
        for made in _render_transcript(exchange, body.notes, called[anchor], job, frame):
            if isinstance(made, Diagnostic):
                diagnostics.append(made)
            else:
                files.append(made)
    return Transcripts(tuple(files), tuple(diagnostics))


def _render_transcript(
    exchange: Exchange, notes: Sequence[Note], called: Outlined, job: TranscriptJob, frame: Frame
) -> Iterator[OutputFile | Diagnostic]:
    page = job.page
    language, direction = page_language(page.parsed.language, frame)
    words = frame.theme.words(language)
    anchor = called.id
    folder = transcript_address(anchor)
    context = page_context(page, frame, job.references, language, file=f"{folder}index.html")
    partials = Partials(
        frame.theme, language, embeds=frame.embeds, url=frame.publication.url, people="people" in frame.outputs
    )
    partials.permalinks = True
    rendering = rendering_for(page, job.references, frame.theme)
    conversation = conversation_of(exchange, page, rendering)
    work = page_work(page, frame.catalogue)
    if len(conversation.items) <= TURNS_CITED:
        partials.citing = {
            item.id: render_text(spoken_work(item, page, work, frame.catalogue), words)
            for item in conversation.items
            if item.kind == "turn"
        }
    shown = exchange_view(exchange, context, partials)
    flow = (FlowView("exchange", partials.render("exchange", shown)),)
    noted = Markup(render_noted(notes, context))
    speakers = sorted({one for item in exchange.items for one in item.attribution.by})
    order = in_order(speakers, page.byline.order)
    names = " · ".join(frame.voices.speakers[one].full for one in order)
    title = say(words, "exchange-of", names=names)
    cited = [entry for entry in job.references.entries if entry.key in context.cited]
    in_place = Markup(escape(say(words, "read-in-place"))).format(
        title=Markup("<bdi>{}</bdi>").format(page.parsed.title_text)
    )
    origin = LinkView(context.address(f"{page.file}#{anchor}"), in_place)
    before, after = (
        LinkView(other.file, Markup("<bdi>{}</bdi>").format(other.title)) if other else None
        for other in (called.before, called.after)
    )
    view = base_view(frame, "exchanges", f"{folder}index.html", called.title, language=language)
    if frame.embeds:
        unit = exchange_unit(exchange, context, frame.embeds)
        view = msgspec.structs.replace(view, head=view.head + Markup("\n" + oembed_link(unit, frame.publication.url)))
    told = transcript_head(conversation, work, frame.catalogue, context.root)
    view = msgspec.structs.replace(
        view,
        head=view.head + Markup("\n" + told),
        byline=BylineView(tuple(_author(one, frame) for one in order), None, Markup()),
        score=blocks_score(
            (exchange,),
            frame.voices,
            words,
            authors=page.parsed.authors,
            order=page.byline.order,
            renamed=dict(page.renamed),
            direction=direction,
            key=f"{context.prefix}score",
        ),
        flow=flow,
        notes=noted,
        notes_id=f"{context.prefix}notes",
        references=reference_views(context, cited),
        references_id=f"{context.prefix}references",
        main_id=f"{context.prefix}main",
        origin=origin,
        cite=cite_view(
            exchange_work(conversation, page, work, frame.catalogue, words),
            words,
            id=f"{context.prefix}cite",
            files=voice_files(page, frame.catalogue, context.root, words),
        ),
        downloads=(
            LinkView("transcript.txt", Markup(escape(say(words, "download-text")))),
            LinkView("transcript.csv", Markup(escape(say(words, "download-table")))),
        ),
        previous=before,
        next=after,
    )
    yield from render_file(f"{folder}index.html", "transcript.html", view, frame, language)
    yield OutputFile(f"{folder}transcript.txt", _plain(exchange, context, partials, title, job).encode())
    yield OutputFile(f"{folder}transcript.csv", _table(exchange, context, partials, job).encode())


def _author(one: str, frame: Frame) -> AuthorView:
    return msgspec.structs.replace(speaker_view(one, frame), name=frame.voices.speakers[one].full)


def _plain(exchange: Exchange, context: Context, partials: Partials, title: str, job: TranscriptJob) -> str:
    """Write a conversation as plain text, a paragraph a turn: "Claire (evocative): …"."""
    rendering = rendering_for(job.page, job.references, partials.theme)
    lines = [title, ""]
    for item in exchange.items:
        voice = item.attribution
        date = voice.date if voice.date != exchange.attribution.date else ""
        label = label_view(voice, context, partials, kind=item.kind, date=date, time=voice.time)
        named = label_text(label, partials.say("label-and"), partials.say("uncertain"))
        lines.extend((f"{named}: {text_of_blocks(item.blocks, rendering)}", ""))
    return "\n".join(lines[:-1]) + "\n"


def _table(exchange: Exchange, context: Context, partials: Partials, job: TranscriptJob) -> str:
    """Write a conversation as a table, a row a turn or narration."""
    rendering = rendering_for(job.page, job.references, partials.theme)
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
