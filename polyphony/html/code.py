"""Code into coloured HTML, and TeX into MathML. The only place that knows Pygments (and latex2mathml)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from polyphony.html.escape import escape

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from pygments.lexer import Lexer

LONGEST_LINE = 1_000
"""How many characters a line of coloured code may have: some lexers need seconds for a line of 5,000."""

LONGEST_CODE = 50_000
"""How many characters of code are coloured at once."""

_LANGUAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9+#._-]{0,39}")


def can_be_coloured(code: str) -> bool:
    """Tell whether code is short enough to be coloured in good time."""
    return len(code) <= LONGEST_CODE and max(map(len, code.split("\n"))) <= LONGEST_LINE


@lru_cache(1)
def names_of_lexers() -> frozenset[str]:
    """Every name of a language that can be coloured."""
    from pygments.lexers import get_all_lexers

    return frozenset(alias.lower() for _, aliases, _, _ in get_all_lexers() for alias in aliases)


@lru_cache(64)
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(256)
def colour_code(code: str, language: str) -> str:
    """Colour code by the name of its language; code that is too long, or of a language nobody knows, stays plain."""
    if not language or not _LANGUAGE.fullmatch(language) or not can_be_coloured(code):
        return escape(code)
    lexer = _lexer(language.lower())
    if lexer is None:
        return escape(code)
    from pygments import highlight
    from pygments.formatters import HtmlFormatter

    coloured: str = highlight(code, lexer, HtmlFormatter(nowrap=True))
    return coloured.removesuffix("\n")


def language_class(language: str) -> str:
    """Write the class of code in this language, as an attribute; nothing for what isn't a language's name."""
    return f' class="language-{language}"' if _LANGUAGE.fullmatch(language) else ""


LONGEST_TEX = 5_000
"""How many characters of TeX are turned into MathML."""


def convert_math(tex: str, display: str) -> Element | None:
    """Turn TeX into an element of MathML, its names without a prefix; None where it can't be turned.

    `display` is `inline` or `block`.
    """
    if len(tex) > LONGEST_TEX:
        return None
    try:
        from latex2mathml.converter import convert_to_element

        converted: Element = convert_to_element(tex, display="block" if display == "block" else "inline")
    except Exception:  # noqa: BLE001 - the library raises whatever it stumbles over; the TeX is then what is shown
        return None
    for element in converted.iter():
        if element.text and "&#x" in element.text:  # The library writes characters as references, as text.
            element.text = _REFERENCE.sub(lambda found: chr(int(found[1], 16)), element.text)
            if element.tag == "mi" and len(element.text) == 1 and element.text.isascii() and element.text.isalpha():
                element.set("mathvariant", "normal")  # An upright letter, as in `\\mathrm{d}`.
    _set_functions_apart(converted)
    return None if _SCRIPT.search("".join(map(_write, converted))) else converted


_REFERENCE = re.compile(r"&#x([0-9A-F]{5});")


def _set_functions_apart(converted: Element) -> None:
    """Put a thin space on each side of a function's name where no operator stands, as TeX does: `a sin x`."""
    for row in [one for one in converted.iter() if one.tag in ("mrow", "math", "mtd", "msqrt")]:
        parts = list(row)
        for place in range(len(parts) - 1, -1, -1):
            if not _is_function(parts[place]):
                continue
            for beside, at in ((parts[place + 1 : place + 2], place + 1), (parts[max(place - 1, 0) : place], place)):
                if beside and beside[0].tag not in ("mo", "mspace"):
                    row.insert(at, row.makeelement("mspace", {"width": "0.167em"}))


def _is_function(element: Element) -> bool:
    if element.tag in ("msub", "msup", "msubsup") and len(element):
        element = element[0]
    return element.tag == "mi" and len(element.text or "") > 1 and (element.text or "").isalpha()


def _write(element: Element) -> str:
    from xml.etree.ElementTree import tostring

    return tostring(element, encoding="unicode")


@lru_cache(1024)
def render_math(tex: str, display: str) -> str:
    """Turn TeX into MathML that keeps the TeX with it; what can't be turned is shown as the TeX that it is."""
    converted = convert_math(tex, display)
    if converted is None:
        return f'<code class="math">{escape(tex)}</code>'
    return (
        f'<math display="{display}"><semantics>{"".join(map(_write, converted))}'
        f'<annotation encoding="application/x-tex">{escape(tex)}</annotation></semantics></math>'
    )


_SCRIPT = re.compile(r"<(?!/?m[a-z]+[\s/>])|\son|href|style|src", re.IGNORECASE)
"""What has no place in MathML that only shows a formula."""
