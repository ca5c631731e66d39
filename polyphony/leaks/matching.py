"""Private words to a matcher that finds them in any text, in whole words and in all spellings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from polyphony.leaks.folding import fold, fold_but_case, fold_case, runs_together, tokens_of
from polyphony.leaks.private import Secret

__all__ = ["Matcher", "Pattern", "make_matcher"]

_SPACE: Final = 60
_BETWEEN: Final = rf"\s{{0,{_SPACE}}}+(?:[^\w\s&]|_){{0,2}}+\s{{0,{_SPACE}}}+(?:[^\w\s&]|_){{0,2}}+\s{{0,{_SPACE}}}+"
"""What may stand between the words of a name: a space, a line end, a hyphen, a full stop and a space; or nothing."""

_CAPITALS: Final = 4
"""Up to so many capitals are initials, and are found as capitals alone: JE, but not the French je."""

_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_BEFORE: Final = {"arabic": r"(?:[وفبكل]{0,2}(?:ال)?|لل)", "hebrew": r"[והבכלמש]{0,2}"}


class Pattern(NamedTuple):
    """One form of a secret: `needle` is its longest word, without which it can't be anywhere.

    `reach` is how far from that word it can begin or end.
    """

    secret: int
    needle: str
    expression: re.Pattern[str]
    letters: int
    reach: int

    def is_in(self, folded: str) -> bool:
        """Tell whether it is in a folded text."""
        place = folded.find(self.needle)
        while place >= 0:
            end = min(place + len(self.needle) + self.reach, len(folded))
            found = self.expression.search(folded, max(place - self.reach, 0), end)
            if found and (found.end() < end or end == len(folded)):
                return True
            place = folded.find(self.needle, place + 1)
        return False


class Matcher(NamedTuple):
    """All forms of all secrets; `capitals` are those that are found as capitals alone."""

    secrets: tuple[Secret, ...]
    patterns: tuple[Pattern, ...]
    capitals: tuple[Pattern, ...]

    def may_find(self, text: str) -> bool:
        """Tell quickly whether a text, as it stands, may hold any secret at all."""
        spelt = fold_but_case(text)
        folded = fold_case(spelt) if self.patterns else ""
        return any(one.needle in folded for one in self.patterns) or any(one.needle in spelt for one in self.capitals)

    def find(self, text: str, fewest: int = 0) -> Iterator[int]:
        """Find which secrets are in a text, by number; only forms of at least so many letters."""
        spelt = fold_but_case(text)
        folded = fold_case(spelt) if self.patterns else ""
        for patterns, where in ((self.patterns, folded), (self.capitals, spelt)):
            for pattern in patterns:
                if pattern.letters >= fewest and pattern.is_in(where):
                    yield pattern.secret


def make_matcher(secrets: Iterable[Secret]) -> Matcher:
    """Make a matcher of secrets."""
    known = tuple(secrets)
    patterns: dict[tuple[int, str], Pattern] = {}
    capitals: dict[tuple[int, str], Pattern] = {}
    for number, secret in enumerate(known):
        for form in secret.forms:
            initials = "".join(tokens_of(fold_but_case(form)))
            if len(initials) <= _CAPITALS and initials.isalpha() and initials.isupper():
                pattern = _pattern(number, initials)  # Letter by letter: JE is J.E. as well.
                capitals[number, pattern.expression.pattern] = pattern
                continue
            words = form.split()
            # "Example, Jane" is the same name; of three words or more only the last is put first.
            for order in (words, [*words[-1:], *words[:-1]]):
                for spelling in dict.fromkeys((" ".join(order), " ".join(order).translate(_UMLAUTS))):
                    if tokens := tokens_of(fold(spelling)):
                        pattern = _pattern(number, tokens)
                        patterns[number, pattern.expression.pattern] = pattern
    return Matcher(known, tuple(patterns.values()), tuple(capitals.values()))


def _pattern(secret: int, tokens: Sequence[str]) -> Pattern:
    first, last = tokens[0][0], tokens[-1][-1]
    before = "" if runs_together(first) else r"(?<![^\W_])" + _prefix(first)
    after = "" if runs_together(last) else r"(?![^\W_])"
    expression = re.compile(before + _BETWEEN.join(map(re.escape, tokens)) + after)
    letters = sum(map(len, tokens))
    reach = letters + (len(tokens) - 1) * (3 * _SPACE + 4) + 8
    return Pattern(secret, max(tokens, key=len), expression, letters, reach)


def _prefix(character: str) -> str:
    """The little words that Arabic and Hebrew write in one with the next."""
    if "\u0600" <= character <= "\u06ff":
        return _BEFORE["arabic"]
    return _BEFORE["hebrew"] if "\u0590" <= character <= "\u05ff" else ""
