"""Pages that translate each other, by what their front matter says, to where each is found in other languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from polyphony.assemble.addresses import source_of
from polyphony.model import PageLink, ParsedPage

__all__ = ["versions_of"]


def versions_of(pages: Iterable[ParsedPage], links: Mapping[str, PageLink]) -> dict[str, tuple[PageLink, ...]]:
    """The other versions of each page that has any, by source path: the original and all that translate it, in order.

    `links` are the pages by their source paths. What translates a translation is another version of the same page.
    """
    originals = {
        page.path: source_of(page.front.translation_of)
        for page in pages
        if page.front.translation_of and source_of(page.front.translation_of) in links
    }
    groups: dict[str, set[str]] = {}
    for path in originals:
        chain = [path]
        while chain[-1] in originals and originals[chain[-1]] not in chain:
            chain.append(originals[chain[-1]])
        first = min(chain) if chain[-1] in originals else chain[-1]  # pages that name each other have no original
        groups.setdefault(first, {first}).update(chain)
    return {
        path: tuple(link for other, link in links.items() if other in group and other != path)
        for group in groups.values()
        for path in group
    }
