"""A publication into what of its style depends on who speaks, and a theme's style sheet into one that needs no file."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from polyphony.colours import looks_of
from polyphony.theme import VOICE, halves
from polyphony.theme.minifying import minify
from polyphony.views.kinds import ColourView, StyleView, VoiceView
from polyphony.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from polyphony.colours import Look
    from polyphony.model import Publication
    from polyphony.views.site import Frame

__all__ = ["frame_style", "inline_style", "style_view", "voiced_style"]

_VOICE = re.compile(r"\bvoice-(\d+)\b")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FONT = re.compile(r"@font-face\s*\{[^{}]*\}")
_UNQUOTED = str.maketrans({" ": "%20", "'": "%27", "<": "%3C", ">": "%3E"})
"""What an address without quotes says otherwise: journals rewrite those that have some."""
_IMPORT = re.compile(r"@import[^;]*;")
_DATA = re.compile(r'url\("(data:[^"]*)"\)')
_FILE = re.compile(r"url\(\s*(?![\"']?(?:data:|#))[^)]*\)")


def inline_style(frame: Frame) -> str:
    """Write the theme's style sheets as one that asks for no file: without fonts, and without pictures of its own."""
    assets = dict(frame.theme.assets())
    sheet = "\n".join(assets.get(name, b"").decode("utf-8", "replace") for name in ("style.css", "rare.css"))
    words = frame.theme.words(frame.publication.language)
    voices = frame.theme.render("voices.css", style_view(frame.publication, frame), words)
    css = _COMMENT.sub("", f"{sheet}\n{voices}")
    css = _FILE.sub("none", _IMPORT.sub("", _FONT.sub("", css)))
    css = _DATA.sub(lambda found: f"url({found[1].translate(_UNQUOTED)})", css)
    return minify("single.css", css.encode("utf-8", "replace")).decode().replace("</", "<\\/").strip()


def frame_style(frame: Frame, html: str) -> str:
    """Write the style of a text that stands in somebody else's page: no more than who speaks in this HTML needs."""
    return voiced_style(frame, html, "embed.css")


def voiced_style(frame: Frame, html: str, template: str) -> str:
    """Render a style sheet for those who speak in this HTML."""
    numbers = {int(number) for number in _VOICE.findall(html)}
    people = tuple(one for one in voice_views(frame) if one.number in numbers)
    view = StyleView(people, (), (), colour_views(frame), "", 0)
    return frame.theme.render(template, view, frame.theme.words(frame.publication.language)).strip()


def voice_views(frame: Frame) -> tuple[VoiceView, ...]:
    """Give everybody their look, in the order of their numbers: hues are spread over those who say something."""
    if frame.looks is None:
        frame.looks = _voice_views(frame)
    return frame.looks


def _voice_views(frame: Frame) -> tuple[VoiceView, ...]:
    every = [one for page in frame.publication.pages for one in page.parsed.spoken]
    speaking = {person for one in every for person in one.by}
    filtered = {person for one in every if one.kind != "quoted" for person in one.by}
    speakers = frame.voices.speakers
    looks = looks_of(len(speakers), len(speaking & speakers.keys()))
    heard = sorted(speakers.values(), key=lambda one: (one.id not in speaking, one.number))
    look_of = _spread_looks([speaker.id for speaker in heard], looks, frame.publication)
    views = []
    for one in speakers.values():
        light, dark, stroke, glyph = look_of[one.id]
        stated = frame.theme.colours.get(f"{VOICE}{one.id}")
        if stated:
            light, dark = halves(stated)
        views.append(VoiceView(one.id, one.name, one.number, light, dark, stroke, glyph, one.id in filtered))
    return tuple(views)


def _spread_looks(order: Sequence[str], looks: Sequence[Look], publication: Publication) -> dict[str, Look]:
    """Give each person a look, so that those who speak on the same pages share a colour as little as can be.

    Each round of hues goes to as many people as there are hues, in their order: who comes first chooses first.
    """
    round_of = len({look.light for look in looks}) or 1
    if len(order) <= round_of:
        return dict(zip(order, looks, strict=True))
    heard: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for page in publication.pages:
        for spoken in page.parsed.spoken:
            for person in spoken.by:
                heard[person][page.file] += spoken.count
    taken: defaultdict[str, dict[str, int]] = defaultdict(dict)  # how often a colour is heard on a page
    look_of: dict[str, Look] = {}
    for start in range(0, len(order), round_of):
        free = list(looks[start : start + round_of])
        for person in order[start : start + round_of]:
            pages = heard[person]
            look = min(free, key=lambda one: _overlap(pages, taken[one.light]))
            free.remove(look)
            look_of[person] = look
            colour = taken[look.light]
            for file, said in pages.items():
                colour[file] = colour.get(file, 0) + said
    return look_of


def _overlap(pages: Mapping[str, int], others: Mapping[str, int]) -> int:
    """Count what somebody says on pages on which others say something, too, up to what these say there."""
    return sum(min(said, others[file]) for file, said in pages.items() if file in others)


def colour_views(frame: Frame) -> tuple[ColourView, ...]:
    """See the colours that are nobody's."""
    stated = sorted(frame.theme.colours.items())
    return tuple(ColourView(name, *halves(text)) for name, text in stated if not name.startswith(VOICE))


def style_view(publication: Publication, frame: Frame) -> StyleView:
    """See what of the style depends on who speaks: people, modes, themes, colours."""
    authors = sum(one.is_author for one in frame.voices.speakers.values())
    return StyleView(
        voice_views(frame),
        tuple(frame.voices.modes),
        tuple(frame.voices.themes),
        colour_views(frame),
        say(frame.theme.words(publication.language), "hidden"),
        min(max(authors, 2), 3),
    )
