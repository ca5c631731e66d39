"""The text that WhatsApp exports to its messages, whatever the phone and its language.

A message begins with its moment, in brackets on an iPhone ("[12/03/2024, 10:15:03] Ana: Hello") and before a dash on
Android ("12/03/2024, 10:15 - Ana: Hello"); what follows on lines of its own belongs to it. What the program itself says
has no name before it, or (iPhone) a mark that nobody types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date as calendar_date
from typing import Literal, NamedTuple

from polyphony.importers.whatsapp.phrases import AFTERNOON, DELETED, EDITED, LEFT_OUT, MORNING, NO_HALF
from polyphony.model.chat import Chat, ChatMessage, ChatPart, Obstacle, Remark

__all__ = ["Order", "holds_messages", "read_whatsapp"]

Order = Literal["", "day-month", "month-day"]
"""Which of the first two numbers of a date is the day; empty where the file has to tell."""

_MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_M = f"[{_MARKS}]*"
_SPACE = "[ \\t\u00a0\u202f]"
_HEAD = re.compile(
    rf"{_M}(?P<open>\[)?{_M}"
    rf"(?P<a>\d{{1,4}}){_M}(?P<sign>[./-]){_SPACE}?{_M}(?P<b>\d{{1,2}}){_M}(?P=sign){_SPACE}?{_M}(?P<c>\d{{1,4}})\.?{_M}"
    rf"[,،]?{_SPACE}*(?:(?:à|at|um|kl\.?|klo|a las|às|alle|om|o)(?={_SPACE}))?{_SPACE}*{_M}"
    rf"(?P<before>上午|下午|오전|오후|午前|午後|凌晨|早上|中午|晚上)?{_SPACE}*"
    rf"(?P<hour>\d{{1,2}})[:.](?P<minute>\d\d)(?:[:.]\d\d)?{_M}{_SPACE}*(?P<after>[^\d\s\[\]()–—-][^\d\[\]\n–—-]{{0,8}}?)?{_M}"
    rf"(?(open)\]|{_SPACE}[-–—]){_SPACE}{_M}(?P<rest>.*)",
    re.DOTALL,
)
_SAYS = re.compile(r":(?: |$)")
_ATTACHED = re.compile(rf"{_M}<(?P<said>[^<>:\n]{{2,40}}): *[^<>\n]+>")
_NAMED = re.compile(rf"{_M}[^\n<>]{{1,200}}\.\w{{2,5}} \((?P<said>[^()\n]{{4,40}})\)")
_BRACKETS = re.compile(r"<[^<>\n]{3,60}>")
_EDITED = re.compile(rf"\s*(?P<mark>{_M})<(?P<said>[^<>:\n]{{4,60}})>{_M}$")
_LONGEST_HEAD = 400


class _Line(NamedTuple):
    """A line that begins a message: its number, the parts of its moment, and what follows."""

    number: int
    match: re.Match[str]

    @property
    def rest(self) -> str:
        """What stands behind the moment."""
        return self.match["rest"]

    @property
    def style(self) -> tuple[bool, str, bool]:
        """What is the same in all messages of a file."""
        return bool(self.match["open"]), self.match["sign"], len(self.match["a"]) == 4

    @property
    def date(self) -> tuple[int, int, int]:
        """The numbers of its date, as they stand."""
        return int(self.match["a"]), int(self.match["b"]), int(self.match["c"])


def holds_messages(text: str) -> bool:
    """Tell whether any line of a text begins a message."""
    return next(_heads(text.split("\n")), None) is not None


def read_whatsapp(text: str, order: Order, names: Sequence[str] = ()) -> Chat | Obstacle:
    """Read an exported text. `names` are those of people whom somebody knows, in case one holds a colon."""
    lines = text.split("\n")
    heads = list(_heads(lines))
    if not heads:
        return Obstacle("no message was found in this file")
    first = _order_of(heads, order)
    if isinstance(first, Obstacle):
        return first
    reader = _Reader(first, names)
    if any(line.strip() for line in lines[: heads[0].number - 1]):
        before = [number for number, line in enumerate(lines[: heads[0].number - 1], 1) if line.strip()]
        reader.remark("stands before the first message, and is left out", *before)
    ends = [head.number for head in heads[1:]] + [len(lines) + 1]
    for head, end in zip(heads, ends, strict=True):
        obstacle = reader.read(head, lines[head.number : end - 1])
        if obstacle is not None:
            return obstacle
    return Chat("whatsapp", "line", tuple(reader.messages), tuple(reader.remarks()))


def _heads(lines: Sequence[str]) -> Iterator[_Line]:
    """The lines that begin a message: those whose moment is written as the first one's is."""
    style = None
    for number, line in enumerate(lines, 1):
        match = _HEAD.match(line[:_LONGEST_HEAD]) if len(line) > 10 else None
        if match is None or int(match["hour"]) > 23 or int(match["minute"]) > 59:
            continue
        if len(line) > _LONGEST_HEAD:
            match = _HEAD.match(line)
            assert match is not None, "what follows the moment may be anything"
        head = _Line(number, match)
        style = style or head.style
        if head.style == style:
            yield head


