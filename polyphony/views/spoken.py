"""A page into what is said on it: plain values and plain text, for lists, transcripts, feeds and search."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from msgspec import Struct

from polyphony.markup import Rendering, plain_text, text_of_blocks
from polyphony.model import Citation, CrossReference, Page, PageReferences, Utterance, unpack_body, voiced_in
from polyphony.words import say_numbered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from polyphony.theme import Theme
    from polyphony.views.kinds import LabelView


class Said(Struct, frozen=True):
    """One utterance or quoted voice.

    `exchange` is the id of the exchange that it is in, empty where it is in none; `within` are those who quote it.
    """

    id: str
    kind: str
    by: tuple[str, ...]
    modes: tuple[str, ...]
    themes: tuple[str, ...]
    date: str
    time: str
    when: str
    lang: str
    exchange: str
    text: str
    words: int
    within: tuple[str, ...] = ()


class SpokenPage(Struct, frozen=True):
    """All that is said on a page, in reading order."""

    said: tuple[Said, ...]


class SpokenJob(Struct, frozen=True):
    """All that what is said on a page depends on."""

    page: Page
    references: PageReferences


def rendering_for(page: Page | None, references: PageReferences, theme: Theme) -> Rendering:
    """Say what a citation, or a reference to something numbered, reads as on a page: as text.

    Without a page it is in the publication's own matter, which refers to nothing numbered.
    """
    destinations = dict(page.destinations) if page else {}
    words = theme.words(page.parsed.language if page else "")
    texts = {citation.number: citation.text for citation in references.citations}

    def render(reference: Citation | CrossReference) -> str:
        if isinstance(reference, Citation):
            return texts.get(reference.number, reference.raw)
        destination = destinations.get(reference.target)
        if destination is None:
            return f"@{reference.target}"
        return say_numbered(words, reference.target, destination.number, destination.text)

    return render


def spoken_on(job: SpokenJob, *, theme: Theme) -> SpokenPage:
    """Collect what is said on a page."""
    page = job.page
    rendering = rendering_for(page, job.references, theme)
    renamed = dict(page.renamed)
    said = []
    holder: tuple[str, ...] = ()
    for one, exchange in voiced_in(unpack_body(page.parsed).blocks):
        voice = one.attribution
        if isinstance(one, Utterance):
            kind, text = one.kind, text_of_blocks(one.blocks, rendering)
        else:
            kind, text = "quoted", plain_text(one.inlines, rendering)
        if kind != "quoted":
            holder = voice.by
        said.append(
            Said(
                renamed.get(voice.id, voice.id),
                kind,
                voice.by,
                voice.modes,
                voice.themes,
                voice.date,
                voice.time,
                voice.when,
                voice.lang,
                renamed.get(exchange, exchange) if exchange else "",
                text,
                voice.words,
                holder if kind == "quoted" else (),
            )
        )
    return SpokenPage(tuple(said))


def label_text(label: LabelView, ampersand: str, uncertain: str) -> str:
    """Write a label as plain text: "Claire (evocative, 09:41)"."""
    names = f" {ampersand} ".join(speaker.name for speaker in label.speakers)
    when = " ".join(part for part in (label.date_text, label.time) if part)
    details = [label.place, *label.modes, when, uncertain if label.uncertain else ""]
    shown = ", ".join(part for part in details if part)
    return f"{names} ({shown})" if shown else names


def shorten(text: str, length: int = 280) -> str:
    """Cut a text at a word's end, with an ellipsis where something is left out; never within a letter and its marks."""
    if len(text) <= length:
        return text
    cut = text.rfind(" ", length // 2, length)
    if cut <= 0:  # a script without spaces
        cut = length
        while cut > length // 2 and (
            unicodedata.combining(text[cut]) or text[cut] in _JOINING or text[cut - 1] in _JOINING
        ):
            cut -= 1
    return text[:cut].rstrip(" .,;:–—") + "…"


def _joins(character: str) -> bool:
    """Tell whether a character is part of what stands before it: an accent, a skin tone."""
    return unicodedata.category(character) in ("Mn", "Mc", "Me") or character in _JOINING


_JOINING = frozenset("\u200d\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")


def safe_cell(text: str) -> str:
    """Write a text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def names_of(by: Sequence[str], names: dict[str, str]) -> str:
    """Name people by id, with a semicolon between, as a cell of a table has it."""
    return "; ".join(names.get(person, person) for person in by)
