"""A paragraph's text to mistune's inline tokens, with bracketed spans, attributes, citations and notes among them."""

from __future__ import annotations

import re
from re import Match
from typing import Any

from mistune import InlineParser, InlineState, Markdown
from mistune.helpers import parse_link, parse_link_label
from mistune.plugins.formatting import strikethrough, subscript, superscript
from mistune.util import unikey

from polyphony.markup.attributes import ATTRIBUTES, Attributes, Malformed, parse_attributes
from polyphony.markup.citing import Marks, cited_alone
from polyphony.markup.emphasis import delimiter_token, resolve_emphasis

__all__ = ["may_be_markup", "parse_inline_tokens"]

Token = dict[str, Any]

_ATTRIBUTES = re.compile(ATTRIBUTES)
_MOSTLY_ATTRIBUTES = re.compile(r"\{[^}]*(?:=|[.#]\w)")
_LONGEST_LABEL = 999


class _Plain(InlineParser):
    """mistune's inline parser with an emphasis that is found in one pass."""

    def __init__(self) -> None:
        super().__init__(max_nested_level=24)

    def parse_emphasis(self, m: Match[str], state: InlineState) -> int:
        start, src = m.start(), state.src
        while start < m.end():
            end = start + 1
            while end < m.end() and src[end] == src[start]:
                end += 1
            state.append_token(delimiter_token(src, start, end))
            start = end
        return m.end()

    def finalize_tokens(self, tokens: list[Token], depth: int) -> list[Token]:
        return resolve_emphasis(tokens, self.max_nested_level - depth)


class _Inlines(_Plain):
    """The same with Pandoc's spans and citations."""

    _marked: Marks | None = None

    def parse_codespan(self, m: Match[str], state: InlineState) -> int:
        before = len(state.tokens)
        end = super().parse_codespan(m, state)
        token = state.tokens[before]
        if token["type"] == "codespan" and state.src.startswith("{", end):
            attributes = _ATTRIBUTES.match(state.src, end)
            raw = attributes.group() if attributes else ""
            if raw.startswith("{="):
                token["type"] = "raw" if raw != "{=html}" else "inline_html"
                return end + len(raw)
            parsed = parse_attributes(raw, end) if raw else None
            if isinstance(parsed, Attributes):
                token["attributes"] = parsed
                return end + len(raw)
        return end

    def parse_inline_html(self, m: Match[str], state: InlineState) -> int | None:
        before = len(state.tokens)
        end = super().parse_inline_html(m, state)
        for token in state.tokens[before:]:
            token["offset"] = m.start()
        return end

    def _get_fast_trigger_re(self, chars: set[str]) -> re.Pattern[str]:
        """Give what finds the next character that may be markup: the characters are the same for as long as we live."""
        found = self._fast_trigger_re
        return found if found is not None else super()._get_fast_trigger_re(chars)

    def parse_softbreak(self, m: Match[str], state: InlineState) -> int:
        state.append_token({"type": "softbreak", "offset": m.end()})
        return m.end()

    def parse_linebreak(self, m: Match[str], state: InlineState) -> int:
        state.append_token({"type": "linebreak", "offset": m.end()})
        return m.end()

    def parse_link_close(self, m: Match[str], state: InlineState) -> int:
        position = m.start()
        while position < m.end():
            if not state.brackets:
                self.process_text(state.src[position : m.end()], state)
                return m.end()
            position = self._close(state, position)
        return position

    def _close(self, state: InlineState, close: int) -> int:
        """Close the innermost bracket, which divides nothing around it any more."""
        start = state.brackets[-1].start - 1
        end = self._close_bracket(state, close)
        if self._marked is not None and self._marked.text is state.src:
            self._marked.hide(start, end)
        return end

    def _close_bracket(self, state: InlineState, close: int) -> int:
        """Close the innermost bracket: as a link, a span, a citation, a link by reference, or as text."""
        opener = state.brackets.pop()
        src, end = state.src, close + 1
        if not opener.image:
            state.last_link = opener.previous_link
        if state.brackets:
            parent = state.brackets[-1]
            parent.child_depth = max(parent.child_depth, opener.child_depth)
        follows = src[end : end + 1]
        too_deep = state.depth + opener.child_depth >= self.max_nested_level
        if follows == "(" and not too_deep and (opener.image or (opener.active and not state.in_link)):
            attrs, after = parse_link(src, end + 1, max_nested_level=self.max_nested_level)
            if after is not None:
                return self._make_link(state, opener, attrs or {}, after)
        if follows == "{" and not too_deep and not opener.image:
            after_span = self._make_span(state, opener, end)
            if after_span:
                return after_span
        cites = self._marked is not None and self._marked.text is src and not opener.image
        if cites and not _is_label(src, end):
            items = self._marks(src).items(opener.start, close)
            if items:
                del state.tokens[opener.token_index :]
                state.append_token(_citation(src, items, opener.start - 1, end))
                return end
        if not too_deep and (opener.image or (opener.active and not state.in_link)):
            reference = _reference(state, opener, close, end)
            if reference:
                return self._make_link(state, opener, *reference)
        self.process_text("]", state)
        return end

    def _make_link(self, state: InlineState, opener: Any, attrs: dict[str, Any], after: int) -> int:
        children = self._children(state, opener)
        kind = "image" if opener.image else "link"
        token: Token = {"type": kind, "children": children, "attrs": attrs, "offset": opener.start}
        if state.src.startswith("{", after):
            attributes = self._attributes(state, after, token)
            after += len(attributes)
        del state.tokens[opener.token_index :]
        state.append_token(token)
        if not opener.image:
            bracket = state.last_link
            while bracket is not None and bracket.active:
                bracket.active = False
                bracket = bracket.previous_link
        return after

    def _make_span(self, state: InlineState, opener: Any, start: int) -> int | None:
        token: Token = {"type": "span", "offset": opener.start}
        raw = self._attributes(state, start, token)
        if not raw:
            return None
        token["children"] = self._children(state, opener)
        del state.tokens[opener.token_index :]
        state.append_token(token)
        return start + len(raw)

    def _attributes(self, state: InlineState, start: int, token: Token) -> str:
        """Read attributes at a place into a token; the text that was read, empty where there are none.

        Braces that look like attributes and can't be read go into the token as `malformed`, since a voice that is
        lost over a typing error is worse than an error.
        """
        match = _ATTRIBUTES.match(state.src, start)
        if match is None:
            return ""
        raw = match.group()
        parsed = parse_attributes(raw, start)
        if isinstance(parsed, Malformed):
            if not _MOSTLY_ATTRIBUTES.match(raw):
                return ""
            token["malformed"] = (parsed, raw, start)
            return raw
        token["attributes"] = parsed
        return raw

    def _children(self, state: InlineState, opener: Any) -> list[Token]:
        children = state.tokens[opener.token_index + 1 :]
        if not opener.image:
            children = [
                {"type": "text", "raw": child["_autolink"], "_emphasis": False} if "_autolink" in child else child
                for child in children
            ]
        return self.finalize_tokens(children, state.depth + 1)

    def parse_note_reference(self, m: Match[str], state: InlineState) -> int:
        state.append_token({"type": "note_reference", "key": m.group()[2:-1], "offset": m.start()})
        return m.end()

    def parse_citation(self, m: Match[str], state: InlineState) -> int | None:
        marks = self._marks(state.src)
        cited = cited_alone(marks, m.start())
        if cited is None:
            return None
        marks.hide(m.end(), cited.end)
        start = cited.items[0]["offset"]
        if start < m.start():
            state.tokens[-1]["raw"] = state.tokens[-1]["raw"][:-1]
        state.append_token(_citation(state.src, cited.items, start, cited.end))
        return cited.end

    def _marks(self, text: str) -> Marks:
        """Where a text can be divided into what is cited, found once for each text."""
        if self._marked is None or self._marked.text is not text:
            self._marked = Marks(text)
        return self._marked

    def parse_math(self, m: Match[str], state: InlineState) -> int:
        display = m.group().startswith("$$")
        tex = m.group()[2:-2] if display else m.group()[1:-1]
        state.append_token({"type": "math", "raw": tex.strip()})
        return m.end()


