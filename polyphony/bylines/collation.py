"""Names to keys that sort as the alphabet of a language has it.

The order of all scripts is Unicode's own (DUCET, out of pyuca); `TAILORINGS` says in which letters a language differs
from it, as Unicode's CLDR records them. docs/decisions/0003-collation.md says why it is done this way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from pyuca.collator import Collator_10_0_0

__all__ = ["TAILORINGS", "SortKey", "collation_keys"]

SortKey = tuple[float, ...]

_SOUTH_SLAVIC = "&c<č<ć &d<dž<đ &l<lj &n<nj &s<š &z<ž"
_DANISH = "&d<<đ<<ð &y<<ü &z<æ<<ä<ø<<ö<å<<aa"

TAILORINGS: dict[str, str] = {
    "az": "&c<ç &e<ə &g<ğ &h<x<ı &i<<<İ &k<q &o<ö &s<ş &u<ü &z<w",
    "be": "&е<ё &у<ў",
    "bs": _SOUTH_SLAVIC,
    "cs": "&c<č &h<ch &r<ř &s<š &z<ž",
    "cy": "&c<ch &d<dd &f<ff &g<ng &l<ll &p<ph &r<rh &t<th",
    "da": _DANISH,
    "eo": "&c<ĉ &g<ĝ &h<ĥ &j<ĵ &s<ŝ &u<ŭ",
    "es": "&n<ñ",
    "et": "&s<š<z<ž &w<õ<ä<ö<ü",
    "fi": "&d<<đ<<ð &y<<ü &z<å<ä<<æ<ö<<ø",
    "fil": "&n<ñ<ng",
    "fo": _DANISH,
    "gl": "&n<ñ",
    "hr": _SOUTH_SLAVIC,
    "hu": "&c<cs &d<dz<dzs &g<gy &l<ly &n<ny &o<ö<<ő &s<sz &t<ty &u<ü<<ű &z<zs",
    "ig": "&b<ch &g<gb<gh<gw &i<ị &k<kp<kw &n<ṅ<nw<ny &o<ọ &s<sh &u<ụ",
    "is": "&a<á &d<ð &e<é &i<í &o<ó &u<ú &y<ý &z<þ<æ<<ä<ö<<ø<å",
    "lt": "&c<č &i<<y &s<š &z<ž",
    "lv": "&c<č &g<ģ &i<y &k<ķ &l<ļ &n<ņ &r<ŗ &s<š &z<ž",
    "mt": "&b<ċ &f<ġ &g<għ &h<ħ &y<ż",
    "nb": _DANISH,
    "nn": _DANISH,
    "no": _DANISH,
    "pl": "&a<ą &c<ć &e<ę &l<ł &n<ń &o<ó &s<ś &z<ź<ż",
    "ro": "&a<ă<â &i<î &s<ş<<ș &t<ţ<<ț",
    "sk": "&a<ä &c<č &h<ch &o<ô &r<ř &s<š &z<ž",
    "sl": "&c<č<ć &d<đ &s<š &z<ž",
    "sq": "&c<ç &d<dh &e<ë &g<gj &l<ll &n<nj &r<rr &s<sh &t<th &x<xh &z<zh",
    "sr": _SOUTH_SLAVIC,
    "sv": "&d<<đ<<ð &y<<ü &z<å<ä<<æ<ö<<ø",
    "tr": "&c<ç &g<ğ &h<ı &i<<<İ &o<ö &s<ş &u<ü",
    "uk": "&г<ґ &і<ї",
    "vi": "&a<ă<â &d<đ &e<ê &o<ô<ơ &u<ư",
    "yo": "&e<ẹ &g<gb &o<ọ &s<ṣ",
}  # fmt: skip
"""Language to the letters that it places in its own way, in the notation of CLDR.

