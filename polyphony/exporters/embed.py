"""A publication into pages that stand by themselves in somebody's frame: of pages, exchanges, passages, turns, scores.

Each is one file that asks for no other, has no script and says whose words they are and where they stand. Beside it,
`live.html` is the same with a script that tells the host how high the text is; `embed.js` is for hosts that listen.
Where the site knows its own address, `oembed/` holds the answers by which other sites find all of this.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from polyphony.diagnostics import Diagnostic
from polyphony.html import encode_document
from polyphony.model import Byline, OutputFile, Page, PageReferences, Publication, unpack_anchors
from polyphony.theme import TemplateFailedError
from polyphony.views.embed import SCRIPT, Unit, folder_of, folder_of_page, oembed_file
from polyphony.views.embedded import embed_script, embeds_of, whole_score
from polyphony.views.kinds import VoiceView
from polyphony.views.oembed import render_oembed
from polyphony.views.pictures import data_address
from polyphony.views.site import Frame
from polyphony.views.style import voice_views
from polyphony.views.whole import pictures_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from polyphony.views.spoken import SpokenPage

    Remember: TypeAlias = Callable[
        [Callable[["EmbedJob"], "Embeds"], Sequence["EmbedJob"], type["Embeds"]], Iterator["Embeds"]
    ]

LARGEST_PICTURE = 200_000
"""How many bytes a picture may have to be held by a page for a frame; of a larger one, its text is shown."""


class EmbedJob(Struct, frozen=True):
    """All that a page's parts for frames depend on, beside what they share with the others.

    `pictures` are data addresses by a picture's path in the site; `clashes` the ids that pages have taken as names;
    `voices` how everybody looks, which what is said on other pages decides.
    """

    page: Page
    references: PageReferences
    pictures: tuple[tuple[str, str], ...] = ()
    clashes: tuple[str, ...] = ()
    voices: tuple[VoiceView, ...] = ()


class Embeds(Struct, frozen=True):
    """A page's files for frames (without script) and for oEmbed, and what a template got wrong."""

    files: tuple[OutputFile, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def export_embeds(
    publication: Publication,
    frame: Frame,
    remember: Remember,
    references: Mapping[str, PageReferences],
    read: Callable[[str], bytes],
    spoken: Sequence[SpokenPage],
) -> Iterator[OutputFile | Diagnostic]:
    """Make every page for a frame, twice, and the script for hosts.

    `read` gives a picture by its path in the site, `spoken` is what is said on each page.
    """
    none = PageReferences()
    jobs = [
        EmbedJob(
            page,
            references.get(page.parsed.path, none),
            tuple(_pictures(page, read)),
            tuple(anchor.id for anchor in unpack_anchors(page.parsed) if f"embed/{anchor.id}/" in frame.embeds),
            voice_views(frame),
        )
        for page in publication.pages
    ]
    try:
        script = f"<script>{embed_script(frame)}</script>\n"
        host = frame.theme.render(SCRIPT, None, frame.theme.words(publication.language))
        score = whole_score(frame, spoken)
    except TemplateFailedError as failure:
        yield failure.diagnostic
        return
    yield OutputFile(SCRIPT, host.encode())
    of_all = tuple(_files(*score, publication.byline, frame)) if score is not None else ()
    for embeds in (Embeds(of_all), *remember(partial(render_embeds, frame=frame), jobs, Embeds)):
        yield from embeds.diagnostics
        for file in embeds.files:
            yield file
            if file.path.endswith("/index.html"):
                yield OutputFile(f"{file.path.removesuffix('index.html')}live.html", with_script(file.content, script))


def export_part(
    frame: Frame, references: Mapping[str, PageReferences], read: Callable[[str], bytes], page: Page, part: str
) -> Iterator[OutputFile | Diagnostic]:
    """Make one page for a frame alone: a page's, or that of a passage, turn or exchange on it by its id."""
    folder = folder_of(part, frame.embeds) if part else folder_of_page(page)
    given = references.get(page.parsed.path, PageReferences())
    try:
        for unit, text in embeds_of(page, frame, given, dict(_pictures(page, read))):
            if unit.folder == folder:
                yield OutputFile("embed.html", encode_document(text))
    except TemplateFailedError as failure:
        yield failure.diagnostic


def with_script(content: bytes, script: str) -> bytes:
    """Put a script at the end of a page's body."""
    before, end, after = content.rpartition(b"</body>")
    return before + script.encode() + end + after if end else content + script.encode()


def render_embeds(job: EmbedJob, *, frame: Frame) -> Embeds:
    """Render a page's parts for frames."""
    files: list[OutputFile] = []
    try:
        for unit, text in embeds_of(job.page, frame, job.references, dict(job.pictures)):
            files.extend(_files(unit, text, job.page.byline, frame))
    except TemplateFailedError as failure:
        return Embeds((), (failure.diagnostic,))
    return Embeds(tuple(files))


def _files(unit: Unit, text: str, byline: Byline, frame: Frame) -> Iterator[OutputFile]:
    yield OutputFile(f"{unit.folder}index.html", encode_document(text))
    if frame.publication.url:
        yield OutputFile(oembed_file(unit), render_oembed(unit, byline, frame))


def _pictures(page: Page, read: Callable[[str], bytes]) -> Iterator[tuple[str, str]]:
    for path in pictures_of((page,)):
        content = read(path)
        if len(content) <= LARGEST_PICTURE and (address := data_address(path, content)):
            yield path, address
