"""A CSL file to a style that pandoc can use, or to what is wrong with it and where."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from polyphony.diagnostics import Checked, Code, Collector, Span
from polyphony.model import SourceFile

__all__ = ["OWN_STYLES", "check_style", "read_own_style"]

OWN_STYLES = ("harvard",)
"""The citation styles that come with Polyphony, by name."""

_CSL = "http://purl.org/net/xbiblio/csl"
_INSTALL_PARENT = "name the style that it points to, saved as a file of its own"


def read_own_style(name: str) -> bytes:
    """Read a style that comes with Polyphony."""
    from importlib.resources import files

    return (files("polyphony") / "styles" / f"{name}.csl").read_bytes()


class _Outline:
    """What a CSL file is made of, as far as it can be wrong in a way that a reader can mend."""

    def __init__(self, path: str, collector: Collector) -> None:
        self.path = path
        self.collector = collector
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.depth = 0
        self.has_citation = self.is_style = self.is_dependent = False
        self.parents: list[str] = []
        self.macros: set[str] = set()
        self.calls: list[tuple[str, int]] = []
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.EntityDeclHandler = self.refuse_entity

    def start(self, name: str, attributes: dict[str, Any]) -> None:
        namespace, _, local = name.rpartition(" ")
        if not self.parents:
            self.is_style = local == "style" and namespace == _CSL
        if local == "link" and attributes.get("rel") == "independent-parent":
            self.is_dependent = True
        if local == "layout" and self.parents[-1:] == ["citation"]:
            self.has_citation = True
        if local == "macro" and "name" in attributes:
            self.macros.add(attributes["name"])
        elif "macro" in attributes:
            self.calls.append((attributes["macro"], self.parser.CurrentLineNumber))
        self.parents.append(local)

    def end(self, _: str) -> None:
        self.parents.pop()

    def refuse_entity(self, *_: object) -> None:
        raise _EntityError


class _EntityError(Exception):
    """A style that declares entities, which no style needs."""


def check_style(file: SourceFile) -> Checked[bytes | None]:
    """Check a CSL file; None where it is no style that can be used."""
    collector = Collector()
    outline = _Outline(file.path, collector)
    lines = file.content.decode("utf-8", "replace").split("\n")

    def report(message: str, line: int = 0, column: int = 0, hint: str = "") -> None:
        source = lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""
        collector.report(Code.INVALID_STYLE, message, Span(file.path, line, column, 1, source), hint=hint)

    try:
        outline.parser.Parse(file.content, True)
    except expat.ExpatError as error:
        message = expat.errors.messages.get(error.code, "no XML")
        report(f"this citation style is no XML: {message}", error.lineno, error.offset + 1)
        return Checked(None, tuple(collector.found))
    except _EntityError:
        report("this citation style declares entities", outline.parser.CurrentLineNumber)
        return Checked(None, tuple(collector.found))
    if not outline.is_style:
        report("this file is no citation style", 1, 1, f'a CSL file begins with <style xmlns="{_CSL}" …>')
    elif outline.is_dependent and not outline.has_citation:
        report("this citation style only points to another one", hint=_INSTALL_PARENT)
    elif not outline.has_citation:
        report("this citation style does not say how a citation reads: it has no <citation> with a <layout>")
    for macro, line in outline.calls:
        if macro not in outline.macros:
            report(f'this citation style has no macro called "{macro}"', line)
    return Checked(None if collector.found else file.content, tuple(collector.found))
