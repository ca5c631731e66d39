"""E-mails to a conversation: the bytes of one (.eml), or of a mailbox with several (.mbox)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from typing import NamedTuple

from polyphony.importers.mail.pages import text_of_html
from polyphony.importers.mail.quoting import divide, leave_out_repeats, unflow
from polyphony.markup import clean_text
from polyphony.model.chat import Chat, ChatMessage, ChatPart, Obstacle, Remark

__all__ = ["holds_mail", "read_mail"]

_FROM_LINE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\n]*\n")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:[ \t]?[^\n]*\n")
_WANTED = re.compile(rb"^From:", re.IGNORECASE | re.MULTILINE)
_DAMAGE = (MessageError, ValueError, IndexError, LookupError, AttributeError, TypeError, OverflowError)
"""What the library raises at headers that nobody should have written."""

_PARSER = BytesParser(policy=policy.default)


class _Mail(NamedTuple):
    """An e-mail as read: when it was sent, on every clock and on the sender's own, and its message."""

    moment: datetime | None
    key: str
    message: ChatMessage


def holds_mail(content: bytes) -> bool:
    """Tell whether bytes are an e-mail or a mailbox: lines of headers, with a sender among them."""
    content = content.lstrip(b"\r\n")
    if content.startswith(b"From "):
        content = content.partition(b"\n")[2]
    if not _HEADER.match(content):
        return False
    head = re.split(rb"\r?\n\r?\n", content, maxsplit=1)[0]
    return _WANTED.search(head) is not None


def read_mail(content: bytes) -> Chat | Obstacle:
    """Read all e-mails, in the order in which they were sent."""
    reader = _Reader()
    mails = [mail for number, raw in enumerate(_divide(content), 1) if (mail := reader.read(raw, number))]
    if not mails:
        damaged = any("damaged" in one.text for one in reader.remarks())
        which = "all e-mails in this file are damaged" if damaged else "no e-mail in this file has words in it"
        return Obstacle(which, "look at it in your e-mail program, and save it from there anew")
    once = {mail.key or str(mail.message.line): mail for mail in reversed(mails)}
    twice = [mail.message.line for mail in mails if mail not in once.values()]
    if twice:
        reader.remark("is there for the second time, and is left out", *twice)
    kept = [mail for mail in mails if mail in once.values()]
    moments = [mail.moment for mail in kept]
    if None in moments:
        undated = [mail.message.line for mail in kept if mail.moment is None]
        reader.remark("doesn't say when it was sent, so that all stand in the order of the file", *undated)
    else:
        kept.sort(key=lambda mail: mail.moment or datetime.min.replace(tzinfo=UTC))
    messages = leave_out_repeats([mail.message for mail in kept], reader.remark)
    return Chat("email", "message", tuple(messages), tuple(reader.remarks()))


def _divide(content: bytes) -> Iterator[bytes]:
    """Part a mailbox into its e-mails; one e-mail is itself."""
    content = content.lstrip(b"\r\n")
    if not content.startswith(b"From "):
        yield content
        return
    begins = [match for match in _FROM_LINE.finditer(content) if _HEADER.match(content, match.end())]
    ends = [match.start() for match in begins[1:]] + [len(content)]
    for match, end in zip(begins, ends, strict=True):
        yield _QUOTED_FROM.sub(rb"\1", content[match.end() : end])


class _Reader:
    """Reads e-mails one by one, and notes what a person should know of them."""

    def __init__(self) -> None:
        self.places: dict[str, list[int]] = {}

    def remark(self, text: str, *places: int) -> None:
        """Note something, once for all of its places."""
        self.places.setdefault(text, []).extend(places)

    def remarks(self) -> Iterator[Remark]:
        """All that was noted."""
        for text, places in self.places.items():
            yield Remark(text, tuple(places))

    def read(self, raw: bytes, number: int) -> _Mail | None:
        """Read one e-mail; None where it has nothing to say, or can't be read."""
        try:
            return self._read(raw, number)
        except _DAMAGE:
            self.remark("is damaged and can't be read, and is left out", number)
            return None

    def _read(self, raw: bytes, number: int) -> _Mail | None:
        mail = _PARSER.parsebytes(raw)
        assert isinstance(mail, EmailMessage)
        text, wrapped = self._text_of(mail, number)
        parts, signed, older = divide(text, wrapped=wrapped)
        if signed:
            self.remark('has a signature below "-- ", which is left out', number)
        if older:
            self.remark("has an older e-mail below its own words, which is taken for a quotation", number)
        files = [part for part in mail.walk() if part.get_content_disposition() == "attachment"]
        if files:
            self.remark("has files with it, which aren't brought along", number)
        if not parts:
            if not files:
                self.remark("holds no words, and is left out", number)
                return None
            parts = (ChatPart(left_out="attachment"),)
        moment = _moment_of(mail)
        date = moment.date().isoformat() if moment else ""
        time = f"{moment.hour:02}:{moment.minute:02}" if moment else ""
        everywhere = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) if moment else None
        key = str(mail.get("Message-ID", "")).strip()
        return _Mail(everywhere, key, ChatMessage(_senders_of(mail), date, time, number, parts))

    def _text_of(self, mail: EmailMessage, number: int) -> tuple[str, bool]:
        """The words of an e-mail, and whether a program may have broken its lines."""
        body = mail.get_body(preferencelist=("plain", "html"))
        if body is None:
            return "", False
        try:
            text = body.get_content()
        except _DAMAGE:
            payload = body.get_payload(decode=True)
            text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else str(payload)
            self.remark("is written in letters that aren't known here: compare it with the original", number)
        if not isinstance(text, str):
            return "", False
        text = clean_text(text)
        if "\ufffd" in text:
            self.remark("has letters that can't be read (�): compare it with the original", number)
        if body.get_content_type() == "text/html":
            return text_of_html(text), False
        if body.get_param("format", "") == "flowed":
            return unflow(text, delete_space=str(body.get_param("delsp", "")).lower() == "yes"), False
        return text, True


def _senders_of(mail: EmailMessage) -> tuple[str, ...]:
    """The address and the name of who wrote an e-mail, the address first: it is somebody's alone."""
    try:
        header = mail.get("From")
    except _DAMAGE:
        raw = next((str(value) for name, value in mail.raw_items() if name.lower() == "from"), "")
        return (" ".join(raw.split()),)
    addresses = getattr(header, "addresses", ())
    found = [name for one in addresses[:1] for name in (one.addr_spec, " ".join(one.display_name.split())) if name]
    return tuple(found) or ((str(header).strip(),) if header and str(header).strip() else ("",))


def _moment_of(mail: EmailMessage) -> datetime | None:
    """When an e-mail was sent, by the sender's clock."""
    try:
        moment = getattr(mail.get("Date"), "datetime", None)
    except _DAMAGE:
        return None
    return moment if isinstance(moment, datetime) and moment.year >= 1970 else None
