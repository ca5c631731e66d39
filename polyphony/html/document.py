"""A whole document's text into bytes that are valid in HTML."""

from __future__ import annotations

import re

_CONTROLS = bytes(set(range(32)) - {9, 10, 13} | {127})
_CONTROL = re.compile(b"\\xc2[\\x80-\\x9f]")
"""The C1 controls, as UTF-8."""

_PERHAPS = re.compile(b"\\xbf[\\xbe\\xbf]")
_NOTHING = re.compile(b"\\xef\\xbf[\\xbe\\xbf]|[\\xf0-\\xf4][\\x8f\\x9f\\xaf\\xbf]\\xbf[\\xbe\\xbf]")
_INTERNAL = re.compile(b"\\xef\\xb7[\\x90-\\xaf]")
"""What is no character, as UTF-8; the first is quick to look for and may be something else."""


def encode_document(text: str) -> bytes:
    """Encode as UTF-8 and leave out the control characters and non-characters that HTML forbids."""
    content = text.encode("utf-8", "replace").translate(None, _CONTROLS)
    content = _INTERNAL.sub(b"", _CONTROL.sub(b"", content))
    return _NOTHING.sub(b"", content) if _PERHAPS.search(content) else content
