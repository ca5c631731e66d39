"""Who speaks where, as a picture and as a table: one stave a person and one for *together*, a block a passage.

The picture is SVG with presentation attributes alone. For those who listen it is one `img` with a name and a
description; its blocks are links for a pointer, neither announced nor in the way of the Tab key: the table holds the
same links for everybody (docs/decisions/0011-score.md). Above `MOST` blocks, or `MOST_BYTES`, neighbours are merged, so
that a book's score stays small; it says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import NamedTuple

__all__ = ["MOST", "MOST_BYTES", "MOST_STAVES", "Part", "Score", "Stave", "fold_staves", "merge_parts", "render_score"]

MOST = 400
"""How many blocks a picture has at most."""

MOST_BYTES = 60_000
"""How long a picture is at most, as UTF-8."""

MOST_STAVES = 16
"""How many staves a picture has at most: more would fill the screen before the text begins."""

MOST_EQUALS = 24
"""How many it may have where those who would lose theirs say as much as those who would not."""

OTHERS = ""
"""The key of the stave that those share who would have one too many: nobody's id."""

# Lengths along the line of time are in percent, so that names keep their size on any screen; heights are in pixels.
_LABEL, _LEAST = 18.75, 0.12
_WIDTH = 100 - _LABEL
_ROW, _BLOCK = 32, 20
_NARROW = 10  # letters of a name that fit beside a stave on a small screen
_PATTERNS = ("plain", "waves", "hatching", "dots", "grid", "bars")
_OF_MODE = {"descriptive": "plain", "evocative": "waves", "analytical": "hatching", "creative": "dots"}
_DRAWN = {
    "waves": '<path d="M0 7q3-5 6 0t6 0" fill="none" stroke="#fff" opacity=".75" stroke-width="1.4"/>',
    "hatching": '<path d="M-2 8L8-2M-2 14L14-2M4 14L14 4" stroke="#fff" opacity=".6" stroke-width="1.2"/>',
    "dots": '<path d="M3 5h.01M9 11h.01" stroke="#fff" opacity=".85" stroke-width="2.4" stroke-linecap="round"/>',
    "grid": '<path d="M0 8h12M6 0v12" stroke="#fff" opacity=".55" stroke-width="1"/>',
    "bars": '<path d="M3 0v12M9 0v12" stroke="#fff" opacity=".6" stroke-width="1.2"/>',
}


class Stave(NamedTuple):
    """A line of the score: a key, a name, and the class that gives it its colour (`voice-1`, `together`)."""

    key: str
    name: str
    style: str


class Part(NamedTuple):
    """A block: the staves that it stands on, its first mode (empty: none), its words, its link and its voice's name.

    `merged` is how many passages and turns it stands for.
    """

    staves: tuple[str, ...]
    mode: str
    words: int
    address: str
    name: str
    merged: int = 1


class Score(NamedTuple):
    """A picture as SVG, the blocks that it shows, whether neighbours were merged in it, and how many share a stave."""

    svg: str
    shown: tuple[Part, ...]
    merged: bool
    shared: int = 0


