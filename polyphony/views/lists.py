"""What is said, as entries of lists: excerpts with their speakers, each leading to its place on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from markupsafe import Markup

from polyphony.html import relative_address, voice_classes
from polyphony.html.emoji import escape_named
from polyphony.html.escape import escape
from polyphony.html.voices import in_order, is_together
from polyphony.model import CREDIT_ROLES
from polyphony.views.flow import machine_date
from polyphony.views.kinds import AuthorView, EntryView, GroupView, LinkView
from polyphony.views.site import in_language, word
from polyphony.views.spoken import shorten
from polyphony.words import in_a_sentence, say, say_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from polyphony.model import Page
    from polyphony.views.site import Frame
    from polyphony.views.spoken import Said
    from polyphony.words import Words

LONGEST = 500
"""How many entries a group of a list has; what is more is counted and found by searching."""

TITLE = 60
"""How many characters of a page's title stand beside each entry."""

EXCERPT = 480
"""How many characters of a text a list shows."""


def speaker_view(person: str, frame: Frame) -> AuthorView:
    """See somebody as their label does, with the way to all that they say; `all` is everybody together."""
    if person == "all":
        return AuthorView("all", say(frame.theme.words(frame.publication.language), "together"), 0, "")
    speaker = frame.voices.speakers[person]
    address = f"people/{person}/index.html" if "people" in frame.outputs else ""
    return AuthorView(person, speaker.name, speaker.number, address, speaker.right_to_left)


def speakers_of(by: Sequence[str], page: Page, frame: Frame) -> tuple[AuthorView, ...]:
    """See who says something on a page, as its label there does."""
    if is_together(by, page.parsed.authors):
        return (speaker_view("all", frame),)
    return tuple(speaker_view(person, frame) for person in in_order(by, page.byline.order))


def mode_labels(modes: Sequence[str], frame: Frame) -> tuple[str, ...]:
    """Name modes as a label does."""
    language = frame.publication.language
    return tuple(in_a_sentence(frame.voices.modes.get(mode, mode), language) for mode in modes)


def credit_role(role: str, words: Words) -> str:
    """Name a CRediT role in the language."""
    return say(words, f"credit-{role}") if f"credit-{role}" in words.texts else CREDIT_ROLES.get(role, role)


def entry_of(said: Said, page: Page, frame: Frame, words: Words, *, root: str, in_group: bool = False) -> EntryView:
    """Make an entry of something that is said; `root` leads to the site's root from the list.

    In a group of what one page says, the page's title isn't said again.
    """
    kind = "" if said.kind == "passage" else word(f"kind-{said.kind}", words)
    if said.kind == "quoted" and said.within:
        names = [speaker.name for speaker in speakers_of(said.within, page, frame)]
        kind = word("kind-quoted-by", words, name=f" {say(words, 'label-and')} ".join(names))
    date = said.when or (say_date(words, said.date) if said.date else "")
    address = relative_address(root, f"{page.file}#{said.id}")
    if in_group:
        place = Markup(escape(say(words, "read-here")))
    else:
        place = Markup(escape(say(words, "read-on"))).format(title=page_title(page, frame, TITLE))
    return EntryView(
        address,
        Markup(),
        speakers_of(said.by, page, frame),
        mode_labels(said.modes, frame),
        tuple(part for part in (kind, said.time) if part),
        "" if said.when else machine_date(said.date),
        date,
        Markup(escape_named(shorten(said.text, EXCERPT), said.lang or page.parsed.language)),
        foreign(said.lang or page.parsed.language, frame),
        voice_classes(said.by, said.modes, frame.voices, page.parsed.authors).strip(),
        LinkView(address, place),
    )


def foreign(language: str, frame: Frame) -> str:
    """Give a text's language where it isn't the publication's, which is the language of lists."""
    return language if language and language != frame.publication.language else ""


def page_title(page: Page, frame: Frame, length: int = 200) -> Markup:
    """Write a page's title as part of a list, in its own language, cut where it is too long for it."""
    title = Markup(escape(shorten(page.parsed.title_text, length)))
    return in_language(title, page.parsed.language, frame.publication.language)


def group_of(
    title: Markup, entries: list[EntryView], frame: Frame, words: Words, *, root: str, name: str = "", **facets: str
) -> GroupView:
    """Make a group of entries; of a long one the rest is counted, and found by searching for the same `facets`."""
    if len(entries) <= LONGEST:
        return GroupView(name, title, tuple(entries), say(words, "passages", count=len(entries)))
    more = Markup(escape(say(words, "more-entries", count=len(entries) - LONGEST)))
    address = f"{root}search/index.html#{urlencode(facets)}" if "search" in frame.outputs else ""
    count = say(words, "passages", count=len(entries))
    return GroupView(name, title, tuple(entries[:LONGEST]), count, "", LinkView(address, more))
