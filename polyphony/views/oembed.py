"""What can be shown elsewhere into the answer that oEmbed 1.0 asks for: a file that nobody computes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from polyphony.views.embed import frame_of
from polyphony.words import say

if TYPE_CHECKING:
    from polyphony.model import Byline
    from polyphony.views.embed import Unit
    from polyphony.views.site import Frame

__all__ = ["render_oembed"]

WIDTH = 640
"""How wide a frame is where a host doesn't let it fill the column, in CSS pixels."""

CACHED = 3600
"""For how many seconds a host may keep the answer: what is taken back should soon be gone."""


def render_oembed(unit: Unit, byline: Byline, frame: Frame) -> bytes:
    """Render the answer for something on a page; its one name for the authors holds them all, in the byline's order."""
    publication = frame.publication
    words = frame.theme.words(publication.language)
    names = [frame.voices.speakers[person].full for person in byline.order]
    if byline.collective:
        names = [frame.voices.speakers[byline.collective].full]
    last = names.pop() if names else ""
    author = say(words, "list-and", first=say(words, "list-comma").join(names), last=last) if names else last
    answer = {
        "type": "rich",
        "version": "1.0",
        "title": unit.title,
        "author_name": author,
        "provider_name": publication.title_text,
        "provider_url": publication.url,
        "cache_age": CACHED,
        "html": frame_of(unit, publication.url),
        "width": WIDTH,
        "height": unit.height,
    }
    return (json.dumps(answer, ensure_ascii=False, indent=1) + "\n").encode()
