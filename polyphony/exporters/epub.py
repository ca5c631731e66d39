"""A publication, or one of its pages, into a book: EPUB 3.3 with a chapter a page, every voice by name and stroke."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from msgspec.structs import replace

from polyphony.archive import pack_files
from polyphony.diagnostics import Code, Collector, Diagnostic, Span
from polyphony.html import direction_of
from polyphony.html.escape import escape
from polyphony.html.xhtml import to_xhtml
from polyphony.model import OutputFile, Page, PageReferences, Publication
from polyphony.theme import Say, TemplateFailedError
from polyphony.views.pictures import MEDIA_TYPES, flat_name
from polyphony.views.style import frame_style
from polyphony.views.whole import pictures_of, whole_view
from polyphony.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from polyphony.views.kinds import WholeView
    from polyphony.views.site import Frame
    from polyphony.words import Words

__all__ = ["export_epub"]

FILE = "publication.epub"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ID = re.compile(r'<[^<>]*\sid="([^"]*)"')
_LINK = re.compile(r'(<a\s[^<>]*href=")#([^"]*)"')
_UNKNOWN = re.compile(r'\s(?:loading|decoding)="[^"]*"')
_LANG = re.compile(r'\slang="([^"]*)"')
_CONTAINER = """\
<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


_EMOJI = "fonts/noto-emoji.woff2"
_EMOJI_STYLE = """
@font-face { font-family: Emoji; src: url(fonts/noto-emoji.woff2) format("woff2"); }
.emoji { font-family: "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", Emoji, sans-serif; }
.emoji { font-style: normal; }
"""
"""Many reading systems have no emoji: a book that has some brings a font for them."""


def export_epub(
    publication: Publication,
    frame: Frame,
    references: Mapping[str, PageReferences],
    read: Callable[[str], bytes],
    page: Page | None,
) -> Iterator[OutputFile | Diagnostic]:
    """Make the book. `read` gives a picture by its path in the site."""
    pages = (page,) if page is not None else publication.pages
    pictures = {path: flat_name(path, content) for path in pictures_of(pages, publication) if (content := read(path))}
    view = whole_view(pages, frame, references, {path: f"pictures/{name}" for path, name in pictures.items()})
    # A form does nothing on paper or its like.
    view = replace(view, facets=(), has_parallel=False)
    try:
        chapters = _chapters(view, frame)
        style = frame_style(frame, "".join(chapters.values()))
    except TemplateFailedError as failure:
        yield failure.diagnostic
        return
    wrong = [problem for name, text in chapters.items() for problem in _problems(name, text)]
    if wrong:
        yield from wrong
        return
    font = dict(frame.theme.assets()).get(f"vendor/{_EMOJI}", b"")
    fonts = {_EMOJI: font} if font and any('class="emoji"' in text for text in chapters.values()) else {}
    files = [
        OutputFile("mimetype", b"application/epub+zip"),
        OutputFile("META-INF/container.xml", _CONTAINER.encode()),
        OutputFile("EPUB/style.css", (style + _EMOJI_STYLE if fonts else style).encode()),
        OutputFile("EPUB/package.opf", _package(view, frame, chapters, pictures, fonts).encode()),
        *(OutputFile(f"EPUB/{name}", text.encode("utf-8", "replace")) for name, text in chapters.items()),
        *(OutputFile(f"EPUB/pictures/{name}", read(path)) for path, name in pictures.items()),
        *(OutputFile(f"EPUB/{name}", content) for name, content in fonts.items()),
    ]
    yield OutputFile(FILE, pack_files({file.path: file for file in files}.values(), first="mimetype"))
    collector = Collector()
    collector.report(Code.LEFT_OUT, "filters and search, which need a browser; the site's own fonts")
    yield from collector.found


def _chapters(view: WholeView, frame: Frame) -> dict[str, str]:
    """The book's documents by name: what stands before the text, a chapter a page, what stands behind, contents."""
    words = frame.theme.words(view.language)
    bodies: dict[str, tuple[str, str, str]] = {}
    front = frame.theme.call("partials/book.html", "front", view, Say(words))
    bodies["front.xhtml"] = (view.title_text, view.language, front)
    for number, chapter in enumerate(view.chapters, 1):
        title = chapter.title_text or view.title_text
        html = frame.theme.call("partials/book.html", "part", chapter, view.site.url, Say(words))
        bodies[f"chapter-{number}.xhtml"] = (title, chapter.language, html)
    back = frame.theme.call("partials/book.html", "back", view, Say(words))
    bodies["back.xhtml"] = (say(words, "references") if view.references else view.title_text, view.language, back)
    places = {anchor: name for name, (_, _, html) in bodies.items() for anchor in _ID.findall(html)}
    documents = {
        name: _document(title, language, _led(html, name, places)) for name, (title, language, html) in bodies.items()
    }
    rows = [(name, title) for name, (title, _, _) in bodies.items()]
    documents["nav.xhtml"] = _document(say(words, "contents"), view.language, _contents(rows, words))
    return documents


def _led(html: str, name: str, places: Mapping[str, str]) -> str:
    """Lead links to the document in which their place stands; a link to nowhere becomes one to the document itself."""

    def lead(match: re.Match[str]) -> str:
        file = places.get(match[2], name)
        return f'{match[1]}{"" if file == name else file}#{match[2]}"'

    return _LINK.sub(lead, html)


