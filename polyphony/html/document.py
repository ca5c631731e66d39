"""A whole document's text into bytes that are valid in HTML."""

from __future__ import annotations

import re

_CONTROLS = bytes(set(range(32)) - {9, 10, 13} | {127})
_FORBIDDEN = re.compile(
    b"\\xc2[\\x80-\\x9f]|\\xef\\xb7[\\x90-\\xaf]|\\xef\\xbf[\\xbe\\xbf]|[\\xf0-\\xf4][\\x8f\\x9f\\xaf\\xbf]\\xbf[\\xbe\\xbf]"
)
"""C1 controls and non-characters, as UTF-8."""


def encode_document(text: str) -> bytes:
    """Encode as UTF-8 and leave out the control characters and non-characters that HTML forbids."""
    content = text.encode("utf-8", "replace").translate(None, _CONTROLS)
    return _FORBIDDEN.sub(b"", content)
