"""A publication, or one of its pages, into a PDF for paper: tagged, with an outline, every voice by name and stroke."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec.structs import replace

from polyphony.diagnostics import Code, Collector, Diagnostic
from polyphony.model import OutputFile, Page, PageReferences, Publication
from polyphony.theme import TemplateFailedError
from polyphony.views.pictures import data_address
from polyphony.views.style import voice_views, voiced_style
from polyphony.views.whole import pictures_of, whole_view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from polyphony.views.site import Frame

__all__ = ["export_pdf"]

_FONT = re.compile(r"@font-face\s*\{[^{}]*\}")
_PICTURE = re.compile(r'<svg xmlns="[^"]+" class="score-picture".*?</g>\n</g>\n</svg>', re.DOTALL)
_STAVE = re.compile(r'<g class="(?:stave )?([a-z0-9-]+)".*?</g>', re.DOTALL)
_PAINTED = re.compile(r'(<g (?:class="[^"]*" )?)stroke="([^"]+)"')
_BLOCK = re.compile(r'<line x1="([\d.]+)%" x2="([\d.]+)%"/>')
_JOINT = "#5d564c"
"""The colour of what is said together, on paper."""
_FONT_FILE = re.compile(r"url\(([^)]*\.woff2)\)")


def export_pdf(
    publication: Publication,
    frame: Frame,
    references: Mapping[str, PageReferences],
    read: Callable[[str], bytes],
    page: Page | None,
    print_pdf: Callable[[str], bytes | Diagnostic],
) -> Iterator[OutputFile | Diagnostic]:
    """Make the file; `print_pdf` prints HTML that holds its pictures and fonts itself."""
    pages = (page,) if page is not None else publication.pages
    pictures = {path: data_address(path, read(path)) for path in pictures_of(pages, publication)}
    view = replace(whole_view(pages, frame, references, pictures), facets=(), has_parallel=False)
    words = frame.theme.words(view.language)
    try:
        body = frame.theme.render("print.html", view, words)
        style = f"{_fonts(frame, body)}\n{voiced_style(frame, body, 'print.css')}"
        html = frame.theme.render("print.html", replace(view, style=Markup(style)), words)
    except TemplateFailedError as failure:
        yield failure.diagnostic
        return
    printed = print_pdf(_printable(html, {f"voice-{one.number}": one.light for one in voice_views(frame)}))
    if isinstance(printed, Diagnostic):
        yield printed
        return
    yield OutputFile("publication.pdf", printed)
    collector = Collector()
    collector.report(Code.LEFT_OUT, "filters, search and what else needs a screen")
    yield from collector.found


def _printable(html: str, colours: Mapping[str, str]) -> str:
    """Say in each score which colour a stave has, by its class, and draw its blocks as boxes.

    Who prints it looks for no colours in a style sheet, draws no pattern along a stroke, and takes a picture in a
    picture for a square.
    """

    def colour(stave: re.Match[str]) -> str:
        return stave[0].replace("currentColor", colours.get(stave[1], _JOINT))

    def box(block: re.Match[str]) -> str:
        return f'<rect x="{block[1]}%" y="-10" width="{float(block[2]) - float(block[1]):.2f}%" height="20" rx="2"/>'

    def draw(picture: re.Match[str]) -> str:
        boxes = _BLOCK.sub(box, _PAINTED.sub(r'\1fill="\2"', _STAVE.sub(colour, picture[0])))
        boxes = boxes.replace('font-size="14"', 'font-size="9.5"', 1)  # paper is narrower than a screen: names fit
        return boxes.replace('<svg role="img"', '<svg role="img" width="100%" height="100%"', 1)

    return _PICTURE.sub(draw, html)


def _fonts(frame: Frame, html: str) -> str:
    """The rules of the theme's fonts that this HTML needs, with their files in them."""
    assets = dict(frame.theme.assets())
    sheet = "\n".join(assets.get(name, b"").decode("utf-8", "replace") for name in ("fonts.css", "style.css"))

    def hold(match: re.Match[str]) -> str:
        content = base64.b64encode(assets.get(match[1], b"")).decode()
        return f"url(data:font/woff2;base64,{content})" if content else match[0]

    rules = [rule for rule in _FONT.findall(sheet) if "woff2" in rule]
    if 'class="emoji"' not in html:
        rules = [rule for rule in rules if "family: Emoji" not in rule]
    return "\n".join(_FONT_FILE.sub(hold, rule) for rule in rules)
