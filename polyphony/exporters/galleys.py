"""A publication, or one of its pages, into what journals' platforms take: flat files for OJS, a galley for Janeway.

OJS shows one HTML file in a frame and finds the files beside it by the ends of addresses; Janeway puts the file into
its own page and keeps neither style sheets nor styles. So no name is another's end, no host's style or id is met, and
who speaks and how stands in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from polyphony.diagnostics import Code, Collector, Diagnostic
from polyphony.html import encode_document
from polyphony.html.scoping import prefix_names, scope_style
from polyphony.model import OutputFile, Page, PageReferences, Publication
from polyphony.theme import TemplateFailedError
from polyphony.views.pictures import flat_name
from polyphony.views.style import frame_style, inline_style
from polyphony.views.whole import pictures_of, whole_view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from polyphony.views.site import Frame

PREFIX = "pp-"
"""What begins each id and class of a galley that stands within a host's page."""

_HEADING = re.compile(r"<(/?)h([1-5])(?=[ >])")


def export_ojs(
    publication: Publication,
    frame: Frame,
    references: Mapping[str, PageReferences],
    read: Callable[[str], bytes],
    page: Page | None,
) -> Iterator[OutputFile | Diagnostic]:
    """Make one HTML file, its style sheet and its pictures, all in one folder."""
    pages = (page,) if page is not None else publication.pages
    pictures, files = _pictures(pages, publication, read)
    try:
        style = inline_style(frame).encode()
        sheet = flat_name("style.css", style)
        view = replace(whole_view(pages, frame, references, pictures), stylesheet=sheet)
        html = frame.theme.render("single.html", view, frame.theme.words(view.language))
    except TemplateFailedError as failure:
        yield failure.diagnostic
        return
    yield OutputFile("index.html", encode_document(_without_placeholders(html)))
    yield OutputFile(sheet, style)
    yield from files
    yield from left_out("what only a script does, and search: the frame runs no script", "the site's own fonts")


def _without_placeholders(html: str) -> str:
    """Write what OJS would take for its own placeholders and addresses so that it doesn't."""
    return html.replace("{$", "&#123;$").replace("ojs://", "ojs&#58;//")


def export_janeway(
    publication: Publication,
    frame: Frame,
    references: Mapping[str, PageReferences],
    read: Callable[[str], bytes],
    page: Page | None,
) -> Iterator[OutputFile | Diagnostic]:
    """Make the galley, a part of a page without any head, the one style sheet that Janeway takes, and the pictures."""
    pages = (page,) if page is not None else publication.pages
    pictures, files = _pictures(pages, publication, read)
    try:
        view = whole_view(pages, frame, references, pictures)
        # A form does nothing there, since what it does needs the style sheet.
        view = replace(view, facets=(), has_parallel=False)
        html = frame.theme.render("galley.html", view, frame.theme.words(view.language))
        style = scope_style(frame_style(frame, html), f".{PREFIX}root", PREFIX)
    except TemplateFailedError as failure:
        yield failure.diagnostic
        return
    # The title of the article is the heading of the page that it comes into.
    html = _HEADING.sub(lambda match: f"<{match[1]}h{int(match[2]) + 1}", html)
    yield OutputFile("galley.html", encode_document(prefix_names(html.strip(), PREFIX) + "\n"))
    yield OutputFile("galley.css", style.encode() + b"\n")
    yield from files
    yield from left_out(
        "filters, search and what only a script does: Janeway runs no script and keeps no form",
        "the language of single parts: Janeway strips it",
        "the site's own fonts",
    )


def left_out(*messages: str) -> Iterator[Diagnostic]:
    """Say what a format has no room for."""
    collector = Collector()
    for message in messages:
        collector.report(Code.LEFT_OUT, message)
    yield from collector.found


def _pictures(
    pages: Sequence[Page], publication: Publication, read: Callable[[str], bytes]
) -> tuple[dict[str, str], list[OutputFile]]:
    """The flat names of pictures by their paths in the site, and their files."""
    names: dict[str, str] = {}
    files: dict[str, OutputFile] = {}
    for path in pictures_of(pages, publication):
        content = read(path)
        if content:
            names[path] = flat_name(path, content)
            files[names[path]] = OutputFile(names[path], content)
    return names, [files[name] for name in sorted(files)]