def _document(title: str, language: str, html: str) -> str:
    """Write a document of the book as XML."""
    direction = direction_of(language)
    body = _LANG.sub(r' lang="\1" xml:lang="\1"', to_xhtml(_UNKNOWN.sub("", html)))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f' lang="{escape(language)}" xml:lang="{escape(language)}" dir="{direction}">\n'
        f'<head><meta charset="utf-8"/><title>{escape(title)}</title>'
        '<link rel="stylesheet" href="style.css"/></head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _contents(rows: Sequence[tuple[str, str]], words: Words) -> str:
    title = escape(say(words, "contents"))
    lines = "\n".join(f'<li><a href="{name}">{escape(text)}</a></li>' for name, text in rows)
    return f'<nav epub:type="toc" role="doc-toc" id="toc"><h1>{title}</h1>\n<ol>\n{lines}\n</ol></nav>'


def _problems(name: str, text: str) -> Iterator[Diagnostic]:
    """Say where a document is no XML: then a template of the publication's own leaves something open."""
    try:
        ET.fromstring(text.encode("utf-8", "replace"))
    except ET.ParseError as error:
        line, column = error.position
        source = text.split("\n")[line - 1] if line else ""
        collector = Collector()
        collector.report(
            Code.TEMPLATE_ERROR,
            "a book in EPUB needs every tag closed, and a template leaves one open",
            Span(f"EPUB/{name}", line, column + 1, 1, source[:300]),
            hint="look for it in the templates in design/templates/",
        )
        yield from collector.found


def _package(
    view: WholeView, frame: Frame, documents: Mapping[str, str], pictures: Mapping[str, str], fonts: Iterable[str]
) -> str:
    """Write what the book is, and all that it is made of."""
    publication = frame.publication
    spine = [name for name in documents if name != "nav.xhtml"]
    items = [
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
        '<item id="style" href="style.css" media-type="text/css"/>',
    ]
    for name in spine:
        properties = " ".join(kind for kind, tag in (("mathml", "<math"), ("svg", "<svg")) if tag in documents[name])
        stated = f' properties="{properties}"' if properties else ""
        items.append(f'<item id="{name[:-6]}" href="{name}" media-type="application/xhtml+xml"{stated}/>')
    for number, name in enumerate(pictures.values(), 1):
        media_type = MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream")
        items.append(f'<item id="picture-{number}" href="pictures/{name}" media-type="{media_type}"/>')
    for number, name in enumerate(fonts, 1):
        items.append(f'<item id="font-{number}" href="{name}" media-type="font/woff2"/>')
    order = "\n".join(f'<itemref idref="{name[:-6]}"/>' for name in spine)
    metadata = "\n".join(_metadata(view, publication, frame, documents, has_pictures=bool(pictures)))
    direction = direction_of(view.language)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"'
        f' xml:lang="{escape(view.language)}" dir="{direction}">\n<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f"{metadata}\n</metadata>\n<manifest>\n" + "\n".join(items) + "\n</manifest>\n"
        f'<spine page-progression-direction="{direction}">\n{order}\n</spine>\n</package>\n'
    )


def _metadata(
    view: WholeView, publication: Publication, frame: Frame, documents: Mapping[str, str], *, has_pictures: bool
) -> Iterator[str]:
    def element(name: str, text: str, attributes: str = "") -> str:
        return f"<dc:{name}{attributes}>{escape(_FORBIDDEN.sub('', text))}</dc:{name}>"

    text = "".join(documents.values())
    own = uuid.uuid5(uuid.NAMESPACE_URL, f"{publication.url}\n{view.title_text}\n{publication.published}\n{text}")
    yield element("identifier", f"urn:uuid:{own}", ' id="id"')
    if view.doi:
        yield element("identifier", f"doi:{view.doi}")
    yield element("title", view.title_text)
    yield element("language", view.language)
    speakers = frame.voices.speakers
    # All alike: no `display-seq`, which would number them.
    for number, author in enumerate(view.byline.authors, 1):
        yield element("creator", speakers[author.id].full, f' id="author-{number}"')
        yield f'<meta refines="#author-{number}" property="role" scheme="marc:relators">aut</meta>'
    statement = view.byline.statement.striptags()
    if statement:
        yield element("description", str(statement))
    for keyword in view.keywords:
        yield element("subject", keyword)
    if publication.container and publication.container.publisher:
        yield element("publisher", publication.container.publisher)
    if publication.published:
        yield element("date", publication.published)
    if publication.license:
        yield element("rights", publication.license.url or publication.license.name)
    modified = publication.updated or publication.published or "2000-01-01"
    yield f'<meta property="dcterms:modified">{(modified + "-01-01")[:10]}T00:00:00Z</meta>'
    features = ["tableOfContents", "structuralNavigation", "readingOrder", "displayTransformability"]
    features += ["alternativeText"] if has_pictures else []
    features += ["MathML"] if "<math" in text else []
    modes = ["textual", *(["visual"] if has_pictures or "<svg" in text else [])]
    yield from (f'<meta property="schema:accessMode">{mode}</meta>' for mode in modes)
    yield '<meta property="schema:accessModeSufficient">textual</meta>'
    yield from (f'<meta property="schema:accessibilityFeature">{feature}</meta>' for feature in features)
    yield '<meta property="schema:accessibilityHazard">none</meta>'
    summary = escape(say(frame.theme.words(view.language), "book-accessibility"))
    yield f'<meta property="schema:accessibilitySummary">{summary}</meta>'
