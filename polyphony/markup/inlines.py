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
from polyphony.markup.emphasis import delimiter_token, resolve_emphasis

__all__ = ["parse_inline_tokens"]

Token = dict[str, Any]

_ATTRIBUTES = re.compile(ATTRIBUTES)
_KEY = r"(?:\{[^{}\s]+\}|[^\W_](?:[\w]|[:.#$%&\-+?<>~/](?=\w))*|_(?:[\w]|[:.#$%&\-+?<>~/](?=\w))*)"
_CITED = re.compile(r"(?P<minus>-?)@(?P<key>" + _KEY + ")")
_BARE_LOCATOR = re.compile(r"[ \n]?\[(?!\^)(?P<suffix>[^\[\]]*)\](?![\[({])")
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
        if not opener.image and opener.active and "@" in src[opener.start : close]:
            items = _cited_items(src[opener.start : close], opener.start)
            if items:
                del state.tokens[opener.token_index :]
                raw = src[opener.start - 1 : end]
                state.append_token(
                    {"type": "citation", "items": items, "narrative": False, "raw": raw, "offset": opener.start}
                )
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
        src, start = state.src, m.start()
        if start and src[start - 1] == "-" and state.tokens and state.tokens[-1].get("raw", "").endswith("-"):
            start -= 1
        if start and (src[start - 1].isalnum() or src[start - 1] in "_@"):
            return None
        match = _CITED.match(src, start)
        if match is None:
            return None
        if start < m.start():
            state.tokens[-1]["raw"] = state.tokens[-1]["raw"][:-1]
        end, suffix, suffix_start = match.end(), "", 0
        locator = _BARE_LOCATOR.match(state.src, end)
        if locator and not match["minus"]:
            suffix, suffix_start, end = locator["suffix"], locator.start("suffix"), locator.end()
        item = _item("", match, suffix, start, match.start(), suffix_start)
        raw = state.src[start:end]
        token: Token = {
            "type": "citation",
            "items": [item],
            "narrative": not match["minus"],
            "raw": raw,
            "offset": start,
        }
        state.append_token(token)
        return end

    def parse_math(self, m: Match[str], state: InlineState) -> int:
        display = m.group().startswith("$$")
        tex = m.group()[2:-2] if display else m.group()[1:-1]
        state.append_token({"type": "math", "raw": tex.strip()})
        return m.end()


def _item(prefix: str, match: Match[str], suffix: str, prefix_start: int, key_start: int, suffix_start: int) -> Token:
    key = match["key"]
    return {
        "key": key[1:-1] if key.startswith("{") else key,
        "offset": key_start,
        "suppress": bool(match["minus"]),
        "prefix": (prefix, prefix_start),
        "suffix": (suffix, suffix_start),
    }


def _cited_items(text: str, start: int) -> list[Token]:
    """The works that a bracket cites; none where it is no citation (some part between semicolons names no key)."""
    items, offset = [], 0
    for part in text.split(";"):
        match = None
        for match in _CITED.finditer(part):
            before = part[match.start() - 1 : match.start()]
            if not before or not (before.isalnum() or before in "_@\\"):
                break
        else:
            match = None
        if match is None:
            return []
        suffix = part[match.end() :]
        at = start + offset
        items.append(_item(part[: match.start()], match, suffix, at, at + match.start(), at + match.end()))
        offset += len(part) + 1
    return items


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
_SPECIAL = re.compile(r"[\\`*_!\[\]<&~^$@\n]")


def parse_inline_tokens(text: str, env: dict[str, Any]) -> list[Token]:
    """Parse a block's text into inline tokens. `env` is what `tokens.parse_tokens` gave with the blocks."""
    text = text.strip(" \r\n\t\f")
    if not _SPECIAL.search(text):
        return [{"type": "text", "raw": text}] if text else []
    dialect = "commonmark" if env.get("commonmark") else "polyphony"
    if dialect not in _PARSERS:
        _PARSERS[dialect] = _make_parser() if dialect == "polyphony" else _Plain()
    return _PARSERS[dialect](text, env)
