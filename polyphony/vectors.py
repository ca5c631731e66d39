"""An SVG's bytes to what in it could run, reach out or grow without end: what a picture has no need of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple
from xml.parsers import expat

from polyphony.diagnostics import Code, Collector, Diagnostic, Span

__all__ = ["Harm", "check_vector", "find_harm"]

_ELEMENTS: Final = {
    "script": "a script", "foreignobject": "a piece of another document (foreignObject)", "iframe": "a frame",
    "object": "an object", "embed": "an object", "handler": "a script", "listener": "a script",
    "audio": "sound", "video": "a film",
}  # fmt: skip
_HARMLESS = re.compile(r"#|data:image/(?:png|jpeg|gif|webp)[;,]|https?:|mailto:|$", re.IGNORECASE)
_OUTSIDE = re.compile(r"(?:url\(\s*['\"]?\s*(?!['\"]?\s*(?:#|data:image/))|@import)", re.IGNORECASE)
_LINKS: Final = frozenset({"a"})


class Harm(NamedTuple):
    """Something harmful: what it is, and the line (from 1) where it begins."""

    what: str
    line: int


class _Found(Exception):  # noqa: N818  (it ends the reading, and is no error)
    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def check_vector(path: str, read: Callable[[str], bytes]) -> Iterator[Diagnostic]:
    """Report an SVG that could do more than be looked at; nothing for a file that is none, or can't be read."""
    content = read(path) if path.lower().endswith(".svg") else b""
    harm = find_harm(content) if content else None
    if harm:
        collector = Collector()
        collector.report(
            Code.UNSAFE_PICTURE,
            f"this picture holds {harm.what}",
            Span(path, harm.line),
            hint="save it as plain SVG (in Inkscape: Save as, Plain SVG), or as PNG",
        )
        yield from collector.found


def find_harm(content: bytes) -> Harm | None:
    """Find the first thing in an SVG that a picture has no need of; None in a plain one."""
    parser = expat.ParserCreate()
    in_style = False

    def start(name: str, attributes: dict[str, Any]) -> None:
        nonlocal in_style
        local = name.rpartition(":")[2].lower()
        if local in _ELEMENTS:
            raise _Found(_ELEMENTS[local])
        in_style = local == "style"
        for key, value in attributes.items():
            _check_attribute(local, key.rpartition(":")[2].lower(), value.strip())

    def text(value: str) -> None:
        if in_style and _OUTSIDE.search(value):
            raise _Found("a style that asks for another file")

    def refuse(*_: object) -> None:
        raise _Found("a DOCTYPE with entities, which can grow without end")

    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = refuse
    parser.buffer_text = True
    try:
        parser.Parse(content, True)
    except _Found as found:
        return Harm(found.what, parser.CurrentLineNumber)
    except expat.ExpatError as error:
        return Harm(f"no XML that can be read ({expat.errors.messages.get(error.code, 'broken')})", error.lineno)
    return None


def _check_attribute(element: str, key: str, value: str) -> None:
    bare = re.sub(r"[\x00-\x20]", "", value)
    if key.startswith("on"):
        raise _Found(f"a script ({key})")
    if key in ("href", "src", "action", "formaction") and not _HARMLESS.match(bare):
        raise _Found("an address that can run something" if ":" in bare else "another file")
    if key == "href" and element not in _LINKS and re.match("https?:", bare, re.IGNORECASE):
        raise _Found("a file on another machine")
    if key == "style" and _OUTSIDE.search(value):
        raise _Found("a style that asks for another file")
    if key in ("values", "to", "from") and re.match("javascript:", bare, re.IGNORECASE):
        raise _Found("a script")
