"""A page of the site into the page that the preview serves: with the script that keeps it fresh, and nothing else."""

from __future__ import annotations

import re
from html import escape
from importlib.resources import files

from polyphony.diagnostics import escape_controls

__all__ = ["ASSETS", "inject", "read_asset_file", "render_explanation", "strip"]

HOME = "/.preview/"
"""Where the preview's own files are. No page of a publication can be there: names with a dot in front are no part."""

ASSETS = {
    "preview.js": "text/javascript; charset=utf-8",
    "preview.css": "text/css; charset=utf-8",
    "idiomorph.js": "text/javascript; charset=utf-8",
}

_SCRIPT = re.compile(
    rb'<script src="/\.preview/preview\.js" data-page="[^"]*" data-version="[0-9a-f]*" defer></script>'
)
_AFTER = re.compile(rb"</title[^>]*>", re.IGNORECASE)
_BEFORE = re.compile(rb"</head|<body|</body|\Z", re.IGNORECASE)


def inject(content: bytes, page: str, version: str) -> bytes:
    """Put the script into a page's head, before the page's own: it must see the page before they change it."""
    tag = f'<script src="{HOME}preview.js" data-page="{escape(page)}" data-version="{version}" defer></script>'.encode()
    title = _AFTER.search(content)
    if title is not None:
        place = title.end()
    else:
        end = _BEFORE.search(content)
        place = end.start() if end is not None else len(content)
    return content[:place] + tag + content[place:]


def strip(content: bytes) -> bytes:
    """Take the script out again: what remains is the page as a build writes it."""
    return _SCRIPT.sub(b"", content, count=1)


def read_asset_file(name: str) -> bytes | None:
    """Read one of the preview's own files; None where it isn't there (idiomorph comes by npm)."""
    place = files("polyphony.serve") / "assets" / ("vendor/" + name if name == "idiomorph.js" else name)
    return place.read_bytes() if place.is_file() else None


def render_explanation(title: str, texts: list[str]) -> bytes:
    """Write the page that stands in where there is no good page to show."""
    problems = "\n".join(f"<pre>{escape(escape_text(text))}</pre>" for text in texts)
    return f"""<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{escape(title)}</title>
<link rel="stylesheet" href="{HOME}preview.css">
</head>
<body class="explanation">
<main>
<h1>{escape(title)}</h1>
{problems}
</main>
</body>
</html>
""".encode()


def escape_text(text: str) -> str:
    """Show control characters as escapes, but for line ends."""
    return "\n".join(map(escape_controls, text.split("\n")))
