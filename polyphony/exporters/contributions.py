"""A publication into the page that says who contributed what: side by side in the byline's order, and never ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec.structs import replace

from polyphony.bylines import first_record
from polyphony.html.escape import escape
from polyphony.html.voices import is_together
from polyphony.metadata.formats import FORMATS
from polyphony.model import Byline, OutputFile, Publication
from polyphony.signing import signatures_of
from polyphony.views.embed import code_of, score_unit
from polyphony.views.kinds import CellView, FirstView, FormatView, LinkView, RowView, SignerView, SpeakerView, TableView
from polyphony.views.lists import credit_role
from polyphony.views.score import parts_said, score_of
from polyphony.views.site import Frame, base_view, byline_view, render_file
from polyphony.words import say, say_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from polyphony.diagnostics import Diagnostic
    from polyphony.views.spoken import SpokenPage
    from polyphony.words import Words

Counts = dict[str, list[int]]
"""By mode (empty: none): passages and turns, and their words."""


def export_contributions(
    publication: Publication, frame: Frame, spoken: Sequence[SpokenPage]
) -> Iterator[OutputFile | Diagnostic]:
    """Make the page of contributions, where the publication shows it; `spoken` is what is said on each page."""
    if not publication.show_contributions:
        return
    language = publication.language
    words = frame.theme.words(language)
    view = base_view(
        frame, "contributions", "contributions/index.html", say(words, "nav-contributions"), key="nav-contributions"
    )
    parts = parts_said(zip(publication.pages, spoken, strict=True), frame.voices, words, root="../")
    order = publication.byline.order
    score = score_of(parts, frame.voices, words, order=order, direction=view.direction, key="site-score")
    unit = score_unit(None, publication.title_text, words)
    view = replace(
        view,
        embed=code_of(unit, publication.url, "site-") if frame.embeds and score else None,
        byline=byline_view(publication.byline, frame, language, "../"),
        score=score,
        table=table_view(publication, frame, words),
        firsts=first_views(publication, frame),
        signers=signer_views(publication, frame, words),
        formats=format_views(words),
    )
    yield from render_file("contributions/index.html", "contributions.html", view, frame, language)


def first_views(publication: Publication, frame: Frame) -> tuple[FirstView, ...]:
    """Say who stands first on which page, where the order moves on from page to page."""
    if publication.byline_settings.order != "rotating":
        return ()
    bylines = tuple(page.byline if len(page.byline.order) > 1 else Byline((), "") for page in publication.pages)
    views = []
    for id, places in first_record(bylines):
        one = frame.voices.speakers[id]
        pages = (publication.pages[place] for place in places)
        links = tuple(LinkView(f"../{page.file}", Markup(escape(page.parsed.title_text))) for page in pages)
        views.append(FirstView(SpeakerView(one.id, one.full, one.number, one.right_to_left), links))
    return tuple(views)


def signer_views(publication: Publication, frame: Frame, words: Words) -> tuple[SignerView, ...]:
    """Say who has agreed to what stands under their name: all who are asked to, and whoever else has signed."""
    views = []
    for one in frame.voices.speakers.values():
        own = signatures_of(publication, one.id)
        if own is not None:
            shown = SpeakerView(one.id, one.full, one.number, one.right_to_left)
            last = say_date(words, own.last) if own.last else ""
            views.append(SignerView(shown, own.signed, own.changed, own.unsigned, last))
    return tuple(views)


def format_views(words: Words) -> tuple[FormatView, ...]:
    """Say what each format makes of the order of names, in a language's words."""
    return tuple(
        FormatView(
            row.id,
            row.name,
            say(words, f"formats-order-{row.order}"),
            say(words, f"formats-equality-{row.equality}"),
            row.field,
            say(words, f"formats-source-{row.source}"),
        )
        for row in FORMATS
    )


def table_view(publication: Publication, frame: Frame, words: Words) -> TableView:
    """Count passages, turns and words by person and mode; a passage by several counts for each, one by all for all."""
    counts: dict[str, Counts] = {}
    total: Counts = {}
    for page in publication.pages:
        for spoken in page.parsed.spoken:
            if not spoken.by:
                continue
            together = is_together(spoken.by, page.parsed.authors)
            modes = spoken.modes or ("",)
            for target in [total, *(counts.setdefault(one, {}) for one in (("all",) if together else spoken.by))]:
                _add(target, modes, spoken.count, spoken.words)
    used = [mode for mode in (*frame.voices.modes, "") if mode in total]
    people = {person.id: person for person in publication.people}
    rows = []
    for speaker in frame.voices.speakers.values():
        person = people[speaker.id]
        if speaker.id not in counts and not person.credit and not person.contributions:
            continue
        shown = SpeakerView(speaker.id, speaker.full, speaker.number, speaker.right_to_left)
        address = f"../people/{speaker.id}/index.html" if "people" in frame.outputs else ""
        roles = tuple(credit_role(role, words) for role in person.credit)
        rows.append(_row(shown, address, counts.get(speaker.id, {}), used, roles, person.contributions))
    if "all" in counts:
        rows.append(_row(SpeakerView("all", say(words, "together"), 0), "", counts["all"], used))
    everybody = _row(SpeakerView("", say(words, "everybody"), 0), "", total, used)
    columns = tuple(frame.voices.modes.get(mode) or say(words, "no-mode") for mode in used)
    return TableView(columns, tuple(rows), everybody)


def _add(counts: Counts, modes: tuple[str, ...], count: int, words: int) -> None:
    """Add what is said in several modes to each of them, and once to the whole (under `*`)."""
    for mode in (*modes, "*"):
        cell = counts.setdefault(mode, [0, 0])
        cell[0] += count
        cell[1] += words


def _row(
    speaker: SpeakerView,
    address: str,
    counts: Counts,
    used: list[str],
    roles: tuple[str, ...] = (),
    contributions: tuple[str, ...] = (),
) -> RowView:
    cells = tuple(CellView(*counts.get(mode, (0, 0))) for mode in used)
    return RowView(speaker, address, cells, CellView(*counts.get("*", (0, 0))), roles, contributions)
