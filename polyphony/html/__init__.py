"""Blocks and inlines of a page into safe HTML. Nothing that a co-author typed reaches the page unescaped."""

from polyphony.html.addresses import relative_address, safe_address
from polyphony.html.blocks import render_blocks, render_noted, render_notes
from polyphony.html.context import Context
from polyphony.html.document import encode_document
from polyphony.html.inlines import render_inlines
from polyphony.html.languages import direction_of
from polyphony.html.voices import Speaker, Voices, voice_classes, voices_of

__all__ = [
    "Context",
    "Speaker",
    "Voices",
    "direction_of",
    "encode_document",
    "relative_address",
    "render_blocks",
    "render_inlines",
    "render_noted",
    "render_notes",
    "safe_address",
    "voice_classes",
    "voices_of",
]
