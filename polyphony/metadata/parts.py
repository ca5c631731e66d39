"""A page's text into what is said on it, for machines: conversations with their messages, and every other voice."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from polyphony.bylines import display_order
from polyphony.markup import Rendering, plain_text, text_of_blocks
from polyphony.model import Block, Body, Byline, Exchange, Page, Utterance, Voiced, exchanges_in, voiced_in

__all__ = ["Conversation", "Part", "conversation_of", "conversations_on", "parts_on"]


class Part(Struct, frozen=True):
    """What somebody says: a passage, turn, narration, gloss or quoted voice; `by` stands in the byline's order.

    `exchange` is the id of the exchange that it is in, empty where it is in none.
    """

    id: str
    kind: str
    by: tuple[str, ...]
    modes: tuple[str, ...]
    date: str
    time: str
    when: str
    language: str
    exchange: str
    text: str


class Conversation(Struct, frozen=True):
    """An exchange, its turns and narrations in order."""

    id: str
    medium: str
    date: str
    when: str
    themes: tuple[str, ...]
    by: tuple[str, ...]
    items: tuple[Part, ...]


def parts_on(page: Page, body: Body, rendering: Rendering) -> Iterator[Part]:
    """Give every voice on a page in reading order; a text that has a published source is nobody's."""
    renamed = dict(page.renamed)
    spoken = [*voiced_in(body.blocks), *(found for note in body.notes for found in voiced_in(note.blocks))]
    for one, exchange in spoken:
        part = _part(one, exchange or "", page.byline, renamed, rendering)
        if part.by and part.text:
            yield part


def conversations_on(page: Page, blocks: tuple[Block, ...], rendering: Rendering) -> Iterator[Conversation]:
    """Give the exchanges on a page in reading order."""
    for exchange in exchanges_in(blocks):
        yield conversation_of(exchange, page, rendering)


def conversation_of(exchange: Exchange, page: Page, rendering: Rendering) -> Conversation:
    """Give an exchange with all that is said in it."""
    renamed, byline = dict(page.renamed), page.byline
    at = exchange.attribution
    id = renamed.get(at.id, at.id)
    speakers = tuple(sorted({one for item in exchange.items if item.kind == "turn" for one in item.attribution.by}))
    items = tuple(_part(item, at.id, byline, renamed, rendering) for item in exchange.items)
    return Conversation(id, exchange.medium, at.date, at.when, at.themes, display_order(speakers, byline), items)


def _part(one: Voiced, exchange: str, byline: Byline, renamed: dict[str, str], rendering: Rendering) -> Part:
    at = one.attribution
    if isinstance(one, Utterance):
        kind, text = one.kind, text_of_blocks(one.blocks, rendering)
    else:
        kind, text = "quoted", plain_text(one.inlines, rendering)
    return Part(
        renamed.get(at.id, at.id),
        kind,
        display_order(at.by, byline),
        at.modes,
        at.date,
        at.time,
        at.when,
        at.lang,
        renamed.get(exchange, exchange),
        text,
    )
