"""A page's utterances into its score: the picture, and the same as a table for whoever doesn't see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from polyphony.html import Voices, relative_address
from polyphony.html.escape import escape
from polyphony.html.voices import in_order, is_together
from polyphony.model import Block, Page, Utterance, voiced_in
from polyphony.score import Part, Pointed, Stave, render_score
from polyphony.views.spoken import SpokenPage
from polyphony.words import Words, in_a_sentence, mark_language, say, say_number

__all__ = ["blocks_score", "parts_of", "parts_said", "score_of", "staves_of"]

TOGETHER = "together"
_SHOWN = frozenset({"passage", "turn", "narration", "margin"})


def parts_of(
    blocks: Iterable[Block],
    voices: Voices,
    words: Words,
    *,
    authors: Sequence[str],
    order: Sequence[str],
    renamed: dict[str, str],
    address: str = "",
) -> list[Part]:
    """A block for each utterance that somebody says; `address` is the page's, where the score stands on another."""
    known: dict[tuple[tuple[str, ...], tuple[str, ...]], _Voice] = {}
    parts = []
    for one, _ in voiced_in(blocks):
        if isinstance(one, Utterance) and one.kind in _SHOWN and (at := one.attribution).by:
            voice = known.get((at.by, at.modes))
            if voice is None:
                voice = known[at.by, at.modes] = _voice(at.by, at.modes, voices, words, authors, order)
            parts.append(Part(voice.staves, voice.mode, at.words, f"{address}#{renamed.get(at.id, at.id)}", voice.name))
    return parts


def parts_said(pages: Iterable[tuple[Page, SpokenPage]], voices: Voices, words: Words, *, root: str) -> list[Part]:
    """A block for each utterance of several pages, as seen from a page whose way to the site's root is `root`."""
    parts = []
    for page, on_page in pages:
        for one in on_page.said:
            if one.kind in _SHOWN and one.by:
                voice = _voice(one.by, one.modes, voices, words, page.parsed.authors, page.byline.order)
                address = relative_address(root, f"{page.file}#{one.id}")
                parts.append(Part(voice.staves, voice.mode, one.words, address, voice.name))
    return parts


class _Voice(NamedTuple):
    """What the blocks of one voice have in common: their staves, their first mode, and a name for both."""

    staves: tuple[str, ...]
    mode: str
    name: str


def _voice(
    by: Sequence[str],
    modes: Sequence[str],
    voices: Voices,
    words: Words,
    authors: Sequence[str],
    order: Sequence[str],
) -> _Voice:
    """Name the voice of an utterance."""
    together = is_together(by, authors)
    names = [say(words, "together")] if together else [_name(person, voices) for person in in_order(by, order)]
    name = ", ".join(names)
    mode = ", ".join(in_a_sentence(voices.modes.get(mode, mode), words.language) for mode in modes)
    staves = (TOGETHER,) if together else tuple(by)
    return _Voice(staves, modes[0] if modes else "", f"{name} ({mode})" if mode else name)


def _name(person: str, voices: Voices) -> str:
    speaker = voices.speakers.get(person)
    return speaker.name if speaker else person


def staves_of(parts: Iterable[Part], voices: Voices, words: Words, order: Sequence[str]) -> list[Stave]:
    """A stave for each person who says something, in the order of the byline, and one for what is said together."""
    used = dict.fromkeys(stave for part in parts for stave in part.staves)
    together = TOGETHER in used
    people = in_order(tuple(person for person in used if person != TOGETHER), order)
    staves = [
        Stave(person, _name(person, voices), f"voice-{voices.speakers[person].number}")
        for person in people
        if person in voices.speakers
    ]
    if together:
        # In the middle, so that nobody's stave is on top for the sake of it.
        staves.insert((len(staves) + 1) // 2, Stave(TOGETHER, say(words, "together"), TOGETHER))
    return staves


def score_of(
    parts: list[Part],
    voices: Voices,
    words: Words,
    *,
    order: Sequence[str],
    direction: str,
    key: str,
    title: str = "score-title",
    pointed: Pointed = "block",
) -> Markup:
    """The picture and the table; empty where there is nothing to compare.

    Where the theme's script reads along (`pointed` is "stave"), it says of a block what the table says.
    """
    spoken = [part for part in parts if part.words]
    staves = staves_of(spoken, voices, words, order)
    if len(spoken) < 2 or not staves:
        return Markup()
    total = sum(part.words for part in spoken)
    description = say(words, "score-description", count=len(spoken), words=total)
    score = render_score(
        spoken,
        staves,
        title=say(words, title),
        language=words.spoken.get("score-description", ""),
        description=description,
        tip=lambda part: f"{_heading(part, words)}, {say(words, 'words', count=part.words)}",
        pointed=pointed,
        key=key,
        modes=tuple(voices.modes),
        mirrored=direction == "rtl",
        others=lambda count: say(words, "score-others", count=count),
    )
    notes = [key for key, true in (("score-merged", score.merged), ("score-shared", score.shared)) if true]
    said = escape(" ".join(say(words, key) for key in notes))
    note = f'<p class="score-note"{mark_language(words, notes[0])}>{said}</p>' if notes else ""
    return Markup(f"{score.svg}\n{note}{_table(score.shown, words, key)}")


def _heading(part: Part, words: Words) -> str:
    """Name a block: its voice, and how many passages it stands for where it is several."""
    return f"{part.name}, {say(words, 'passages', count=part.merged)}" if part.merged > 1 else part.name


def _table(parts: Sequence[Part], words: Words, key: str) -> str:
    """The same as a table: a row a block, in reading order, with its share; and the sum.

    Of a header, its place says what it heads: a row of headers alone heads columns, one beside a number its row.
    """
    head = "".join(
        f"<th{mark_language(words, column)}>{escape(say(words, column))}</th>"
        for column in ("score-part", "score-words")
    )
    rows = "".join(
        f'<tr><th><a href="{escape(part.address)}">{escape(_heading(part, words))}</a></th>'
        f"<td>{say_number(words, part.words)}</td></tr>"
        for part in parts
    )
    total = sum(part.words for part in parts)
    name = escape(say(words, "score-table"))
    mark = mark_language(words, "score-total")
    foot = f"<tr><th{mark}>{escape(say(words, 'score-total'))}</th><td>{say_number(words, total)}</td></tr>"
    table = f'<table aria-labelledby="{key}-table"><thead><tr>{head}</tr></thead>{rows}<tfoot>{foot}</tfoot></table>'
    summary = f'<summary id="{key}-table"{mark_language(words, "score-table")}>{name}</summary>'
    return f'<details class="score-table">{summary}{table}</details>'


def blocks_score(
    blocks: Iterable[Block],
    voices: Voices,
    words: Words,
    *,
    authors: Sequence[str],
    order: Sequence[str],
    renamed: dict[str, str],
    direction: str,
    key: str,
) -> Markup:
    """The score of one page's blocks, or of an exchange's, where the theme's script reads along."""
    parts = parts_of(blocks, voices, words, authors=authors, order=order, renamed=renamed)
    return score_of(parts, voices, words, order=order, direction=direction, key=key, pointed="stave")
