"""A whole document's text into bytes that are valid in HTML."""

from __future__ import annotations

import re

_CONTROLS = bytes(set(range(32)) - {9, 10, 13} | {127})
_CONTROL = re.compile(b"\\xc2[\\x80-\\x9f]")
"""The C1 controls, as UTF-8."""

_NOTHING = re.compile(b"\\xef\\xbf[\\xbe\\xbf]|[\\xf0-\\xf4][\\x8f\\x9f\\xaf\\xbf]\\xbf[\\xbe\\xbf]")
_INTERNAL = re.compile(b"\\xef\\xb7[\\x90-\\xaf]")
"""What is no character, as UTF-8."""


def encode_document(text: str) -> bytes:
    """Encode as UTF-8 and leave out the control characters and non-characters that HTML forbids."""
    content = text.encode("utf-8", "replace").translate(None, _CONTROLS)
    # One byte is looked for many times as quickly as a pattern is.
    if b"\xc2" in content:
        content = _CONTROL.sub(b"", content)
    if b"\xef" in content:
        content = _INTERNAL.sub(b"", content)
    return _NOTHING.sub(b"", content) if b"\xbf" in content else content
