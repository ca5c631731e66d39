"""A language tag into the direction in which it is written."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

_RIGHT_TO_LEFT = frozenset(
    [
        "ar",
        "arc",
        "ary",
        "arz",
        "aeb",
        "acm",
        "apc",
        "arq",
        "ajp",
        "ckb",
        "dv",
        "fa",
        "glk",
        "he",
        "iw",
        "ks",
        "ku-arab",
        "lrc",
        "mzn",
        "nqo",
        "pnb",
        "prs",
        "ps",
        "rhg",
        "sd",
        "syr",
        "ug",
        "ur",
        "yi",
        "yid",
    ]
)
_RIGHT_TO_LEFT_SCRIPTS = frozenset(
    [
        "adlm",
        "arab",
        "aran",
        "armi",
        "hebr",
        "mand",
        "mend",
        "nkoo",
        "phnx",
        "rohg",
        "samr",
        "sarb",
        "syrc",
        "syre",
        "syrj",
        "syrn",
        "thaa",
    ]
)

_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


@lru_cache(1024)
def direction_of(language: str) -> Literal["ltr", "rtl"]:
    """Tell in which direction a language is written, by its script where the tag names one."""
    first, *others = language.lower().split("-")
    script = next((part for part in others if len(part) == 4 and part.isalpha()), "")
    if script:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if first in _RIGHT_TO_LEFT else "ltr"


def has_right_to_left(text: str) -> bool:
    """Tell whether a text has a letter of a script that is written from right to left."""
    return not text.isascii() and _RIGHT.search(text) is not None


def may_turn(text: str, direction: str) -> bool:
    """Tell whether a text may begin in another direction than the one around it."""
    return direction == "rtl" or has_right_to_left(text[:400])
