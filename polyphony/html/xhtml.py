"""HTML of ours into the same as XML, which books in EPUB are made of.

It works on what templates and this package write: tags are balanced, attributes have double quotes, and `<` stands for
nothing but a tag. What a publication's own templates write otherwise is found by whoever parses the result.
"""

from __future__ import annotations

import re
from html import unescape

__all__ = ["to_xhtml"]

_VOID = re.compile(r"<(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)((?:\s[^<>]*?)?)\s*/?>")
_ATTRIBUTE = re.compile(r'(\s+)([^\s="<>/]+)(="[^"]*")?')
_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);|#)[A-Za-z][A-Za-z0-9]*;")
_NAMESPACES = {"math": "http://www.w3.org/1998/Math/MathML", "svg": "http://www.w3.org/2000/svg"}
_OTHER = re.compile(r"<(math|svg)(?=[\s>])(?![^<>]*\sxmlns=)")
"""HTML knows by their names that these are other languages; XML has to be told."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def to_xhtml(html: str) -> str:
    """Write a part of a document as XML."""
    html = _FORBIDDEN.sub("", html)
    html = _ENTITY.sub(lambda match: unescape(match[0]), html)
    html = _VOID.sub(r"<\1\2/>", html)
    html = _OTHER.sub(lambda begin: f'{begin[0]} xmlns="{_NAMESPACES[begin[1]]}"', html)
    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(_with_value, tag[0]), html)


def _with_value(attribute: re.Match[str]) -> str:
    """Give an attribute that stands alone its own name as its value."""
    space, name, value = attribute.groups()
    return f"{space}{name}{value}" if value else f'{space}{name}="{name}"'
