"""What is said, as entries of lists: excerpts with their speakers, each leading to its place on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from polyphony.html import relative_address, voice_classes
from polyphony.html.escape import escape
from polyphony.html.voices import in_order, is_together
from polyphony.views.kinds import EntryView, LinkView, SpeakerView
from polyphony.views.spoken import shorten
from polyphony.words import say, say_date

if TYPE_CHECKING:
    from polyphony.model import Page
    from polyphony.views.site import Frame
    from polyphony.views.spoken import Said
    from polyphony.words import Words

LONGEST = 500
"""How many entries a group of a list has; what is more is counted and found by searching."""


def speakers_of(said: Said, page: Page, frame: Frame, words: Words) -> tuple[SpeakerView, ...]:
    """See who says something, as its label on the page does."""
    if is_together(said.by, page.parsed.authors):
        return (SpeakerView("all", say(words, "together"), 0),)
    voices = frame.voices.speakers
    return tuple(
        SpeakerView(one.id, one.name, one.number, one.right_to_left)
        for one in (voices[person] for person in in_order(said.by, page.byline.order))
    )


def entry_of(said: Said, page: Page, frame: Frame, words: Words, *, root: str) -> EntryView:
    """Make an entry of something that is said; `root` leads to the site's root from the list."""
    speakers = speakers_of(said, page, frame, words)
    modes = ", ".join(frame.voices.modes.get(mode, mode).lower() for mode in said.modes)
    names = f" {say(words, 'label-and')} ".join(speaker.name for speaker in speakers)
    date = said.when or (say_date(words, said.date) if said.date else "")
    place = say(words, f"kind-{said.kind}")
    return EntryView(
        relative_address(root, f"{page.file}#{said.id}"),
        Markup(escape(f"{names} ({modes})" if modes else names)),
        ", ".join(part for part in (place, date, said.time) if part),
        shorten(said.text),
        said.lang if said.lang != page.parsed.language else "",
        voice_classes(said.by, said.modes, frame.voices, page.parsed.authors).strip(),
        speakers,
        LinkView(relative_address(root, page.file), Markup(escape(page.parsed.title_text))),
    )


def limit(entries: list[EntryView], words: Words) -> tuple[EntryView, ...]:
    """Cut a long list, and say by how much."""
    if len(entries) <= LONGEST:
        return tuple(entries)
    more = say(words, "more-entries", count=len(entries) - LONGEST)
    return (*entries[:LONGEST], EntryView("", Markup(escape(more))))
