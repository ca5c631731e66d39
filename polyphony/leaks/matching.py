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
    """All forms of all secrets.

    `anyhow` are found in any case, `typed` with their capitals alone: initials, and what is wanted so. `words` are
    single words with a capital: found in any case where people read, but in code only as they are in `capitals`.
    """

    secrets: tuple[Secret, ...]
    anyhow: tuple[Pattern, ...]
    typed: tuple[Pattern, ...]
    words: tuple[Pattern, ...]
    capitals: tuple[Pattern, ...]

    def may_find(self, text: str) -> bool:
        """Tell quickly whether a text, as it stands, may hold any secret at all."""
        spelt = fold_but_case(text)
        folded = fold_case(spelt)
        return any(one.needle in folded for one in (*self.anyhow, *self.words)) or any(
            one.needle in spelt for one in self.typed
        )

    def find(self, text: str, fewest: int = 0) -> Iterator[int]:
        """Find which secrets are in a text, by number; only forms of at least so many letters."""
        return self._find(text, fewest, (*self.anyhow, *self.words), self.typed)

    def find_in_code(self, text: str, fewest: int = 0) -> Iterator[int]:
        """Find which secrets are in code, which has words of its own."""
        return self._find(text, fewest, self.anyhow, (*self.typed, *self.capitals))

    def _find(self, text: str, fewest: int, anyhow: tuple[Pattern, ...], typed: tuple[Pattern, ...]) -> Iterator[int]:
        spelt = fold_but_case(text)
        folded = fold_case(spelt) if anyhow else ""
        for patterns, where in ((anyhow, folded), (typed, spelt)):
            for pattern in patterns:
                if pattern.letters >= fewest and pattern.is_in(where):
                    yield pattern.secret


def make_matcher(secrets: Iterable[Secret]) -> Matcher:
    """Make a matcher of secrets."""
    known = tuple(secrets)
    made: dict[str, dict[tuple[int, str], Pattern]] = {kind: {} for kind in ("anyhow", "typed", "words", "capitals")}

    def add(kind: str, number: int, tokens: Sequence[str]) -> None:
        if tokens:
            pattern = _pattern(number, tokens)
            made[kind][number, pattern.expression.pattern] = pattern

    for number, secret in enumerate(known):
        for form in secret.forms:
            spelt = fold_but_case(form)
            initials = "".join(tokens_of(spelt))
            if len(initials) <= _CAPITALS and initials.isalpha() and initials.isupper():
                add("typed", number, initials)  # Letter by letter: JE is J.E. as well.
                continue
            for spelling in _spellings(form):
                tokens = tokens_of(fold_but_case(spelling))
                both = (tokens, [token.upper() for token in tokens])
                if secret.exact:
                    for one in both:
                        add("typed", number, one)
                elif len(tokens) == 1 and tokens[0][0].isupper():
                    add("words", number, tokens_of(fold(spelling)))
                    for one in both:
                        add("capitals", number, one)
                else:
                    add("anyhow", number, tokens_of(fold(spelling)))
    return Matcher(known, *(tuple(patterns.values()) for patterns in made.values()))


def _spellings(form: str) -> Iterator[str]:
    """All ways to write a form: "Example, Jane" is the same name; of three words or more only the last is put first."""
    words = form.split()
    for order in (words, [*words[-1:], *words[:-1]]):
        yield " ".join(order)
        yield " ".join(order).translate(_UMLAUTS)


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
