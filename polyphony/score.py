"""Who speaks where, as a picture and as a table: one stave a person and one for *together*, a block a passage.

The picture is SVG with presentation attributes alone. It is a navigation, so it is no `role="img"`, which would hide
its links from those who listen: it is a `group` with a name and a description, and each block a link with its own name.
Above `MOST` blocks neighbours are merged, so that a book's score stays small; it says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

__all__ = ["MOST", "Part", "Score", "Stave", "merge_parts", "render_score"]

MOST = 400
"""How many blocks a picture has at most."""

# Lengths along the line of time are in percent, so that names keep their size on any screen; heights are in pixels.
_LABEL, _LEAST = 18.75, 0.12
_WIDTH = 100 - _LABEL
_ROW, _BLOCK = 32, 20
_PATTERNS = ("plain", "waves", "hatching", "dots", "grid", "bars")
_OF_MODE = {"descriptive": "plain", "evocative": "waves", "analytical": "hatching", "creative": "dots"}
_DRAWN = {
    "waves": '<path d="M0 5q3-5 6 0t6 0" fill="none" stroke="#fff" stroke-opacity=".75" stroke-width="1.4"/>',
    "hatching": '<path d="M-2 12L12-2M4 14L14 4" stroke="#fff" stroke-opacity=".6" stroke-width="1.2"/>',
    "dots": '<path d="M3 3h.01M9 9h.01" stroke="#fff" stroke-opacity=".85" stroke-width="2.4" stroke-linecap="round"/>',
    "grid": '<path d="M0 6h12M6 0v12" stroke="#fff" stroke-opacity=".55" stroke-width="1"/>',
    "bars": '<path d="M3 0v12M9 0v12" stroke="#fff" stroke-opacity=".6" stroke-width="1.2"/>',
}


class Stave(NamedTuple):
    """A line of the score: a key, a name, and the class that gives it its colour (`voice-1`, `together`)."""

    key: str
    name: str
    style: str


class Part(NamedTuple):
    """A block: the staves that it stands on, its first mode (empty: none), its words, its link and its name."""

    staves: tuple[str, ...]
    mode: str
    words: int
    address: str
    name: str
    merged: int = 1


class Score(NamedTuple):
    """A picture as SVG, and whether neighbours were merged in it."""

    svg: str
    merged: bool


def merge_parts(parts: Sequence[Part], most: int = MOST) -> list[Part]:
    """Merge neighbours until there are at most so many: those of one voice first, then the smallest pairs."""
    merged = list(parts)
    if len(merged) <= most:
        return merged
    joined: list[Part] = []
    for part in merged:
        last = joined[-1] if joined else None
        if last is not None and (last.staves, last.mode) == (part.staves, part.mode):
            joined[-1] = last._replace(words=last.words + part.words, merged=last.merged + part.merged)
        else:
            joined.append(part)
    while len(joined) > most:
        step = -(-len(joined) // most)
        joined = [_join(joined[start : start + step]) for start in range(0, len(joined), step)]
    return joined


def _join(parts: Sequence[Part]) -> Part:
    """One block for several neighbours: on the staves of all of them, with the mode of the longest."""
    longest = max(parts, key=lambda part: part.words)
    staves = tuple(dict.fromkeys(stave for part in parts for stave in part.staves))
    return Part(
        staves,
        longest.mode,
        sum(part.words for part in parts),
        parts[0].address,
        parts[0].name,
        sum(part.merged for part in parts),
    )


def render_score(
    parts: Sequence[Part],
    staves: Sequence[Stave],
    *,
    title: str,
    description: str,
    key: str = "score",
    modes: Sequence[str] = (),
    mirrored: bool = False,
) -> Score:
    """Render the picture. `modes` are all modes in their order; `key` begins the ids in it, which are the page's.

    Each stave has a row; a block's width is its share of the words, and never less than can be pointed at. `mirrored`:
    time runs from right to left.
    """
    shown = merge_parts([part for part in parts if part.words and part.staves])
    if not shown or not staves:
        return Score("", False)
    rows = {stave.key: index for index, stave in enumerate(staves)}
    patterns = {mode: _pattern_of(mode, index) for index, mode in enumerate(modes)}
    height = _ROW * len(staves)
    used = [
        name for name in _PATTERNS if name in {patterns.get(part.mode, "plain") for part in shown} and name != "plain"
    ]
    names = f'aria-labelledby="{key}-title" aria-describedby="{key}-description"'
    size = f'width="100%" height="{height}" font-family="sans-serif" font-size="14"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="group" {names}>',
        f'<title id="{key}-title">{escape(title)}</title><desc id="{key}-description">{escape(description)}</desc>',
    ]
    if used:
        drawn = "".join(
            f'<pattern id="{key}-{name}" width="12" height="12" patternUnits="userSpaceOnUse">{_DRAWN[name]}</pattern>'
            for name in used
        )
        lines.append(f"<defs>{drawn}</defs>")
    lines.extend(_render_stave(stave, index, mirrored=mirrored) for index, stave in enumerate(staves))
    total = sum(part.words for part in shown)
    least = min(_LEAST, _WIDTH / len(shown) / 2)
    free = _WIDTH - least * len(shown)
    place = 0.0
    styles = {stave.key: stave.style for stave in staves}
    for part in shown:
        width = least + free * part.words / total
        x = _LABEL + place if not mirrored else _WIDTH - place - width
        lines.append(_render_part(part, x, width, rows, styles, patterns, key))
        place += width
    lines.append("</svg>")
    return Score("\n".join(lines), len(shown) < len([part for part in parts if part.words and part.staves]))


def _pattern_of(mode: str, index: int) -> str:
    return _OF_MODE.get(mode) or _PATTERNS[index % len(_PATTERNS)]


def _render_stave(stave: Stave, index: int, *, mirrored: bool) -> str:
    middle = index * _ROW + _ROW // 2
    begin, end = (0.0, _WIDTH) if mirrored else (_LABEL, 100.0)
    x, gap, anchor = (_WIDTH, 16, "start") if mirrored else (_LABEL, -16, "end")
    name = stave.name if len(stave.name) <= 18 else stave.name[:17] + "…"
    return (
        f'<g class="stave {stave.style}">'
        f'<line x1="{begin:g}%" x2="{end:g}%" y1="{middle}" y2="{middle}" stroke="currentColor" stroke-opacity=".25"/>'
        f'<text x="{x:g}%" dx="{gap}" y="{middle + 5}" text-anchor="{anchor}" direction="ltr" fill="currentColor">'
        f"{escape(name)}</text></g>"
    )


def _render_part(
    part: Part, x: float, width: float, rows: dict[str, int], styles: dict[str, str], patterns: dict[str, str], key: str
) -> str:
    wide = width * 0.99 if width < 1 else width - 0.08
    pattern = patterns.get(part.mode, "plain")
    drawn = []
    for stave in part.staves:
        y = rows[stave] * _ROW + (_ROW - _BLOCK) / 2
        box = f'x="{x:.3f}%" y="{y:g}" width="{wide:.3f}%" height="{_BLOCK}" rx="2"'
        drawn.append(f'<g class="{styles[stave]}"><rect {box} fill="currentColor"/>')
        if pattern != "plain":
            drawn.append(f'<rect {box} fill="url(#{key}-{pattern})"/>')
        drawn.append("</g>")
    name = escape(part.name)
    return f'<a href="{escape(part.address)}" aria-label="{name}"><title>{name}</title>{"".join(drawn)}</a>'
