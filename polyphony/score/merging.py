"""Few enough blocks and staves for a picture: neighbours become one block, and those who say least share a stave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

__all__ = [
    "MOST",
    "MOST_EQUALS",
    "MOST_STAVES",
    "OTHERS",
    "Part",
    "Stave",
    "fold_staves",
    "join_joint",
    "merge_parts",
]

MOST = 400
"""How many blocks a picture has at most."""

MOST_STAVES = 16
"""How many staves a picture has at most: more would fill the screen before the text begins."""

MOST_EQUALS = 24
"""How many it may have where those who would lose theirs say as much as those who would not."""

OTHERS = ""
"""The key of the stave that those share who would have one too many: nobody's id."""


class Stave(NamedTuple):
    """A line of the score: a key, a name, and the class that gives it its colour (`voice-1`, `together`)."""

    key: str
    name: str
    style: str


class Part(NamedTuple):
    """A block: the staves that it stands on, its first mode (empty: none), its words, its link and its voice's name.

    `merged` is how many passages and turns it stands for.
    """

    staves: tuple[str, ...]
    mode: str
    words: int
    address: str
    name: str
    merged: int = 1


def merge_parts(parts: Sequence[Part], most: int = MOST) -> list[Part]:
    """Merge neighbours until there are at most so many blocks, or one a voice: those of one voice first.

    Then stretches of time are drawn as one block a voice, each as wide as what that voice says in it, so that nobody
    gets words that are another's.
    """
    merged = list(parts)
    if len(merged) <= most:
        return merged
    joined: list[Part] = []
    for part in merged:
        last = joined[-1] if joined else None
        if last is not None and (last.staves, last.mode) == (part.staves, part.mode):
            joined[-1] = _join((last, part))
        else:
            joined.append(part)
    window = 2
    merged = joined
    while len(merged) > most and window < 2 * len(joined):
        merged = [
            voice for start in range(0, len(joined), window) for voice in _join_voices(joined[start : start + window])
        ]
        window += max(1, window // 2)
    return merged


def _join_voices(stretch: Sequence[Part]) -> list[Part]:
    """One block for each voice of a stretch, in the order in which they are first heard in it."""
    voices: dict[tuple[str, ...], list[Part]] = {}
    for part in stretch:
        voices.setdefault(part.staves, []).append(part)
    return [_join(said) for said in voices.values()]


def _join(parts: Sequence[Part]) -> Part:
    """One block for several of one voice: it leads to the first of them, and has the mode and name of the longest."""
    longest = max(parts, key=lambda part: part.words)
    words, merged = sum(part.words for part in parts), sum(part.merged for part in parts)
    return longest._replace(words=words, address=parts[0].address, merged=merged)


def join_joint(stretch: Sequence[Part], others: Callable[[int], str]) -> list[Part]:
    """Leave blocks of one person each as they are, and make one of all those of several, named by the longest."""
    joint = [part for part in stretch if len(part.staves) > 1]
    if len(joint) < 2:
        return list(stretch)
    longest = max(joint, key=lambda part: part.words)
    staves = tuple(dict.fromkeys(key for part in joint for key in part.staves))
    more = len(staves) - len(longest.staves)
    name = f"{longest.name}, {others(more)}" if more else longest.name
    one = _join(joint)._replace(staves=staves, name=name)
    kept: list[Part] = []
    for part in stretch:
        if part is joint[0]:
            kept.append(one)
        elif len(part.staves) < 2:
            kept.append(part)
    return kept


def fold_staves(
    parts: Sequence[Part], staves: Sequence[Stave], name: Callable[[int], str]
) -> tuple[list[Stave], frozenset[str]]:
    """Leave a stave to those who say most, in their order; the others share the last one. The keys of those who share.

    What is said together keeps its own. Whoever says as much as another is treated as the other: where the last who
    would keep a stave says no more than the first who would lose it, all who say so much keep theirs, if `MOST_EQUALS`
    staves hold them, or else they all share. `name` names the shared stave by how many people stand on it.
    """
    if len(staves) <= MOST_STAVES:
        return list(staves), frozenset()
    said: dict[str, int] = {}
    for part in parts:
        for key in part.staves:
            said[key] = said.get(key, 0) + part.words
    people = [stave.key for stave in staves if stave.style != "together"]
    free = MOST_STAVES - 1 - (len(staves) - len(people))
    amounts = sorted((said.get(key, 0) for key in people), reverse=True)
    least = amounts[free]  # what the first who has no place says
    shared = frozenset(key for key in people if said.get(key, 0) <= least)
    if amounts[free - 1] == least:
        fewer = frozenset(key for key in shared if said.get(key, 0) < least)
        shared = fewer if len(staves) - len(fewer) + bool(fewer) <= MOST_EQUALS else shared
    kept = [stave for stave in staves if stave.key not in shared]
    return [*kept, *([Stave(OTHERS, name(len(shared)), "others")] if shared else [])], shared