def merge_parts(parts: Sequence[Part], most: int = MOST) -> list[Part]:
    """Merge neighbours until there are at most so many blocks, or one a voice: those of one voice first.

    Then stretches of time are drawn as one block a voice, each as wide as what that voice says in it, so that nobody
    gets words that are another's.
    """
    merged = list(parts)
    if len(merged) <= most:
        return merged
    joined: list[Part] = []
    for part in merged:
        last = joined[-1] if joined else None
        if last is not None and (last.staves, last.mode) == (part.staves, part.mode):
            joined[-1] = _join((last, part))
        else:
            joined.append(part)
    window = 2
    merged = joined
    while len(merged) > most and window < 2 * len(joined):
        merged = [
            voice for start in range(0, len(joined), window) for voice in _join_voices(joined[start : start + window])
        ]
        window += max(1, window // 2)
    return merged


def _join_voices(stretch: Sequence[Part]) -> list[Part]:
    """One block for each voice of a stretch, in the order in which they are first heard in it."""
    voices: dict[tuple[str, ...], list[Part]] = {}
    for part in stretch:
        voices.setdefault(part.staves, []).append(part)
    return [_join(said) for said in voices.values()]


def _join(parts: Sequence[Part]) -> Part:
    """One block for several of one voice: it leads to the first of them, and has the mode and name of the longest."""
    longest = max(parts, key=lambda part: part.words)
    words, merged = sum(part.words for part in parts), sum(part.merged for part in parts)
    return longest._replace(words=words, address=parts[0].address, merged=merged)


def render_score(
    parts: Sequence[Part],
    staves: Sequence[Stave],
    *,
    title: str,
    description: str,
    tip: Callable[[Part], str],
    key: str = "score",
    modes: Sequence[str] = (),
    mirrored: bool = False,
    others: Callable[[int], str] = str,
    language: str = "",
) -> Score:
    """Render the picture. `modes` are all modes in their order; `key` begins the ids in it, which are the page's.

    `language` is that of `title` and `description`, where it isn't the page's.
    `tip` says what is said of a block that is pointed at; `others` names the stave that the rest share where there are
    more than `MOST_STAVES`. What is shown as blocks still tells everybody apart.

    Each stave has a row; a block's width is its share of the words, and never less than can be pointed at. `mirrored`:
    time runs from right to left.
    """
    spoken = [part for part in parts if part.words and part.staves]
    if not spoken or not staves:
        return Score("", (), False)
    kept, shared = fold_staves(spoken, staves, others)
    drawn = partial(
        _draw,
        staves=kept,
        shared=shared,
        title=title,
        description=description,
        tip=tip,
        key=key,
        modes=modes,
        mirrored=mirrored,
        language=language,
    )
    shown = merge_parts(spoken)
    svg = drawn(shown)
    while (size := len(svg.encode())) > MOST_BYTES:
        fewer = merge_parts(spoken, max(1, min(len(shown) - 1, len(shown) * MOST_BYTES // size)))
        if len(fewer) >= len(shown):
            # One block for each voice: voices that are several people's can be more than there are staves.
            svg = _draw_joined(shown, drawn, others)
            return Score(svg, tuple(shown), merged=True, shared=len(shared))
        shown = fewer
        svg = drawn(shown)
    return Score(svg, tuple(shown), len(shown) < len(spoken), len(shared))


def _draw_joined(parts: Sequence[Part], drawn: Callable[[Sequence[Part]], str], others: Callable[[int], str]) -> str:
    """Draw what several people say at a time as ever fewer blocks, each on the staves of all of them.

    The table that goes with the picture still has each voice by itself.
    """
    window, svg = 1, drawn(parts)
    while len(svg.encode()) > MOST_BYTES and window < len(parts):
        window *= 2
        stretches = [parts[start : start + window] for start in range(0, len(parts), window)]
        svg = drawn([one for stretch in stretches for one in _join_joint(stretch, others)])
    return svg


def _join_joint(stretch: Sequence[Part], others: Callable[[int], str]) -> list[Part]:
    """Leave blocks of one person each as they are, and make one of all those of several, named by the longest."""
    joint = [part for part in stretch if len(part.staves) > 1]
    if len(joint) < 2:
        return list(stretch)
    longest = max(joint, key=lambda part: part.words)
    staves = tuple(dict.fromkeys(key for part in joint for key in part.staves))
    more = len(staves) - len(longest.staves)
    name = f"{longest.name}, {others(more)}" if more else longest.name
    one = _join(joint)._replace(staves=staves, name=name)
    kept: list[Part] = []
    for part in stretch:
        if part is joint[0]:
            kept.append(one)
        elif len(part.staves) < 2:
            kept.append(part)
    return kept


def fold_staves(
    parts: Sequence[Part], staves: Sequence[Stave], name: Callable[[int], str]
) -> tuple[list[Stave], frozenset[str]]:
    """Leave a stave to those who say most, in their order; the others share the last one. The keys of those who share.

    What is said together keeps its own. Whoever says as much as another is treated as the other: where the last who
    would keep a stave says no more than the first who would lose it, all who say so much keep theirs, if `MOST_EQUALS`
    staves hold them, or else they all share. `name` names the shared stave by how many people stand on it.
    """
    if len(staves) <= MOST_STAVES:
        return list(staves), frozenset()
    said: dict[str, int] = {}
    for part in parts:
        for key in part.staves:
            said[key] = said.get(key, 0) + part.words
    people = [stave.key for stave in staves if stave.style != "together"]
    free = MOST_STAVES - 1 - (len(staves) - len(people))
    amounts = sorted((said.get(key, 0) for key in people), reverse=True)
    least = amounts[free]  # what the first who has no place says
    shared = frozenset(key for key in people if said.get(key, 0) <= least)
    if amounts[free - 1] == least:
        fewer = frozenset(key for key in shared if said.get(key, 0) < least)
        shared = fewer if len(staves) - len(fewer) + bool(fewer) <= MOST_EQUALS else shared
    kept = [stave for stave in staves if stave.key not in shared]
    return [*kept, *([Stave(OTHERS, name(len(shared)), "others")] if shared else [])], shared


def _draw(
    shown: Sequence[Part],
    *,
    staves: Sequence[Stave],
    shared: frozenset[str],
    title: str,
    description: str,
    tip: Callable[[Part], str],
    key: str,
    modes: Sequence[str],
    mirrored: bool,
    language: str,
) -> str:
    patterns = {mode: _pattern_of(mode, index) for index, mode in enumerate(modes)}
    mark = f' lang="{language}"' if language else ""
    size = f'width="100%" height="{_ROW * len(staves)}"'
    font = 'font-family="sans-serif" font-size="14"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="score-picture" {size} {font}>',
        f'<svg role="img" direction="ltr" text-anchor="{"start" if mirrored else "end"}">',
        f"<title{mark}>{_escape(title)}</title>",
        f"<desc{mark}>{_escape(description)}</desc>",
        *(_draw_stave(stave, index, mirrored=mirrored) for index, stave in enumerate(staves)),
        "</svg>",
        f'<g aria-hidden="true" stroke-width="{_BLOCK}">',
    ]
    blocks = [
        _Block(part, patterns.get(part.mode, "plain"), _draw_block(part, *place, tip(part)))
        for part, place in zip(shown, _places(shown, mirrored=mirrored), strict=True)
    ]
    for row, stave in enumerate(staves):
        sharing = shared if stave.key == OTHERS else {stave.key}
        standing = [block for block in blocks if not sharing.isdisjoint(block.part.staves)]
        lines.append(_draw_blocks(standing, stave, row, key))
    lines.append("</g>\n</svg>")
    return "\n".join(lines)


class _Block(NamedTuple):
    """What is drawn for a part: the name of its pattern, and its link."""

    part: Part
    pattern: str
    link: str


def _draw_blocks(blocks: Sequence[_Block], stave: Stave, row: int, key: str) -> str:
    """Draw what stands on a stave, each pattern's blocks together, so that they need to name it once.

    A pattern is defined in the colour of the stave, which only what stands in it has.
    """
    drawn = {name: [block.link for block in blocks if block.pattern == name] for name in _PATTERNS}
    middle = row * _ROW + _ROW // 2
    lines = [f'<g class="{stave.style}" stroke="currentColor" transform="translate(0 {middle})">']
    lines += [_define(f"{key}-{row}{name}", name) for name in _PATTERNS[1:] if drawn[name]]
    lines += drawn["plain"]
    for name in _PATTERNS[1:]:
        if drawn[name]:
            lines += [f'<g stroke="url(#{key}-{row}{name})">', *drawn[name], "</g>"]
    return "\n".join([*lines, "</g>"])


_SPECIAL = re.compile("[&<>\"']")


def _escape(text: str) -> str:
    """Escape what has to be; most is harmless, and this is seen at once."""
    return escape(text) if _SPECIAL.search(text) else text


def _places(shown: Sequence[Part], *, mirrored: bool) -> list[tuple[float, float]]:
    """Find where each block begins and how wide it is, in percent."""
    total = sum(part.words for part in shown)
    least = min(_LEAST, _WIDTH / len(shown) / 2)
    free = _WIDTH - least * len(shown)
    places = []
    at = 0.0
    for part in shown:
        width = least + free * part.words / total
        places.append((_WIDTH - at - width if mirrored else _LABEL + at, width))
        at += width
    return places


def _pattern_of(mode: str, index: int) -> str:
    return _OF_MODE.get(mode) or _PATTERNS[index % len(_PATTERNS)]


def _define(name: str, pattern: str) -> str:
    """Define a pattern in the colour of the stave that it stands in."""
    size = 'width="12" height="12" patternUnits="userSpaceOnUse"'
    return f'<pattern id="{name}" {size}><path d="M0 0h12v12H0z" fill="currentColor"/>{_DRAWN[pattern]}</pattern>'


def _draw_stave(stave: Stave, row: int, *, mirrored: bool) -> str:
    begin, x, gap = (0.0, _WIDTH, 16) if mirrored else (_LABEL, _LABEL, -16)
    name = stave.name if len(stave.name) <= 18 else stave.name[:17] + "…"
    frame, close = "", ""
    if len(name) > _NARROW:  # in a frame of its own, that ends where the stave begins
        frame, close = f'<svg class="long" x="{x if mirrored else 0:g}%" width="{_LABEL:g}%" height="{_ROW}">', "</svg>"
        x = 0 if mirrored else 100
    return (
        f'<g class="stave {stave.style}" fill="currentColor" transform="translate(0 {row * _ROW})">'
        f'<rect x="{begin:g}%" y="{_ROW / 2 - 0.5:g}" width="{_WIDTH:g}%" height="1" opacity=".25"/>'
        f'{frame}<text x="{x:g}%" dx="{gap}" y="{_ROW // 2 + 5}">{_escape(name)}</text>{close}</g>'
    )


def _draw_block(part: Part, x: float, width: float, tip: str) -> str:
    """Draw a link as a stroke from where it begins to where it ends, of the width and colour of what it stands in."""
    end = x + (width * 0.9 if width < 1.2 else width - 0.12)
    line = f'<line x1="{x:.2f}%" x2="{end:.2f}%"/>'
    return f'<a href="{_escape(part.address)}" tabindex="-1"><title>{_escape(tip)}</title>{line}</a>'