def _is_label(text: str, end: int) -> bool:
    """Tell whether a bracket is followed by another, which makes it the text of a link by reference."""
    return (
        text.startswith("[", end) and text[end + 1 : end + 2] != "^" and parse_link_label(text, end + 1)[0] is not None
    )


def _citation(text: str, items: list[Token], start: int, end: int) -> Token:
    return {
        "type": "citation",
        "items": items,
        "narrative": text[start] == "@",
        "raw": text[start:end],
        "offset": start,
    }


def _reference(state: InlineState, opener: Any, close: int, end: int) -> tuple[dict[str, Any], int] | None:
    references = state.env.get("ref_links")
    if not references:
        return None
    label, after = None, None
    if state.src.startswith("[", end):
        label, after = parse_link_label(state.src, end + 1)
    if not label:
        if opener.nested or close - opener.start > _LONGEST_LABEL:
            return None
        label = state.src[opener.start : close]
    found = references.get(unikey(label))
    if found is None:
        return None
    return {"url": found["url"], "title": found.get("title")}, after or end


def _make_parser() -> _Inlines:
    parser = _Inlines()
    markdown = Markdown(inline=parser)
    for plugin in (strikethrough, superscript, subscript):
        plugin(markdown)
    parser.register(
        "math",
        r"\$\$(?:[^$]|\$(?!\$))+\$\$|\$(?![\s$])(?:[^$\\]|\\.)*?(?<!\s)\$(?!\d)",
        lambda self, m, state: self.parse_math(m, state),
        before="codespan",
        start_chars="$",
    )
    parser.register(
        "note_reference",
        r"\[\^[^\]\s^][^\]\s]*\]",
        lambda self, m, state: self.parse_note_reference(m, state),
        before="link",
        start_chars="[",
    )
    parser.register(
        "citation",
        r"@(?=[\w{])",
        lambda self, m, state: self.parse_citation(m, state),
        before="escape",
        start_chars="@",
    )
    return parser


_PARSERS: dict[str, InlineParser] = {}


def may_be_markup(text: str) -> bool:
    """Tell whether a text, without space around it, may be more than plain words in one line.

    To look for each character is several times as quick as a pattern of them all.
    """
    return (
        "*" in text or "[" in text or "_" in text or "\n" in text or "&" in text or "!" in text or "`" in text
        or "<" in text or "\\" in text or "@" in text or "$" in text or "~" in text or "^" in text or "]" in text
    )  # fmt: skip


def parse_inline_tokens(text: str, env: dict[str, Any]) -> list[Token]:
    """Parse a block's text into inline tokens. `env` is what `tokens.parse_tokens` gave with the blocks."""
    text = text.strip(" \r\n\t\f")
    if not may_be_markup(text):
        return [{"type": "text", "raw": text}] if text else []
    dialect = "commonmark" if env.get("commonmark") else "polyphony"
    if dialect not in _PARSERS:
        _PARSERS[dialect] = _make_parser() if dialect == "polyphony" else _Plain()
    return _PARSERS[dialect](text, env)
