"""Who speaks, and how, into TEI's pointers and labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from polyphony.views.writing import Target
from polyphony.xmltree import Child, Element, element, own_id, text_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from polyphony.model import Attribution
    from polyphony.views.kinds import LabelView
    from polyphony.views.writing import Writer

KINDS = ("passage", "turn", "quoted", "narration", "margin", "epigraph", "quotation")
_CERTAINTY = frozenset(["high", "medium", "low", "unknown"])
_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
_TIME = re.compile(r"(\d?\d):(\d\d)(?::(\d\d))?")


def pointers(kind: str, names: Iterable[str]) -> str:
    """Point to people, modes or themes by their ids."""
    return " ".join(f"#{own_id(kind, name)}" for name in names)


def voice_of(voice: Attribution, kind: str, writer: Writer, *, language: str = "") -> dict[str, str]:
    """Say of a text whose it is, what it is and how it is said, in the attributes that all of TEI has."""
    writer.speakers.update(voice.by)
    ana = (pointers("kind", [kind]), pointers("mode", voice.modes), pointers("theme", voice.themes))
    answers = writer.context.destinations.get(voice.re)
    late = writer.late(Target(answers.address, answers.id)) if answers is not None else ""
    return {
        "xml:id": text_id(writer.context.anchor(voice.id)) if voice.id else "",
        "who": pointers("person", voice.by),
        "ana": " ".join(part for part in ana if part),
        "cert": voice.cert if voice.cert in _CERTAINTY else "",
        "late-corresp": late,
        "xml:lang": language,
    }


def date_of(text: str, date: str) -> Element | str:
    """Mark a date as what it is; what is none stays text."""
    begin, slash, end = date.partition("/")
    known = {}
    if slash:
        known = {key: part for key, part in (("from", begin), ("to", end)) if _DATE.fullmatch(part)}
    elif _DATE.fullmatch(date):
        known = {"when": date}
    return element("date", known, text) if known else text


def clock(time: str) -> str:
    """Write a time as XML Schema has it; empty for none."""
    match = _TIME.fullmatch(time)
    return f"{match[1].zfill(2)}:{match[2]}:{match[3] or '00'}" if match else ""


def label(view: LabelView, voice: Attribution, writer: Writer, *, end: str = "") -> list[Child]:
    """Say who speaks, how and when, as a reader of the page sees it."""
    out: list[Child] = []
    for name, ids in writer.named(view, voice):
        if out:
            out.append(f" {writer.say('label-and')} ")
        out.append(element("persName", {"ref": pointers("person", ids)}, name))
    when: list[Child] = []
    if view.date_text:
        when.append(date_of(view.date_text, voice.date))
    if view.time:
        when += [" "] if when else []
        when.append(element("time", {"when": clock(view.time)}, view.time) if clock(view.time) else view.time)
    details: list[list[Child]] = [[part] for part in (view.place, *view.modes, voice.when) if part]
    details += [when] if when else []
    details += [[writer.say("uncertain")]] if view.uncertain else []
    for number, detail in enumerate(details):
        out += [", " if number else " (", *detail]
    return [*out, f"){end}" if details else end]


def note_id(number: int, writer: Writer) -> str:
    """Name a note of a page."""
    return own_id("fn", f"{writer.key}-{number}" if writer.key else str(number))
