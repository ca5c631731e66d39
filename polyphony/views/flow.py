"""A page's blocks into its flow: every voice, exchange and column through the theme's partials, all else as HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from markupsafe import Markup

from polyphony.html import Context, direction_of, relative_address, render_blocks
from polyphony.html.context import voice_of
from polyphony.html.escape import escape, render_classes, render_data
from polyphony.html.inlines import render_inlines, render_reference, who_speaks
from polyphony.html.languages import may_turn
from polyphony.html.voices import in_order, is_together
from polyphony.model import (
    Attribution,
    Block,
    Citation,
    Division,
    Exchange,
    Heading,
    Paragraph,
    Parallel,
    Utterance,
    Withheld,
)
from polyphony.views.embed import code_of, exchange_unit
from polyphony.views.kinds import (
    AboutView,
    EmbedCodeView,
    ExchangeView,
    FlowView,
    LabelView,
    LinkView,
    ParallelView,
    QuotationView,
    RunView,
    SpeakerView,
    UtteranceView,
    WithheldView,
)
from polyphony.views.partials import Partials
from polyphony.views.spoken import label_text
from polyphony.words import in_a_sentence, say_date

if TYPE_CHECKING:
    from collections.abc import Sequence


def flow_of(blocks: Sequence[Block], context: Context, partials: Partials) -> tuple[FlowView, ...]:
    """Render a page's blocks, each as a part of its flow."""
    return tuple(
        FlowView(_kind(block), Markup(html))
        for block, html in zip(blocks, _render_each(blocks, context, partials), strict=True)
        if html
    )


def _kind(block: Block) -> str:
    match block:
        case Utterance():
            return block.kind
        case Exchange() | Parallel() | Withheld() | Heading() | Division():
            return type(block).__name__.lower()
        case _:
            return "html"


def _render_each(blocks: Sequence[Block], context: Context, partials: Partials) -> list[str]:
    rendered = []
    before: Block | None = None
    for block in blocks:
        if isinstance(block, Utterance) and block.kind == "quotation":
            cited = before is not None and _last_cites(before, block.attribution.source)
            rendered.append(render_quotation(block, context, partials, cited=cited))
        else:
            rendered.append(render_blocks((block,), context))
        before = block
    return rendered


def _last_cites(block: Block, key: str) -> bool:
    """Tell whether a block ends with a paragraph that cites this work."""
    match block:
        case Paragraph():
            return any(
                isinstance(inline, Citation) and any(item.key == key for item in inline.items)
                for inline in block.inlines
            )
        case Utterance() | Division():
            return bool(block.blocks) and _last_cites(block.blocks[-1], key)
        case _:
            return False


def render_structure(block: Utterance | Exchange | Parallel | Withheld, context: Context, *, partials: Partials) -> str:
    """Render a voice wherever it stands: this is the `structure` of a page's context."""
    match block:
        case Utterance():
            if block.kind in ("epigraph", "quotation"):
                return render_quotation(block, context, partials, cited=False)
            return partials.render(block.kind, utterance_view(block, context, partials))
        case Exchange():
            return partials.render("exchange", exchange_view(block, context, partials))
        case Parallel():
            attributes = f' id="{escape(context.anchor(block.id))}"' if block.id else ""
            columns = tuple(Markup("\n".join(_render_each(column, context, partials))) for column in block.columns)
            return partials.render("parallel", ParallelView(Markup(attributes), columns))
        case Withheld():
            name = who_speaks(block.by, context)
            text = partials.say("withheld", name=name) if block.by else partials.say("withheld-nobody")
            classes, data = voice_of(Attribution("", block.by), context)
            return partials.render("withheld", WithheldView(Markup(f' class="withheld{classes}"{data}'), text))
        case _:
            assert_never(block)


def label_view(
    voice: Attribution, context: Context, partials: Partials, *, kind: str, date: str = "", time: str = ""
) -> LabelView:
    """Say who speaks and how, as a label."""
    together = is_together(voice.by, context.authors)
    voices = context.voices
    if together:
        speakers: tuple[SpeakerView, ...] = (SpeakerView("all", partials.say("together"), 0),)
    else:
        speakers = tuple(
            SpeakerView(
                one.id,
                one.name,
                one.number,
                one.right_to_left or context.direction == "rtl",
                context.address(f"people/{one.id}/index.html") if partials.people and context.merged is None else "",
            )
            for one in (voices.speakers[person] for person in in_order(voice.by, context.order))
        )
    place = partials.say(f"place-{kind}") if kind in ("margin", "narration") else ""
    modes = tuple(in_a_sentence(voices.modes.get(mode, mode), context.language) for mode in voice.modes)
    return LabelView(
        speakers,
        together,
        place,
        modes,
        machine_date(date),
        say_date(context.words, date) if date else "",
        time,
        voice.cert not in ("", "high"),
    )


