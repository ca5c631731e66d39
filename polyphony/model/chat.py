"""A conversation as another program keeps it: who wrote what, and when, before anybody knows who these people are."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["Chat", "ChatMessage", "ChatPart", "Obstacle", "Remark"]


class ChatPart(Struct, frozen=True):
    """A stretch of a message: text as it was typed, with its line ends; `depth` says how often it is quoted.

    `wrapped` tells that lines may have been broken by a program, where one more word would not have fitted.
    `left_out` is what the other program says in place of something that isn't there, such as "Media omitted".
    """

    text: str = ""
    depth: int = 0
    wrapped: bool = False
    left_out: str = ""


class ChatMessage(Struct, frozen=True):
    """One message. `senders` are the names under which whoever wrote it is known, the best first.

    `date` is ISO and `time` in 24 hours, both empty where they aren't known. `line` is where it begins: a line of a
    text, or the number of an e-mail in its file.
    """

    senders: tuple[str, ...]
    date: str
    time: str
    line: int
    parts: tuple[ChatPart, ...]


class Remark(Struct, frozen=True):
    """Something that a person should know or look at, and the places where it is."""

    text: str
    places: tuple[int, ...] = ()


class Chat(Struct, frozen=True):
    """All messages in their order. `place` is what a place in it is called: "line", or "message"."""

    medium: str
    place: str
    messages: tuple[ChatMessage, ...]
    remarks: tuple[Remark, ...] = ()


class Obstacle(Struct, frozen=True):
    """Why a file can't be read, and what to do. `dates`: two readings of its first date, if it is only unclear."""

    message: str
    hint: str = ""
    line: int = 0
    dates: tuple[str, str] | None = None
