"""A page that answers or links to something withheld to the same page without its id: it is in no byte of the site."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from polyphony.model import Attribution, Hyperlink, ParsedPage, Span, pack_body, pack_links, unpack_body, unpack_links

__all__ = ["forget_withheld"]


def forget_withheld(page: ParsedPage, withheld: set[str]) -> ParsedPage:
    """Take the ids of what is withheld out of a page's text: who answers it answers nothing, a link to it is text."""
    if not withheld:
        return page
    links = unpack_links(page)
    if not any(_names(use.target, withheld) for use in (*page.responses, *links)):
        return page
    return replace(
        page,
        responses=tuple(use for use in page.responses if not _names(use.target, withheld)),
        links=pack_links(use for use in links if not _names(use.target, withheld)),
        body=pack_body(_forget(unpack_body(page), withheld)),
    )


def _names(target: str, withheld: set[str]) -> bool:
    """Tell whether a link's target or an answered id is that of something withheld, or of an item in it."""
    identifier = target.rpartition("#")[2]
    return identifier in withheld or identifier.rpartition(".")[0] in withheld


def _forget(value: Any, withheld: set[str]) -> Any:
    match value:
        case tuple():
            return tuple(_forget(item, withheld) for item in value)
        case Attribution(re=target) if target and _names(target, withheld):
            return replace(value, re="")
        case Hyperlink(inlines, target) if "#" in target and _names(target, withheld):
            return Span(_forget(inlines, withheld))
        case Span(data=data) if any(key == "re" and _names(target, withheld) for key, target in data):
            kept = tuple(pair for pair in data if pair[0] != "re")
            return replace(value, data=kept, inlines=_forget(value.inlines, withheld))
        case msgspec.Struct():
            fields = {name: getattr(value, name) for name in value.__struct_fields__}
            changed = {name: _forget(field, withheld) for name, field in fields.items()}
            return replace(value, **{name: new for name, new in changed.items() if new is not fields[name]})
    return value
