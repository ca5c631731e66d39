"""Redacted words that stand openly elsewhere in the same publication, to warnings that don't repeat them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from polyphony.diagnostics import CODES, Code, Diagnostic, Severity, Span
from polyphony.leaks.finding import find_places
from polyphony.leaks.folding import fold, fold_but_case, runs_together, tokens_of
from polyphony.leaks.hidden import redactions_in
from polyphony.leaks.matching import make_matcher
from polyphony.leaks.private import Secret
from polyphony.model import Publication, SourceFile, unpack_anchors

__all__ = ["find_open_redactions"]

MOST = 6


def find_open_redactions(publication: Publication, sources: Iterable[SourceFile]) -> Iterator[Diagnostic]:
    """Say where words that are redacted once can be read all the same: names of places and people, and whole phrases.

    Of the sources, only what the publication is made of is looked at.
    """
    texts = [source for source in sources if source.path.endswith((".md", ".yaml", ".yml"))]
    if not any(b".redacted" in source.content for source in texts):
        return
    used = {anchor.place.path for page in publication.pages for anchor in unpack_anchors(page.parsed)}
    used |= {"polyphony.yaml", *(page.parsed.path for page in publication.pages)}
    yield from _find(source for source in texts if source.path in used)


def _find(sources: Iterable[SourceFile]) -> Iterator[Diagnostic]:
    texts = tuple(sources)
    places: dict[str, tuple[str, Span]] = {}
    for source in texts:
        if b".redacted" in source.content:
            for redaction in redactions_in(source.content.decode("utf-8", "replace")):
                if _tells(redaction.words):
                    key = " ".join(tokens_of(fold(redaction.words)))
                    places.setdefault(key, (redaction.words, Span(source.path, redaction.line)))
    if not places:
        return
    matcher = make_matcher(Secret((words,), "", where) for words, where in places.values())
    found: dict[int, list[Span]] = {}
    for number, place in find_places(texts, matcher, set(range(len(places)))):
        if _is_meant(matcher.secrets[number].forms[0], place, texts):
            found.setdefault(number, []).append(place)
    for number, (first, *others) in sorted(found.items()):
        where = matcher.secrets[number].where
        more = f" and in {len(others):,} more places" if len(others) > 1 else " and in one more place" if others else ""
        yield Diagnostic(
            Code.REDACTED_ELSEWHERE,
            f"what is redacted at {where.path}:{where.line} stands openly here{more}",
            first,
            hint="redact it here as well; or, if readers may read it, take the redaction away",
            severity=Severity(CODES[Code.REDACTED_ELSEWHERE]),
            related=((where, "redacted here"), *((one, "openly here, too") for one in others[:MOST])),
        )


def _is_meant(words: str, place: Span, sources: Iterable[SourceFile]) -> bool:
    """Tell whether a place has the same word: one word alone is the same only with the same capitals, as in Hope."""
    spelt = fold_but_case(words)
    if len(tokens_of(spelt)) > 1 or runs_together(spelt[0]):
        return True
    source = next(source for source in sources if source.path == place.path)
    lines = source.content.decode("utf-8", "replace").split("\n")[place.line - 1 : place.line + 1]
    return not place.line or spelt in tokens_of(fold_but_case("\n".join(lines)))


def _tells(words: str) -> bool:
    """Tell whether words are likely to be a name or a phrase; of common words nobody wants a warning."""
    tokens = tokens_of(words)
    letters = sum(map(len, tokens))
    if letters and runs_together(tokens[0][0]):
        return letters >= 2
    named = any(token[0].isupper() or token[0].isdigit() for token in tokens)
    return letters >= 4 and (len(tokens) > 2 or named)
