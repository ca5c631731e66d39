"""Bylines: who stands where, by which rule, and in which words."""

from __future__ import annotations

import hashlib
import random
import unicodedata
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyphony.bylines import (
    BYLINE_POLICIES,
    collective_members,
    display_order,
    first_record,
    join_names,
    name_parts,
    page_byline,
    places_of_pages,
    publication_byline,
    separator_of,
    sort_alphabetically,
    sort_name,
    statement_language,
)
from polyphony.bylines.collation import TAILORINGS, collation_keys
from polyphony.bylines.wordings import WORDINGS
from polyphony.model import Byline, BylineSettings, Name, Person, Prose

ORDER_FREE = sorted(set(BYLINE_POLICIES) - {"listed"})


def person(display: str, *, id: str = "", **parts: str) -> Person:
    return Person(id=id or display.lower().replace(" ", "-"), name=Name(display=display, **parts))


def displays(people: list[Person], *, by: str = "family", language: str = "en") -> list[str]:
    names = {one.id: one.name.display for one in people}
    shuffled = random.Random(7).sample(people, len(people))
    return [names[id] for id in sort_alphabetically(tuple(shuffled), by, language)]


def whole(settings: BylineSettings, people: list[Person], language: str = "en") -> Byline:
    ids = tuple(one.id for one in people)
    authors = tuple(one.id for one in people if one.kind == "person")
    return publication_byline(settings, tuple(people), ids, language, authors)


ANA, BEN, CLAIRE, DAI = person("Ana Ash"), person("Ben Beech"), person("Claire Cedar"), person("Dai Damson")
FOUR = [ANA, BEN, CLAIRE, DAI]

# ------------------------------------------------------------------------------------------------- the alphabet

ALPHABETS = {
    # As ICU (CLDR 48) sorts them.
    "en": ["Adam", "Älm", "Amos", "O'Neill", "Öberg", "Obst", "Zola"],
    "de": ["Muller", "Müller", "Mulzer", "Strasse", "Straße", "Strauss"],
    "sv": ["Adam", "Muller", "Myhr", "Müller", "Myra", "Zorn", "Åberg", "Ärling", "Öberg"],
    "fi": ["Virtanen", "Zitting", "Åkesson", "Äijälä", "Öhman"],
    "da": ["Adam", "Zahle", "Ærø", "Ørsted", "Aagaard", "Åkjær"],
    "nb-NO": ["Vik", "Zahl", "Æsen", "Øye", "Aas", "Åsen"],
    "is": ["Arason", "Árnason", "Björk", "Zoëga", "Þórsson", "Æsa", "Örn"],
    "es": ["Nadal", "Nuñez", "Núñez", "Nuo", "Ñáñez", "Olmo"],
    "cy": ["Cadog", "Cynan", "Chwilog", "Dafydd", "Dyfed", "Ddu", "Gwyn", "Ngwyn", "Lewis", "Lloyd", "Rowland", "Rhys"],
    "cs": ["Cuda", "Čapek", "Havel", "Hus", "Chalupa", "Janda", "Rys", "Řehoř", "Zola", "Žák"],
    "sk": ["Ball", "Cuda", "Čech", "Hus", "Chalupka", "Žiak"],
    "pl": ["Lzy", "Łaski", "Mak", "Zyga", "Źródło", "Żak"],
    "hr": ["Cvek", "Čubrić", "Ćosić", "Dukić", "Džaja", "Đurić", "Luka", "Ljubić", "Nušić", "Njegoš"],
    "hu": ["Cukor", "Csáky", "Gulyás", "Gyenes", "Ölvedi", "Őri", "Sutka", "Szabó"],
    "tr": ["Cem", "Çelik", "Güney", "Ğ", "Hız", "Irmak", "İnan", "Kaya", "Öz", "Şen", "Tan"],
    "et": ["Saar", "Šaar", "Zuk", "Tamm", "Vares", "Õun", "Ääs", "Öö", "Ülo"],
    "vi": ["An", "Ăn", "Ân", "Dung", "Đinh", "Em"],
    "ru": ["Еж", "Ёлкин", "Емец", "Жук", "Иванов", "Йотов", "Кац"],
    "uk": ["Гуляк", "Ґалаґан", "Дяк", "Ірчан", "Їжак", "Йосиф"],
    "el": ["Αθηνά", "Άννα", "Βίκυ", "Έλλη", "Ζωή", "Ωραία"],
    "ar": ["أحمد", "بشير", "جميلة", "خالد", "ليلى", "يوسف"],
}