def _order_of(heads: Sequence[_Line], wanted: Order) -> Order | Obstacle:
    """Find which number of a date is the day: by how dates are written, or by one of them that has no other reading."""
    _, sign, year_first = heads[0].style
    if year_first:
        return "month-day"  # 2024-03-12, and nobody writes the day before the month there.
    day_first = next((head for head in heads if head.date[0] > 12), None)
    month_first = next((head for head in heads if head.date[1] > 12), None)
    if day_first and month_first:
        later = max(day_first, month_first, key=lambda head: head.number)
        return Obstacle(
            "in one date the day comes first, in another the month",
            "look at this line and take it out if it is no message: it may have been pasted into one",
            later.number,
        )
    found: Order = "day-month" if day_first or sign == "." else "month-day" if month_first else ""
    if found and wanted and found != wanted:
        shown = _shown(day_first or month_first or heads[0])
        return Obstacle(f"{shown} can't be read as {wanted}", f"leave out --dates {wanted}")
    if found or wanted:
        return found or wanted
    head = next((head for head in heads if head.date[0] != head.date[1]), None)
    if head is None:
        return "day-month"  # 03/03/2024 is one day either way.
    day, month = _day_of(head, "day-month"), _day_of(head, "month-day")
    assert day is not None
    assert month is not None
    return Obstacle(
        f"is {_shown(head)} the {_say(day)} or the {_say(month)}? Nothing in this file tells",
        "say which number is the day: --dates day-month, or --dates month-day",
        head.number,
        (_say(day), _say(month)),
    )


def _shown(head: _Line) -> str:
    a, b, c = head.match["a"], head.match["b"], head.match["c"]
    return f"{a}{head.match['sign']}{b}{head.match['sign']}{c}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _say(day: calendar_date) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th") if day.day not in {11, 12, 13} else "th"
    return f"{day.day}{ending} of {_MONTHS[day.month - 1]}"


def _day_of(head: _Line, order: Order) -> calendar_date | None:
    """The day that a date means; None where there is no such day."""
    a, b, c = head.date
    year, month, day = (a, b, c) if head.style[2] else (c, b, a) if order == "day-month" else (c, a, b)
    try:
        return calendar_date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


