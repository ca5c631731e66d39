"""Typewriter punctuation to printed punctuation, in the language of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from polyphony.markup.meanings import AS_TYPED
from polyphony.model import (
    Citation,
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
)

__all__ = ["has_marks", "smarten", "unclosed_mark"]

_MARK = re.compile(r"['\"]|---?(?!-)|\.\.\.")
_NARROW = "\u202f"
_SPACED = re.compile(r"(?<!\s) [;:!?»](?![^\s»\")\],.…])|« ")
"""In French: where a space was typed that no line may break at."""
_QUOTES = {
    "en": "“”‘’",
    "cy": "“”‘’",
    "de": "„“‚‘",
    "cs": "„“‚‘",
    "sk": "„“‚‘",
    "sl": "„“‚‘",
    "bg": "„“‚‘",
    "is": "„“‚‘",
    "lt": "„“‚‘",
    "fr": f"«{_NARROW}|{_NARROW}»|‹{_NARROW}|{_NARROW}›",
    "es": "«»“”",
    "it": "«»“”",
    "pt": "“”‘’",
    "ca": "«»“”",
    "gl": "«»“”",
    "el": "«»“”",
    "ru": "«»„“",
    "uk": "«»„“",
    "be": "«»„“",
    "no": "«»‘’",
    "nb": "«»‘’",
    "nn": "«»‘’",
    "da": "“”‘’",
    "sv": "””’’",
    "fi": "””’’",
    "nl": "“”‘’",
    "pl": "„”‚’",
    "ro": "„”«»",
    "hu": "„”»«",
    "hr": "„”‚’",
    "sr": "„”‚’",
    "et": "„“‚‘",
    "lv": "“”‘’",
    "tr": "“”‘’",
    "ar": "”“’‘",
    "he": "””’’",
    "fa": "«»‹›",
    "ur": "“”‘’",
    "hi": "“”‘’",
    "vi": "“”‘’",
    "ja": "「」『』",
    "zh": "“”‘’",
    "ko": "“”‘’",
}
"""The marks for " and for ' by language (after CLDR): open, close, inner open, inner close; "|" between longer ones."""
_ELISIONS = ("em ", "tis", "twas", "til ", "cause ", "n' ", "round ")
_OPENS_AFTER = frozenset("([{<-–—/“‘„‚«‹\u202f\u00a0")


@lru_cache(256)
def quotes_of(language: str) -> tuple[str, str, str, str]:
    """The marks of a language: open, close, inner open, inner close."""
    marks = _QUOTES.get(language.lower()) or _QUOTES.get(language.split("-", maxsplit=1)[0].lower()) or _QUOTES["en"]
    parts = marks.split("|") if "|" in marks else list(marks)
    return parts[0], parts[1], parts[2], parts[3]


class _Smart:
    """What stood before the character at hand, over the borders of inlines."""

    def __init__(self, language: str) -> None:
        self.quotes = quotes_of(language)
        self.before = " "
        self.opened = False

    def text(self, text: str, *, more: bool) -> str:
        """Set a stretch of text; `more` tells whether something follows it on its line."""
        if not text:
            return text
        if has_marks(text):
            before = self.before
            self.before = text[-1]
            if "'" in text:
                text = _set_within_words(text)

            def replace(match: re.Match[str]) -> str:
                mark, start, end = match.group(), match.start(), match.end()
                if mark == "...":
                    return "…"
                if mark[0] == "-":
                    return "—" if len(mark) == 3 else "–"
                left = text[start - 1] if start else before
                right = text[end] if end < len(text) else ("x" if more else " ")
                return self._quote(mark, left, right, text[end : end + 6])

            if '"' in text or "'" in text or "..." in text or ("-" in text and "--" in text):
                text = _MARK.sub(replace, text)
            if self.quotes[0].endswith(_NARROW):
                return _SPACED.sub(lambda match: match[0].replace(" ", "\u00a0" if ":" in match[0] else _NARROW), text)
            return text
        self.before = text[-1]
        return text

    def _quote(self, mark: str, left: str, right: str, following: str) -> str:
        outer_open, outer_close, inner_open, inner_close = self.quotes
        after_opening = self.opened if left in "'\"" else (left.isspace() or left in _OPENS_AFTER)
        opens = self.opened = after_opening and not right.isspace()
        if mark == '"':
            return outer_open if opens else outer_close
        if left.isalnum() and right.isalnum():
            return "’"
        if opens:
            decade = following[:2].isdigit() and not following[2:3].isdigit()
            if decade or following.lower().startswith(_ELISIONS):
                return "’"
            return inner_open
        is_plain = inner_close.strip(_NARROW) in "’”»›」』" or left in ".,!?…;:"
        return inner_close if is_plain or left not in "sS" else "’"

    def inlines(  # noqa: C901  (one branch a kind of inline)
        self, inlines: Iterable[Inline], *, more: bool
    ) -> tuple[Inline, ...]:
        items = list(inlines)
        last = len(items) - 1
        for index, inline in enumerate(items):
            follows = more if index == last else not isinstance(items[index + 1], SoftBreak | LineBreak)
            match inline:
                case str():
                    items[index] = self.text(inline, more=follows)
                case SoftBreak() | LineBreak():
                    self.before = " "
                case CodeSpan() | Math() | Citation() | CrossReference() | Redacted() | Image():
                    self.before = "x"
                case NoteReference() | RawInline():
                    pass
                case Span(_, _, classes) if AS_TYPED in classes:
                    self.before = "x"
                case Emphasis(inner):
                    items[index] = Emphasis(self.inlines(inner, more=follows))
                case Strong(inner):
                    items[index] = Strong(self.inlines(inner, more=follows))
                case Strikeout(inner):
                    items[index] = Strikeout(self.inlines(inner, more=follows))
                case Superscript(inner):
                    items[index] = Superscript(self.inlines(inner, more=follows))
                case Subscript(inner):
                    items[index] = Subscript(self.inlines(inner, more=follows))
                case Hyperlink(inner, target, title):
                    items[index] = Hyperlink(self.inlines(inner, more=follows), target, title)
                case EditorialMark(kind, inner, reason):
                    items[index] = EditorialMark(kind, self.inlines(inner, more=follows), reason)
                case Span(inner, identifier, classes, data, lang, modes, themes):
                    outer = self._enter(lang)
                    items[index] = Span(
                        self.inlines(inner, more=follows), identifier, classes, data, lang, modes, themes
                    )
                    self.quotes = outer
                case Quoted(attribution, inner):
                    outer = self._enter(attribution.lang if attribution.stated_lang else "")
                    items[index] = Quoted(attribution, self.inlines(inner, more=follows))
                    self.quotes = outer
        return tuple(items)

    def _enter(self, language: str) -> tuple[str, str, str, str]:
        outer = self.quotes
        if language:
            self.quotes = quotes_of(language)
        return outer