@pytest.mark.parametrize("language", ALPHABETS)
def test_alphabets(language: str) -> None:
    names = ALPHABETS[language]
    keys = collation_keys(names, language)
    assert sorted(sorted(names), key=keys.__getitem__) == names


def test_every_tailored_letter_stands_after_its_anchor_in_small_letters_and_capitals() -> None:
    for language, rules in TAILORINGS.items():
        for chain in rules.split("&")[1:]:
            if "<<" in chain:
                continue
            letters = chain.split("<")
            for one, other in pairwise(letters):
                for small, great in ((one, other), (one.upper(), other.upper()), (one, other.capitalize())):
                    keys = collation_keys([small + "z", great + "a"], language)
                    assert keys[small + "z"] < keys[great + "a"], (language, small, great)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=8), max_size=8), st.sampled_from([*TAILORINGS, "en", "", "x", "zh-Hant-TW"]))
def test_any_text_has_a_key_and_normal_forms_are_equal(texts: list[str], language: str) -> None:
    both = [
        form
        for text in texts
        for form in (text, unicodedata.normalize("NFD", text), unicodedata.normalize("NFC", text))
    ]
    keys = collation_keys(both, language)
    for text in texts:
        assert keys[text] == keys[unicodedata.normalize("NFD", text)] == keys[unicodedata.normalize("NFC", text)]


def test_a_lone_surrogate_does_no_harm() -> None:
    assert set(collation_keys(["\ud800", "a"], "en")) == {"\ud800", "a"}


# ------------------------------------------------------------------------------------------------- names


def test_the_family_name_of_an_undivided_name_is_its_last_word() -> None:
    assert displays([person("Claire Russell"), person("Zoe Ash")]) == ["Zoe Ash", "Claire Russell"]
    assert displays([person("Claire Russell"), person("Zoe Ash")], by="given") == ["Claire Russell", "Zoe Ash"]


def test_stated_parts_win() -> None:
    marquez = person("Gabriel García Márquez", given="Gabriel", family="García Márquez")
    assert displays([person("Ana Linde"), marquez]) == ["Gabriel García Márquez", "Ana Linde"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nl", ["Vincent van der Berg", "Jan Claes", "Ida Smit"]),
        ("nl-NL", ["Vincent van der Berg", "Jan Claes", "Ida Smit"]),
        ("nl-BE", ["Jan Claes", "Ida Smit", "Vincent van der Berg"]),
        ("fr_BE", ["Jan Claes", "Ida Smit", "Vincent van der Berg"]),
    ],
)
@pytest.mark.parametrize("parts", [{}, {"given": "Vincent", "particle": "van der", "family": "Berg"}])
def test_particles(language: str, expected: list[str], parts: dict[str, str]) -> None:
    people = [person("Ida Smit"), person("Vincent van der Berg", **parts), person("Jan Claes")]
    assert displays(people, language=language) == expected


def test_a_particle_that_stands_close_to_its_name_is_one_all_the_same() -> None:
    people = [person("Ida Smit"), person("Layla al-Hassan"), person("Gabriele d’Annunzio"), person("Jan O'Neill")]
    assert displays(people) == ["Gabriele d’Annunzio", "Layla al-Hassan", "Jan O'Neill", "Ida Smit"]


def test_suffixes_are_no_family_names() -> None:
    people = [person("Ann Ley"), person("Martin King Jr."), person("Martin King"), person("Al Jones")]
    assert displays(people) == ["Al Jones", "Martin King", "Martin King Jr.", "Ann Ley"]


def test_mononyms_descriptions_and_collectives_are_one_whole() -> None:
    group = Person(id="g", name=Name("Green Voices"), kind="collective")
    people = [
        person("the reader"),
        person("Hesiod"),
        person("recently qualified social worker"),
        group,
        person("Zoe Ash"),
    ]
    assert displays(people) == ["Zoe Ash", "Green Voices", "Hesiod", "recently qualified social worker", "the reader"]
    assert name_parts(group).family == ""


