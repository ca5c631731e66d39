"""A conversation whose people are known to an exchange in Polyphony Markdown, and that back to who says what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from polyphony.diagnostics import has_errors
from polyphony.importers.writing.people import is_private
from polyphony.markup import PageFile, SourceText, clean_text, parse_page, text_of_blocks, write_paragraphs
from polyphony.model import FrontMatter, Person, Prose, Vocabulary, exchanges_in, unpack_body
from polyphony.model.chat import Chat, ChatMessage, ChatPart

__all__ = ["expect_turns", "label_of", "read_turns", "render_exchange"]

Turn = tuple[str, str, str, str]
"""Who says what, and when: an id, a text with single spaces, a date and a time."""

_PLAIN_LABEL = re.compile(r"[^\W\d_][\w .'’-]*")
_OMITTED = "[…]"


def label_of(person: Person, vocabulary: Vocabulary) -> str:
    """Choose what to call somebody in an exchange: the given name, where that is one person's alone, else the name.

    No telephone number and no e-mail address is chosen; the id does always.
    """
    labels = dict(vocabulary.labels)
    for label in (person.name.given, person.name.display, *person.aliases):
        if labels.get(label) == (person.id,) and _PLAIN_LABEL.fullmatch(label) and not is_private(label):
            return label
    return person.id


def render_exchange(
    chat: Chat,
    people: Mapping[tuple[str, ...], Person],
    vocabulary: Vocabulary,
    left_out: AbstractSet[str],
) -> str:
    """Write an exchange. `people` are those behind the names of its messages; `left_out` are names of messages to omit.

    Where several messages follow each other that are left out, one mark says so.
    """
    shown = [message for message in chat.messages if left_out.isdisjoint(message.senders)]
    days = sorted({message.date for message in shown})
    date = ""
    if days and days[0]:
        date = f" date={days[0]}" if len(days) == 1 else f" date={days[0]}/{days[-1]}"
    blocks = [f"::: {{.exchange .as-typed medium={chat.medium}{date}}}"]
    gap = False
    for message in chat.messages:
        if not left_out.isdisjoint(message.senders):
            if not gap:
                blocks.append(f"::: {{.narration}}\n{_OMITTED}{{.omitted}}\n:::")
            gap = True
            continue
        gap = False
        label = label_of(people[message.senders], vocabulary)
        blocks.extend(_render_turn(message, label, one_day=len(days) == 1))
    first, *rest = blocks
    return "\n\n".join([f"{first}\n{rest[0]}" if rest else first, *rest[1:]]) + "\n:::\n"


def _render_turn(message: ChatMessage, label: str, *, one_day: bool) -> Iterator[str]:
    date = "" if one_day else message.date
    moment = " ".join(part for part in (date, message.time) if part)
    begin = f"{label} ({moment}):" if moment else f"{label}:"
    for part in message.parts:
        begun = bool(begin) and not part.depth
        if begin and part.depth:
            yield begin
            begin = ""
        for paragraph in _render_part(part, begun=begun):
            yield f"{begin} {paragraph}" if begin else paragraph
            begin = ""


def _render_part(part: ChatPart, *, begun: bool) -> Iterator[str]:
    if part.left_out:
        reason = re.sub(r'[\\"{}\s]+', " ", part.left_out).strip()
        yield f'{_OMITTED}{{.omitted reason="{reason}"}}'
        return
    paragraphs = write_paragraphs(part.text, wrapped=part.wrapped, begun=begun)
    if not part.depth:
        yield from paragraphs
    elif paragraphs:
        quote = "> " * part.depth
        yield "\n".join(quote + line for line in "\n\n".join(paragraphs).split("\n")).replace(
            quote + "\n", quote.rstrip() + "\n"
        )


def expect_turns(chat: Chat, people: Mapping[tuple[str, ...], Person], left_out: AbstractSet[str]) -> list[Turn]:
    """Say what a reader should find in the exchange that is made of a conversation."""
    found = []
    for message in chat.messages:
        if left_out.isdisjoint(message.senders):
            texts = (_OMITTED if part.left_out else clean_text(part.text) for part in message.parts)
            words = " ".join(" ".join(texts).split())
            found.append((people[message.senders].id, words, message.date, message.time))
    return found


def read_turns(markdown: str, vocabulary: Vocabulary) -> list[Turn]:
    """Read an exchange as a build does, and say who says what in it; nothing where a build would find mistakes."""
    path = "content/exchange.md"
    page = parse_page(
        path, {path: PageFile(SourceText(path, markdown, 1), FrontMatter())}, vocabulary, title=Prose("x", path)
    )
    if has_errors(page.diagnostics):
        return []
    blocks = unpack_body(page.value).blocks
    turns = (item for exchange in exchanges_in(blocks) for item in exchange.items if item.kind == "turn")
    return [
        (" ".join(turn.attribution.by), text_of_blocks(turn.blocks), turn.attribution.date, turn.attribution.time)
        for turn in turns
    ]
