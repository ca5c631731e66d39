"""A publication into what of its style depends on who speaks, and a theme's style sheet into one that needs no file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from polyphony.html.voices import is_together
from polyphony.views.kinds import SpeakerView, StyleView
from polyphony.words import say

if TYPE_CHECKING:
    from polyphony.model import Publication
    from polyphony.views.site import Frame

__all__ = ["frame_style", "inline_style", "style_view"]

_VOICE = re.compile(r"\bvoice-(\d+)\b")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FONT = re.compile(r"@font-face\s*\{[^{}]*\}")
_IMPORT = re.compile(r"@import[^;]*;")
_FILE = re.compile(r"url\(\s*(?![\"']?(?:data:|#))[^)]*\)")
_SPACE = re.compile(r"\n\s*")


def inline_style(frame: Frame) -> str:
    """Write the theme's style sheets as one that asks for no file: without fonts, and without pictures of its own."""
    sheet = dict(frame.theme.assets()).get("style.css", b"").decode("utf-8", "replace")
    words = frame.theme.words(frame.publication.language)
    voices = frame.theme.render("voices.css", style_view(frame.publication, frame), words)
    css = _COMMENT.sub("", f"{sheet}\n{voices}")
    css = _FILE.sub("none", _IMPORT.sub("", _FONT.sub("", css)))
    return _SPACE.sub("\n", css).replace("</", "<\\/").strip()


def frame_style(frame: Frame, html: str) -> str:
    """Write the style of a text that stands in somebody else's page: no more than who speaks in this HTML needs."""
    numbers = {int(number) for number in _VOICE.findall(html)}
    people = tuple(
        SpeakerView(one.id, one.name, one.number, one.right_to_left)
        for one in frame.voices.speakers.values()
        if one.number in numbers
    )
    view = StyleView(people, (), (), (), (), tuple(sorted(frame.theme.colours.items())), "")
    return frame.theme.render("embed.css", view, frame.theme.words(frame.publication.language)).strip()


def style_view(publication: Publication, frame: Frame) -> StyleView:
    """See what of the style depends on who speaks: people, the sets that speak together, modes, themes, colours."""
    people: set[tuple[str, ...]] = set()
    modes: set[tuple[str, ...]] = set()
    for page in publication.pages:
        for spoken in page.parsed.spoken:
            if not is_together(spoken.by, page.parsed.authors):
                people.add(spoken.by)
            modes.add(tuple(sorted(spoken.modes)))
    speakers = frame.voices.speakers.values()
    return StyleView(
        tuple(SpeakerView(one.id, one.name, one.number, one.right_to_left) for one in speakers),
        tuple(sorted(voice for voice in people if voice)),
        tuple(frame.voices.modes),
        tuple(sorted(voice for voice in modes if voice)),
        tuple(frame.voices.themes),
        tuple(sorted(frame.theme.colours.items())),
        say(frame.theme.words(publication.language), "hidden"),
    )
