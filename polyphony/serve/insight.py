"""A page and what was said of it into what the preview's bar and its overlay tell a writer."""

from __future__ import annotations

from typing import Any

from polyphony.diagnostics import Diagnostic, Severity, Span, render_text
from polyphony.model import Page, Publication, unpack_anchors
from polyphony.model.signing import Agreement
from polyphony.serve.editors import Editor
from polyphony.serve.showing import State

__all__ = ["problems_of", "see_page"]

MOST = 20
"""How many problems are shown in full."""


def problems_of(state: State, folder: str, editor: Editor) -> list[dict[str, Any]]:
    """All that stops the page from being built, each as the terminal says it."""
    if state.bug:
        text = (
            "Something in Polyphony itself is broken. It is not your mistake, and nothing of yours was changed.\n"
            f"  {state.bug}"
        )
        return [{"severity": "error", "text": text}]
    errors = [one for one in state.found if one.severity is Severity.ERROR]
    shown = [_problem(one, folder, editor) for one in errors[:MOST]]
    if len(errors) > MOST:
        shown.append({"severity": "error", "text": f"… and {len(errors) - MOST} more."})
    return shown


def _problem(diagnostic: Diagnostic, folder: str, editor: Editor) -> dict[str, Any]:
    problem: dict[str, Any] = {"severity": diagnostic.severity.value, "text": render_text(diagnostic)}
    span = diagnostic.span
    if span is not None and span.path and not span.path.startswith("themes/"):
        problem["place"] = _place(span.path, span.line, span.column, folder, editor)
    return problem


def _place(path: str, line: int, column: int, folder: str, editor: Editor) -> dict[str, Any]:
    """A place in a source, with the link that opens it, empty where there is none."""
    link = editor.address(f"{folder}/{path}", line, column)
    return {"path": path, "line": line, "column": column, "link": link, "opens": bool(editor.command)}


def see_page(state: State, file: str, folder: str, editor: Editor) -> dict[str, Any]:
    """See a page of the site as its writer does: what is unfinished, who says how much, and where it stands."""
    publication = state.publication
    if publication is None:
        return {}
    drafts = [page for page in publication.pages if page.parsed.front.draft]
    seen: dict[str, Any] = {
        "drafts": [{"title": page.parsed.title_text, "address": page.address} for page in drafts],
        "withheld_in_all": sum(page.parsed.withheld for page in publication.pages),
        "warnings_in_all": sum(one.severity is Severity.WARNING for one in state.found),
        "warnings": [],
        "places": {},
    }
    page = next((page for page in publication.pages if page.file == file), None)
    if page is None:
        seen["places"] = _places_of_exchange(publication, file, folder, editor)
        return seen
    sources = {page.parsed.path, *(anchor.place.path for anchor in unpack_anchors(page.parsed))}
    seen |= {
        "draft": page.parsed.front.draft,
        "source": _place(page.parsed.path, 1, 1, folder, editor),
        "withheld": [_place(one.path, one.line, 1, folder, editor) for one in page.parsed.withheld_at],
        "warnings": [
            _problem(one, folder, editor)
            for one in state.found
            if one.severity is Severity.WARNING and _is_in(one.span, sources)
        ][:MOST],
        "unsigned": _unsigned(page, publication, folder, editor),
        "places": _places(page, folder, editor),
        **_count_words(page, publication),
    }
    return seen


def _unsigned(page: Page, publication: Publication, folder: str, editor: Editor) -> list[dict[str, Any]]:
    """Passages and turns that wait for somebody to sign them, or to read them again since they have changed."""
    names = {person.id: person.name.display for person in publication.people}
    waiting: dict[str, list[Agreement]] = {}
    for one in publication.agreed.agreements:
        if one.page == page.parsed.path and (one.state == "changed" or (one.state == "unsigned" and one.asked)):
            waiting.setdefault(one.id, []).append(one)
    return [
        {
            "id": id,
            "name": ", ".join(
                names[one.person] + (f" (changed since {one.date})" if one.state == "changed" else "") for one in those
            ),
            "place": _place(those[0].place.path, those[0].place.line, 1, folder, editor),
        }
        for id, those in waiting.items()
    ]


def _is_in(span: Span | None, sources: set[str]) -> bool:
    return span is not None and span.path in sources


def _places(page: Page, folder: str, editor: Editor) -> dict[str, Any]:
    """Where in the sources everything on a page stands that has an id there."""
    renamed = dict(page.renamed)
    return {
        renamed.get(anchor.id, anchor.id): _place(
            anchor.place.path, anchor.place.line, anchor.place.column, folder, editor
        )
        for anchor in unpack_anchors(page.parsed)
        if anchor.kind != "withheld" and anchor.place.line
    }


def _places_of_exchange(publication: Publication, file: str, folder: str, editor: Editor) -> dict[str, Any]:
    """The same for the transcript of an exchange."""
    top, _, rest = file.partition("/")
    if top != "exchanges":
        return {}
    wanted = rest.partition("/")[0]
    for page in publication.pages:
        renamed = dict(page.renamed)
        if any(renamed.get(outline.id, outline.id) == wanted for outline in page.parsed.exchanges):
            return _places(page, folder, editor)
    return {}


def _count_words(page: Page, publication: Publication) -> dict[str, Any]:
    """Count the words of a page by person and mode; rows in the order of its byline, then who else speaks.

    A quoted voice counts for the one who is quoted, and a text of several people for all of them together.
    """
    names = {person.id: person.name.display for person in publication.people}
    labels = {mode.id: mode.label for mode in publication.modes}
    rows: dict[tuple[str, ...], dict[str, int]] = {}
    for spoken in page.parsed.spoken:
        row = rows.setdefault(spoken.by, {})
        mode = " ".join(spoken.modes)
        row[mode] = row.get(mode, 0) + spoken.words
    place = {person: number for number, person in enumerate(page.byline.order)}
    ordered = sorted(rows, key=lambda by: (len(by) > 1, [place.get(one, len(place)) for one in by], by))
    modes = list(dict.fromkeys(mode for by in ordered for mode in rows[by]))
    declared = {mode.id: number for number, mode in enumerate(publication.modes)}
    modes.sort(key=lambda mode: (not mode, [declared.get(one, 0) for one in mode.split()]))
    together = page.parsed.authors
    return {
        "words": page.parsed.words,
        "modes": [" & ".join(labels.get(one, one) for one in mode.split()) or "no mode" for mode in modes],
        "people": [
            {
                "name": "Together" if by == together and len(by) > 1 else " & ".join(names.get(one, one) for one in by),
                "words": [rows[by].get(mode, 0) for mode in modes],
            }
            for by in ordered
            if by
        ],
    }
