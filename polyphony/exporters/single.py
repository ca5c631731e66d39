"""A publication, or one of its pages, into one HTML file that needs no other: no script, no font, no request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec.structs import replace

from polyphony.diagnostics import Code, Collector, Diagnostic
from polyphony.html import encode_document
from polyphony.model import OutputFile, Page, PageReferences, Publication
from polyphony.theme import TemplateFailedError
from polyphony.views.pictures import data_address
from polyphony.views.style import inline_style
from polyphony.views.whole import pictures_of, whole_view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from polyphony.views.site import Frame

FILE = "single.html"
LARGEST = 1_500_000
"""How many bytes journals take: the least that publishers' guides name for a supplementary file."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def export_single(
    publication: Publication,
    frame: Frame,
    references: Mapping[str, PageReferences],
    read: Callable[[str], bytes],
    page: Page | None,
) -> Iterator[OutputFile | Diagnostic]:
    """Make the file. `read` gives a picture by its path in the site; `page` is the one that is asked for."""
    pages = (page,) if page is not None else publication.pages
    pictures = {path: data_address(path, read(path)) for path in pictures_of(pages, publication)}
    try:
        style = inline_style(frame)
        view = replace(whole_view(pages, frame, references, pictures), policy=POLICY, style=Markup(style))
        content = encode_document(frame.theme.render("single.html", view, frame.theme.words(view.language)))
    except TemplateFailedError as failure:
        yield failure.diagnostic
        return
    yield from _warn_of_size(content, style, pictures)
    yield OutputFile(FILE, content)


def _warn_of_size(content: bytes, style: str, pictures: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Say what makes the file too large for most journals: its five largest parts."""
    if len(content) <= LARGEST:
        return
    text = len(content) - len(style) - sum(map(len, pictures.values()))
    parts = [(size, name) for name, size in ((name, len(address)) for name, address in pictures.items()) if size]
    parts += [(text, "the text"), (len(style), "the styles")]
    largest = sorted(parts, key=lambda part: (-part[0], part[1]))[:5]
    named = ", ".join(f"{name} ({size / 1_000_000:.1f} MB)" for size, name in largest)
    collector = Collector()
    collector.report(
        Code.TOO_LARGE_FOR_JOURNALS,
        f"this file has {len(content) / 1_000_000:.1f} MB, and many journals take {LARGEST / 1_000_000:.1f} MB at most",
        hint=f"its largest parts are {named}; save pictures smaller, or export one page with --page",
    )
    yield from collector.found
