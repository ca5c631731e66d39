"""Who speaks, and how, into the words and references that JATS has for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polyphony.xmltree import Child, Element, element, own_id

if TYPE_CHECKING:
    from polyphony.model import Attribution
    from polyphony.views.kinds import LabelView
    from polyphony.views.writing import Writer


def names(label: LabelView, voice: Attribution, writer: Writer) -> list[Child]:
    """Name who speaks, each linked to where the file says more of them."""
    out: list[Child] = []
    for name, ids in writer.named(label, voice):
        if out:
            out.append(f" {writer.say('label-and')} ")
        rid = " ".join(own_id("person", one) for one in ids)
        linked = rid and not writer.in_link
        out.append(element("xref", {"ref-type": "contrib", "rid": rid}, name) if linked else name)
    return out


def details(label: LabelView, voice: Attribution, writer: Writer) -> str:
    """Say how and when somebody speaks: " (evocative, 09:41)", or nothing."""
    when = " ".join(part for part in (label.date_text, label.time) if part)
    uncertain = writer.say("uncertain") if label.uncertain else ""
    shown = ", ".join(part for part in (label.place, *label.modes, voice.when, when, uncertain) if part)
    return f" ({shown})" if shown else ""


def speaker(voice: Attribution, kind: str, writer: Writer) -> Element:
    """Write a paragraph that says who speaks, and how."""
    label = writer.label(voice, kind)
    who = element("bold", None, *names(label, voice, writer))
    return element("p", {"content-type": "speaker"}, who, details(label, voice, writer))


def note_id(number: int, writer: Writer) -> str:
    """Name a note of a page."""
    return own_id("fn", f"{writer.key}-{number}" if writer.key else str(number))


def tokens(voice: Attribution, kind: str, writer: Writer) -> str:
    """Say all of a voice in an attribute's words: `passage:id by:claire mode:evocative`."""
    anchor = writer.context.anchor(voice.id)
    words = [f"{kind}:{anchor}" if anchor else kind]
    words += [f"by:{one}" for one in voice.by]
    words += [f"mode:{one}" for one in voice.modes]
    words += [f"theme:{one}" for one in voice.themes]
    stated = (("date", voice.date), ("time", voice.time), ("cert", voice.cert), ("source", voice.source))
    words += [f"{name}:{value}" for name, value in stated if value]
    if voice.re and voice.re in writer.context.destinations:
        words.append(f"re:{voice.re}")
    return " ".join(words)
