"""Links and pictures as pages name them to where they lead; what leads nowhere is reported."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from polyphony.assemble.addresses import CONTENT, file_of
from polyphony.assemble.ids import Ids, span_of
from polyphony.diagnostics import Code, Collector, near_name
from polyphony.model import Link, ParsedPage, Use, unpack_links

__all__ = ["MEDIA", "resolve_links", "resolve_uses"]

MEDIA = "media/"
"""Where in the output pictures go that lie beside the texts."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SAFE_SCHEMES = ("http:", "https:", "mailto:", "tel:", "doi:")


def resolve_links(
    collector: Collector,
    page: ParsedPage,
    ids: Ids,
    addresses: Mapping[str, str],
    assets: frozenset[str],
    drafts: frozenset[str],
) -> tuple[Link, ...]:
    """Where a page's links and pictures lead, by target as written: addresses relative to the site's root."""
    return resolve_uses(collector, page, unpack_links(page), page.images, ids, addresses, assets, drafts)


def resolve_uses(
    collector: Collector,
    page: ParsedPage,
    links: Iterable[Use],
    images: Iterable[Use],
    ids: Ids,
    addresses: Mapping[str, str],
    assets: frozenset[str],
    drafts: frozenset[str],
) -> tuple[Link, ...]:
    """Where links and pictures lead likewise, if they are written as on this page."""
    found: dict[str, str] = {}
    for use in links:
        address = _link(collector, page, use, ids, addresses, assets, drafts)
        if address is not None:
            found[use.target] = address
    for use in images:
        address = _image(collector, page, use, assets)
        if address is not None:
            found[use.target] = address
    return tuple(Link(target, address) for target, address in sorted(found.items()))


def _clean(target: str) -> str:
    return "".join(target.split()).lower()


def _link(
    collector: Collector,
    page: ParsedPage,
    use: Use,
    ids: Ids,
    addresses: Mapping[str, str],
    assets: frozenset[str],
    drafts: frozenset[str],
) -> str | None:
    target = use.target
    if _SCHEME.match(_clean(target)) or target.startswith(("//", "\\\\", "/\\", "\\/")):
        if not _clean(target).startswith(_SAFE_SCHEMES):
            collector.report(
                Code.UNSAFE_LINK,
                "this link is left out, since it could do harm",
                span_of(use.place),
                hint="a link begins with https:, http:, mailto: or tel:, or names a file of the publication",
            )
        return None
    path, _, fragment = target.partition("#")
    path = unquote(path.partition("?")[0])
    fragment = unquote(fragment)
    if not path:
        return _fragment(collector, page, use, ids, fragment) if fragment else None
    source = _source(page.path, path, addresses, drafts)
    if source in addresses:
        address = file_of(addresses[source])
        if not fragment:
            return address
        destination = ids.on_page(source).get(fragment)
        if destination is None:
            near = near_name(fragment, ids.on_page(source))
            collector.report(
                Code.BROKEN_LINK,
                f'{source} has nothing with the id "{fragment}"',
                span_of(use.place),
                hint=f'did you mean "#{near}"?' if near else "",
            )
            return address
        return f"{address}#{destination.id}" if destination.id else address
    if source in drafts:
        collector.report(
            Code.BROKEN_LINK,
            f"{source} is a draft, and left out of what is published",
            span_of(use.place),
            hint="take the link away, or draft: true out of that page",
        )
        return None
    asset = _asset(page.path, path, assets)
    if asset:
        return asset + ("#" + fragment if fragment else "")
    if path.lower().endswith((".md", ".markdown")):
        known = [posixpath.relpath(other, posixpath.dirname(page.path)) for other in addresses]
        near = near_name(path, known)
        collector.report(
            Code.BROKEN_LINK,
            f'there is no page "{path}"',
            span_of(use.place),
            hint=f'did you mean "{near}"?' if near else "a link to a page names its file: [see](part-2.md)",
        )
    else:
        collector.report(
            Code.UNCHECKED_LINK,
            f'nothing in the publication is called "{path}"',
            span_of(use.place),
            hint="a link to a page names its file, as in part-2.md; a link elsewhere begins with https:",
        )
    return None


