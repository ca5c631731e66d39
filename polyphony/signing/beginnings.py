"""An utterance into its first words as a reader reads them, by which people know it again in a list."""

from __future__ import annotations

from polyphony.markup import Rendering, opening_of_blocks, plain_text
from polyphony.model import Block, Image, NoteReference, Utterance, found_in
from polyphony.signing.words import Notes

__all__ = ["beginning_of"]

_LONGEST = 60
_JOINERS = "\u200c\u200d"
"""They hold emoji of several signs together, and part letters of Persian."""


def beginning_of(utterance: Utterance, notes: Notes, rendering: Rendering) -> str:
    """The first words of an utterance; where it has none, what its pictures show, or what its notes say.

    Empty for what is none of these, such as HTML without words.
    """
    text = opening_of_blocks(utterance.blocks, rendering) or _pictures(utterance.blocks, rendering)
    if not text:
        noted = (notes[one.key] for one in found_in(utterance.blocks, NoteReference) if one.key in notes)
        text = next(filter(None, (opening_of_blocks(note, rendering) for note in noted)), "")
    return _shorten(text)


def _pictures(blocks: tuple[Block, ...], rendering: Rendering) -> str:
    shown = (one.alt or plain_text(one.caption, rendering) or one.title for one in found_in(blocks, Image))
    return " ".join(f"[{words}]" for words in shown if words)


def _shorten(text: str) -> str:
    start = text[: _LONGEST * 2]
    shown = " ".join("".join(c if c.isprintable() or c in _JOINERS else " " for c in start).split())
    if len(shown) <= _LONGEST:
        return shown
    cut = shown.rfind(" ", _LONGEST // 2, _LONGEST)
    return shown[: cut if cut > 0 else _LONGEST] + "…"
