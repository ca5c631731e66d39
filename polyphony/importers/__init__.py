"""What other programs keep of a conversation to an exchange: bytes in, Polyphony Markdown out.

`read_chat` finds out which program a file is from. Each reader stands alone, and gives the same values; who is who is
found afterwards, and then written down, for every program alike (`writing`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from polyphony.config import decode_source
from polyphony.importers.mail import holds_mail, read_mail
from polyphony.importers.whatsapp import Order, holds_messages, read_whatsapp
from polyphony.importers.writing import expect_turns, read_turns, render_exchange
from polyphony.markup import clean_text
from polyphony.model import Person, SourceFile, Vocabulary
from polyphony.model.chat import Chat, Obstacle

__all__ = [
    "IMPORTERS",
    "Importer",
    "Order",
    "read_chat",
    "write_exchange",
]


class Importer(NamedTuple):
    """A program whose files are read: what a user calls them, how they are known, and how they are read.

    `read` gets the bytes, which number of a date is the day (empty: the file has to tell), and names of people.
    """

    summary: str
    knows: Callable[[bytes], bool]
    read: Callable[[bytes, Order, Sequence[str]], Chat | Obstacle]


def _read_text(content: bytes, order: Order, names: Sequence[str]) -> Chat | Obstacle:
    decoded = decode_source(SourceFile("", content))
    if decoded.value is None:
        problem = decoded.diagnostics[0]
        return Obstacle(problem.message, problem.hint)
    return read_whatsapp(clean_text(decoded.value), order, names)


IMPORTERS: dict[str, Importer] = {
    "mail": Importer(
        "e-mails: one (.eml), or a mailbox (.mbox)", holds_mail, lambda content, _, __: read_mail(content)
    ),
    "whatsapp": Importer(
        "a chat that WhatsApp has exported without media (.txt)",
        lambda content: holds_messages(content.decode("utf-8", "replace").replace("\r", "\n")),
        _read_text,
    ),
}
"""Every program that is known, in the order in which a file is tried."""


def read_chat(content: bytes, order: Order, names: Sequence[str]) -> Chat | Obstacle:
    """Read a file by whichever importer knows it, or say why nobody does."""
    for importer in IMPORTERS.values():
        if importer.knows(content):
            return importer.read(content, order, names)
    if content.startswith(b"PK\x03\x04"):
        return Obstacle("this is a zip file", "unpack it, and name the text in it (WhatsApp calls it _chat.txt)")
    if content.lstrip()[:1] in (b"{", b"["):
        return Obstacle(
            "this is data for programs (JSON), and no conversation that can be read here",
            "copy its messages into an exchange by hand, each with its name: see docs/markup.md",
        )
    text = _read_text(content, order, names)
    known = "; ".join(importer.summary for importer in IMPORTERS.values())
    return (
        text
        if isinstance(text, Obstacle) and text.hint
        else Obstacle("no message was found in this file", f"what can be read: {known}")
    )


def write_exchange(
    chat: Chat, people: Mapping[tuple[str, ...], Person], vocabulary: Vocabulary, left_out: AbstractSet[str]
) -> str:
    """Write the exchange of a conversation, and make sure that a build will read in it what was said.

    It raises ValueError where that isn't so, which would be a mistake of ours: better nothing than somebody's words
    under another name.
    """
    markdown = render_exchange(chat, people, vocabulary, left_out)
    read, expected = read_turns(markdown, vocabulary), expect_turns(chat, people, left_out)
    if read != expected:
        wrong = next((one for one, other in zip(expected, read, strict=False) if one != other), None)
        raise ValueError(f"an exchange would not read as it was said: {wrong}")
    return markdown