def _texts(utterance: Utterance, context: Context, partials: Partials) -> tuple[str, str, str]:
    """Render what an utterance holds: its text, the glosses in it, and the attributes of its text's language."""
    blocks, language = utterance.blocks, utterance.attribution.lang
    outer, turned, themes = context.language, context.direction, context.themes
    context.themes = frozenset(utterance.attribution.themes)
    stated = bool(language) and language != outer
    if stated:
        context.language, context.direction = language, direction_of(language)
    glosses = [block for block in blocks if isinstance(block, Utterance) and block.kind == "margin"]
    others = [block for block in blocks if block not in glosses] if glosses else blocks
    text = "\n".join(_render_each(others, context, partials))
    margins = "\n".join(render_blocks((block,), context) for block in glosses)
    context.language, context.direction, context.themes = outer, turned, themes
    if stated:
        return text, margins, f' lang="{escape(language)}" dir="{direction_of(language)}"'
    return text, margins, ' dir="auto"' if may_turn(text, turned) else ""


def utterance_view(
    utterance: Utterance,
    context: Context,
    partials: Partials,
    *,
    seat: int = 0,
    exchange: Attribution | None = None,
) -> UtteranceView:
    """See an utterance as its partial does; `seat` is a turn's speaker's place in the exchange that it stands in."""
    voice = utterance.attribution
    kind = utterance.kind
    turn_date = voice.date if kind == "turn" and exchange is not None and voice.date != exchange.date else ""
    key = (
        kind,
        voice.by,
        voice.modes,
        turn_date,
        voice.time,
        voice.cert,
        context.authors,
        context.order,
        context.direction,
        context.root,
    )
    label = partials.labels.get(key)
    if label is None:
        view = label_view(voice, context, partials, kind=kind, date=turn_date, time=voice.time)
        label = partials.labels[key] = partials.render("label", view)
    anchor = context.anchor(voice.id)
    classes, data = voice_of(voice, context)
    classes = f' class="{kind}{classes}'
    if seat > 1:
        classes += f" seat-{seat}"
    text, margins, text_attributes = _texts(utterance, context, partials)
    if margins and kind == "passage":
        classes += " glossed"
    alone = text.startswith("<p>") and text.find("</p>") == len(text) - 4
    if voice.classes:
        classes += render_classes(voice.classes)
    attributes = f'{classes}" id="{escape(anchor)}"{data}' if anchor else f'{classes}"{data}'
    if voice.data:
        attributes += render_data(voice.data)
    about = None
    date = voice.date if kind != "turn" else ""
    if date or voice.when or voice.re:
        responds = _responds(voice.re, context, partials) if voice.re else None
        about = AboutView(machine_date(date), say_date(context.words, date) if date else "", voice.when, responds)
    return UtteranceView(
        kind,
        anchor,
        Markup(attributes),
        label,
        Markup(text_attributes),
        Markup(text[3:-4] if alone else text),
        Markup(margins),
        about,
        seat > 0 and partials.permalinks,
        partials.citing.get(anchor, ""),
        "p" if alone else "div",
    )


_DATE = re.compile(r"\d{4}(-\d\d){0,2}")


def machine_date(date: str) -> str:
    """Give a date as `<time>` wants it; nothing for an interval or what else HTML doesn't know."""
    return date if _DATE.fullmatch(date) else ""


def _responds(target: str, context: Context, partials: Partials) -> LinkView:
    anchor = target.partition(".")[0]
    destination = context.destinations.get(target) or context.destinations.get(anchor)
    if destination is None:
        return LinkView(
            context.address(f"{context.home}#{context.anchor(anchor)}"), Markup(escape(partials.say("responds")))
        )
    address = context.address(f"{destination.address}#{destination.id}")
    text = partials.say("responds-to", text=destination.text) if destination.text else partials.say("responds")
    return LinkView(address, Markup(escape(text)))


