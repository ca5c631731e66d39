"""The words that a site says by itself, by key and language: `Words`, and a sentence made of them.

A text may hold `{name}`-like places; a text with plural forms is a mapping of CLDR's categories (`one`, `other`, …).
`zero` is also what any language says instead of "0 …", where a text has it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from polyphony.words.plurals import plural_category

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Text", "Words", "in_a_sentence", "mark_language", "say", "say_date", "say_number", "say_numbered"]

Text: TypeAlias = "str | dict[str, str]"


class Words(Struct, frozen=True):
    """All texts of a theme in one language; those that it lacks are in the next language that has them."""

    language: str
    texts: Mapping[str, Text]
    spoken: Mapping[str, str] = {}
    """The languages of those texts that come from another than `language`, by key."""


_PLACE = re.compile(r"(\{[a-z]+\})")


def say(words: Words, key: str, /, **values: str | int) -> str:
    """Make the text of a key, its places filled; `count` also chooses the plural form. An unknown key is a KeyError.

    Numbers are grouped as the language does it.
    """
    text = words.texts[key]
    if isinstance(text, dict):
        count = values.get("count", 0)
        text = text[_form(words.spoken.get(key, words.language), count if isinstance(count, int) else 0, text)]
    if not values or "{" not in text:
        return text
    return "".join([_fill(part, values, words) if part[:1] == "{" else part for part in _parts(text)])


def mark_language(words: Words, key: str) -> str:
    """Write the attributes of an element whose text is in another language than the page; nothing where it isn't."""
    language = words.spoken.get(key)
    return f' lang="{language}" dir="ltr"' if language else ""


def _form(language: str, count: int, forms: Mapping[str, str]) -> str:
    if count == 0 and "zero" in forms:
        return "zero"
    form = plural_category(language, count)
    return form if form in forms else "other"


def _fill(place: str, values: Mapping[str, str | int], words: Words) -> str:
    value = values.get(place[1:-1], place)
    return say_number(words, value) if isinstance(value, int) else value


def say_number(words: Words, number: int) -> str:
    """Write a number as one reads it; digits are grouped from 10,000 on, which no language's usage forbids."""
    mark = words.texts.get("digit-group", "")
    if -10_000 < number < 10_000 or not isinstance(mark, str):
        return str(number)
    return f"{number:,}".replace(",", mark)


def say_numbered(words: Words, target: str, number: str, title: str) -> str:
    """Refer to a figure, table or section: "Figure 1"; by its title where it has no number."""
    if not number:
        return say(words, "section-titled", title=title or target)
    key = {"fig": "figure-number", "tbl": "table-number"}.get(target.partition("-")[0], "section-number")
    return say(words, key, number=number)


@lru_cache(2048)
def _parts(text: str) -> tuple[str, ...]:
    """Split a text at its places, which keep their braces."""
    return tuple(part for part in _PLACE.split(text) if part)


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
    number = say(words, "day-1") if day == "01" else day.removeprefix("0")
    return say(words, "date-day", day=number, month=name, year=year)


def in_a_sentence(label: str, language: str) -> str:
    """Write a label as it stands within a line: "Evocative" as "evocative"; German nouns and "AI" stay as they are."""
    first, rest = label[:1], label[1:]
    primary = language.partition("-")[0].lower()
    if rest[:1].isupper() or (primary == "de" and label not in _ADJECTIVES):
        return label
    if primary in ("az", "tr") and first in "Iİ":
        return {"I": "ı", "İ": "i"}[first] + rest
    return first.lower() + rest


_ADJECTIVES = frozenset({"Beschreibend", "Evokativ", "Analytisch", "Kreativ"})
"""What the built-in modes are called in German, where a noun would keep its capital."""
