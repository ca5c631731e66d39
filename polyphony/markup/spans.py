"""Inline tokens to inlines, with the voices that are quoted among them."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Any

from mistune.util import unescape

from polyphony.diagnostics import Code
from polyphony.markup.abbreviations import explain
from polyphony.markup.alternatives import check_alternative
from polyphony.markup.attributes import Attributes
from polyphony.markup.hiding import read_html
from polyphony.markup.inlines import may_be_markup, parse_inline_tokens
from polyphony.markup.leftovers import check_leftovers, without_typed
from polyphony.markup.meanings import AS_TYPED, check_hiding
from polyphony.markup.smart import has_marks, smarten
from polyphony.markup.text import count_words, own_text, plain_text
from polyphony.markup.tokens import Token
from polyphony.markup.voices import Context, Stated, attribute, enter, read_attributes
from polyphony.markup.workspace import Workspace
from polyphony.model import (
    Citation,
    CitationItem,
    CodeSpan,
    CrossReference,
    EditorialMark,
    Emphasis,
    Hyperlink,
    Image,
    Inline,
    LineBreak,
    Math,
    NoteReference,
    Quoted,
    RawInline,
    Redacted,
    SoftBreak,
    Span,
    Strikeout,
    Strong,
    Subscript,
    Superscript,
    Use,
)

__all__ = ["InlineText", "build_inlines"]

_SIMPLE: dict[str, Any] = {
    "emphasis": Emphasis,
    "strong": Strong,
    "strikethrough": Strikeout,
    "superscript": Superscript,
    "subscript": Subscript,
}
_REFERENCE = re.compile(r"(?:fig|tbl|sec)-.")
_NEWLINE = re.compile("\n")


def build_inlines(workspace: Workspace, text: str, context: Context, line: int) -> tuple[Inline, ...]:
    """Build the inlines of a block's text that begins at a line of the context's file."""
    text = text.strip(" \r\n\t\f")
    inlines: tuple[Inline, ...]
    if may_be_markup(text):
        source = InlineText(workspace, text, line, context)
        inlines = source.inlines(source.tokens, context)
    else:
        inlines = (text,) if text else ()
        if not context.env.get("commonmark"):
            check_leftovers(workspace, text, [{"type": "text", "raw": text}], context.path, lambda _: line)
        if has_marks(text) and _is_set(context):
            inlines = smarten(inlines, context.lang)
    abbreviations: Any = context.env.get("abbreviations")
    return explain(inlines, abbreviations) if abbreviations is not None else inlines


def _is_set(context: Context) -> bool:
    """Tell whether punctuation is set in a text, or stays as it was typed."""
    return not (context.env.get("commonmark") or context.env.get(AS_TYPED))


class InlineText:
    """One block's text as tokens, and the inlines that are built from them, whose places it knows."""

    def __init__(self, workspace: Workspace, text: str, line: int, context: Context) -> None:
        self.workspace = workspace
        text = text.strip(" \r\n\t\f")
        self.tokens = parse_inline_tokens(text, context.env)
        self.first_line = line
        self.has_marks = has_marks(text)
        self._breaks = [match.start() for match in _NEWLINE.finditer(text)] if "\n" in text else []
        if not context.env.get("commonmark"):
            left = without_typed(self.tokens) if context.env.get(AS_TYPED) else self.tokens
            check_leftovers(workspace, text, left, context.path, self.line)

    def line(self, offset: int) -> int:
        """The line of the file of a place in the text."""
        return self.first_line + bisect_left(self._breaks, offset)

    def inlines(self, tokens: list[Token], context: Context) -> tuple[Inline, ...]:
        """Build the inlines of some of the tokens, their punctuation set."""
        inlines = self.build(tokens, context)
        return smarten(inlines, context.lang) if self.has_marks and _is_set(context) else inlines

    def build(self, tokens: list[Token], context: Context) -> tuple[Inline, ...]:
        """Build the inlines of some of the tokens, their punctuation as typed."""
        built: list[Inline] = []
        texts: list[str] = []  # what stands together, joined once
        for token in tokens:
            kind = token["type"]
            if kind == "text":
                raw = token["raw"]
                texts.append(unescape(raw) if "&" in raw and token.get("_emphasis", True) else raw)
                continue
            made: tuple[Inline, ...]
            if kind == "softbreak":
                made = (SoftBreak(),)
            elif kind in _SIMPLE:
                made = (_SIMPLE[kind](self.build(token["children"], context)),)
            else:
                made = self._other(kind, token, context)
            for inline in made:
                if isinstance(inline, str):
                    texts.append(inline)
                    continue
                if texts:
                    built += filter(None, ("".join(texts),))
                    texts.clear()
                built.append(inline)
        built += filter(None, ("".join(texts),))
        return tuple(built)

    def _other(self, kind: str, token: Token, context: Context) -> tuple[Inline, ...]:
        match kind:
            case "linebreak":
                return (LineBreak(),)
            case "codespan":
                return self._code(token, context)
            case "link":
                return self._link(token, context)
            case "image":
                return self._image(token, context)
            case "inline_html":
                if context.env.get("commonmark"):
                    return (RawInline(token["raw"]),)
                line = self.line(token.get("offset", 0))
                html = read_html(self.workspace, token["raw"], "within a tag", context.path, line)
                return (RawInline(html),) if html else ()
            case "math":
                return (Math(token["raw"]),)
            case "note_reference":
                return self._note_reference(token, context)
            case "citation":
                return self._citation(token, context)
            case "span":
                return self._span(token, context)
            case "raw":
                return ()
        raise AssertionError(kind)

    def _code(self, token: Token, context: Context) -> tuple[Inline, ...]:
        code = CodeSpan(token["raw"])
        if token.get("attributes") is None:
            return (code,)
        line = self.line(token["attributes"].start)
        stated = self._stated(token, context, line)
        if stated.kind == "redacted":
            return self._redact(stated, context, line)
        return self._voice((code,), stated, context, line)

    def _redact(self, stated: Stated, context: Context, line: int) -> tuple[Inline, ...]:
        """What stands in for something redacted; neither its words nor what it says of itself come any further."""
        inner = (Redacted(stated.attributes.get("as") or "[redacted]"),)
        return self._voice(inner, stated._replace(rest=()), context, line)

    def _link(self, token: Token, context: Context) -> tuple[Inline, ...]:
        line = self.line(token.get("offset", 0))
        stated = self._stated(token, context, line)
        if stated.kind == "redacted":
            return self._redact(stated, context, line)
        inner = self.build(token["children"], context)
        target = token["attrs"].get("url") or ""
        if "_autolink" not in token:
            self.workspace.links.append(_use(self.workspace, unescape(target), context.path, line))
        title = unescape(token["attrs"].get("title") or "")
        check_hiding(self.workspace, title, "in a link's title", context.path, line)
        return self._voice((Hyperlink(inner, unescape(target), title),), stated, context, line)

    def _stated(self, token: Token, context: Context, line: int) -> Stated:
        malformed = token.get("malformed")
        if malformed:
            problem, raw, offset = malformed
            piece = raw[problem.offset : problem.offset + problem.length]
            at = self.line(offset + problem.offset)
            self.workspace.report(Code.INVALID_ATTRIBUTE, problem.message, context.path, at, piece, hint=problem.hint)
        attributes: Attributes | None = token.get("attributes")
        if attributes is not None:
            line = self.line(attributes.start)
        return read_attributes(self.workspace, attributes, context.path, line, inline=True)

    def _image(self, token: Token, context: Context) -> tuple[Inline, ...]:
        line = self.line(token.get("offset", 0))
        attributes: Attributes | None = token.get("attributes")
        stated = self._stated(token, context, line)
        if stated.kind == "redacted":
            return self._redact(stated, context, line)
        source = unescape(token["attrs"].get("url") or "")
        caption = self.build(token["children"], context)
        self.workspace.images.append(_use(self.workspace, source, context.path, line))
        alt = attributes.get("alt") if attributes else None
        if alt is None and not (stated.id.startswith("fig-") or not caption):
            alt = plain_text(caption)
            if not alt.strip() and not context.env.get("commonmark"):
                alt = None  # a space says nothing; that a picture only decorates has to be written
        if not context.env.get("commonmark"):
            stands = attributes is not None and attributes.get("alt") is not None
            words = plain_text(caption)
            check_alternative(self.workspace, alt, context.path, line, source=source, caption=words, stated=stands)
        data = tuple(pair for pair in stated.rest if pair[0] != "alt")
        identifier = stated.id
        if identifier:
            kind: Any = "figure" if identifier.startswith("fig-") else "other"
            identifier = self.workspace.state_id(identifier, kind, context.path, line, text=plain_text(caption))
        title = unescape(token["attrs"].get("title") or "")
        check_hiding(self.workspace, title, "in a picture's title", context.path, line)
        image = Image(source, caption, alt, title, identifier, stated.classes, data)
        return self._voice((image,), stated._replace(id="", classes=(), rest=()), context, line)

    def _note_reference(self, token: Token, context: Context) -> tuple[Inline, ...]:
        key = token["key"]
        notes: Any = context.env["notes"]
        if key not in notes:
            line = self.line(token["offset"])
            self.workspace.report(
                Code.UNKNOWN_NOTE,
                f"there is no note [^{key}]",
                context.path,
                line,
                f"[^{key}]",
                hint=f"write it below, in a paragraph of its own: [^{key}]: The note.",
            )
            return (f"[^{key}]",)
        number, repeat = self.workspace.refer_to_note(context.path, key)
        return (NoteReference(key, number, repeat),)

    def _citation(self, token: Token, context: Context) -> tuple[Inline, ...]:
        line = self.line(token["offset"])
        items = [self._item(item, context) for item in token["items"]]
        if all(_REFERENCE.match(item.key) for item in items):
            inlines: list[Inline] = []
            for index, item in enumerate(items):
                self.workspace.references.append(_use(self.workspace, item.key, context.path, line, "@" + item.key))
                if index:
                    inlines.append(", ")
                inlines.extend((*item.prefix, CrossReference(item.key, line), *item.suffix))
            return tuple(inlines)
        for item in token["items"]:
            self.workspace.cite(item["key"], context.path, self.line(item["offset"]))
        raw = _as_read(items, narrative=token["narrative"]) if "{" in token["raw"] else token["raw"]
        return (Citation(tuple(items), token["narrative"], raw, line, self.workspace.number_citation()),)

    def _item(self, item: Token, context: Context) -> CitationItem:
        parts = []
        for text, offset in (item["prefix"], item["suffix"]):
            # An apostrophe goes on from the key, as in "[@a's]".
            whole = "’" + text[1:] if text[:1] == "'" and text[1:2].isalnum() else text
            source = InlineText(self.workspace, whole, self.line(offset), context)
            parts.append(source.inlines(source.tokens, context))
        suffix = parts[1]
        if suffix and item["suffix"][0][:1].isspace():
            first, *rest = suffix
            suffix = (f" {first}", *rest) if isinstance(first, str) else (" ", *suffix)
        return CitationItem(item["key"], parts[0], suffix, item["suppress"])

    def _span(self, token: Token, context: Context) -> tuple[Inline, ...]:
        line = self.line(token["offset"])
        stated = self._stated(token, context, line)
        if stated.kind == "redacted":
            return self._redact(stated, context, line)
        inner = self.build(token["children"], self._inside(stated, context))
        if stated.kind in {"omitted", "editorial", "pause"}:
            reason = stated.attributes.get("reason") or ""
            inner = (EditorialMark(stated.kind, inner, reason),)  # type: ignore[arg-type]
        return self._voice(inner, stated, context, line)

    @staticmethod
    def _inside(stated: Stated, context: Context) -> Context:
        inside = enter(context, stated)
        return inside.within() if stated.by is not None or stated.source else inside

    def _voice(self, inner: tuple[Inline, ...], stated: Stated, context: Context, line: int) -> tuple[Inline, ...]:
        """Wrap inlines in what their attributes say: a quoted voice, a span, or nothing."""
        holder = context.by if context.holder is None else context.holder
        if stated.medium:
            self.workspace.report(
                Code.NO_EFFECT,
                "medium= does nothing here",
                context.path,
                line,
                "medium=",
                hint="it is for a whole exchange: ::: {.exchange medium=…}",
            )
        if (stated.by is not None and stated.by != holder) or stated.source:
            words = count_words(own_text((), inner))
            inside = self._inside(stated, context)
            text = plain_text(inner)
            return (Quoted(attribute(self.workspace, inside, stated, "quoted", line, text=text, words=words), inner),)
        extra = [
            (key, value)
            for key, value in (
                ("re", stated.re),
                ("date", stated.date),
                ("time", stated.time),
                ("when", stated.when),
                ("cert", stated.cert),
            )
            if value
        ]
        identifier = stated.id
        if identifier:
            identifier = self.workspace.state_id(identifier, "other", context.path, line, text=plain_text(inner)[:80])
        plain = not (identifier or stated.classes or stated.rest or extra or stated.lang or stated.themes)
        if plain and stated.modes is None:
            return inner
        data = (*stated.rest, *extra)
        return (Span(inner, identifier, stated.classes, data, stated.lang, stated.modes, stated.themes),)


def _as_read(items: list[CitationItem], *, narrative: bool) -> str:
    """A citation's text without what its attributes say: what is redacted in it must not come any further."""
    parts = []
    for number, item in enumerate(items):
        key = f"{'-' if item.suppress_author else ''}@{item.key}"
        suffix = plain_text(item.suffix)
        if narrative and number == 0:
            parts.append(suffix)
            continue
        prefix, comma = plain_text(item.prefix), "" if suffix[:1] in ("", ",", ".", ":") else " "
        parts.append(f"{prefix} {key}{comma}{suffix}".strip())
    inside = "; ".join(part for part in parts if part)
    if not narrative:
        return f"[{inside}]"
    return f"@{items[0].key} [{inside}]" if inside else f"@{items[0].key}"


def _use(workspace: Workspace, target: str, path: str, line: int, text: str = "") -> Use:
    return Use(target, workspace.place(path, line, text or target))
