"""Colours of voices: how many people there are into hues that lie as far apart as they can, none louder than another.

All share a lightness and a chroma in OKLCH (Björn Ottosson's OKLab in polar form, as CSS Color 4 has it); what sRGB
can't show of a hue's chroma is taken off. Contrast is WCAG 2's.
"""

from __future__ import annotations

import math
from typing import NamedTuple

__all__ = ["ENOUGH", "HUES", "Look", "contrast", "dark_form", "hex_of", "looks_of", "nearest_readable"]

HUES = 8
"""How many hues can be told apart; beyond them colours repeat, and shapes go on."""

ENOUGH = 4.5
"""The least contrast of text (WCAG 2.2, 1.4.3)."""

_LIGHT, _DARK = (0.50, 0.115), (0.78, 0.095)
"""Lightness and chroma on light and on dark paper."""

_FIRST = 257.0
"""The hue of the first: blue, whose opposite is told from it by nearly everybody who sees colours differently."""

_STROKES = ("solid", "dashed", "double", "dotted")
_GLYPHS = "◆●▲■✚◇○△□✕★☆◐◓▣◈▽▷◁◉⬟⬢✦❖☗"


class Look(NamedTuple):
    """How somebody's voice looks: a colour on light and on dark paper (as `#rrggbb`), a stroke, and a glyph or none.

    Nobody else has the same stroke and glyph; nor the same colour and stroke, as long as there are such pairs.
    """

    light: str
    dark: str
    stroke: str
    glyph: str


def looks_of(count: int, hues: int = HUES) -> list[Look]:
    """Give so many people their looks, in their order; `hues` is how many of them have to be told apart by hue."""
    colours = [(hex_of(*_LIGHT, hue), hex_of(*_DARK, hue)) for hue in _spread(max(1, min(count, hues, HUES)))]
    strokes = len(_STROKES)
    # After this many, a colour would meet the same stroke again: from there on strokes are moved by one.
    again = math.lcm(len(colours), strokes)
    return [
        Look(
            *colours[place % len(colours)],
            _STROKES[(place + place // again) % strokes],
            _glyph(place // strokes),
        )
        for place in range(count)
    ]


def _spread(count: int) -> list[float]:
    """Space hues evenly around the circle, in an order in which each is as far as can be from those before it."""
    left = [(_FIRST + 360 * place / count) % 360 for place in range(count)]
    ordered: list[float] = []
    while left:
        farthest = max(left, key=lambda hue: min((_apart(hue, other) for other in ordered), default=0))
        left.remove(farthest)
        ordered.append(farthest)
    return ordered


def _apart(one: float, other: float) -> float:
    """Measure the angle between two hues; rounded, so that every machine finds the same ones farthest."""
    return round(min(abs(one - other), 360 - abs(one - other)), 6)


def _glyph(number: int) -> str:
    """Give the number-th glyph: none, then one, then two and so on."""
    glyphs = ""
    while number:
        number, place = divmod(number - 1, len(_GLYPHS))
        glyphs = _GLYPHS[place] + glyphs
    return glyphs


def hex_of(lightness: float, chroma: float, hue: float) -> str:
    """Write a colour of OKLCH (`hue` in degrees) as `#rrggbb`, with as much of its chroma as sRGB has room for."""
    low, high = 0.0, chroma
    if not _fits(_linear(lightness, chroma, hue)):
        for _ in range(24):
            middle = (low + high) / 2
            low, high = (middle, high) if _fits(_linear(lightness, middle, hue)) else (low, middle)
        chroma = low
    channels = (round(255 * _gamma(min(max(value, 0.0), 1.0))) for value in _linear(lightness, chroma, hue))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Turn OKLCH into linear-light sRGB, which may lie outside of 0 to 1."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _fits(channels: tuple[float, float, float]) -> bool:
    return all(-1e-4 <= value <= 1 + 1e-4 for value in channels)


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def contrast(one: str, other: str) -> float:
    """Measure the contrast of two colours given as `#rrggbb`: 1 to 21 (WCAG 2.2)."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def nearest_readable(colour: tuple[float, float, float], paper: str) -> str:
    """Find the colour of the same hue and nearest lightness that can be read on this paper.

    `colour` is OKLCH, `paper` `#rrggbb`. Where nothing on one side of the paper can be read, black or white can.
    """
    lightness, chroma, hue = colour
    for step in range(1, 101):
        for other in (lightness - step / 100, lightness + step / 100):
            if 0 <= other <= 1 and contrast(found := hex_of(other, chroma, hue), paper) >= ENOUGH:
                return found
    return max("#000000", "#ffffff", key=lambda one: contrast(one, paper))


def dark_form(colour: tuple[float, float, float]) -> str:
    """Give the form that a colour of light paper (OKLCH) takes on dark: its hue, as light as all others there."""
    _, chroma, hue = colour
    return hex_of(_DARK[0], min(chroma, _DARK[1]), hue)
