"""Emoji in a text into images with a name, so that a screen reader says once what they are; nothing else is touched.

The names are Unicode's (CLDR), in the language of the text where the library has them, else in English and marked so.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from polyphony.html.escape import escape

if TYPE_CHECKING:
    from collections.abc import Callable

# What is an emoji unless the text says otherwise: these, all above U+1F000, and whatever U+FE0F follows.
_PLAIN = "⌚⌛⏩-⏬⏰⏳◽◾☔☕♈-♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓-❕❗➕-➗➰➿⬛⬜⭐⭕"
_PERHAPS = re.compile(f"[{_PLAIN}\ufe0f\U0001f000-\U0001faff]")
_CERTAIN = re.compile(f"[{_PLAIN}]|.*[\ufe0f\U0001f000-\U0001faff].*", re.DOTALL)


def escape_named(text: str, language: str) -> str:
    """Escape a text, each run of one emoji in it an image with its name and how often it stands there."""
    if text.isascii() or not _PERHAPS.search(text):
        return escape(text)
    find, name_of, lang = _library(language.partition("-")[0].lower())
    runs: list[tuple[str, int, int, int]] = []
    for emoji, start, end in find(text):
        if runs and runs[-1][0] == emoji and runs[-1][2] == start:
            runs[-1] = (emoji, runs[-1][1], end, runs[-1][3] + 1)
        else:
            runs.append((emoji, start, end, 1))
    out, at = [], 0
    for emoji, start, end, count in runs:
        name = name_of(emoji)
        if not _CERTAIN.fullmatch(emoji) or not name:
            continue
        label = escape(f"{name} ×{count}" if count > 1 else name)
        image = f'<span class="emoji" role="img"{lang} aria-label="{label}">{text[start:end]}</span>'
        out.append(escape(text[at:start]) + image)
        at = end
    return "".join((*out, escape(text[at:])))


@cache
def _library(language: str) -> tuple[Callable[[str], list[tuple[str, int, int]]], Callable[[str], str], str]:
    """Give what finds emoji, what names them, and the attribute that tells where the name is in another language."""
    import emoji  # a tenth of a second, for texts that have one

    spoken = language if language in emoji.LANGUAGES else "en"

    def find(text: str) -> list[tuple[str, int, int]]:
        return [(one["emoji"], one["match_start"], one["match_end"]) for one in emoji.emoji_list(text)]

    def name_of(one: str) -> str:
        name = emoji.demojize(one, language=spoken, delimiters=("", ""))
        return "" if name == one else name.replace("_", " ")

    return find, name_of, "" if spoken == language else ' lang="en"'
