"""Names, attributes and text into XML: elements of the standard library's tree, and their bytes.

What XML 1.0 forbids is left out of every text and attribute; the same values give the same bytes everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias
from xml.etree.ElementTree import Element

__all__ = [
    "Attributes",
    "Child",
    "Element",
    "add",
    "clean",
    "element",
    "is_empty",
    "own_id",
    "render_document",
    "render_element",
    "render_elements",
    "text_id",
]

Attributes: TypeAlias = Mapping[str, str]
Child: TypeAlias = "Element | str | None"

_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = re.compile("[\x0b\x0c\x1c-\x1f]")
_TEXT = re.compile("[&<>]")
_ATTRIBUTE = re.compile('[&<>"\t\n]')
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;"}


def clean(text: str) -> str:
    """Leave out what XML 1.0 forbids: control characters, half of a surrogate pair, U+FFFE and U+FFFF.

    Of these, what parts words (a vertical tab, a form feed, a separator) becomes a space.
    """
    if text.isprintable():
        return text
    return _FORBIDDEN.sub("", _SPACE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")))


def element(name: str, attributes: Attributes | None = None, *children: Child) -> Element:
    """Make an element; attributes that are empty are left out, names have their prefix (`xml:lang`)."""
    made = Element(name)
    if attributes:
        for key, value in attributes.items():
            if value:
                made.set(key, clean(value))
    if children:
        add(made, children)
    return made


def add(parent: Element, children: Iterable[Child]) -> None:
    """Put elements and texts at the end of an element."""
    texts: list[str] = []  # what stands together, joined once
    for child in children:
        if isinstance(child, str):
            texts.append(clean(child))
        elif child is not None:
            _add_text(parent, texts)
            parent.append(child)
    _add_text(parent, texts)


def _add_text(parent: Element, texts: list[str]) -> None:
    """Put texts at the end of an element, and clear them."""
    if not texts:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + "".join(texts)
    else:
        parent.text = (parent.text or "") + "".join(texts)
    texts.clear()


def is_empty(one: Element) -> bool:
    """Tell whether an element holds neither elements nor text."""
    return not len(one) and not (one.text or "").strip()


def render_element(one: Element, laid_out: frozenset[str], depth: int = 0) -> str:
    """Render an element. Those in `laid_out` hold elements alone: each of these gets a line of its own."""
    out: list[str] = []
    _render(one, laid_out, depth, out)
    return "".join(out)


def _render(one: Element, laid_out: frozenset[str], depth: int, out: list[str]) -> None:
    name = one.tag
    out.append(f"<{name}")
    out.extend(f' {key}="{_escape(_ATTRIBUTE, value)}"' for key, value in one.items())
    if not len(one) and not one.text:
        out.append("/>")
        return
    out.append(">")
    if name in laid_out:
        margin = "\n" + " " * min(depth + 1, 12)
        for child in one:
            out.append(margin)
            _render(child, laid_out, depth + 1, out)
        out.append(margin[:-1] if depth < 12 else margin)
    else:
        if one.text:
            out.append(_escape(_TEXT, one.text))
        for child in one:
            _render(child, laid_out, depth + 1, out)
            if child.tail:
                out.append(_escape(_TEXT, child.tail))
    out.append(f"</{name}>")


def _escape(which: re.Pattern[str], text: str) -> str:
    return which.sub(lambda match: _ENTITIES[match.group()], text)


def render_elements(several: Iterable[Element], laid_out: frozenset[str], depth: int) -> str:
    """Render elements that hold no text beside them, each on a line of its own."""
    return "\n".join(" " * depth + render_element(one, laid_out, depth) for one in several)


def render_document(text: str, doctype: str = "") -> bytes:
    """Make a file of a rendered element."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n' + (doctype + "\n" if doctype else "")
    return f"{head}{text}\n".encode()


_LETTERS = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e\u0391-\u03a1\u03a3-\u03ce"
    "\u0401-\u040c\u040e-\u044f\u0451-\u045c\u045e-\u0481\u0490-\u04c4\u0531-\u0556\u0561-\u0586\u05d0-\u05ea\u05f0-\u05f2"
    "\u0621-\u063a\u0641-\u064a\u0671-\u06b7\u06ba-\u06be\u06c0-\u06ce\u0905-\u0939\u0985-\u098c\u0993-\u09a8\u0b85-\u0b8a"
    "\u0e01-\u0e2e\u10d0-\u10f6\u1e00-\u1e9b\u1ea0-\u1ef9\u1f00-\u1f15\u3041-\u3094\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3"
)
"""Letters that may stand in a name by every edition of XML 1.0: many programs still know the first four alone."""

_NAME = re.compile(f"[{_LETTERS}][{_LETTERS}0-9.-]*")
_PART = re.compile(f"[{_LETTERS}0-9.-]+")
_ODD = re.compile(f"[^{_LETTERS}0-9.-]|_")
_OWN = re.compile("(?:person|aff|fn|ref|mode|theme|kind|equal|page|x)-")


def text_id(anchor: str) -> str:
    """Make the id that something in the text has in XML: its own where XML allows it, and none of ours begins so.

    Different ids stay different: what XML doesn't allow is written as its number.
    """
    if _NAME.fullmatch(anchor) and not _OWN.match(anchor):
        return anchor
    return f"x-{_spell(anchor)}"


def own_id(kind: str, name: str) -> str:
    """Make an id of our own, such as `person-claire`; the text has none like it."""
    return f"{kind}-{name if _PART.fullmatch(name) and not name.startswith('x-') else 'x-' + _spell(name)}"


def _spell(name: str) -> str:
    return _ODD.sub(lambda match: f"_{ord(match.group()):x}_", name)