def test_a_given_name_alone_sorts_by_itself() -> None:
    assert displays([person("Bo", given="Bo"), person("Ana Ash"), person("Cy Cole")]) == ["Ana Ash", "Bo", "Cy Cole"]


def test_other_scripts() -> None:
    assert displays([person("王小明"), person("丁一")], language="zh") == ["丁一", "王小明"]
    assert displays([person("يوسف أمين"), person("أحمد ياسين")], language="ar") == ["أحمد ياسين", "يوسف أمين"]
    assert displays([person("Άννα Ωμέγα"), person("Ζωή Βήτα")], language="el") == ["Ζωή Βήτα", "Άννα Ωμέγα"]
    assert (
        len(displays([person("🦊 🐻"), person("🐻"), person("", id="x"), person(" ", id="y"), person("-", id="z")]))
        == 5
    )


def test_namesakes_stand_by_id() -> None:
    people = tuple(person("Ana Ash", id=id) for id in ("b", "c", "a"))
    assert sort_alphabetically(people, "family", "en") == ("a", "b", "c")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (Name("Claire Russell", given="Claire", family="Russell"), "Russell, Claire"),
        (Name("Vincent van der Berg", "Vincent", "Berg", "van der"), "Berg, Vincent van der"),
        (Name("Martin Luther King Jr.", "Martin Luther", "King", suffix="Jr."), "King, Martin Luther, Jr."),
        (Name("Hesiod"), "Hesiod"),
        (Name("Claire Russell"), "Claire Russell"),
        (Name("Bo", given="Bo"), "Bo"),
        (Name("Bo", family="Bo"), "Bo"),
        (Name(""), ""),
    ],
)
def test_sort_names(name: Name, expected: str) -> None:
    assert sort_name(name) == expected


# ------------------------------------------------------------------------------------------------- policies


def test_alphabetical_and_its_reverse() -> None:
    assert whole(BylineSettings(), FOUR[::-1]).order == tuple(one.id for one in FOUR)
    assert whole(BylineSettings(order="reverse-alphabetical"), FOUR).order == tuple(one.id for one in FOUR[::-1])


def test_listed_keeps_the_list_and_loses_nobody() -> None:
    settings = BylineSettings(order="listed")
    ids = tuple(one.id for one in FOUR)
    byline = publication_byline(settings, tuple(FOUR), ("dai-damson", "x", "ben-beech", "dai-damson"), "en", ids)
    assert byline.order == ("dai-damson", "ben-beech", "ana-ash", "claire-cedar")
    assert byline.statement_text == "Names are in the order that the authors chose."


def test_an_author_who_is_nobody_is_a_mistake_in_the_program() -> None:
    with pytest.raises(ValueError, match="nobody"):
        publication_byline(BylineSettings(), tuple(FOUR), (), "en", ("zed",))


@st.composite
def settings_of(draw: st.DrawFn) -> BylineSettings:
    return BylineSettings(
        order=draw(st.sampled_from(ORDER_FREE)),
        by=draw(st.sampled_from(["family", "given"])),
        seed=draw(st.text(max_size=4)),
        collective="all-of-us",
        equal=draw(st.sampled_from(["all", "none", (("p0", "p1"), ("p2", "p3", "p4"))])),
        mark=draw(st.booleans()),
    )


NAMES = st.text(alphabet="aAbÅåßчЖعم王🦊 -'1", max_size=6)


@settings(max_examples=40, deadline=None)
@given(
    settings_of(),
    st.lists(NAMES, min_size=1, max_size=6),
    st.randoms(use_true_random=False),
    st.sampled_from(["en", "cy", "sv", "ar"]),
)
def test_listing_order_changes_nothing(
    settings: BylineSettings, names: list[str], chance: random.Random, language: str
) -> None:
    people = [person(name, id=f"p{index}") for index, name in enumerate(names)]
    people.append(Person(id="all-of-us", name=Name("All of Us"), kind="collective", members=("p0", "p1")))
    permuted = chance.sample(people, len(people))
    assert whole(settings, people, language) == whole(settings, permuted, language)
    assert sorted(whole(settings, people, language).order) == [f"p{index}" for index in range(len(names))]


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 7), st.integers(1, 4))
def test_rotation_gives_everyone_every_place_equally_often(authors: int, rounds: int) -> None:
    people = tuple(person(f"Name {chr(65 + index)}", id=f"p{index}") for index in range(authors))
    ids = tuple(one.id for one in people)
    pages = authors * rounds
    bylines = [
        page_byline(BylineSettings(order="rotating"), people, ids, "en", authors=ids, place=place, pages=pages)
        for place in range(pages)
    ]
    for position in range(authors):
        standing = [byline.order[position] for byline in bylines]
        assert {id: standing.count(id) for id in ids} == dict.fromkeys(ids, rounds)
    assert all("equally often" in byline.statement_text for byline in bylines)
    assert [len(on) for _, on in first_record(tuple(bylines))] == [rounds] * authors


