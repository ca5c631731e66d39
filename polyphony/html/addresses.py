"""An address as somebody typed it into one that is safe to link to, or none."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_HARMFUL = re.compile(r"[\x00-\x20\x7f-\x9f\\\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_UNFIT = re.compile(r"[\s%?\"<>\\^`{|}:]")
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


@lru_cache(4096)
def safe_address(target: str) -> str | None:
    """Return an address that may stand in a link, or None: http, https, mailto, tel, doi (as https), relative, `#`."""
    target = target.strip(" \n")
    if not target or _HARMFUL.search(target):
        return None
    match = _SCHEME.match(target)
    if match is None:
        return None if target.startswith("//") or _colon_before_path(target) else target
    scheme = match.group(1).lower()
    if scheme == "doi":
        return f"https://doi.org/{quote(target[4:].lstrip('/'), safe='/:;()._-+%~')}"
    if scheme not in _SCHEMES:
        return None
    if scheme in ("http", "https") and not re.match(r"https?://[^/?#]", target, re.IGNORECASE):
        return None
    return target


def _colon_before_path(target: str) -> bool:
    """Tell whether a browser might see a scheme where there is none for us (`java%0ascript:`)."""
    return ":" in re.split(r"[/?#]", target, maxsplit=1)[0]


def is_external(address: str) -> bool:
    """Tell whether a safe address leads out of the site."""
    return address[:5].lower() in ("http:", "https")


def full_address(url: str, address: str) -> str:
    """Write an address within the site, seen from anywhere, by the site's own address `url` (with a slash)."""
    path, mark, fragment = address.partition("#")
    if path == "index.html" or path.endswith("/index.html"):
        path = path[: -len("index.html")]
    return f"{url}{quote(path)}{mark}{quote(fragment)}"


def file_of(address: str) -> str:
    """Name the output file that an address within the site stands for."""
    return f"{address}index.html" if not address or address.endswith("/") else address


def relative_address(root: str, address: str) -> str:
    """Write an address that is relative to the site's root as seen from a page whose way to the root is `root`.

    A folder's address names its `index.html`, so that the link works from a file, too.
    """
    path, mark, fragment = address.partition("#")
    path = file_of(path)
    if _UNFIT.search(path):
        path = quote(path, safe="/")
    return f"{root}{path}{mark}{fragment}"
