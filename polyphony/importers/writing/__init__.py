"""A conversation, whichever program it is from, to an exchange: who is who in it, and how it is written down."""

from polyphony.importers.writing.people import (
    Stranger,
    find_person,
    fold_name,
    is_private,
    match_people,
    private_places,
)
from polyphony.importers.writing.transcribing import expect_turns, read_turns, render_exchange

__all__ = [
    "Stranger",
    "expect_turns",
    "find_person",
    "fold_name",
    "is_private",
    "match_people",
    "private_places",
    "read_turns",
    "render_exchange",
]
