"""Text to a form in which all spellings of a name are alike: without case, accents, invisible characters."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["fold", "fold_but_case", "fold_case", "runs_together", "tokens_of"]

_MARKS: Final = "".join(
    re.escape(chr(point)) for point in range(0x300, 0x3100) if unicodedata.combining(chr(point))
) + "".join(re.escape(chr(point)) for point in range(0xFE20, 0xFE30))
_INVISIBLE: Final = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
_GONE: Final = re.compile(f"[{_MARKS}{_INVISIBLE}]")
_LETTERS: Final = (
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
    | {"Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "Th", "Æ": "Ae", "Œ": "Oe", "Ħ": "H", "Ŧ": "T"}
    | {"ς": "σ", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ـ": ""}
)
_LETTER: Final = re.compile(f"[{''.join(_LETTERS)}]")
_TOKEN: Final = re.compile(r"[^\W_]+")
_TOGETHER: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)


def fold_but_case(text: str) -> str:
    """Bring all spellings of a text into one form, but for capitals."""
    if text.isascii():
        return text
    text = _GONE.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", _LETTER.sub(_plain_letter, text))


def _plain_letter(match: re.Match[str]) -> str:
    return _LETTERS[match[0]]


def fold(text: str) -> str:
    """Bring all spellings of a text into one form."""
    return fold_case(fold_but_case(text))


def fold_case(text: str) -> str:
    """Do without the capitals of a text whose spelling is in one form."""
    return text.lower() if text.isascii() else text.casefold()


def tokens_of(folded: str) -> list[str]:
    """The words of a folded text."""
    return _TOKEN.findall(folded)


def runs_together(character: str) -> bool:
    """Tell whether words of this script stand beside each other without spaces, or with endings grown on to them."""
    return bool(_TOGETHER.match(character))