def test_a_rotation_that_does_not_come_round_claims_no_equality() -> None:
    ids = tuple(one.id for one in FOUR)
    byline = page_byline(BylineSettings(order="rotating"), tuple(FOUR), ids, "en", authors=ids, place=1, pages=3)
    assert byline.statement_text == (
        "The order of names moves on by one from page to page. Here Ben Beech comes first. The order carries no rank."
    )


def test_two_authors_alternate_and_other_authors_are_counted_apart() -> None:
    sets = (("ana-ash", "ben-beech"), ("dai-damson",), ("ben-beech", "ana-ash"), ("ana-ash", "ben-beech"))
    places = places_of_pages(sets)
    assert places == ((0, 3), (0, 1), (1, 3), (2, 3))
    settings = BylineSettings(order="rotating")
    bylines = tuple(
        page_byline(settings, tuple(FOUR), (), "en", authors=authors, place=place, pages=pages)
        for authors, (place, pages) in zip(sets, places, strict=True)
    )
    assert [byline.order[0] for byline in bylines] == ["ana-ash", "dai-damson", "ben-beech", "ana-ash"]
    assert first_record(bylines) == (("ana-ash", (0, 3)), ("dai-damson", (1,)), ("ben-beech", (2,)))


def test_shuffling_can_be_redone_by_the_recipe_on_the_page() -> None:
    byline = whole(BylineSettings(order="shuffled", seed="2025-08-13"), FOUR)
    by_hand = sorted(FOUR, key=lambda one: hashlib.sha256(f"2025-08-13:{one.name.display}".encode()).hexdigest())
    assert (
        byline.order
        == tuple(one.id for one in by_hand)
        == (
            "ana-ash",
            "dai-damson",
            "claire-cedar",
            "ben-beech",
        )
    )
    assert "“2025-08-13:”" in byline.statement_text
    assert "SHA-256" in byline.statement_text


def test_seeds_differ() -> None:
    orders = {whole(BylineSettings(order="shuffled", seed=str(seed)), FOUR).order for seed in range(200)}
    assert len(orders) == 24


def test_the_mark_stands_between_shuffled_names_alone() -> None:
    marked = BylineSettings(order="shuffled", seed="1", mark=True)
    assert separator_of(marked) == " ⓡ "
    assert whole(marked, FOUR).statement_text.startswith("The mark ⓡ stands for a random order.")
    assert separator_of(BylineSettings(order="shuffled")) == separator_of(BylineSettings(mark=True)) == ""


def collective(*members: str) -> Person:
    return Person(id="us", name=Name("Wayfinders"), kind="collective", members=members)


US = BylineSettings(order="collective", collective="us")


def test_a_collective_and_its_members() -> None:
    byline = whole(US, [DAI, collective("dai-damson", "ana-ash"), ANA])
    assert (byline.collective, byline.order) == ("us", ("ana-ash", "dai-damson"))
    assert byline.statement_text == (
        "The members of Wayfinders are named in alphabetical order by family name. The order carries no rank."
    )


def test_authors_beside_a_collective_are_not_lost_nor_made_members() -> None:
    people = [ANA, collective("dai-damson", "ben-beech"), BEN, DAI]
    byline = whole(US, people)
    assert byline.order == ("ben-beech", "dai-damson", "ana-ash")
    assert collective_members(byline, tuple(people)) == ("ben-beech", "dai-damson")
    assert "then the other authors" in byline.statement_text


