"""What is said on a page into works that can be cited one by one: exchanges, passages and turns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from polyphony.metadata.parts import Conversation, Part, conversations_on, parts_on
from polyphony.metadata.works import Catalogue, Work, part_work
from polyphony.words import say

if TYPE_CHECKING:
    from polyphony.markup import Rendering
    from polyphony.model import Body, Page
    from polyphony.words import Words

__all__ = ["exchange_work", "first_words", "spoken_work", "voices_on"]

LENGTH = 60
"""How many characters of its first words something is called by, at most."""


def first_words(text: str) -> str:
    """Give a text's first words, with an ellipsis where there are more."""
    if len(text) <= LENGTH:
        return text
    cut = text.rfind(" ", LENGTH // 2, LENGTH)
    return text[: cut if cut > 0 else LENGTH].rstrip(" ,;:–—-") + "…"


def voices_on(
    page: Page, body: Body, work: Work, catalogue: Catalogue, rendering: Rendering, words: Words
) -> Iterator[Work]:
    """See each exchange and each utterance of a page as something to cite, in reading order."""
    conversations = {one.id: one for one in conversations_on(page, body.blocks, rendering)}
    for part in parts_on(page, body, rendering):
        conversation = conversations.pop(part.exchange, None)
        if conversation is not None:
            yield exchange_work(conversation, page, work, catalogue, words)
        if part.id and part.kind != "quoted":
            yield spoken_work(part, page, work, catalogue)


def exchange_work(conversation: Conversation, page: Page, work: Work, catalogue: Catalogue, words: Words) -> Work:
    """See an exchange as something to cite: it is called by those who speak in it, who are its authors."""
    names = " · ".join(catalogue.people[one].name.display for one in conversation.by if one in catalogue.people)
    return part_work(
        work,
        "exchange",
        id=conversation.id,
        title=say(words, "exchange-of", names=names),
        by=conversation.by,
        catalogue=catalogue,
        byline=page.byline,
        date=conversation.date,
        medium=conversation.medium,
    )


def spoken_work(part: Part, page: Page, work: Work, catalogue: Catalogue) -> Work:
    """See an utterance as something to cite: it is called by its first words."""
    return part_work(
        work,
        "turn" if part.kind == "turn" else "passage",
        id=part.id,
        title=first_words(part.text),
        by=part.by,
        catalogue=catalogue,
        byline=page.byline,
        date=part.date,
        language=part.language,
    )