def _fragment(collector: Collector, page: ParsedPage, use: Use, ids: Ids, fragment: str) -> str | None:
    destination = ids.find(page, fragment)
    if destination is None or (not destination.id and destination.kind == "page"):
        near = near_name(fragment, (*ids.on_page(page.path), *ids.destinations))
        collector.report(
            Code.UNCHECKED_LINK,
            f'nothing has the id "{fragment}"',
            span_of(use.place),
            hint=f'did you mean "#{near}"?' if near else "",
        )
        return None
    return f"{file_of(destination.address)}#{destination.id}"


def _source(page: str, path: str, addresses: Mapping[str, str], drafts: frozenset[str]) -> str:
    """The source path of a page that a link names: from the page's own folder, or from content/."""
    path = unicodedata.normalize("NFC", path.replace("\\", "/"))
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if not path.startswith("/") else ""
    if beside in addresses or beside in drafts:
        return beside
    inner = posixpath.normpath(CONTENT + path.lstrip("/"))
    if inner in addresses or inner in drafts:
        return inner
    plain = posixpath.normpath(path.lstrip("/"))
    return plain if plain in addresses or plain in drafts else (beside or inner)


def _asset(page: str, path: str, assets: frozenset[str]) -> str | None:
    """The output path of a file that a page names: from the page's own folder, or from the publication's."""
    path = unicodedata.normalize("NFC", path.replace("\\", "/"))
    for candidate in (posixpath.join(posixpath.dirname(page), path), path.lstrip("/")):
        normal = posixpath.normpath(candidate)
        if normal in assets:
            return output_of_asset(normal)
    return None


def output_of_asset(path: str) -> str:
    """Where an asset or picture goes: `assets/` as it stands, others under `media/`."""
    return path if path.startswith("assets/") else MEDIA + path.removeprefix(CONTENT)


_RECORDINGS = (
    ".mp4", ".m4v", ".mov", ".webm", ".ogv", ".avi", ".mkv", ".mp3", ".m4a", ".aac", ".wav", ".ogg", ".oga", ".opus",
    ".flac",
)  # fmt: skip
"""How the names of files end that no browser shows as a picture."""


def _image(collector: Collector, page: ParsedPage, use: Use, assets: frozenset[str]) -> str | None:
    target = use.target
    if target.lower().startswith("data:"):
        collector.report(
            Code.UNSAFE_LINK, "this picture is left out: a picture is a file of the publication", span_of(use.place)
        )
        return None
    if _SCHEME.match(_clean(target)) or target.startswith(("//", "\\\\")):
        collector.report(
            Code.REMOTE_IMAGE,
            "this picture lies on another machine, which would learn who reads the page",
            span_of(use.place),
            hint="save it in assets/ and name it there: ![…](assets/picture.jpg)",
        )
        return None
    if not target.strip():
        collector.report(
            Code.BROKEN_LINK,
            "this picture names no file",
            span_of(use.place),
            hint="write where it lies between the round brackets: ![What it shows](assets/picture.jpg)",
        )
        return None
    asset = _asset(page.path, unquote(target.partition("#")[0].partition("?")[0]), assets)
    if asset is None:
        name = posixpath.basename(target)
        near = near_name(name, (posixpath.basename(other) for other in assets))
        collector.report(
            Code.BROKEN_LINK,
            f'there is no picture "{target}"',
            span_of(use.place),
            hint=f'did you mean "{near}"?' if near else "pictures lie in assets/, or beside the page",
        )
    elif asset.lower().endswith(_RECORDINGS):
        collector.report(
            Code.BROKEN_LINK,
            f'"{posixpath.basename(target)}" is no picture, and would be shown as a broken one',
            span_of(use.place),
            hint=f"link to it, without the exclamation mark: [What it is]({target}); beside it, what is said in it",
        )
    return asset
