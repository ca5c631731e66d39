"""A language and a count into the plural form that the language wants: CLDR 48's rules for whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FORMS", "forms_of", "plural_category"]

FORMS: Final = ("zero", "one", "two", "few", "many", "other")
"""CLDR's names of plural forms. Every language has `other`."""


def _none(_: int) -> str:
    return "other"


def _one(count: int) -> str:
    return "one" if count == 1 else "other"


def _one_or_none(count: int) -> str:
    return "one" if count < 2 else "other"


def _one_and_millions(count: int) -> str:
    return "one" if count == 1 else _millions(count)


def _one_or_none_and_millions(count: int) -> str:
    return "one" if count < 2 else _millions(count)


def _millions(count: int) -> str:
    """Say "un millón de pasajes", which has a form of its own."""
    return "many" if count and count % 1_000_000 == 0 else "other"


def _arabic(count: int) -> str:
    if count < 3:
        return ("zero", "one", "two")[count]
    rest = count % 100
    return "few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other"


def _breton(count: int) -> str:
    last, rest = count % 10, count % 100
    if last in (1, 2) and rest not in (11, 12, 71, 72, 91, 92):
        return "one" if last == 1 else "two"
    if last in (3, 4, 9) and not (10 <= rest <= 19 or 70 <= rest <= 79 or rest >= 90):
        return "few"
    return "many" if count and count % 1_000_000 == 0 else "other"


def _welsh(count: int) -> str:
    return {0: "zero", 1: "one", 2: "two", 3: "few", 6: "many"}.get(count, "other")


def _cornish(count: int) -> str:
    if count < 2:
        return ("zero", "one")[count]
    rest = count % 100
    thousands = count % 1000 == 0 and (1000 <= count % 100_000 <= 20_000 or count % 100_000 in (40_000, 60_000, 80_000))
    if rest in (2, 22, 42, 62, 82) or thousands or (count and count % 1_000_000 == 100_000):
        return "two"
    if rest in (3, 23, 43, 63, 83):
        return "few"
    return "many" if rest in (1, 21, 41, 61, 81) else "other"


def _irish(count: int) -> str:
    return "few" if 3 <= count <= 6 else "many" if 7 <= count <= 10 else {1: "one", 2: "two"}.get(count, "other")


def _gaelic(count: int) -> str:
    if count in (1, 11):
        return "one"
    if count in (2, 12):
        return "two"
    return "few" if 3 <= count <= 19 else "other"


def _manx(count: int) -> str:
    if count % 10 in (1, 2):
        return "one" if count % 10 == 1 else "two"
    return "few" if count % 20 == 0 else "other"


def _hebrew(count: int) -> str:
    return {1: "one", 2: "two"}.get(count, "other")


def _icelandic(count: int) -> str:
    return "one" if count % 10 == 1 and count % 100 != 11 else "other"


def _latvian(count: int) -> str:
    if count % 10 == 0 or 11 <= count % 100 <= 19:
        return "zero"
    return "one" if count % 10 == 1 else "other"


def _lithuanian(count: int) -> str:
    if 11 <= count % 100 <= 19 or count % 10 == 0:
        return "other"
    return "one" if count % 10 == 1 else "few"


def _maltese(count: int) -> str:
    if count in (1, 2):
        return ("one", "two")[count - 1]
    rest = count % 100
    return "few" if count == 0 or 3 <= rest <= 10 else "many" if 11 <= rest <= 19 else "other"


def _romanian(count: int) -> str:
    return "one" if count == 1 else "few" if count == 0 or 1 <= count % 100 <= 19 else "other"


def _slavic_few(count: int) -> bool:
    return 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14


def _russian(count: int) -> str:
    if count % 10 == 1 and count % 100 != 11:
        return "one"
    return "few" if _slavic_few(count) else "many"


def _polish(count: int) -> str:
    return "one" if count == 1 else "few" if _slavic_few(count) else "many"


def _serbian(count: int) -> str:
    form = _russian(count)
    return "other" if form == "many" else form


def _czech(count: int) -> str:
    return "one" if count == 1 else "few" if 2 <= count <= 4 else "other"


def _slovene(count: int) -> str:
    return {1: "one", 2: "two", 3: "few", 4: "few"}.get(count % 100, "other")


def _tachelhit(count: int) -> str:
    return "one" if count < 2 else "few" if count <= 10 else "other"


def _tamazight(count: int) -> str:
    return "one" if count < 2 or 11 <= count <= 99 else "other"


def _filipino(count: int) -> str:
    return "one" if count in (1, 2, 3) or count % 10 not in (4, 6, 9) else "other"


def _zero_and_one(count: int) -> str:
    return {0: "zero", 1: "one"}.get(count, "other")


RULES: Final[tuple[tuple[str, Callable[[int], str]], ...]] = (
    ("bm bo dz hnj id ig ii in ja jbo jv jw kde kea km ko lkt lo ms my nqo osa sah ses sg su th to tpi", _none),
    ("vi wo yo yue zh", _none),
    ("ak am as bho bn csw doi fa ff gu guw hi hy kab kn ln mg nso pa pcm si ti wa zu", _one_or_none),
    ("ca es it scn vec pt-pt", _one_and_millions),
    ("fr pt", _one_or_none_and_millions),
    ("ar ars", _arabic),
    ("be ru uk", _russian),
    ("blo ksh lag", _zero_and_one),
    ("br", _breton),
    ("bs hr sh sr", _serbian),
    ("ceb fil tl", _filipino),
    ("cs sk", _czech),
    ("cy", _welsh),
    ("dsb hsb sl", _slovene),
    ("ga", _irish),
    ("gd", _gaelic),
    ("gv", _manx),
    ("he iu iw naq sat se sma smi smj smn sms", _hebrew),
    ("is mk", _icelandic),
    ("kw", _cornish),
    ("lt", _lithuanian),
    ("lv prg", _latvian),
    ("mo ro", _romanian),
    ("mt", _maltese),
    ("pl", _polish),
    ("shi", _tachelhit),
    ("tzm", _tamazight),
)
"""Languages, and what tells their forms apart. Every language that isn't here has the two of English."""

_BY_LANGUAGE: Final = {language: rule for languages, rule in RULES for language in languages.split()}


def _rule(language: str) -> Callable[[int], str]:
    tag = language.lower()
    return _BY_LANGUAGE.get(tag) or _BY_LANGUAGE.get(tag.partition("-")[0]) or _one


def plural_category(language: str, count: int) -> str:
    """Name the plural form that a language uses for this count (0 or more)."""
    return _rule(language)(count)


def forms_of(language: str) -> tuple[str, ...]:
    """Name the forms that a language has for counts below a million."""
    rule = _rule(language)
    found = {rule(count) for count in range(203)}
    return tuple(form for form in FORMS if form in found)