def test_a_collective_that_names_nobody_shows_nobody() -> None:
    byline = whole(US, [ANA, BEN, collective()])
    assert (byline.collective, byline.order, byline.equal, byline.statement) == ("us", (), (), ())


def test_a_page_by_others_is_not_the_collectives() -> None:
    people = (ANA, BEN, CLAIRE, collective("ana-ash"))
    byline = page_byline(US, people, (), "en", authors=("ben-beech", "claire-cedar"), place=0, pages=1)
    assert (byline.collective, byline.policy, byline.order) == ("", "alphabetical", ("ben-beech", "claire-cedar"))
    assert "Wayfinders" not in byline.statement_text


def test_a_page_by_the_collective_as_such_is_by_all_its_members() -> None:
    people = (ANA, BEN, CLAIRE, collective("claire-cedar", "ana-ash"))
    byline = page_byline(US, people, (), "en", authors=("us",), place=0, pages=1)
    assert (byline.collective, byline.order) == ("us", ("ana-ash", "claire-cedar"))


def test_a_collective_may_be_an_author_among_others() -> None:
    people = (BEN, DAI, collective("dai-damson"))
    byline = publication_byline(BylineSettings(), people, (), "en", ("us", "dai-damson", "ben-beech"))
    assert byline.order == ("ben-beech", "dai-damson", "us")


# ------------------------------------------------------------------------------------------------- equals and words


def test_sets_of_equals() -> None:
    sets = (("claire-cedar", "ana-ash"), ("dai-damson", "ben-beech"))
    byline = whole(BylineSettings(equal=sets), FOUR)
    assert byline.equal == (("ana-ash", "claire-cedar"), ("ben-beech", "dai-damson"))
    assert byline.statement_text.endswith(
        "Ana Ash and Claire Cedar contributed equally, and so did Ben Beech and Dai Damson."
    )
    three = whole(BylineSettings(equal=sets), [ANA, BEN, CLAIRE])
    assert three.equal == (("ana-ash", "claire-cedar"),)
    assert three.statement_text.endswith("Ana Ash and Claire Cedar contributed equally.")
    assert whole(BylineSettings(equal=sets), [ANA, CLAIRE]).statement_text.endswith("All authors contributed equally.")


def test_names_that_are_one_whole_are_ordered_by_no_part_of_them() -> None:
    people = tuple(person(name, id=f"p{place}") for place, name in enumerate(["the reader", "Hesiod", "the editor"]))
    byline = whole(BylineSettings(order="alphabetical"), list(people), "en")
    assert byline.statement_text == "Names are in alphabetical order. The order carries no rank."
    with_one = whole(BylineSettings(order="alphabetical"), [*people, person("Ana Ash", id="q")], "en")
    assert with_one.statement_text == "Names are in alphabetical order by family name. The order carries no rank."


@pytest.mark.parametrize("language", ["en", "cy", "de", "es", "fr", "ar"])
@pytest.mark.parametrize("order", ["alphabetical", "rotating"])
def test_a_sentence_that_ends_with_a_name_has_one_full_stop(language: str, order: Any) -> None:
    people = tuple(
        person(name, id=f"p{place}") for place, name in enumerate(["Al A Jr.", "Bo B Jr.", "Cy C", "Di D Jr."])
    )
    ids = tuple(one.id for one in people)
    settings = BylineSettings(order=order, equal=(("p0", "p1"), ("p2", "p3")))
    byline = page_byline(settings, people, ids, language, authors=ids, place=0, pages=3)
    assert ".." not in byline.statement_text
    assert byline.statement_text.endswith(".")


def test_equality_is_said_only_where_it_is_stated() -> None:
    everyone = tuple(one.id for one in FOUR)
    assert whole(BylineSettings(equal="all"), FOUR).equal == (everyone,)
    assert whole(BylineSettings(equal="none"), FOUR).equal == ()
    assert "equally" not in whole(BylineSettings(equal="none"), FOUR).statement_text


@pytest.mark.parametrize("order", sorted(set(BYLINE_POLICIES) - {"collective"}))
def test_one_author_has_no_order_to_explain(order: str) -> None:
    byline = whole(BylineSettings(order=order, equal="all"), [ANA])  # type: ignore[arg-type]
    assert byline == Byline(order=("ana-ash",), policy=order)


