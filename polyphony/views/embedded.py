"""A page's parts into views of pages that stand by themselves in somebody's frame."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup
from msgspec.structs import replace

from polyphony.html import render_noted
from polyphony.html.addresses import full_address
from polyphony.html.escape import escape
from polyphony.model import (
    Attribution,
    Exchange,
    PageReferences,
    Utterance,
    exchanges_in,
    unpack_anchors,
    unpack_body,
    voiced_in,
)
from polyphony.views.embed import (
    Unit,
    exchange_unit,
    oembed_link,
    page_unit,
    score_unit,
    spoken_unit,
)
from polyphony.views.flow import exchange_view, flow_of, utterance_view
from polyphony.views.kinds import EmbedView, FlowView, LinkView
from polyphony.views.page import page_context, reference_views
from polyphony.views.partials import Partials
from polyphony.views.score import parts_of, parts_said, score_of
from polyphony.views.site import byline_view, page_language
from polyphony.views.style import frame_style

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from polyphony.html import Context
    from polyphony.model import Block, Body, Page
    from polyphony.views.site import Frame
    from polyphony.views.spoken import SpokenPage

__all__ = ["Embedded", "embed_script", "embeds_of", "render_embed", "units_of", "whole_score"]

_INNER_LINK = re.compile(r'<a (?=[^<>]*href="#)')


class Embedded(NamedTuple):
    """What is shown: the part of the page that it is, or nothing but its score."""

    unit: Unit
    blocks: Sequence[Block]


def units_of(page: Page, body: Body, frame: Frame) -> Iterator[Embedded]:
    """All that can be shown of a page: itself, its score, its exchanges, passages and turns, in reading order."""
    language, _ = page_language(page.parsed.language, frame)
    context = page_context(page, frame, PageReferences(), language)
    taken = frame.embeds
    yield Embedded(page_unit(page, context.words), body.blocks)
    yield Embedded(score_unit(page, page.parsed.title_text, context.words), ())
    for exchange in exchanges_in(body.blocks):
        yield Embedded(exchange_unit(exchange, context, taken), (exchange,))
    texts = {anchor.id: anchor.text for anchor in unpack_anchors(page.parsed)}
    for one, _ in voiced_in(body.blocks):
        if isinstance(one, Utterance) and one.kind in ("passage", "turn") and one.attribution.id:
            yield Embedded(spoken_unit(one, texts.get(one.attribution.id, ""), context, taken), (one,))


def embeds_of(
    page: Page, frame: Frame, references: PageReferences, pictures: Mapping[str, str]
) -> Iterator[tuple[Unit, str]]:
    """Render all that can be shown of a page. `pictures` are data addresses by a picture's path in the site."""
    body = unpack_body(page.parsed)
    policy = policy_of(embed_script(frame))
    for embedded in units_of(page, body, frame):
        view = _view_of(embedded, page, body, frame, references, pictures)
        if view is not None:
            yield embedded.unit, render_embed(replace(view, policy=policy), frame)


def whole_score(frame: Frame, spoken: Sequence[SpokenPage]) -> tuple[Unit, str] | None:
    """Render the score of the whole publication; None where there is nothing to compare."""
    publication = frame.publication
    language, direction = page_language("", frame)
    words = frame.theme.words(language)
    unit = score_unit(None, publication.title_text, words)
    parts = parts_said(zip(publication.pages, spoken, strict=True), frame.voices, words, root="../../")
    score = score_of(parts, frame.voices, words, order=publication.byline.order, direction=direction, key="site-score")
    if not score:
        return None
    url = publication.url
    shown = publication.show_contributions and "contributions" in frame.outputs
    place = "contributions/index.html" if shown else frame.title_address()
    view = EmbedView(
        site=frame.site,
        kind=unit.kind,
        root="../../",
        language=language,
        direction=direction,
        title=unit.title,
        canonical=full_address(url, place) if url else "",
        policy=policy_of(embed_script(frame)),
        style=Markup(),
        flow=(),
        notes=Markup(),
        notes_id="",
        references=(),
        references_id="",
        score=score,
        byline=byline_view(publication.byline, frame, language, "../../"),
        origin=LinkView(f"../../{place}", Markup(escape(unit.link))),
        oembed=Markup(oembed_link(unit, url)),
    )
    return unit, render_embed(view, frame)


