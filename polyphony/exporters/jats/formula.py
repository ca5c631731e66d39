"""TeX into a formula that holds both MathML and the TeX itself."""

from __future__ import annotations

from polyphony.html.code import convert_math
from polyphony.xmltree import Element, add, element

_ATTRIBUTES = frozenset(
    [
        "accent", "accentunder", "align", "bevelled", "close", "columnalign", "columnlines", "columnspacing",
        "columnspan", "depth", "display", "displaystyle", "fence", "form", "frame", "height", "largeop",
        "linethickness", "lspace", "mathsize", "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "open",
        "rowalign", "rowlines", "rowspacing", "rowspan", "rspace", "scriptlevel", "separator", "separators",
        "stretchy", "subscriptshift", "superscriptshift", "symmetric", "voffset", "width",
    ]
)  # fmt: skip
"""The attributes of MathML 2 that say how a formula looks; none that loads, links or runs."""


def formula(tex: str, display: str) -> Element:
    """Write a formula, `inline` or `block`; one that can't be turned into MathML is its TeX alone."""
    name = "inline-formula" if display == "inline" else "disp-formula"
    words = element("tex-math", None, tex)
    converted = convert_math(tex, display)
    if converted is None:
        return element(name, None, words)
    math = element("mml:math", {"display": display})
    add(math, [prefixed(child) for child in converted])
    return element(name, None, element("alternatives", None, words, math))


def prefixed(one: Element) -> Element:
    """Copy an element of MathML with its prefix, and with no attribute that MathML 2 doesn't have."""
    made = element(f"mml:{one.tag}", {key: value for key, value in one.items() if key in _ATTRIBUTES})
    add(made, [one.text, *(part for child in one for part in (prefixed(child), child.tail))])
    return made
