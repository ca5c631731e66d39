"""What can be shown elsewhere (a page, an exchange, a passage, a turn, a score) into its address, title and codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup
from msgspec import Struct

from polyphony.html.addresses import full_address
from polyphony.html.escape import escape
from polyphony.html.inlines import join_names, who_speaks
from polyphony.html.voices import in_order
from polyphony.views.kinds import EmbedCodeView
from polyphony.views.spoken import shorten
from polyphony.words import Words, say

if TYPE_CHECKING:
    from polyphony.html import Context
    from polyphony.model import Exchange, Page, Publication, Utterance

__all__ = [
    "FOLDER",
    "SCRIPT",
    "Unit",
    "code_of",
    "exchange_unit",
    "folder_of",
    "folder_of_page",
    "frame_of",
    "oembed_file",
    "oembed_link",
    "page_unit",
    "pages_folders",
    "score_folder",
    "score_unit",
    "spoken_unit",
]

FOLDER = "embed/"
SCRIPT = "embed.js"
"""The script for hosts that let a frame take the height of its text."""

UnitKind = Literal["page", "exchange", "passage", "turn", "score"]

_SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
_UNFIT = re.compile(r"[^\w-]")
_LIKE_SCORES = re.compile(r"(?:^|/)score_*$", re.IGNORECASE)


class Unit(Struct, frozen=True):
    """Something that can be shown elsewhere.

    `folder` is where its own page lies, relative to the site's root; `place` is where it stands in the site (an address
    with a fragment); `title` and `link` are plain text, `height` is an estimate in CSS pixels.
    """

    kind: UnitKind
    folder: str
    place: str
    title: str
    link: str
    height: int


def pages_folders(publication: Publication) -> frozenset[str]:
    """Collect the folders that pages and scores take, of which no passage can have one."""
    taken = {f"{FOLDER}score/"}
    for page in publication.pages:
        folder = folder_of_page(page)
        taken.update((folder, score_folder(page)))
    return frozenset(taken)


def folder_of_page(page: Page) -> str:
    """Name the folder in which a page lies for embedding: that of its address, `embed/index/` for the first page.

    One that is called as the folder of a score gets an underscore.
    """
    name = page.address.removesuffix(".html").strip("/") or "index"
    return f"{FOLDER}{name}_/" if _LIKE_SCORES.search(name) else f"{FOLDER}{name}/"


def score_folder(page: Page | None) -> str:
    """Name the folder of a page's score, or (None) of the whole publication's."""
    return f"{folder_of_page(page)}score/" if page is not None else f"{FOLDER}score/"


def folder_of(anchor: str, taken: frozenset[str]) -> str:
    """Name the folder of a passage, turn or exchange by its id; one that a page has already gets an underscore."""
    name = _UNFIT.sub(lambda match: f"_{ord(match[0]):x}", anchor)
    while f"{FOLDER}{name}/" in taken:
        name += "_"
    return f"{FOLDER}{name}/"


def _height(words: int, parts: int) -> int:
    """Estimate the height of a text in a frame of some 600 pixels, so that most of it is seen at once."""
    lines = words / 10 + parts * 2
    return int(min(max(160 + lines * 29, 220), 800) // 20 * 20)


def page_unit(page: Page, words: Words) -> Unit:
    """Describe a page."""
    title = page.parsed.title_text
    height = _height(page.parsed.words, len(page.parsed.spoken))
    return Unit("page", folder_of_page(page), page.address, title, say(words, "embed-read-page", title=title), height)


def exchange_unit(exchange: Exchange, context: Context, taken: frozenset[str]) -> Unit:
    """Describe an exchange by its speakers and the number of its turns."""
    anchor = context.anchor(exchange.attribution.id)
    turns = [item for item in exchange.items if item.kind == "turn"]
    by = sorted({one for turn in turns for one in turn.attribution.by})
    names = [context.voices.speakers[one].name for one in in_order(by, context.order)]
    count = say(context.words, "turns", count=len(turns))
    return Unit(
        "exchange",
        folder_of(anchor, taken),
        f"{context.home.removesuffix('index.html')}#{anchor}",
        say(context.words, "embed-exchange", names=join_names(names, context), turns=count),
        say(context.words, "embed-read-exchange"),
        _height(sum(item.attribution.words for item in exchange.items), len(exchange.items)),
    )


def spoken_unit(utterance: Utterance, text: str, context: Context, taken: frozenset[str]) -> Unit:
    """Describe a passage or a turn by its speakers and first words (`text`)."""
    voice = utterance.attribution
    anchor = context.anchor(voice.id)
    title = shorten(text, 60)
    if voice.by:
        title = say(context.words, "embed-said", names=who_speaks(voice.by, context), text=title)
    return Unit(
        "turn" if utterance.kind == "turn" else "passage",
        folder_of(anchor, taken),
        f"{context.home.removesuffix('index.html')}#{anchor}",
        title,
        say(context.words, "embed-read"),
        _height(voice.words, 1),
    )


def score_unit(page: Page | None, title: str, words: Words) -> Unit:
    """Describe the score of a page with this title, or (None) of the whole publication."""
    return Unit(
        "score",
        score_folder(page),
        page.address if page is not None else "contributions/",
        say(words, "embed-score", title=title),
        say(words, "embed-read-page", title=title),
        320,
    )


def frame_of(unit: Unit, url: str) -> str:
    """Write the frame for a host that allows no script: it scrolls, and what it shows may run nothing."""
    return (
        f'<iframe src="{escape(full_address(url, unit.folder))}" title="{escape(unit.title)}" sandbox="{_SANDBOX}"'
        f' loading="lazy" referrerpolicy="no-referrer" width="100%" height="{unit.height}"'
        f' style="width:100%;height:{unit.height}px;border:1px solid"></iframe>'
    )


def frame_code(unit: Unit, url: str) -> str:
    """Write the frame, and beside it the link for whoever doesn't get it."""
    return f'{frame_of(unit, url)}\n<p><a href="{escape(full_address(url, unit.place))}">{escape(unit.link)}</a></p>'


def element_code(unit: Unit, url: str) -> str:
    """Write the element for a host that allows our script: its frame is as high as its text."""
    link = f'<a href="{escape(full_address(url, unit.folder))}">{escape(unit.title)}</a>'
    return f'<script src="{escape(url + SCRIPT)}" async></script>\n<polyphony-embed>{link}</polyphony-embed>'


def code_of(unit: Unit, url: str, prefix: str, anchor: str = "") -> EmbedCodeView:
    """See what a host pastes; `url` is the site's address, empty where it isn't known.

    `prefix` begins the ids; `anchor` tells apart those of what is not the page itself.
    """
    of = f"-{anchor}" if anchor else ""
    return EmbedCodeView(
        f"{prefix}embed{of}",
        f"{prefix}element{of}",
        unit.title,
        _shown(frame_code(unit, url)),
        _shown(element_code(unit, url)),
        bool(url),
    )


def _shown(code: str) -> Markup:
    """Write HTML as the content of an element, in which nothing but what begins a tag or a reference is escaped."""
    return Markup(code.replace("&", "&amp;").replace("<", "&lt;"))


def oembed_file(unit: Unit) -> str:
    """Name the file by which other sites learn how to embed something."""
    return f"oembed/{unit.folder.removeprefix(FOLDER).rstrip('/')}.json"


def oembed_link(unit: Unit, url: str) -> str:
    """Write the link by which other sites find that file; empty where the site's address isn't known."""
    if not url:
        return ""
    address = escape(full_address(url, oembed_file(unit)))
    return f'<link rel="alternate" type="application/json+oembed" href="{address}">'
