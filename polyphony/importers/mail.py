"""E-mails to a conversation: the bytes of one (.eml), or of a mailbox with several (.mbox)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser
from typing import NamedTuple

from polyphony.model.chat import Chat, ChatMessage, ChatPart, Obstacle, Remark

__all__ = ["holds_mail", "read_mail"]

_FROM_LINE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\n]*\n")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:[ \t]?[^\n]*\n")
_WANTED = re.compile(rb"^From:", re.IGNORECASE | re.MULTILINE)
_DEPTH = re.compile(r"(?:> ?)+")
_SIGNATURE = re.compile(r"^-- $", re.MULTILINE)
_ATTRIBUTION = re.compile(r"(?:\A|\n)[^\n]{3,200}(?:\n[^\n]{1,100})?:[ \t]*\Z")
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
    messages = _without_repeats([mail.message for mail in kept], reader)
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
        signature = _SIGNATURE.search(text)
        if signature:
            self.remark('has a signature below "-- ", which is left out', number)
            text = text[: signature.start()]
        parts = tuple(part for part in _parts_of(text, wrapped=wrapped) if part.text.strip())
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
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if "\ufffd" in text:
            self.remark("has letters that can't be read (�): compare it with the original", number)
        if body.get_content_type() == "text/html":
            return _text_of_html(text), False
        if body.get_param("format", "") == "flowed":
            return _unflow(text, delete_space=str(body.get_param("delsp", "")).lower() == "yes"), False
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


def _parts_of(text: str, *, wrapped: bool) -> Iterator[ChatPart]:
    """What an e-mail says itself, and what it quotes, at which depth."""
    lines: list[str] = []
    depth = 0
    for line in text.split("\n"):
        quote = _DEPTH.match(line)
        here = quote[0].count(">") if quote else 0
        if here != depth and not (not line.strip() and not here and not lines):
            yield ChatPart("\n".join(lines), depth, wrapped)
            lines, depth = [], here
        lines.append(line[quote.end() :] if quote else line)
    yield ChatPart("\n".join(lines), depth, wrapped)


def _without_repeats(messages: list[ChatMessage], reader: _Reader) -> Iterator[ChatMessage]:
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
                    parts[-1] = ChatPart(_without_attribution(last.text), last.depth, last.wrapped)
                continue
            parts.append(part)
        if repeats:
            reader.remark("quotes what stands before it in full, which is left out", message.line)
        said.add(" ".join(" ".join(part.text.split()) for part in parts if not part.depth))
        kept = tuple(part for part in parts if part.text.strip() or part.left_out)
        if kept:
            yield ChatMessage(message.senders, message.date, message.time, message.line, kept)
        else:
            reader.remark("holds nothing but what it quotes, and is left out", message.line)


def _forms_of(quoted: str) -> set[str]:
    """What a whole message may have been that is quoted here, with a signature or another quotation below it."""
    signature = _SIGNATURE.search(quoted)
    whole = quoted[: signature.start()] if signature else quoted
    return {" ".join(text.split()) for text in (quoted, whole, _without_attribution(whole))} - {""}


def _without_attribution(text: str) -> str:
    """Take off the line that announces a quotation, such as "On Tuesday, Ana wrote:"."""
    found = _ATTRIBUTION.search(text.rstrip())
    if found is None or not re.search(r"\d|@", found[0]):
        return text
    return text[: found.start()]


def _unflow(text: str, *, delete_space: bool) -> str:
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


_BREAKS = frozenset({"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "hr"})
_UNSEEN = frozenset({"style", "script", "head", "title"})


class _Page(HTMLParser):
    """Gathers the words of HTML, a quotation with ">" before its lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[str]] = [[]]
        self.depths = [0]
        self.depth = 0
        self.unseen = 0

    def _new_line(self) -> None:
        self.lines.append([])
        self.depths.append(self.depth)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  (the base class has it)
        """Begin a line or a quotation."""
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag == "blockquote":
            self.depth += 1
            self._new_line()
        elif tag == "br" or (tag in _BREAKS and "".join(self.lines[-1]).strip()):
            self._new_line()

    def handle_endtag(self, tag: str) -> None:
        """End a line or a quotation."""
        if tag in _UNSEEN:
            self.unseen = max(self.unseen - 1, 0)
        elif tag == "blockquote":
            self.depth = max(self.depth - 1, 0)
            self._new_line()
        elif tag == "p":
            self._new_line()
            self._new_line()
        elif tag in _BREAKS:
            self._new_line()

    def handle_data(self, data: str) -> None:
        """Add words to a line."""
        if not self.unseen:
            self.lines[-1].append(data)


def _text_of_html(html: str) -> str:
    page = _Page()
    page.feed(html)
    page.close()
    lines = zip(page.depths, (" ".join("".join(line).split()) for line in page.lines), strict=True)
    return "\n".join("> " * depth + line for depth, line in lines)
