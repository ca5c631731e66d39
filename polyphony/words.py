"""The words that a site says by itself, by key and language: `Words`, and a sentence made of them.

A text may hold `{name}`-like places; a text with plural forms is a mapping of CLDR's categories (`one`, `other`, …).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Text: TypeAlias = "str | dict[str, str]"


class Words(Struct, frozen=True):
    """All texts of a theme in one language; those that it lacks are in the next language that has them."""

    language: str
    texts: Mapping[str, Text]


_PLACE = re.compile(r"(\{[a-z]+\})")


def say(words: Words, key: str, /, **values: str | int) -> str:
    """Make the text of a key, its places filled; `count` also chooses the plural form. An unknown key is a KeyError."""
    text = words.texts[key]
    if isinstance(text, dict):
        count = values.get("count", 0)
        category = plural_category(words.language, count if isinstance(count, int) else 0)
        text = text.get(category) or text["other"]
    if not values or "{" not in text:
        return text
    return "".join([str(values.get(part[1:-1], part)) if part[:1] == "{" else part for part in _parts(text)])


@lru_cache(2048)
def _parts(text: str) -> tuple[str, ...]:
    """Split a text at its places, which keep their braces."""
    return tuple(part for part in _PLACE.split(text) if part)


def _plural_arabic(count: int) -> str:
    if count < 3:
        return ("zero", "one", "two")[count]
    rest = count % 100
    return "few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other"


PLURALS: Final[dict[str, Callable[[int], str]]] = {
    "ar": _plural_arabic,
    "cy": lambda count: {0: "zero", 1: "one", 2: "two", 3: "few", 6: "many"}.get(count, "other"),
    "fr": lambda count: "one" if count < 2 else "other",
}
"""Plural categories of CLDR for whole numbers, by primary language; every other language has those of English."""


def plural_category(language: str, count: int) -> str:
    """Name the plural form that a language uses for this count."""
    rule = PLURALS.get(language.partition("-")[0].lower())
    return rule(count) if rule else ("one" if count == 1 else "other")


_DATE = re.compile(r"(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def say_date(words: Words, date: str) -> str:
    """Write a date, month, year or EDTF interval as one reads it; what isn't any of these stays as it is."""
    if "/" in date:
        begin, _, end = date.partition("/")
        return say(words, "date-interval", begin=say_date(words, begin), end=say_date(words, end)).strip()
    match = _DATE.match(date)
    if match is None or match.group(2) is None or not 1 <= int(match.group(2)) <= 12:
        return "" if date == ".." else date
    year, month, day = match.groups()
    name = say(words, f"month-{int(month)}")
    if day is None:
        return say(words, "date-month", month=name, year=year)
    return say(words, "date-day", day=str(int(day)), month=name, year=year)
