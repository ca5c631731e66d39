"""A page's text on its way into a format of XML: what both know of its surroundings, its links, labels and works."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from polyphony.html.addresses import is_external
from polyphony.html.inlines import join_names, resolve_image, resolve_link, who_speaks
from polyphony.model import Page, PageReferences
from polyphony.views.flow import label_view
from polyphony.views.page import page_context
from polyphony.views.partials import Partials
from polyphony.views.site import page_language, plain_context
from polyphony.words import say_date, say_numbered
from polyphony.xmltree import Child, Element, element

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from polyphony.html import Context
    from polyphony.model import Attribution
    from polyphony.views.kinds import LabelView
    from polyphony.views.site import Frame


class Target(Struct, frozen=True, array_like=True):
    """Where a link in the text leads: a page's address within the site, and an id on it (either may be empty)."""

    address: str
    id: str


class PageJob(Struct, frozen=True):
    """All that a page's text depends on, beside what it shares with the others."""

    page: Page
    references: PageReferences


class PageText(Struct, frozen=True):
    """A page's text as XML: its `body`, `notes` and title, in which links within the site are still open.

    `ids` are all that stand in the body and the notes, `speakers` all who are named, `targets` where the links lead,
    `left_out` names what the format has no room for.
    """

    body: str
    notes: str
    title: str
    ids: tuple[str, ...]
    speakers: tuple[str, ...]
    targets: tuple[Target, ...]
    left_out: tuple[str, ...]


class AloneJob(Struct, frozen=True):
    """All that a page's own file depends on, beside what it shares with the others; `text` is its text."""

    page: Page
    references: PageReferences
    text: PageText


class Alone(Struct, frozen=True):
    """A page's own file, and what there was no room for."""

    content: bytes
    left_out: tuple[str, ...]


class Writer:
    """The state of a page that is being written.

    `speakers` are all that were named so far, `targets` the links within the site, `left_out` what there is no room
    for. `said` is the voice that a reader knows to be speaking: what comes in another gets a label. `inside` counts
    what the text stands in that says itself whose it is; `in_link` tells whether no link may begin here.
    """

    def __init__(self, context: Context, partials: Partials, *, address: str, plain: bool = False) -> None:
        self.context = context
        self.say = partials.say
        self.partials = partials
        self.plain = plain
        self.address = address
        self.key = key_of(address)
        self.speakers: set[str] = set()
        self.targets: list[Target] = []
        self.left_out: set[str] = set()
        self.said: tuple[object, ...] | None = None
        self.inside = 0
        self.in_link = False

    def target(self, address: str) -> Target:
        """Read an address within the site."""
        path, _, fragment = address.partition("#")
        return Target(path or self.address, fragment)

    def link(self, target: str) -> str | Target | None:
        """Find where a link leads: out of the site, to a place in it, or nowhere that is safe."""
        if target.startswith("#"):
            return Target(self.address, self.context.anchor(target[1:]))
        known = self.context.links.get(target)
        if known is not None:
            return known if is_external(known) else self.target(known)
        address = resolve_link(target, self.context)
        if address is None or ":" in address.partition("/")[0]:
            return address
        return self.target(address)

    def late(self, target: Target) -> str:
        """Note where something leads, and give this its number among all."""
        self.targets.append(target)
        return str(len(self.targets) - 1)

    def late_link(self, target: Target, *children: Child) -> Element:
        """Make a link within the site; what it becomes depends on what stands in the same file."""
        return element("late-link", {"n": self.late(target)}, *children)

    def picture(self, source: str) -> str:
        """Find a picture's path within the site; nothing for one that has none."""
        return resolve_image(source, self.context).removeprefix(self.context.root)

    def number(self, anchor: str) -> str:
        """Give the number of a figure or a table, as a reader sees it: "Figure 1"; empty without one."""
        known = self.context.destinations.get(anchor)
        number = self.context.numbers.get(anchor, "") or (known.number if known else "")
        return say_numbered(self.context.words, anchor, number, "") if number else ""

    def label(self, voice: Attribution, kind: str, exchange: Attribution | None = None) -> LabelView:
        """Say who speaks and how, as a reader of the page sees it."""
        date = voice.date if exchange is None or voice.date != exchange.date else ""
        return label_view(voice, self.context, self.partials, kind=kind, date=date, time=voice.time)

    def named(self, label: LabelView, voice: Attribution) -> list[tuple[str, tuple[str, ...]]]:
        """Give each name in a label, with the ids of those whom it names."""
        self.speakers.update(voice.by)
        if label.together:
            return [(label.speakers[0].name, voice.by)]
        return [(speaker.name, (speaker.id,)) for speaker in label.speakers]

    def date(self, date: str) -> str:
        """Write a date as one reads it."""
        return say_date(self.context.words, date) if date else ""

    def medium(self, medium: str) -> str:
        """Name a medium in the language of the page, or as it is written where it is the authors' own word."""
        return self.say(f"medium-{medium}") if f"medium-{medium}" in self.context.words.texts else medium

    def needs_label(self, voice: Attribution, kind: str) -> bool:
        """Tell whether a reader has to be told who speaks now, and take it that the reader is."""
        now = (voice.by, voice.modes, voice.cert, voice.when, voice.date, kind)
        before, self.said = self.said, now
        dated = voice.when or voice.date or voice.cert
        return now != before and not (before is None and self.is_everybody(voice) and not dated)

    def is_everybody(self, voice: Attribution) -> bool:
        """Tell whether all the authors of the page speak, be they one or many."""
        return set(voice.by) == set(self.context.authors)

    def name_of(self, by: Sequence[str]) -> str:
        """Name people in a line of text."""
        return who_speaks(by, self.context)

    def join(self, names: Sequence[str]) -> str:
        """Join names with commas and the language's word for "and"."""
        return join_names(names, self.context)

    def turned(self, language: str) -> str:
        """Give a language where it is another than that of the text around it."""
        return language if language and language != self.context.language else ""


