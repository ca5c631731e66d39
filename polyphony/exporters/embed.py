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
from polyphony.model import OutputFile, Page, PageReferences, Publication
from polyphony.theme import TemplateFailedError
from polyphony.views.embed import SCRIPT, oembed_file
from polyphony.views.embedded import embed_script, embeds_of
from polyphony.views.oembed import render_oembed
from polyphony.views.pictures import data_address
from polyphony.views.site import Frame
from polyphony.views.whole import pictures_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    Remember: TypeAlias = Callable[
        [Callable[["EmbedJob"], "Embeds"], Sequence["EmbedJob"], type["Embeds"]], list["Embeds"]
    ]

LARGEST_PICTURE = 200_000
"""How many bytes a picture may have to be held by a page for a frame; of a larger one, its text is shown."""


class EmbedJob(Struct, frozen=True):
    """All that a page's parts for frames depend on, beside what they share with the others.

    `pictures` are data addresses by a picture's path in the site; `clashes` the ids that pages have taken as names.
    """

    page: Page
    references: PageReferences
    pictures: tuple[tuple[str, str], ...] = ()
    clashes: tuple[str, ...] = ()


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
) -> Iterator[OutputFile | Diagnostic]:
    """Make every page for a frame, twice, and the script for hosts. `read` gives a picture by its path in the site."""
    none = PageReferences()
    jobs = [
        EmbedJob(
            page,
            references.get(page.parsed.path, none),
            tuple(_pictures(page, read)),
            tuple(anchor.id for anchor in page.parsed.anchors if f"embed/{anchor.id}/" in frame.embeds),
        )
        for page in publication.pages
    ]
    try:
        script = f"<script>{embed_script(frame)}</script>\n"
        host = frame.theme.render(SCRIPT, None, frame.theme.words(publication.language))
    except TemplateFailedError as failure:
        yield failure.diagnostic
        return
    yield OutputFile(SCRIPT, host.encode())
    for embeds in remember(partial(render_embeds, frame=frame), jobs, Embeds):
        yield from embeds.diagnostics
        for file in embeds.files:
            yield file
            if file.path.endswith("/index.html"):
                yield OutputFile(f"{file.path.removesuffix('index.html')}live.html", with_script(file.content, script))


def with_script(content: bytes, script: str) -> bytes:
    """Put a script at the end of a page's body."""
    before, end, after = content.rpartition(b"</body>")
    return before + script.encode() + end + after if end else content + script.encode()


def render_embeds(job: EmbedJob, *, frame: Frame) -> Embeds:
    """Render a page's parts for frames."""
    files = []
    try:
        for unit, text in embeds_of(job.page, frame, job.references, dict(job.pictures)):
            files.append(OutputFile(f"{unit.folder}index.html", encode_document(text)))
            if frame.publication.url:
                files.append(OutputFile(oembed_file(unit), render_oembed(unit, job.page, frame)))
    except TemplateFailedError as failure:
        return Embeds((), (failure.diagnostic,))
    return Embeds(tuple(files))


def _pictures(page: Page, read: Callable[[str], bytes]) -> Iterator[tuple[str, str]]:
    for path in pictures_of((page,)):
        content = read(path)
        if len(content) <= LARGEST_PICTURE and (address := data_address(path, content)):
            yield path, address