def _set_within_words(text: str) -> str:
    """Set the apostrophes within words: most marks are such, in any language, and they need no look around."""
    before, *parts = text.split("'")
    built = [before]
    for part in parts:
        built.append("’" if before[-1:].isalnum() and part[:1].isalnum() else "'")
        built.append(part)
        before = part
    return "".join(built)


def has_marks(text: str) -> bool:
    """Tell whether a text holds punctuation to be set.

    This is quicker than to look for each place, and to look for one character much quicker than for two.
    """
    return (
        "'" in text or '"' in text or "&" in text or "«" in text or ("-" in text and "--" in text) or "..." in text
        or ("?" in text and " ?" in text) or ("!" in text and " !" in text)
        or (":" in text and " :" in text) or (";" in text and " ;" in text)
    )  # fmt: skip


def smarten(inlines: tuple[Inline, ...], language: str) -> tuple[Inline, ...]:
    """Set the punctuation of a paragraph's inlines."""
    smart = _Smart(language)
    if len(inlines) == 1 and isinstance(inlines[0], str):
        return (smart.text(inlines[0], more=False),)
    return smart.inlines(inlines, more=False)


_CHECKED = re.compile("[()\\[\\]“”‘’„‚«»‹›「」『』]")
_LOW_QUOTES = re.compile("„[^„“”]*[“”]")
_SMILEY = re.compile(r"[:;=]['’]?-?[()\[\]]")


@lru_cache(256)
def _pairs_of(language: str) -> dict[str, str]:
    """What opens in a language, and what closes it."""
    outer_open, outer_close, inner_open, inner_close = (mark.strip(_NARROW) for mark in quotes_of(language))
    pairs = {"(": ")", "[": "]", "“": "”", outer_open: outer_close, inner_open: inner_close}
    if inner_open == inner_close:
        del pairs[inner_open]
    if outer_open == outer_close:
        pairs.pop(outer_open, None)
    return pairs


def unclosed_mark(text: str, language: str) -> str:
    """The first quotation mark or bracket in a text that opens and never closes; empty where all close."""
    pairs = _pairs_of(language)
    for opening in pairs:
        if opening in text:
            break
    else:
        return ""
    closing = set(pairs.values())
    opened: list[tuple[str, str]] = []
    text = _SMILEY.sub("  ", text)
    if quotes_of(language)[0] != "„":
        text = _LOW_QUOTES.sub("  ", text)  # another language's, whose closing mark opens in this one
    for found in _CHECKED.finditer(text):
        index, character = found.start(), found.group()
        if character in closing and any(character == close for _, close in opened):
            if character == "’" and text[index + 1 : index + 2].isalnum():
                continue
            while opened and opened[-1][1] != character and (opened[-1][1] in "’‘" or character in ")]"):
                if not any(close == character for _, close in opened[:-1]):
                    break
                opened.pop()
            if opened[-1][1] == character:
                opened.pop()
        elif character in pairs:
            opened.append((character, pairs[character]))
    return opened[0][0] if opened else ""