def test_authors_may_explain_themselves() -> None:
    byline = whole(BylineSettings(statement=Prose("We *sang*.")), FOUR)
    assert (byline.statement, byline.statement_text) == (("We *sang*.",), "We *sang*.")


@pytest.mark.parametrize(
    ("language", "names", "expected"),
    [
        ("en", ["Ana", "Ben", "Cy"], "Ana, Ben and Cy"),
        ("en-US", ["Ana", "Ben", "Cy"], "Ana, Ben, and Cy"),
        ("en-US", ["Ana", "Ben"], "Ana and Ben"),
        ("cy", ["Ana", "Ben"], "Ana a Ben"),
        ("cy-GB", ["Ben", "Cai", "Ên"], "Ben, Cai ac Ên"),
        ("cy", ["Kate", "William"], "Kate a William"),
        ("cy", ["Kate", "Wyn"], "Kate ac Wyn"),
        ("de-AT", ["Ana", "Ben", "Cy"], "Ana, Ben und Cy"),
        ("es", ["Ana", "Inés"], "Ana e Inés"),
        ("es", ["Ana", "Hilario"], "Ana e Hilario"),
        ("es", ["Ana", "Iago"], "Ana y Iago"),
        ("es", ["Ana", "Yolanda"], "Ana y Yolanda"),
        ("es", ["Ana", "Ben", "Íñigo"], "Ana, Ben e Íñigo"),
        ("fr", ["Ana", "Ben", "Cy"], "Ana, Ben et Cy"),
        ("ar", ["ليلى", "يوسف", "أحمد"], "ليلى ويوسف وأحمد"),
        ("ar", ["ليلى", "Ben"], "ليلى و Ben"),
        ("tlh", ["Ana", "Ben"], "Ana and Ben"),
        ("en", ["Ana"], "Ana"),
        ("ar", [], ""),
        ("en", [], ""),
    ],
)
def test_lists_of_names(language: str, names: list[str], expected: str) -> None:
    assert join_names(names, language) == expected


@pytest.mark.parametrize("language", WORDINGS)
@pytest.mark.parametrize("order", sorted(BYLINE_POLICIES))
def test_each_policy_explains_itself_in_each_language(language: str, order: str) -> None:
    people = [*FOUR, Person(id="us", name=Name("Wayfinders {by}"), kind="collective", members=("ana-ash", "ben-beech"))]
    settings = BylineSettings(order=order, collective="us", seed="{seed}", equal="all")  # type: ignore[arg-type]
    text = whole(settings, people, language).statement_text
    ids = tuple(one.id for one in FOUR)
    page = page_byline(settings, tuple(people), ids, language, authors=ids, place=3, pages=4).statement_text
    assert text.endswith(".")
    assert "  " not in text + page
    # What a name or seed holds is text, whatever it looks like.
    assert text.count("{") == {"collective": 1, "shuffled": 1}.get(order, 0)
    assert (WORDINGS[language].no_rank in text) == (order != "listed")
    assert text.endswith(WORDINGS[language].all_equal)
    if language != "en":
        assert text != whole(settings, people, "en").statement_text
    if order == "rotating":
        assert "Dai Damson" in page


def test_a_language_without_words_is_answered_in_english_and_says_so() -> None:
    assert whole(BylineSettings(), FOUR, "tlh").statement_text == whole(BylineSettings(), FOUR, "en").statement_text
    assert (statement_language("tlh"), statement_language("cy-GB"), statement_language("en-GB")) == (
        "en",
        "cy-GB",
        "en-GB",
    )


def test_anybody_is_shown_in_the_order_of_the_byline() -> None:
    byline = Byline(order=("c", "a"), policy="listed", collective="us")
    assert display_order(("a", "b", "c", "us", "aa"), byline) == ("us", "c", "a", "aa", "b")
    assert display_order((), byline) == ()


def test_two_hundred_authors() -> None:
    people = [person(f"Given{index} Family{index % 50:02}", id=f"p{index:03}") for index in range(200)]
    for order in BYLINE_POLICIES:
        byline = whole(BylineSettings(order=order, collective="us"), [*people, collective(*(one.id for one in people))])
        assert len(set(byline.order)) == 200
