"""Parts and staves into a picture: SVG with presentation attributes alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import Literal, NamedTuple

from polyphony.score.merging import OTHERS, Part, Stave, fold_staves, join_joint, merge_parts

__all__ = ["MOST_BYTES", "Pointed", "Score", "render_score"]

MOST_BYTES = 60_000
"""How long a picture is at most, as UTF-8."""

Pointed = Literal["block", "stave"]
"""What says whose it is where it is pointed at: each block by itself, or all that stand on a stave."""

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


class Score(NamedTuple):
    """A picture as SVG, the blocks that it shows, whether neighbours were merged in it, and how many share a stave."""

    svg: str
    shown: tuple[Part, ...]
    merged: bool
    shared: int = 0


def render_score(
    parts: Sequence[Part],
    staves: Sequence[Stave],
    *,
    title: str,
    description: str,
    tip: Callable[[Part], str],
    pointed: Pointed = "block",
    key: str = "score",
    modes: Sequence[str] = (),
    mirrored: bool = False,
    others: Callable[[int], str] = str,
    language: str = "",
) -> Score:
    """Render the picture. `modes` are all modes in their order; `key` begins the ids in it, which are the page's.

    `language` is that of `title` and `description`, where it isn't the page's. `tip` says what is said of a block that
    is pointed at; where a script says it (`pointed` is "stave"), those of a stave have its name, once. `others` names
    the stave that the rest share where there are more than `MOST_STAVES`; its blocks still tell everybody apart.

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
        tip=tip if pointed == "block" else None,
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
            svg = _draw_joined(shown, partial(drawn, tip=tip), others)
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
        svg = drawn([one for stretch in stretches for one in join_joint(stretch, others)])
    return svg


def _draw(
    shown: Sequence[Part],
    *,
    staves: Sequence[Stave],
    shared: frozenset[str],
    title: str,
    description: str,
    tip: Callable[[Part], str] | None,
    key: str,
    modes: Sequence[str],
    mirrored: bool,
    language: str,
) -> str:
    patterns = {mode: _pattern_of(mode, index) for index, mode in enumerate(modes)}
    mark = f' lang="{language}"' if language else ""
    size = f'width="100%" height="{_ROW * len(staves)}"'
    font = 'font-family="sans-serif" font-size="14"'
    named = f'aria-labelledby="{key}-title" aria-describedby="{key}-description"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="score-picture" {size} {font}>',
        f'<svg role="img" {named} direction="ltr" text-anchor="{"start" if mirrored else "end"}">',
        f'<title id="{key}-title"{mark}>{_escape(title)}</title>',
        f'<desc id="{key}-description"{mark}>{_escape(description)}</desc>',
        *(_draw_stave(stave, index, mirrored=mirrored) for index, stave in enumerate(staves)),
        "</svg>",
        f'<g aria-hidden="true" stroke-width="{_BLOCK}">',
    ]
    blocks = [
        _Block(
            part,
            patterns.get(part.mode, "plain"),
            _draw_block(part, *place, tip(part) if tip else part.name if shared.intersection(part.staves) else ""),
        )
        for part, place in zip(shown, _places(shown, mirrored=mirrored), strict=True)
    ]
    for row, stave in enumerate(staves):
        sharing = shared if stave.key == OTHERS else {stave.key}
        standing = [block for block in blocks if not sharing.isdisjoint(block.part.staves)]
        lines.append(_draw_blocks(standing, stave, row, key, named=tip is None))
    lines.append("</g>\n</svg>")
    return "\n".join(lines)


class _Block(NamedTuple):
    """What is drawn for a part: the name of its pattern, and its link."""

    part: Part
    pattern: str
    link: str


def _draw_blocks(blocks: Sequence[_Block], stave: Stave, row: int, key: str, *, named: bool) -> str:
    """Draw what stands on a stave, blocks of one pattern together, so that it needs to be named once.

    A pattern is defined in the colour of the stave, which only what stands in it has.
    """
    groups: dict[str, list[str]] = {}
    for block in blocks:
        groups.setdefault(block.pattern, []).append(block.link)
    middle = row * _ROW + _ROW // 2
    lines = [f'<g class="{stave.style}" stroke="currentColor" transform="translate(0 {middle})">']
    lines += [f"<title>{_escape(stave.name)}</title>"] if named else []
    lines += [_define(f"{key}-{row}{name}", name) for name in _PATTERNS[1:] if name in groups]
    for pattern, links in groups.items():
        drawn = "".join(links)
        lines.append(drawn if pattern == "plain" else f'<g stroke="url(#{key}-{row}{pattern})">{drawn}</g>')
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
    title = f"<title>{_escape(tip)}</title>" if tip else ""
    return f'<a href="{_escape(part.address)}" tabindex="-1">{title}{line}</a>'
