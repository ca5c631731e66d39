"""What templates see of a part that is shown elsewhere."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from polyphony.views.kinds.pages import BylineView, ReferenceView, SiteView
from polyphony.views.kinds.text import FlowView, LinkView


class EmbedView(Struct, frozen=True):
    """Part of the publication on a page of its own for a frame: it asks for no other file.

    `kind` is page, exchange, passage, turn or score. `policy` is what the page may load, `style` its style sheet's
    text. `canonical` is the page's own address, empty where the site doesn't know it; `origin` leads to the place.
    """

    site: SiteView
    kind: str
    root: str
    language: str
    direction: str
    title: str
    canonical: str
    policy: str
    style: Markup
    flow: tuple[FlowView, ...]
    notes: Markup
    notes_id: str
    references: tuple[ReferenceView, ...]
    references_id: str
    score: Markup
    byline: BylineView
    origin: LinkView
    oembed: Markup
