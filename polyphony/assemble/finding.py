"""What a user calls a page, or a part of one, to what is meant, or to a sentence that says what there is."""

from __future__ import annotations

from polyphony.diagnostics import near_name
from polyphony.model import Page, Publication, unpack_anchors

__all__ = ["UnknownPageError", "find_page", "find_part"]


class UnknownPageError(Exception):
    """An export of a page that isn't there; a sentence."""


def find_page(publication: Publication, name: str) -> Page:
    """Find a page by its source file's path, with or without `content/` and `.md`, or by its address."""
    names: dict[str, Page] = {}
    for page in publication.pages:
        path = page.parsed.path
        short = path.removeprefix("content/")
        for known in (path, short, path.removesuffix(".md"), short.removesuffix(".md"), page.address.rstrip("/")):
            names.setdefault(known, page)
    found = names.get(name) or names.get(name.removeprefix("./").rstrip("/"))
    if found is None or not name.strip("./"):
        near = near_name(name, [one for one in names if one])
        hint = (
            f'did you mean "{near}"?'
            if near
            else "there are: " + ", ".join(page.parsed.path.removeprefix("content/") for page in publication.pages[:20])
        )
        raise UnknownPageError(f'there is no page "{name}"; {hint}')
    return found


def find_part(publication: Publication, name: str) -> tuple[Page, str]:
    """Find the page on which an exchange, passage or turn stands, and its id."""
    parts: dict[str, Page] = {}
    for page in publication.pages:
        renamed = dict(page.renamed)
        for anchor in unpack_anchors(page.parsed):
            if anchor.kind in ("exchange", "passage", "turn"):
                parts[renamed.get(anchor.id, anchor.id)] = page
    wanted = name.removeprefix("#")
    if wanted not in parts:
        near = near_name(wanted, parts)
        hint = (
            f'did you mean "{near}"?' if near else "an id is what stands behind # in the address of a passage or turn"
        )
        raise UnknownPageError(f'no exchange, passage or turn has the id "{wanted}"; {hint}')
    return parts[wanted], wanted