def render_quotation(utterance: Utterance, context: Context, partials: Partials, *, cited: bool) -> str:
    """Render an epigraph or a quotation; its source is left out where it has just been `cited`."""
    voice = utterance.attribution
    text, margins, text_attributes = _texts(utterance, context, partials)
    source = ""
    if voice.source and not cited:
        found = context.sources.get((voice.source, voice.locator))
        raw = f"@{voice.source}, {voice.locator}".rstrip(", ")
        html = render_inlines(found.inlines, context) if found else escape(raw)
        source = render_reference(html, voice.source, context)
    elif not voice.source and voice.by:
        label = label_view(voice, context, partials, kind=utterance.kind)
        source = escape(label_text(label, partials.say("label-and"), partials.say("uncertain")))
    attributes = f' id="{escape(context.anchor(voice.id))}"' if voice.id else ""
    classes, data = voice_of(voice, context)
    attributes += f' class="{utterance.kind}{classes}{render_classes(voice.classes)}"{data}{render_data(voice.data)}'
    view = QuotationView(
        utterance.kind,
        Markup(attributes),
        Markup(text_attributes),
        Markup(text),
        Markup(source),
        Markup(margins),
    )
    return partials.render("quotation", view)


def exchange_view(exchange: Exchange, context: Context, partials: Partials) -> ExchangeView:
    """See a conversation as its partial does: runs of turns, with narrations between them."""
    whole = exchange.attribution
    themes = voice_of(Attribution("", (), (), whole.themes), context)[1]
    outer, context.themes = context.themes, frozenset(whole.themes)
    seats: dict[tuple[str, ...], int] = {}
    runs: list[RunView] = []
    turns: list[UtteranceView] = []
    start, count = 1, 0
    for item in exchange.items:
        if item.kind == "turn":
            count += 1
            seat = seats.setdefault(item.attribution.by, len(seats) + 1)
            turns.append(utterance_view(item, context, partials, seat=seat, exchange=whole))
            continue
        if turns:
            runs.append(RunView(start, tuple(turns)))
            turns, start = [], count + 1
        runs.append(RunView(0, (), utterance_view(item, context, partials)))
    if turns:
        runs.append(RunView(start, tuple(turns)))
    context.themes = outer
    anchor = context.anchor(whole.id)
    attributes = f' class="exchange story{render_classes(whole.classes)}"'
    attributes += f' id="{escape(anchor)}"' if anchor else ""
    attributes += f' data-medium="{escape(exchange.medium)}"' if exchange.medium else ""
    attributes += themes + render_data(whole.data)
    links = []
    alone = anchor not in partials.transcripts
    if not alone:
        address = relative_address(context.root, transcript_address(anchor))
        links.append(LinkView(address, Markup(escape(partials.say("exchange-transcript"))), "transcript"))
        links += [
            LinkView(f"{address}#{context.prefix}{key}", Markup(escape(partials.say(f"exchange-{key}"))), key)
            # Codes are long: the page of a long text has them on the exchange's own page.
            for key in ("cite", *(("embed",) if partials.embeds else ()))
        ]
    medium = exchange.medium
    return ExchangeView(
        anchor,
        f"{context.prefix}exchange-{anchor}",
        Markup(attributes),
        medium,
        partials.say(f"medium-{medium}") if medium in MEDIA else medium,
        machine_date(whole.date),
        say_date(context.words, whole.date) if whole.date else "",
        whole.when,
        count,
        tuple(runs),
        tuple(links),
        _embed_code(exchange, context, partials) if anchor and alone and partials.embeds else None,
    )


def _embed_code(exchange: Exchange, context: Context, partials: Partials) -> EmbedCodeView:
    """See the codes of an exchange; on its own page, where turns have links to themselves, they are the page's."""
    anchor = "" if partials.permalinks else context.anchor(exchange.attribution.id)
    return code_of(exchange_unit(exchange, context, partials.embeds), partials.url, context.prefix, anchor)


def transcript_address(anchor: str) -> str:
    """Name the folder of an exchange's own page: its id, without what a file's name can't hold."""
    return f"exchanges/{_UNFIT.sub('-', anchor)}/"


_UNFIT = re.compile(r"[^\w-]")


MEDIA = frozenset({"email", "whatsapp", "sms", "letter", "meeting", "interview", "call", "chat"})
"""The media that have a word of their own in each language."""