`&c<č` places č after c as a letter by itself, `<<` as a variant of the letter before, `<<<` as its capital. Capitals
of letters and letter pairs (ch, Ch, CH) follow from the small ones.
"""

_RULE = re.compile(r"(<{1,3})([^<&\s]+)")
_ELEMENT = re.compile(r"\[[.*]([0-9A-F]+)\.([0-9A-F]+)\.([0-9A-F]+)\]")
_CAPITAL = 8
"""DUCET's third weight of a plain capital; of a plain small letter it is 2."""


class _Collator(Collator_10_0_0):  # type: ignore[misc]
    """pyuca's collator over those lines of DUCET alone that begin with certain characters.

    Reading all of it costs ten times as much, for the sake of 30,000 characters that no name here has.
    """

    def __init__(self, characters: Iterable[str]) -> None:
        self.first = "|".join(f"{ord(character):04X}" for character in sorted(characters))
        super().__init__("allkeys-10.0.0.txt")

    def load(self, filename: str) -> None:
        from importlib import resources

        text = (resources.files("pyuca") / filename).read_bytes().decode("ascii")
        for start, end, base in re.findall(r"\n@implicitweights (\w+)\.\.(\w+); (\w+)", text):
            self.implicit_weights.append([int(start, 16), int(end, 16), int(base, 16)])
        # A pattern that begins with a line's end is found many times sooner than one that begins with a line's start.
        for codes, weights in re.findall(rf"\n((?:{self.first}) [^;]*);([^#]*)", text):
            elements = [[int(weight, 16) for weight in element] for element in _ELEMENT.findall(weights)]
            self.table.add([int(code, 16) for code in codes.split()], elements)


def collation_keys(texts: Iterable[str], language: str) -> dict[str, SortKey]:
    """Give each text its key, such that sorting by keys is sorting by the language's alphabet.

    Texts that look the same to Unicode (NFC and NFD) have the same key. `language` is a BCP 47 tag, of which the
    first part counts; a language without an entry in `TAILORINGS` is sorted as Unicode has it.
    """
    rules = TAILORINGS.get(re.split("[-_]", language, maxsplit=1)[0].lower(), "")
    distinct = sorted(set(texts))
    if not distinct:
        return {}
    # A surrogate by itself is no character, and has no place in any alphabet.
    clean = {text: text.encode("utf-8", "replace").decode() for text in distinct}
    characters = frozenset(unicodedata.normalize("NFD", "".join(clean.values()) + rules + rules.upper()))
    collator = _collator(characters, rules)
    return {text: collator.sort_key(clean[text]) for text in distinct}


@lru_cache(maxsize=4)
def _collator(characters: frozenset[str], rules: str) -> _Collator:
    """Make the collator of a language that knows some characters."""
    collator = _Collator(characters)
    additions: list[tuple[str, tuple[float, ...]]] = []
    for chain in rules.split("&")[1:]:
        primary, secondary, tertiary = (float(weight) for weight in collator.collation_elements(chain[0])[0])
        for relation, letter in _RULE.findall(chain):
            match relation:
                case "<":
                    # Halves, quarters … of a step: DUCET's weights are whole, so that these lie before the next letter.
                    primary, secondary, tertiary = (primary + _step(primary)), 32.0, 2.0
                case "<<":
                    secondary, tertiary = secondary + 1, 2.0
                case _:
                    additions.append((letter, (primary, secondary, float(_CAPITAL))))
                    continue
            additions.append((letter, (primary, secondary, tertiary)))
            for capital in dict.fromkeys((letter.capitalize(), letter.upper())):
                if capital != letter:
                    tertiary += _CAPITAL - 2 if tertiary == 2 else 1
                    additions.append((capital, (primary, secondary, tertiary)))
    # Only now, so that an anchor's weight is DUCET's even where another rule has moved a letter of its name.
    for letter, weights in additions:
        collator.table.add([ord(character) for character in unicodedata.normalize("NFD", letter)], [list(weights)])
    return collator


def _step(primary: float) -> float:
    """Say how far the next letter lies: half of what is left up to the next whole weight."""
    return (int(primary) + 1 - primary) / 2