class _Reader:
    """Gathers messages, and what a person should know of them."""

    def __init__(self, order: Order, names: Sequence[str]) -> None:
        self.order = order
        self.names = sorted((name for name in names if ":" in name), key=len, reverse=True)
        self.messages: list[ChatMessage] = []
        self.places: dict[str, list[int]] = {}
        self.before = ""

    def remark(self, text: str, *places: int) -> None:
        """Note something, once for all of its places."""
        self.places.setdefault(text, []).extend(places)

    def remarks(self) -> Iterator[Remark]:
        """All that was noted."""
        for text, places in self.places.items():
            yield Remark(text, tuple(places))

    def read(self, head: _Line, more: Sequence[str]) -> Obstacle | None:
        """Read a message of its first line and those that follow."""
        day = _day_of(head, self.order)
        if day is None:
            return Obstacle(
                f"there is no such day as {_shown(head)}", "mend the date, or take the line out", head.number
            )
        time = _time_of(head)
        if isinstance(time, Obstacle):
            return time
        moment = f"{day.isoformat()} {time}"
        if moment < self.before:
            self.remark("goes back in time: was it pasted into the message before?", head.number)
        self.before = max(moment, self.before)
        name, text = self._part(head.rest)
        if not name:
            following = (number for number, line in enumerate(more, head.number + 1) if line.strip())
            self.remark("was written by the program and by nobody, and is left out", head.number, *following)
            return None
        whole = "\n".join((text, *more))
        parts = self._parts(whole, head)
        if parts:
            self.messages.append(ChatMessage((name,), day.isoformat(), time, head.number, parts))
        return None

    def _part(self, rest: str) -> tuple[str, str]:
        """The name before a message, and the message; no name where the program speaks."""
        for known in self.names:
            if rest.startswith(f"{known}: "):
                return known, rest[len(known) + 2 :]
        found = _SAYS.search(rest)
        if found is None:
            return "", rest
        name = re.sub(f"[{_MARKS}]", "", rest[: found.start()]).strip(" \t\u00a0\u202f")
        return re.sub(rf"^~{_SPACE}*", "", name), rest[found.end() :]

    def _parts(self, whole: str, head: _Line) -> tuple[ChatPart, ...]:
        """What a message consists of; nothing where only the program speaks."""
        marked = whole.startswith("\u200e")
        text = _without_edit(whole).strip("\n")
        bare = text.strip().strip("".join(map(chr, (0x200E, 0x200F)))).strip()
        if bare.rstrip(".").casefold() in DELETED:
            self.remark("was taken back by who wrote it, and is left out", head.number)
            return ()
        if not bare or bare == "null":
            self.remark("holds no words (a picture that could be seen once, perhaps), and is left out", head.number)
            return ()
        file = _find_file(text, marked=marked)
        if file is not None:
            said, before, after = file
            self.remark("had a picture, a recording or a file, which isn't brought along", head.number)
            parts = (ChatPart(before), ChatPart(left_out=said), ChatPart(after))
            return tuple(part for part in parts if part.left_out or part.text.strip())
        if marked and head.match["open"]:
            self.remark("was written by the program and by nobody, and is left out", head.number)
            return ()
        if _BRACKETS.fullmatch(bare):
            self.remark(
                "stands in angle brackets, as what the program writes often does, and is taken as said", head.number
            )
        return (ChatPart(text),)


def _without_edit(text: str) -> str:
    """Take off what the program puts behind a message that was changed later."""
    found = _EDITED.search(text)
    if found and text[: found.start()].strip() and ("\u200e" in found["mark"] or found["said"].casefold() in EDITED):
        return text[: found.start()]
    return text


def _find_file(text: str, *, marked: bool) -> tuple[str, str, str] | None:
    """What the program says in place of a file, and what stands before and after that; None where there is none."""
    bare = text.strip().strip("\u200e\u200f").strip()
    words = bare.removeprefix("<").removesuffix(">").strip().rstrip(".")
    if words.casefold() in LEFT_OUT:
        return words, "", ""
    found = next(_ATTACHED.finditer(text), None)
    if found and ("\u200e" in found[0] or found["said"].casefold() in LEFT_OUT):
        return found["said"], text[: found.start()], text[found.end() :]
    found = _NAMED.match(text)
    if found and (marked or "\u200e" in found[0] or found["said"].casefold() in LEFT_OUT):
        return found["said"], "", text[found.end() :]
    return None


def _time_of(head: _Line) -> str | Obstacle:
    """The time of a message in 24 hours, without seconds."""
    said = (head.match["before"] or head.match["after"] or "").replace("\u00a0", " ").replace("\u202f", " ")
    half = re.sub(f"[{_MARKS}]", "", said).strip().casefold().rstrip(".")
    hour, minute = int(head.match["hour"]), int(head.match["minute"])
    if half in MORNING:
        hour = 0 if hour == 12 else hour
    elif half in AFTERNOON:
        hour = hour + 12 if hour < 12 else hour
    elif half not in NO_HALF:
        return Obstacle(
            f'"{said.strip()}" beside a time is not known as morning or afternoon',
            "write AM or PM in its place, by your editor's search and replace",
            head.number,
        )
    return f"{hour:02}:{minute:02}"
