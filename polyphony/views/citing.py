"""A work into what a reader copies to cite it: a reference as text, BibTeX, RIS and CSL-JSON.

For passages and turns a page holds what a script makes their references of.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec
from markupsafe import Markup
from msgspec.structs import replace

from polyphony.html.escape import escape
from polyphony.metadata.bibtex import ESCAPES, render_bibtex, render_names
from polyphony.metadata.csl import csl_item, csl_names
from polyphony.metadata.formats import FORMATS, folder_of
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
    from collections.abc import Callable, Iterable, Mapping

    from polyphony.model import Page
    from polyphony.words import Words

__all__ = ["cite_view", "own_files", "parts_script", "voice_files"]

FORMS = (("text", "txt"), ("bibtex", "bib"), ("ris", "ris"), ("csl", "json"))
LABELS = {"bibtex": "BibTeX", "ris": "RIS", "csl": "CSL-JSON"}


def cite_view(
    work: Work,
    words: Words,
    *,
    id: str,
    files: tuple[LinkView, ...] = (),
    own: Mapping[str, str] = MappingProxyType({}),
) -> CiteView:
    """See how to cite a work. `id` begins the ids of its parts; `files` have references to all that is said in it.

    A form whose file is in `own` isn't repeated in the page: there is a link, and a script shows what is in it.
    """
    parts = files[0].address.rpartition(".")[0] + ".js" if files else ""
    short = replace(work, abstract="", keywords=())
    forms = (
        CiteFormView("text", say(words, "cite-text"), id, _shown(render_text(short, words))),
        *(
            CiteFormView(key, label, f"{id}-{key}", address=own[key])
            if key in own
            else CiteFormView(key, label, f"{id}-{key}", _shown(RENDER[key](short)))
            for key, label in LABELS.items()
        ),
    )
    return CiteView(id, say(words, f"cite-{'page' if work.kind == 'publication' else work.kind}"), forms, files, parts)


def own_files(page: Page, catalogue: Catalogue, root: str) -> dict[str, str]:
    """Give the addresses of the files with a page's own reference, by form, where a script can show what is in them."""
    folder = root + folder_of(page)
    return {
        one.id: folder + one.files[0].name
        for one in FORMATS
        if one.id in LABELS and {one.exporter, "cite"} <= set(catalogue.outputs)
    }


def _shown(text: str) -> Markup:
    """Write a text as the content of an element, where quotation marks, of which JSON has many, stand as they are."""
    return Markup(escape(text).replace("&quot;", '"'))


def _compact(work: Work) -> str:
    return msgspec.json.encode([csl_item(work)]).decode()


RENDER: dict[str, Callable[[Work], str]] = {
    "bibtex": lambda work: render_bibtex(work, "bibtex").strip(),
    "ris": lambda work: render_ris(work).replace("\r\n", "\n").strip(),
    "csl": _compact,
}


def voice_files(page: Page, catalogue: Catalogue, root: str, words: Words) -> tuple[LinkView, ...]:
    """Link to the files that have a reference for everything on a page, where there are such files."""
    if "cite" not in catalogue.outputs or not any(one.by and one.words for one in page.parsed.spoken):
        return ()
    folder = root + folder_of(page)
    return tuple(
        LinkView(f"{folder}voices.{ending}", Markup(escape(LABELS.get(form) or say(words, "cite-text"))), form)
        for form, ending in FORMS
    )


TITLE, KEY, ID, NAMES, KIND, YEAR = "XTITLEX", "XKEYX", "XIDX", "XNAMESX", "XKINDX", "9999"
"""What a script puts something else in place of: letters and digits alone, so that no format escapes them."""


def parts_script(page: Page, work: Work, catalogue: Catalogue, words: Words) -> str:
    """Write the script that has a page's reference, and all that one to a part of it needs but its first words.

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
        "bibtex": RENDER["bibtex"](part).replace(f"{{{NAMES}}}", NAMES),
        "ris": RENDER["ris"](part),
        "csl": RENDER["csl"](part),
    }
    sets = sorted({one.by for one in page.parsed.spoken if one.by})
    data: dict[str, Any] = {
        "page": {key: render(replace(work, abstract="", keywords=())) for key, render in RENDER.items()},
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
