"""What templates see of the text: who speaks, and every part of a page's flow."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct


class LinkView(Struct, frozen=True):
    """A link: where to, and its text."""

    address: str
    title: Markup
    key: str = ""
    current: bool = False


class SpeakerView(Struct, frozen=True):
    """Somebody who speaks, as a label names them; `address` leads to all that they wrote."""

    id: str
    name: str
    number: int
    right_to_left: bool = False
    address: str = ""


class LabelView(Struct, frozen=True):
    """Who says something and how: what stands before every utterance."""

    speakers: tuple[SpeakerView, ...]
    together: bool
    place: str
    modes: tuple[str, ...]
    date: str
    date_text: str
    time: str
    uncertain: bool


class AboutView(Struct, frozen=True):
    """When something was written (`when` in the authors' words), and in answer to what."""

    date: str
    date_text: str
    when: str
    responds: LinkView | None


class UtteranceView(Struct, frozen=True):
    """A passage, turn, narration, gloss or quoted voice. `attributes` are the element's own, written out.

    `element` holds the text: a paragraph of its own needs none around it ("p"), else a "div" does.
    """

    kind: str
    id: str
    attributes: Markup
    label: Markup
    text_attributes: Markup
    text: Markup
    margins: Markup
    about: AboutView | None = None
    permalink: bool = False
    cite: str = ""
    element: str = "div"


class QuotationView(Struct, frozen=True):
    """An epigraph or a block quotation from a published source; `source` is empty where it has just been cited."""

    kind: str
    attributes: Markup
    text_attributes: Markup
    text: Markup
    source: Markup
    margins: Markup = Markup()


class RunView(Struct, frozen=True):
    """Part of an exchange: turns that follow each other (`start` numbers the first), or one narration."""

    start: int
    turns: tuple[UtteranceView, ...]
    narration: UtteranceView | None = None


class EmbedCodeView(Struct, frozen=True):
    """What somebody pastes to show this elsewhere: `frame` needs no script, `element` is as high as its text.

    `id` and `element_id` name what is said of the one and of the other.
    `complete` tells whether the addresses in them are; where the site doesn't know its own they begin in its root.
    """

    id: str
    element_id: str
    title: str
    frame: Markup
    element: Markup
    complete: bool


class ExchangeView(Struct, frozen=True):
    """A conversation within a page."""

    id: str
    label_id: str
    attributes: Markup
    medium: str
    medium_text: str
    date: str
    date_text: str
    when: str
    turns: int
    runs: tuple[RunView, ...]
    links: tuple[LinkView, ...]
    embed: EmbedCodeView | None = None


class ParallelView(Struct, frozen=True):
    """Voices side by side."""

    attributes: Markup
    columns: tuple[Markup, ...]


class WithheldView(Struct, frozen=True):
    """What a reader is told of a withheld passage."""

    attributes: Markup
    text: str


class FlowView(Struct, frozen=True):
    """A part of a page in reading order: `kind` is that of an utterance, or `exchange`, `heading` and the like."""

    kind: str
    html: Markup
