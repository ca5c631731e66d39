"""A theme's file into a publication's own copy of it, which remembers what it was copied from.

The first line of a copy is a comment with a digest of the original. Once the theme has another one, a build says so:
else a copy would hide, unseen, whatever the theme has learned since.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Final

from polyphony.diagnostics import near_name

__all__ = ["digest_of", "ejected", "find_file", "remembered"]

_FRAMES: Final = {".html": ("{# ", " #}"), ".xml": ("{# ", " #}"), ".js": ("/* ", " */"), ".yaml": ("# ", "")}
_PLACES: Final = ("", "templates/", "templates/partials/", "strings/", "assets/")
_ENDINGS: Final = ("", ".html", ".xml", ".yaml", ".css", ".js")
_MARK: Final = re.compile(rb"\A(?:\{# |/\* |# )From (?P<theme>[\w.-]+), (?P<digest>[0-9a-f]{12})\b")


def digest_of(content: bytes) -> str:
    """Digest a file of a theme, in twelve hexadecimal digits; ends of lines don't matter."""
    return hashlib.blake2b(content.replace(b"\r\n", b"\n"), digest_size=6).hexdigest()


def ejected(path: str, content: bytes, theme: str) -> bytes:
    """Write a theme's file as a publication's own. Of strings and colours each is a comment, until it is wanted."""
    ending = path[path.rindex(".") :] if "." in path else ""
    if ending == ".css":
        begin, end = ("{# ", " #}") if path.startswith("templates/") else ("/* ", " */")
    else:
        begin, end = _FRAMES.get(ending, ("", ""))
    if not begin:
        return content  # a picture or a font can't say where it is from
    origin = f"From {theme}, {digest_of(content)}: leave this line, and a build says when the original changes."
    mark = f"{begin}{origin}{end}\n"
    if ending == ".yaml":
        lines = content.decode().splitlines()
        text = "\n".join(line if not line or line.startswith("#") else f"# {line}" for line in lines)
        return f"{mark}# Take the # away before what you change; all else stays the theme's.\n\n{text}\n".encode()
    return mark.encode() + content


def remembered(content: bytes) -> str:
    """Read out of a copy the digest of what it was copied from; empty where it doesn't say."""
    found = _MARK.match(content.removeprefix(b"\xef\xbb\xbf"))
    return found["digest"].decode() if found else ""


def find_file(name: str, files: Iterable[str] | Mapping[str, bytes]) -> tuple[str, str]:
    """Find a theme's file by its path or a part of it (`label`, `page.html`, `cy`): its path, or "" and a near one."""
    known = set(files)
    for ending in _ENDINGS:
        for place in _PLACES:
            if f"{place}{name}{ending}" in known:
                return f"{place}{name}{ending}", ""
    names = {path.rpartition("/")[2] for path in known}
    return "", near_name(name, sorted(known | names | {one.partition(".")[0] for one in names})) or ""