def writer_of_page(page: Page, frame: Frame, references: PageReferences, *, plain: bool = False) -> Writer:
    """Begin to write a page."""
    language, _ = page_language(page.parsed.language, frame)
    context = page_context(page, frame, references, language)
    return Writer(context, frame.partials(language), address=page.address, plain=plain)


def writer_of_matter(frame: Frame) -> Writer:
    """Begin to write the publication's own Markdown: its abstract, declarations, biographies."""
    language = frame.publication.language
    return Writer(plain_context(frame, language), frame.partials(language), address="")


def key_of(address: str) -> str:
    """Name a page in the ids that are made on it; empty for the first page."""
    return address.removesuffix("/").removesuffix(".html")


def short(address: str) -> str:
    """Write an address without the name that a folder's own file has anyway."""
    return address[: -len("index.html")] if f"/{address}".endswith("/index.html") else address


def page_key(page: Page) -> str:
    """Name a page in the ids of what holds several."""
    return key_of(page.address) or "index"


_LINK = re.compile(r'<late-link n="(\d+)"(?:/>|>(.*?)</late-link>)', re.DOTALL)
_CITED = re.compile(r' late-rid="([^"]*)"(?=[^<>]*>)')
_ANSWERS = re.compile(r' late-corresp="(\d+)"(?=[^<>]*>)')


def complete(
    xml: str,
    targets: Sequence[Target],
    *,
    link: Callable[[Target, str], str],
    cite: Callable[[str], str],
    answer: Callable[[Target], str] = lambda _: "",
) -> str:
    """Let links, citations and answers lead somewhere.

    `link` writes a link around its content; `cite` and `answer` write an attribute, of a work's key and of what is
    answered. No text looks like what is replaced: in a text `<` is `&lt;`.
    """
    linked = _LINK.sub(lambda match: link(targets[int(match[1])], match[2] or ""), xml)
    answered = _ANSWERS.sub(lambda match: answer(targets[int(match[1])]), linked)
    return _CITED.sub(lambda match: cite(unescape(match[1])), answered)


_TAG = re.compile(r"<[^<>]*>")
_ID = re.compile(r'(?<= )((?:xml:)?id)="([^"]*)"')


def rename_ids(texts: Mapping[str, PageText], names: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Give another id to what has one that an earlier page has, too, as two sections called "Introduction" do.

    `names` are the pages' own ids. Says by page, by its file, which id becomes which: ids of passages, turns and
    exchanges are one publication's, those of headings one page's.
    """
    taken = set(names.values())
    renamed: dict[str, dict[str, str]] = {}
    for file, text in texts.items():
        for anchor in text.ids:
            new = anchor
            while new in taken:
                new = f"{names[file]}.{new}"
            taken.add(new)
            if new != anchor:
                renamed.setdefault(file, {})[anchor] = new
    return renamed


def with_ids(text: PageText, renamed: Mapping[str, str]) -> PageText:
    """Put other ids into a page's text."""
    if not renamed:
        return text

    def tag(match: re.Match[str]) -> str:
        return _ID.sub(lambda one: f'{one[1]}="{renamed.get(one[2], one[2])}"', match[0])

    ids = tuple(renamed.get(anchor, anchor) for anchor in text.ids)
    return replace(text, body=_TAG.sub(tag, text.body), notes=_TAG.sub(tag, text.notes), ids=ids)
