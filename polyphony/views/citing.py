"""A work into what a reader copies to cite it: a reference as text, BibTeX, RIS and CSL-JSON.

For passages and turns a page holds what a script makes their references of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from markupsafe import Markup
from msgspec.structs import replace

from polyphony.html.escape import escape
from polyphony.metadata.bibtex import ESCAPES, render_bibtex, render_names
from polyphony.metadata.csl import csl_item, csl_names
from polyphony.metadata.formats import folder_of
from polyphony.metadata.names import inverted
from polyphony.metadata.ris import render_ris
from polyphony.metadata.text import names_text, render_text
from polyphony.metadata.voices import LENGTH
from polyphony.metadata.works import Catalogue, Work, part_work
from polyphony.model import Name, Person
from polyphony.views.head import script_json
from polyphony.views.kinds import CiteFormView, CiteView, LinkView
from polyphony.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from polyphony.model import Page
    from polyphony.words import Words

__all__ = ["cite_view", "parts_script", "voice_files"]

FORMS = (("text", "txt"), ("bibtex", "bib"), ("ris", "ris"), ("csl", "json"))
LABELS = {"bibtex": "BibTeX", "ris": "RIS", "csl": "CSL-JSON"}


def cite_view(
    work: Work,
    words: Words,
    *,
    id: str,
    files: tuple[LinkView, ...] = (),
) -> CiteView:
    """See how to cite a work. `id` begins the ids of its parts; `files` have references to all that is said in it."""
    parts = files[0].address.rpartition(".")[0] + ".js" if files else ""
    short = replace(work, abstract="", keywords=())
    texts = (
        ("text", say(words, "cite-text"), render_text(short, words)),
        ("bibtex", LABELS["bibtex"], render_bibtex(short, "bibtex").strip()),
        ("ris", LABELS["ris"], render_ris(short).replace("\r\n", "\n").strip()),
        ("csl", LABELS["csl"], _compact(short)),
    )
    forms = tuple(
        CiteFormView(key, label, id if key == "text" else f"{id}-{key}", _shown(text)) for key, label, text in texts
    )
    return CiteView(id, say(words, f"cite-{'page' if work.kind == 'publication' else work.kind}"), forms, files, parts)


def _shown(text: str) -> Markup:
    """Write a text as the content of an element, where quotation marks, of which JSON has many, stand as they are."""
    return Markup(escape(text).replace("&quot;", '"'))


def _compact(work: Work) -> str:
    return msgspec.json.encode([csl_item(work)]).decode()


def voice_files(page: Page, catalogue: Catalogue, root: str, words: Words) -> tuple[LinkView, ...]:
    """Link to the files that have a reference for everything on a page, where there are such files."""
    if "cite" not in catalogue.outputs or not any(one.by for one in page.parsed.spoken):
        return ()
    folder = root + folder_of(page)
    return tuple(
        LinkView(f"{folder}voices.{ending}", Markup(escape(LABELS.get(form) or say(words, "cite-text"))), form)
        for form, ending in FORMS
    )


TITLE, KEY, ID, NAMES, KIND, YEAR = "XTITLEX", "XKEYX", "XIDX", "XNAMESX", "XKINDX", "9999"
"""What a script puts something else in place of: letters and digits alone, so that no format escapes them."""


def parts_script(page: Page, work: Work, catalogue: Catalogue, words: Words) -> str:
    """Write the script that has all that a reference to a passage or a turn on a page needs but its first words.

    It is a script so that a page from a disk may load it; it does no more than to hand its data over.
    """
    nobody = Person(NAMES, Name(NAMES))
    part = replace(
        part_work(work, "passage", id=ID, title=TITLE, by=(), catalogue=catalogue, byline=page.byline, date=YEAR),
        key=KEY,
        authors=(nobody,),
        url=f"{work.url}#{ID}" if work.url else "",
    )
    kind = f"[{say(words, 'kind-passage').lower()}]"
    templates = {
        "text": render_text(part, words).replace(kind, f"[{KIND}]"),
        "bibtex": render_bibtex(part, "bibtex").strip().replace(f"{{{NAMES}}}", NAMES),
        "ris": render_ris(part).replace("\r\n", "\n").strip(),
        "csl": _compact(part),
    }
    sets = sorted({one.by for one in page.parsed.spoken if one.by})
    data: dict[str, Any] = {
        "forms": templates,
        "voices": {" ".join(sorted(by)): _names(by, work, page, catalogue, words) for by in sets},
        "kinds": {kind: say(words, f"kind-{kind}").lower() for kind in ("passage", "turn", "narration", "margin")},
        "year": work.year,
        "undated": say(words, "cite-no-date"),
        "length": LENGTH,
        "escapes": ESCAPES,
        "labels": {"text": say(words, "cite-text"), **LABELS},
        "titles": {kind: say(words, f"cite-{kind}") for kind in ("passage", "turn")},
        "copy": say(words, "cite-copy"),
        "close": say(words, "cite-close"),
    }
    return f"polyphonyCite({script_json(data)});\n"


def _names(by: Iterable[str], work: Work, page: Page, catalogue: Catalogue, words: Words) -> dict[str, Any]:
    part = part_work(work, "passage", id=ID, title=TITLE, by=tuple(by), catalogue=catalogue, byline=page.byline)
    return {
        "text": names_text(part, words.language),
        "bibtex": render_names(part.authors),
        "ris": [inverted(person) for person in part.authors],
        "csl": csl_names(part.authors),
    }
