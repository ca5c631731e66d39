"""The theme's strings: every language says all of it, with the same places, its own plural forms, numbers and dates."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from polyphony.bylines.wordings import WORDINGS
from polyphony.theme import Theme, load_theme
from polyphony.words import Words, say, say_date, say_number
from polyphony.words.plurals import RULES, forms_of, plural_category
from polyphony.yamlnodes import Mapping, Scalar, parse_yaml
from tests.environment import require_program
from tests.sites import site

STRINGS = Path(__file__).resolve().parents[1] / "themes" / "counterpoint" / "strings"
LANGUAGES = ("ar", "cy", "de", "en", "es", "fr")


@cache
def read(language: str) -> dict[str, str | dict[str, str]]:
    document, found = parse_yaml((STRINGS / f"{language}.yaml").read_text("utf-8"), f"{language}.yaml")
    assert not found, found
    assert document is not None
    assert isinstance(document.root, Mapping)
    texts: dict[str, str | dict[str, str]] = {}
    for entry in document.root.entries:
        if isinstance(entry.value, Scalar):
            texts[entry.key.text] = entry.value.text
        else:
            assert isinstance(entry.value, Mapping)
            texts[entry.key.text] = {
                form.key.text: form.value.text for form in entry.value.entries if isinstance(form.value, Scalar)
            }
    return texts


@cache
def theme() -> Theme:
    files = {f"strings/{language}.yaml": (STRINGS / f"{language}.yaml").read_bytes() for language in LANGUAGES}
    made, found = load_theme("counterpoint", files, {})
    assert made is not None, found
    return made


def words(language: str) -> Words:
    return theme().words(language)


def places(text: str | dict[str, str]) -> set[str]:
    forms = text.values() if isinstance(text, dict) else [text]
    return {place for form in forms for place in re.findall(r"\{[a-z]+\}", form)}


def test_there_is_a_file_for_each_language() -> None:
    assert tuple(sorted(path.stem for path in STRINGS.iterdir())) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text_with_the_same_places(language: str) -> None:
    english, own = read("en"), read(language)
    assert list(own) == list(english), set(own) ^ set(english)
    for key, text in own.items():
        assert isinstance(text, dict) == isinstance(english[key], dict), key
        assert places(text) == places(english[key]), key
        for form in text.values() if isinstance(text, dict) else [text]:
            assert form, key
            assert form.count("{") == len(re.findall(r"\{[a-z]+\}", form)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_with_a_count_has_the_forms_of_its_language(language: str) -> None:
    wanted = set(forms_of(language))
    for key, text in read(language).items():
        if isinstance(text, dict):
            assert wanted <= set(text) <= wanted | {"zero"}, (language, key)
            for form in set(text) & wanted - {"zero", "one", "two"}:
                assert "{count}" in text[form], (language, key, form)


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_no_language_leaves_a_sentence_in_english(language: str) -> None:
    english = read("en")
    same = {
        key
        for key, text in read(language).items()
        if isinstance(text, str) and text == english[key] and len(text.split()) > 2 and "{" not in text
    }
    assert not same


def test_dates_and_statements_are_there_in_the_same_languages() -> None:
    assert set(WORDINGS) == set(LANGUAGES)


def test_plural_forms_are_those_that_browsers_use() -> None:
    tags = sorted({tag for languages, _ in RULES for tag in languages.split()} | {"de", "en", "sv", "tr", "pt-PT"})
    counts = [*range(204), 1000, 1001, 1_000_000, 2_000_000]
    script = (
        f"const out = {{}}; for (const tag of {json.dumps(tags)}) {{"
        " if (!Intl.PluralRules.supportedLocalesOf(tag).length) continue;"
        f" const rules = new Intl.PluralRules(tag); out[tag] = {json.dumps(counts)}.map(n => rules.select(n)); }}"
        " console.log(JSON.stringify(out));"
    )
    node = require_program("node", "nodejs")
    said = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True).stdout
    theirs = json.loads(said)
    ours = {tag: [plural_category(tag, count) for count in counts] for tag in theirs}
    differing = {tag for tag in theirs if theirs[tag] != ours[tag]}
    assert len(theirs) > 40
    assert not differing & {*LANGUAGES, "ru", "pl", "he", "ga", "cs", "pt-PT", "lv"}
    assert len(differing) <= 3, differing  # Unicode changes its mind on a few, so that versions of it differ


def test_languages_count_as_they_do() -> None:
    english, welsh, arabic, french = (words(language) for language in ("en-GB", "cy", "ar", "fr"))
    assert [say(english, "turns", count=n) for n in (0, 1, 2)] == ["0 turns", "1 turn", "2 turns"]
    assert [say(french, "turns", count=n) for n in (0, 1, 2)] == ["0 intervention", "1 intervention", "2 interventions"]
    assert [say(welsh, "turns", count=n) for n in (0, 1, 2, 3, 4, 6)] == [
        "dim un tro",
        "1 tro",
        "2 dro",
        "3 thro",
        "4 tro",
        "6 thro",
    ]
    assert [say(arabic, "words", count=n) for n in (0, 1, 2, 3, 11, 100)] == [
        "لا كلمات",
        "كلمة واحدة",
        "كلمتان",
        "3 كلمات",
        "11 كلمة",
        "100 كلمة",
    ]


def test_nothing_is_said_as_nothing_in_any_language() -> None:
    assert say(words("en"), "search-found", count=0) == "Nothing found"
    assert say(words("de"), "search-found", count=0) == "Nichts gefunden"


def test_what_a_language_lacks_is_counted_by_the_rules_of_the_language_that_it_comes_from() -> None:
    made, _ = load_theme("plain", {"strings/en.yaml": b"turns: {one: '{count} turn', other: '{count} turns'}"}, {})
    assert made is not None
    assert [say(made.words("ar"), "turns", count=n) for n in (1, 2)] == ["1 turn", "2 turns"]
    assert made.words("ar").spoken == {"turns": "en"}
    assert made.words("en-GB").spoken == {}


def test_long_numbers_are_grouped_as_the_language_does() -> None:
    said = {language: say_number(words(language), 12_345_678) for language in LANGUAGES}
    assert said == {
        "ar": "12٬345٬678",
        "cy": "12,345,678",
        "de": "12.345.678",
        "en": "12,345,678",
        "es": "12\u00a0345\u00a0678",
        "fr": "12\u202f345\u202f678",
    }
    assert say(words("de"), "words", count=10_000) == "10.000 Wörter"
    assert say(words("es"), "words", count=9999) == "9999 palabras"


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2025-08-13", "13 August 2025"),
        ("2022-11", "November 2022"),
        ("1850", "1850"),
        ("2022-03/2023-05", "March 2022 – May 2023"),
        ("2022-03/..", "March 2022 –"),
        ("../2022-03-04", "– 4 March 2022"),
        ("2022-13", "2022-13"),
        ("soon", "soon"),
    ],
)
def test_dates(date: str, said: str) -> None:
    assert say_date(words("en-GB"), date) == said


@pytest.mark.parametrize(
    ("language", "day", "first", "month"),
    [
        ("ar", "13 أغسطس 2025", "1 مايو 2020", "نوفمبر 2022"),
        ("cy", "13 Awst 2025", "1 Mai 2020", "Tachwedd 2022"),
        ("de", "13. August 2025", "1. Mai 2020", "November 2022"),
        ("es", "13 de agosto de 2025", "1 de mayo de 2020", "noviembre de 2022"),
        ("fr", "13 août 2025", "1er mai 2020", "novembre 2022"),
    ],
)
def test_dates_in_each_language(language: str, day: str, first: str, month: str) -> None:
    own = words(language)
    assert (say_date(own, "2025-08-13"), say_date(own, "2020-05-01"), say_date(own, "2022-11")) == (day, first, month)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_in_each_language_has_its_words_and_its_direction(language: str) -> None:
    settings = f"title: T\nlanguage: {language}\npeople: {{ana: {{name: Ana}}, ben: {{name: Ben}}}}\n"
    made = site({"polyphony.yaml": settings, "content/index.md": "::: {by=ana}\nOne.\n:::\n\nTwo.\n"})
    html = made["index.html"].decode()
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
    assert f">{read(language)['nav-contributions']}</a>" in html
    assert f"<b>{read(language)['together']}</b>" in html


def test_the_built_in_modes_are_named_in_the_language_and_a_label_of_the_publications_own_stands() -> None:
    settings = "title: T\nlanguage: de-AT\npeople: {ana: {name: Ana}}\nmodes: {creative: {label: Spielerisch}}\n"
    text = "::: {by=ana mode=evocative}\nEins.\n:::\n\n::: {by=ana mode=creative}\nZwei.\n:::\n"
    html = site({"polyphony.yaml": settings, "content/index.md": text})["people/ana/index.html"].decode()
    assert '<h2 class="group-title">Evokativ ' in html
    assert '<h2 class="group-title">Spielerisch ' in html
