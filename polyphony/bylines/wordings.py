"""The words of statements, language by language, and how each language lists names."""

# ruff: noqa: E501 -- a sentence stands in a line, so that those who translate can compare them.

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from msgspec import Struct

__all__ = ["WORDINGS", "Wording"]


class Wording(Struct, frozen=True, kw_only=True):
    """The sentences of a language; `join` makes a list of names.

    `{by}` is one of the two next, or nothing where no name is known to have parts.
    """

    join: Callable[[Sequence[str]], str]
    family: str
    given: str
    alphabetical: str
    reverse: str
    rotating: str
    rotating_evenly: str
    rotating_whole: str
    first_here: str
    shuffled: str
    mark: str
    listed: str
    collective: str
    collective_and_others: str
    no_rank: str
    all_equal: str
    equal: str
    and_equal: str


def _join_with(conjunction: Callable[[str], str]) -> Callable[[Sequence[str]], str]:
    """Make the function that lists names with commas and, before the last, what `conjunction` gives for it."""

    def join(names: Sequence[str]) -> str:
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])}{conjunction(names[-1])}{names[-1]}"

    return join


def _bare(name: str) -> str:
    """Give a name in small letters without accents, to look at how it begins."""
    decomposed = unicodedata.normalize("NFD", name.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _welsh_and(name: str) -> str:
    """Say "ac" before a vowel and "a" before a consonant, which w is before a, e, i, o and u (a William, ac Wyn)."""
    return " ac " if re.match("[aeiouy]|w(?![aeiou])", _bare(name)) else " a "


def _spanish_and(name: str) -> str:
    """Say "e" before the sound i (Inés, Hilario, Yvonne), not before a diphthong (Iago, Hierro, Yolanda)."""
    return " e " if re.match("(h?i|y)(?![aeiou])", _bare(name)) else " y "


def _join_arabic(names: Sequence[str]) -> str:
    """Write "and" before each further name: joined to an Arabic or Hebrew word, apart from any other."""
    later = (
        f"و{name}" if unicodedata.bidirectional(name[:1] or " ") in {"AL", "R"} else f"و {name}" for name in names[1:]
    )
    return " ".join([*names[:1], *later])


WORDINGS: dict[str, Wording] = {
    "en": Wording(
        join=_join_with(lambda _: " and "),
        family=" by family name",
        given=" by given name",
        alphabetical="Names are in alphabetical order{by}.",
        reverse="Names are in reverse alphabetical order{by}.",
        rotating="The order of names moves on by one from page to page.",
        rotating_evenly="The order of names moves on by one from page to page, so that everyone has each place equally often.",
        rotating_whole="Names are in alphabetical order{by} here; from page to page the order moves on by one.",
        first_here="Here {name} comes first.",
        shuffled="Names are shuffled. To check: put “{seed}:” before each name, take the SHA-256 of each, and sort by it.",
        mark="The mark ⓡ stands for a random order.",
        listed="Names are in the order that the authors chose.",
        collective="The members of {name} are named in alphabetical order{by}.",
        collective_and_others="The members of {name} are named first, then the other authors, each in alphabetical order{by}.",
        no_rank="The order carries no rank.",
        all_equal="All authors contributed equally.",
        equal="{names} contributed equally",
        and_equal=", and so did {names}",
    ),
    "cy": Wording(
        join=_join_with(_welsh_and),
        family=" yn ôl cyfenw",
        given=" yn ôl enw cyntaf",
        alphabetical="Mae’r enwau yn nhrefn yr wyddor{by}.",
        reverse="Mae’r enwau o chwith i drefn yr wyddor{by}.",
        rotating="Mae trefn yr enwau yn symud ymlaen un lle o dudalen i dudalen.",
        rotating_evenly="Mae trefn yr enwau yn symud ymlaen un lle o dudalen i dudalen, fel bod pawb ym mhob lle yr un mor aml.",
        rotating_whole="Yma mae’r enwau yn nhrefn yr wyddor{by}; o dudalen i dudalen mae’r drefn yn symud ymlaen un lle.",
        first_here="Yma, {name} sy’n gyntaf.",
        shuffled="Mae’r enwau wedi’u cymysgu. I wirio: rhowch “{seed}:” o flaen pob enw, cymerwch SHA-256 pob un, a threfnwch yn ôl hwnnw.",
        mark="Mae’r nod ⓡ yn dynodi trefn ar hap.",
        listed="Mae’r enwau yn y drefn a ddewisodd yr awduron.",
        collective="Enwir aelodau {name} yn nhrefn yr wyddor{by}.",
        collective_and_others="Enwir aelodau {name} yn gyntaf, ac yna’r awduron eraill, y naill a’r llall yn nhrefn yr wyddor{by}.",
        no_rank="Nid yw’r drefn yn dynodi statws.",
        all_equal="Cyfrannodd pob awdur yn gyfartal.",
        equal="Cyfrannodd {names} yn gyfartal",
        and_equal=", ac felly hefyd {names}",
    ),
    "de": Wording(
        join=_join_with(lambda _: " und "),
        family=" nach Familiennamen",
        given=" nach Vornamen",
        alphabetical="Die Namen stehen in alphabetischer Reihenfolge{by}.",
        reverse="Die Namen stehen in umgekehrter alphabetischer Reihenfolge{by}.",
        rotating="Die Reihenfolge der Namen rückt von Seite zu Seite um eins weiter.",
        rotating_evenly="Die Reihenfolge der Namen rückt von Seite zu Seite um eins weiter, sodass alle gleich oft an jeder Stelle stehen.",
        rotating_whole="Hier stehen die Namen alphabetisch{by}; von Seite zu Seite rückt die Reihenfolge um eins weiter.",
        first_here="Hier steht {name} am Anfang.",
        shuffled="Die Namen sind gemischt. Zum Nachprüfen: „{seed}:“ vor jeden Namen setzen, jeweils den SHA-256-Wert bilden und danach sortieren.",
        mark="Das Zeichen ⓡ steht für eine zufällige Reihenfolge.",
        listed="Die Namen stehen in der Reihenfolge, die die Schreibenden gewählt haben.",
        collective="Die Mitglieder von {name} sind alphabetisch{by} genannt.",
        collective_and_others="Zuerst sind die Mitglieder von {name} genannt, dann die übrigen Schreibenden, jeweils alphabetisch{by}.",
        no_rank="Die Reihenfolge bedeutet keinen Rang.",
        all_equal="Alle haben gleichermaßen beigetragen.",
        equal="{names} haben gleichermaßen beigetragen",
        and_equal=", ebenso {names}",
    ),
    "es": Wording(
        join=_join_with(_spanish_and),
        family=" por apellido",
        given=" por nombre de pila",
        alphabetical="Los nombres siguen el orden alfabético{by}.",
        reverse="Los nombres siguen el orden alfabético inverso{by}.",
        rotating="El orden de los nombres avanza un lugar de una página a otra.",
        rotating_evenly="El orden de los nombres avanza un lugar de una página a otra, de modo que cada persona ocupa cada lugar el mismo número de veces.",
        rotating_whole="Aquí los nombres siguen el orden alfabético{by}; de una página a otra, el orden avanza un lugar.",
        first_here="Aquí el primer nombre es {name}.",
        shuffled="Los nombres se han mezclado. Para comprobarlo: ponga «{seed}:» delante de cada nombre, calcule el SHA-256 de cada uno y ordene por él.",
        mark="El signo ⓡ indica un orden aleatorio.",
        listed="Los nombres están en el orden elegido por quienes escriben.",
        collective="Los miembros de {name} se nombran en orden alfabético{by}.",
        collective_and_others="Se nombra primero a los miembros de {name} y después al resto, en ambos casos en orden alfabético{by}.",
        no_rank="El orden no indica jerarquía.",
        all_equal="Todas las personas autoras contribuyeron por igual.",
        equal="{names} contribuyeron por igual",
        and_equal=", y también {names}",
    ),
    "fr": Wording(
        join=_join_with(lambda _: " et "),
        family=", par nom de famille",
        given=", par prénom",
        alphabetical="Les noms suivent l’ordre alphabétique{by}.",
        reverse="Les noms suivent l’ordre alphabétique inverse{by}.",
        rotating="L’ordre des noms avance d’une place d’une page à l’autre.",
        rotating_evenly="L’ordre des noms avance d’une place d’une page à l’autre, si bien que chaque personne occupe chaque place aussi souvent que les autres.",
        rotating_whole="Ici, les noms suivent l’ordre alphabétique{by} ; d’une page à l’autre, l’ordre avance d’une place.",
        first_here="Ici, {name} vient en premier.",
        shuffled="Les noms sont mélangés. Pour vérifier : placez « {seed}: » devant chaque nom, calculez le SHA-256 de chacun et triez d’après lui.",
        mark="Le signe ⓡ indique un ordre aléatoire.",
        listed="Les noms sont dans l’ordre choisi par les auteurs et autrices.",
        collective="Les membres de « {name} » sont nommés par ordre alphabétique{by}.",
        collective_and_others="Les membres de « {name} » sont nommés d’abord, puis les autres personnes, chaque fois par ordre alphabétique{by}.",
        no_rank="Cet ordre n’exprime aucune hiérarchie.",
        all_equal="Toutes et tous ont contribué à parts égales.",
        equal="{names} ont contribué à parts égales",
        and_equal=", de même que {names}",
    ),
    "ar": Wording(
        join=_join_arabic,
        family=" بحسب اسم العائلة",
        given=" بحسب الاسم الأول",
        alphabetical="الأسماء مرتبة ترتيبًا أبجديًا{by}.",
        reverse="الأسماء مرتبة ترتيبًا أبجديًا معكوسًا{by}.",
        rotating="يتقدم ترتيب الأسماء موضعًا واحدًا من صفحة إلى أخرى.",
        rotating_evenly="يتقدم ترتيب الأسماء موضعًا واحدًا من صفحة إلى أخرى، فيشغل كل اسم كل موضع بعدد متساوٍ من المرات.",
        rotating_whole="الأسماء هنا مرتبة ترتيبًا أبجديًا{by}، ويتقدم الترتيب موضعًا واحدًا من صفحة إلى أخرى.",
        first_here="الاسم الأول هنا: {name}.",
        # The seed is isolated: among Arabic words, a date would else be shown back to front, and couldn't be checked.
        shuffled="الأسماء مرتبة عشوائيًا. للتحقق: ضع «\u2066{seed}:\u2069» قبل كل اسم، واحسب SHA-256 لكل منها، ثم رتّب بحسبه.",
        mark="تدل العلامة ⓡ على ترتيب عشوائي.",
        listed="الأسماء مرتبة كما اختار المؤلفون والمؤلفات.",
        collective="ترد أسماء أعضاء {name} بالترتيب الأبجدي{by}.",
        collective_and_others="ترد أسماء أعضاء {name} أولًا، ثم سائر المؤلفين والمؤلفات، بالترتيب الأبجدي{by} في الحالين.",
        no_rank="ولا يدل الترتيب على أي تفاضل.",
        all_equal="أسهم الجميع بالتساوي.",
        equal="أسهم بالتساوي {names}",
        and_equal="، وكذلك {names}",
    ),
}
