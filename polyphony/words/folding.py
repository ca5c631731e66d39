"""A text into the words by which it is found, whatever its accents, letters' forms and script.

`assets/search.js` of the theme does the same with what a reader types; a test holds the two together.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["fold", "tokens_of"]

_MARKS: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
)
"""Accents, and the points of Hebrew and Arabic, which writers set or leave out; and Arabic's stretching."""

_LETTERS: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ς": "σ", "ى": "ي"}
)
"""Letters that one types as others, where the keyboard doesn't have them."""

_WORD: Final = re.compile(
    "(?:[^\\W_]|[\u0900-\u0963\u0966-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ecd\u0f18-\u0fbc\u1000-\u109f\u17b4-\u17d3])+"
)
"""A word: letters, digits, and the signs within letters of South and South-East Asia's scripts."""

_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
"""A run in a script that puts no spaces between words."""


def fold(text: str) -> str:
    """Write a text in small letters without accents and points, each letter in its plainest form."""
    if text.isascii():
        return text.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text.lower()))
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


def tokens_of(text: str) -> list[str]:
    """List the words of a text, folded; where a script has no spaces, each two neighbouring letters, and the last."""
    folded = fold(text)
    words: list[str] = _WORD.findall(folded)
    if folded.isascii() or _UNSPACED.search(folded) is None:
        return words
    tokens = []
    for word in words:
        at = 0
        for run in _UNSPACED.finditer(word):
            tokens += [word[at : run.start()]] if run.start() > at else []
            letters = run.group()
            tokens += [letters[place : place + 2] for place in range(len(letters))]
            at = run.end()
        tokens += [word[at:]] if at < len(word) else []
    return tokens
