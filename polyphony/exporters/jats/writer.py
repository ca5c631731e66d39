"""What a page's text needs to know of its surroundings while it is written as JATS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from polyphony.html.addresses import is_external
from polyphony.html.inlines import join_names, resolve_image, resolve_link, who_speaks
from polyphony.views.flow import label_view
from polyphony.views.page import page_context
from polyphony.views.partials import Partials
from polyphony.views.site import page_language, plain_context
from polyphony.words import say_date
from polyphony.xmltree import Child, Element, element, own_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from polyphony.html import Context
    from polyphony.model import Attribution, Page, PageReferences
    from polyphony.views.kinds import LabelView
    from polyphony.views.site import Frame


class Target(Struct, frozen=True, array_like=True):
    """Where a link in the text leads: a page's address within the site, and an id on it (either may be empty)."""

    address: str
    id: str


class Writer:
    """The state of a page that is being written.

    `speakers` are all that were named so far, `targets` the links within the site, `left_out` what JATS has no room
    for. `said` is the voice that a reader knows to be speaking: what comes in another gets a label. `inside` counts
    what the text stands in that says itself whose it is; `in_link` tells whether no link may begin here.
    """

    def __init__(self, context: Context, partials: Partials, *, address: str, plain: bool) -> None:
        self.context = context
        self.say = partials.say
        self.partials = partials
        self.plain = plain
        self.address = address
        self.key = address.removesuffix("/").removesuffix(".html")
        self.speakers: set[str] = set()
        self.targets: list[Target] = []
        self.left_out: set[str] = set()
        self.said: tuple[object, ...] | None = None
        self.inside = 0
        self.in_link = False

    def note_id(self, number: int) -> str:
        """Name a note of this page."""
        return own_id("fn", f"{self.key}-{number}" if self.key else str(number))

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

    def late_link(self, target: Target, *children: Child) -> Element:
        """Make a link within the site; what it becomes depends on what stands in the same file."""
        self.targets.append(target)
        return element("late-link", {"n": str(len(self.targets) - 1)}, *children)

    def picture(self, source: str) -> str:
        """Find a picture's path within the site; nothing for one that has none."""
        address = resolve_image(source, self.context)
        return address.removeprefix(self.context.root)

    def label(self, voice: Attribution, kind: str, exchange: Attribution | None = None) -> LabelView:
        """Say who speaks and how, as a reader of the page sees it."""
        date = voice.date if exchange is None or voice.date != exchange.date else ""
        return label_view(voice, self.context, self.partials, kind=kind, date=date, time=voice.time)

    def names(self, label: LabelView, voice: Attribution) -> list[Child]:
        """Name who speaks, each linked to where the file says more of them."""
        self.speakers.update(voice.by)
        rid = " ".join(own_id("person", one) for one in voice.by)
        if label.together:
            return [self._person(label.speakers[0].name, rid)]
        names: list[Child] = []
        for number, speaker in enumerate(label.speakers):
            if number:
                names.append(f" {self.say('label-and')} ")
            names.append(self._person(speaker.name, own_id("person", speaker.id)))
        return names

    def _person(self, name: str, rid: str) -> Element | str:
        if self.in_link or not rid:
            return name
        return element("xref", {"ref-type": "contrib", "rid": rid}, name)

    def details(self, label: LabelView, voice: Attribution) -> str:
        """Say how and when somebody speaks: " (evocative, 09:41)", or nothing."""
        when = " ".join(part for part in (label.date_text, label.time) if part)
        uncertain = self.say("uncertain") if label.uncertain else ""
        parts = [label.place, *label.modes, voice.when, when, uncertain]
        shown = ", ".join(part for part in parts if part)
        return f" ({shown})" if shown else ""

    def tokens(self, voice: Attribution, kind: str) -> str:
        """Say all of a voice in an attribute's words: `passage:id by:claire mode:evocative`."""
        anchor = self.context.anchor(voice.id)
        words = [f"{kind}:{anchor}" if anchor else kind]
        words += [f"by:{one}" for one in voice.by]
        words += [f"mode:{one}" for one in voice.modes]
        words += [f"theme:{one}" for one in voice.themes]
        words += [f"date:{voice.date}"] if voice.date else []
        words += [f"time:{voice.time}"] if voice.time else []
        words += [f"cert:{voice.cert}"] if voice.cert else []
        if voice.re and (voice.re in self.context.destinations):
            words.append(f"re:{voice.re}")
        return " ".join(words)

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


def writer_of_page(page: Page, frame: Frame, references: PageReferences, *, plain: bool) -> Writer:
    """Begin to write a page."""
    language, _ = page_language(page.parsed.language, frame)
    context = page_context(page, frame, references, language)
    return Writer(context, frame.partials(language), address=page.address, plain=plain)


def writer_of_matter(frame: Frame) -> Writer:
    """Begin to write the publication's own Markdown: its abstract, declarations, biographies."""
    language = frame.publication.language
    return Writer(plain_context(frame, language), frame.partials(language), address="", plain=False)


def date_of(date: str, writer: Writer) -> str:
    """Write a date as one reads it."""
    return say_date(writer.context.words, date) if date else ""
