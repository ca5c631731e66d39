"""The text of an e-mail to what it says itself and what it quotes, however the program of its writer quotes.

A quotation has ">" before its lines, or it is an older e-mail that stands below with its own head ("From: …, Sent: …"),
or below a line that announces it ("On 12 March 2024, Ana wrote:"). Whatever may be somebody else's is a quotation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from polyphony.model.chat import ChatMessage, ChatPart

__all__ = ["Divided", "divide", "leave_out_repeats", "unflow"]

_DEPTH = re.compile(r"(?:> ?)+")
_SIGNATURE = re.compile(r"^-- $", re.MULTILINE)
_FROM = re.compile(
    r"\*?(?:From|Von|De|Da|Fra|Från|Van|Oddi ?wrth|Od|Kimden|Lähettäjä|من|От|Від|发件人|差出人|보낸 사람)"
    r"\*?\s?[:：]\*?\s*\S"
)
_SENT = re.compile(
    r"\*?(?:Sent|Date|Gesendet|Datum|Envoyé|Enviad[oa]|Enviado el|Fecha|Inviato|Data|Sendt|Dato|Skickat|Verzonden"
    r"|Anfonwyd|Dyddiad|Wysłano|Lähetetty|Gönderildi|Tarih|تاريخ|تم الإرسال|Дата|Отправлено"
    r"|发送时间|日期|送信日時|보낸 날짜)[^:：\n]{0,12}[:：]"
)
_HEAD = re.compile(r"\*?[^\s:：>][^:：\n>]{0,24}[:：]")
_RULE = re.compile(r"\s*(?:[-_=*]{4,}.*|.*[-_]{4,})\s*")
_ANNOUNCES = re.compile(r"(?:\A|\n)[^\n]{3,200}(?:\n[^\n]{1,100})?:[ \t]*\Z")
_ON = re.compile(
    r"(?:On|Am|Le|El|Il|Op|Den|Em|Ar|På|Dnia|W dniu|Dne|Pe|في|بتاريخ)\b[^\n]*(?:\b(?:19|20)\d\d\b|@)[^\n]*[:：]\s*",
)
_REACH = 5
"""How many lines below its first the head of an older e-mail says when that was sent."""


class Divided(NamedTuple):
    """What an e-mail consists of, whether a signature was taken off, and whether an older e-mail stands below."""

    parts: tuple[ChatPart, ...]
    signed: bool
    older: bool


def divide(text: str, *, wrapped: bool) -> Divided:
    """Divide the text of an e-mail."""
    parts: list[ChatPart] = []
    signed = False
    lines = list(_with_depths(text.split("\n")))
    older = any(extra for _, _, extra in lines)
    begin = 0
    for place in range(1, len(lines) + 1):
        if place < len(lines) and lines[place][0] == lines[begin][0]:
            continue
        depth, content = lines[begin][0], "\n".join(line for _, line, _ in lines[begin:place])
        if not depth:
            without = _without_signature(content)
            signed = signed or without != content
            content = without
        if content.strip():
            parts.append(ChatPart(content, depth, wrapped))
        begin = place
    return Divided(tuple(parts), signed, older)


def _with_depths(lines: Sequence[str]) -> Iterator[tuple[int, str, int]]:
    """Each line with how often it is quoted, without the signs of that, and how often for want of signs."""
    extra = 0
    announced = -1
    for place, line in enumerate(lines):
        quote = _DEPTH.match(line)
        own = quote[0].count(">") if quote else 0
        inner = line[quote.end() :] if quote else line
        if place == announced or (not own and _opens_older(lines, place)):
            extra += 1
        if not own and _announces_unmarked(lines, place):
            announced = place + 1
        yield own + extra, inner, extra


def _opens_older(lines: Sequence[str], place: int) -> bool:
    """Tell whether the head of an older e-mail begins at a line, or a rule above one."""
    while place < len(lines) and _RULE.fullmatch(lines[place][:200]):
        if _SIGNATURE.fullmatch(lines[place]):
            return False
        place += 1
        if place < len(lines) and not lines[place].strip():
            place += 1
        return place < len(lines) and _is_head(lines, place)
    return _is_head(lines, place) and not any(
        _RULE.fullmatch(above[:200]) for above in lines[max(place - 2, 0) : place]
    )


def _is_head(lines: Sequence[str], place: int) -> bool:
    return bool(_FROM.match(lines[place])) and any(_SENT.match(line) for line in lines[place + 1 : place + 1 + _REACH])


def _announces_unmarked(lines: Sequence[str], place: int) -> bool:
    """Tell whether a line, perhaps with the one before, announces a quotation whose lines have no signs."""
    line = lines[place].strip()
    if not line.endswith((":", "：")):
        return False
    before = lines[place - 1].strip() if place else ""
    if not _ON.fullmatch(line) and not _ON.fullmatch(f"{before} {line}"):
        return False
    following = next((other for other in lines[place + 1 :] if other.strip()), "")
    return bool(following) and not _DEPTH.match(following)


def _without_signature(text: str) -> str:
    """Take off a signature, but not the line below it that announces a quotation."""
    found = _SIGNATURE.search(text)
    if found is None:
        return text
    below = text[found.end() :].rstrip()
    announcing = _ANNOUNCES.search(below)
    kept = announcing[0].strip() if announcing and re.search(r"\d|@", announcing[0]) else ""
    return f"{text[: found.start()].rstrip()}\n\n{kept}".rstrip()


def leave_out_repeats(messages: Sequence[ChatMessage], remark: Callable[[str, int], None]) -> Iterator[ChatMessage]:
    """Leave out those before it that an e-mail quotes whole, with the line above that says who wrote them.

    What is quoted in part stays: it is what somebody answers.
    """
    said: set[str] = set()
    for message in messages:
        parts: list[ChatPart] = []
        repeats = False
        for part in message.parts:
            if part.depth and not said.isdisjoint(_forms_of(part.text)):
                repeats = True
                if parts and not parts[-1].depth:
                    last = parts[-1]
                    parts[-1] = ChatPart(_without_announcement(last.text), last.depth, last.wrapped)
                continue
            parts.append(part)
        if repeats:
            remark("quotes what stands before it in full, which is left out", message.line)
        said.add(" ".join(" ".join(part.text.split()) for part in parts if not part.depth))
        kept = tuple(part for part in parts if part.text.strip() or part.left_out)
        if kept:
            yield ChatMessage(message.senders, message.date, message.time, message.line, kept)
        else:
            remark("holds nothing but what it quotes, and is left out", message.line)


def _forms_of(quoted: str) -> set[str]:
    """What a whole message may have been that is quoted here: without its head, its signature, another announcement."""
    lines = quoted.strip("\n").split("\n")
    while lines and _RULE.fullmatch(lines[0][:200]):
        lines = "\n".join(lines[1:]).strip("\n").split("\n")
    if lines and _FROM.match(lines[0]):
        while lines and _HEAD.match(lines[0]):
            lines.pop(0)
    body = "\n".join(lines)
    whole = _without_signature(body)
    return {" ".join(text.split()) for text in (quoted, body, whole, _without_announcement(whole))} - {""}


def _without_announcement(text: str) -> str:
    """Take off the line that announces a quotation, such as "On 12 March 2024, Ana wrote:"."""
    found = _ANNOUNCES.search(text.rstrip())
    if found is None or not re.search(r"\d|@", found[0]):
        return text
    return text[: found.start()]


def unflow(text: str, *, delete_space: bool) -> str:
    """Join the lines that a program has broken and marked so, by a space at their end (RFC 3676)."""
    out: list[str] = []
    going_on = False
    for line in text.split("\n"):
        quote = _DEPTH.match(line)
        inner = line if quote else line.removeprefix(" ")
        flows = line.endswith(" ") and line != "-- "
        if going_on and out:
            out[-1] += line[quote.end() :] if quote else inner
        else:
            out.append(inner)
        if flows and delete_space:
            out[-1] = out[-1][:-1]
        going_on = flows
    return "\n".join(out)
