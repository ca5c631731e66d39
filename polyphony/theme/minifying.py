"""A theme's style sheets and scripts to the same without comments and needless space: what browsers are sent."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["minify"]


_EMPTY_PROPERTY = re.compile(r"(--[\w-]+:)(?=[;}])")


@lru_cache(64)
def minify(path: str, content: bytes) -> bytes:
    """Shorten an asset by its name; what others made, and what is no text, stays as it is."""
    if path.startswith("vendor/") or not path.endswith((".css", ".js")):
        return content
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return content
    if path.endswith(".css"):
        from rcssmin import cssmin

        # An empty property is one space: older browsers take none for a mistake.
        return _EMPTY_PROPERTY.sub(r"\1 ", str(cssmin(text))).encode()
    from rjsmin import jsmin

    return str(jsmin(text)).encode()