def render_embed(view: EmbedView, frame: Frame) -> str:
    """Render a page for a frame: its style holds no more than who speaks in it needs."""
    words = frame.theme.words(view.language)
    parts = "".join((*(part.html for part in view.flow), view.score, view.notes))
    style = frame_style(frame, parts)
    return _INNER_LINK.sub(
        '<a target="_self" ', frame.theme.render("embed.html", replace(view, style=Markup(style)), words)
    )


def embed_script(frame: Frame) -> str:
    """Give the script that tells a host how high a text is."""
    return frame.theme.render("embed-frame.js", None, frame.theme.words(frame.publication.language)).strip()


def policy_of(script: str) -> str:
    """Write what a page for a frame may load: its own style, pictures that it holds, and this one script."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{digest}'"


def _view_of(
    embedded: Embedded,
    page: Page,
    body: Body,
    frame: Frame,
    references: PageReferences,
    pictures: Mapping[str, str],
) -> EmbedView | None:
    """See a part of a page by itself; None for the score of a page that has none."""
    unit = embedded.unit
    language, direction = page_language(page.parsed.language, frame)
    context = page_context(page, frame, references, language, file=f"{unit.folder}index.html")
    context.pictures = pictures
    flow: tuple[FlowView, ...] = ()
    score = Markup()
    if unit.kind == "score":
        score = _score(page, body, frame, context)
        if not score:
            return None
    else:
        flow = _flow(embedded.blocks, context, Partials(frame.theme, language))
    notes = render_noted(body.notes, context)
    cited = [entry for entry in references.entries if entry.key in context.cited]
    url = frame.publication.url
    return EmbedView(
        site=frame.site,
        kind=unit.kind,
        root=context.root,
        language=language,
        direction=direction,
        title=unit.title,
        canonical=full_address(url, page.address) if url else "",
        policy="",
        style=Markup(),
        flow=flow,
        notes=Markup(notes),
        notes_id=f"{context.prefix}notes",
        references=reference_views(context, cited),
        references_id=f"{context.prefix}references",
        score=score,
        byline=byline_view(page.byline, frame, language, context.root),
        origin=LinkView(context.address(_file_address(unit, page)), Markup(escape(unit.link))),
        oembed=Markup(oembed_link(unit, url)),
    )


def _file_address(unit: Unit, page: Page) -> str:
    _, mark, fragment = unit.place.partition("#")
    return f"{page.file}{mark}{fragment}"


def _flow(blocks: Sequence[Block], context: Context, partials: Partials) -> tuple[FlowView, ...]:
    match blocks:
        case (Exchange() as exchange,):
            return (FlowView("exchange", partials.render("exchange", exchange_view(exchange, context, partials))),)
        case (Utterance(kind="turn") as turn,):
            # Nothing around it says when it was written.
            view = utterance_view(turn, context, partials, exchange=Attribution(""))
            return (FlowView("turn", Markup(f'<ol class="turns" role="list">{partials.render("turn", view)}</ol>')),)
        case _:
            return flow_of(blocks, context, partials)


def _score(page: Page, body: Body, frame: Frame, context: Context) -> Markup:
    parts = parts_of(
        body.blocks,
        frame.voices,
        context.words,
        authors=page.parsed.authors,
        order=page.byline.order,
        renamed=dict(page.renamed),
        address=context.address(page.file),
    )
    return score_of(
        parts,
        frame.voices,
        context.words,
        order=page.byline.order,
        direction=context.direction,
        key=f"{context.prefix}score",
    )
