"""A publication into the site's reading pages, the theme's assets, redirects and the page for what isn't there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from polyphony.diagnostics import Diagnostic
from polyphony.html import encode_document
from polyphony.html.addresses import file_of
from polyphony.html.escape import escape
from polyphony.model import OutputFile, Page, PageReferences, Publication, Section
from polyphony.theme import TemplateFailedError
from polyphony.theme.minifying import minify
from polyphony.views.kinds import PageView, RedirectView
from polyphony.views.page import page_view, root_of
from polyphony.views.site import Frame, page_language, render_file, section_view
from polyphony.views.style import style_view
from polyphony.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence


class PageJob(Struct, frozen=True):
    """All that a page's bytes depend on, beside what it shares with the others."""

    page: Page
    references: PageReferences
    sections: tuple[Section, ...] = ()
    head: str = ""
    score: str = ""


class RenderedPage(Struct, frozen=True):
    """A page's bytes, or what its template got wrong."""

    content: bytes
    diagnostics: tuple[Diagnostic, ...] = ()


def render_page(job: PageJob, *, frame: Frame) -> RenderedPage:
    """Render a reading page."""
    template = f"{job.page.parsed.front.template or 'page'}.html"
    try:
        view = page_view(job.page, frame, references=job.references, head=job.head, score=job.score)
        if job.sections:
            view = replace(view, sections=tuple(section_view(section, frame) for section in job.sections))
        return RenderedPage(encode_document(frame.theme.render(template, view, frame.theme.words(view.language))))
    except TemplateFailedError as failure:
        return RenderedPage(b"", (failure.diagnostic,))


def export_pages(
    publication: Publication,
    frame: Frame,
    remember: Callable[
        [Callable[[PageJob], RenderedPage], Sequence[PageJob], type[RenderedPage]], Iterator[RenderedPage]
    ],
    references: Mapping[str, PageReferences],
    *,
    head: Callable[[Page], str],
    score: Callable[[Page], str],
) -> Iterator[OutputFile | Diagnostic]:
    """Make every reading page, the redirects from old addresses, the page for what isn't there, and the assets.

    `references` by a page's source path; `head` and `score` make what stands in a page's head and its score.
    """
    yield from export_reading_pages(
        publication, frame, remember, references, head=head, score=score, pages=publication.pages
    )
    yield from export_redirects(publication, frame)
    yield from export_frame(publication, frame)


def export_reading_pages(
    publication: Publication,
    frame: Frame,
    remember: Callable[
        [Callable[[PageJob], RenderedPage], Sequence[PageJob], type[RenderedPage]], Iterator[RenderedPage]
    ],
    references: Mapping[str, PageReferences],
    *,
    head: Callable[[Page], str],
    score: Callable[[Page], str],
    pages: Sequence[Page],
) -> Iterator[OutputFile | Diagnostic]:
    """Make some of the publication's reading pages; the rest as above."""
    jobs = page_jobs(publication, references, head=head, score=score, pages=pages)
    for job, rendered in zip(jobs, remember(partial(render_page, frame=frame), jobs, RenderedPage), strict=True):
        yield from rendered.diagnostics
        if rendered.content:
            yield OutputFile(job.page.file, rendered.content)


def page_jobs(
    publication: Publication,
    references: Mapping[str, PageReferences],
    *,
    head: Callable[[Page], str],
    score: Callable[[Page], str],
    pages: Sequence[Page],
) -> list[PageJob]:
    """Collect for each of some pages what its bytes depend on; the arguments are those of `export_pages`."""
    none = PageReferences()
    home = publication.pages[0]
    return [
        PageJob(
            page,
            references.get(page.parsed.path, none),
            publication.navigation if page is home else (),
            head(page),
            score(page),
        )
        for page in pages
    ]


def export_redirects(publication: Publication, frame: Frame) -> Iterator[OutputFile | Diagnostic]:
    """Make a page at each old address that leads to the new one."""
    for page in publication.pages:
        language, _ = page_language(page.parsed.language, frame)
        for alias in page.aliases:
            file = file_of(alias)
            view = RedirectView(
                language, root_of(file) + page.file, page.parsed.title_text, _canonical(page, publication)
            )
            yield from render_file(file, "redirect.html", view, frame, language)


def _canonical(page: Page, publication: Publication) -> str:
    return publication.url + page.address if publication.url else ""


_SHEETS = ("fonts", "style", "voices", "rare", "pages")
"""What 404.html shows itself with where it is opened as a file."""


def export_frame(publication: Publication, frame: Frame) -> Iterator[OutputFile | Diagnostic]:
    """Make what belongs to no page: 404.html, voices.css, and the theme's assets."""
    language, direction = page_language("", frame)
    words = frame.theme.words(language)
    title = say(words, "not-found")
    view = PageView(
        site=frame.site,
        kind="not-found",
        root=urlsplit(publication.url).path or "/",  # it is shown at any address
        address="404.html",
        language=language,
        direction=direction,
        head_title=f"{title} – {publication.title_text}",
        title=Markup(escape(title)),
        sections=tuple(section_view(section, frame) for section in publication.navigation),
        head=Markup(
            '<meta name="robots" content="noindex">\n'
            + "\n".join(f'<link rel="stylesheet" href="design/{name}.css">' for name in _SHEETS)
        ),
    )
    yield from render_file("404.html", "404.html", view, frame, language)
    for file in render_file("design/voices.css", "voices.css", style_view(publication, frame), frame, language):
        yield file if isinstance(file, Diagnostic) else OutputFile(file.path, minify("voices.css", file.content))
    for path, content in frame.theme.assets():
        yield OutputFile(f"design/{path}", minify(path, content))
