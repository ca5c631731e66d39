"""Raw HTML from a co-author into what is harmless of it. The only place that knows nh3."""

from __future__ import annotations

import re
from functools import lru_cache

from polyphony.html.addresses import safe_address

_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "hr",
        "i",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "u",
        "ul",
        "var",
        "wbr",
    ]
)
_ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "a": {"href"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "li": {"value"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope", "abbr"},
    "time": {"datetime"},
}
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?:[\s/][^<>]*)?>")
_VOID = frozenset({"br", "hr", "col", "wbr"})


def _keep_attribute(_tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href":
        return safe_address(value)
    if attribute == "dir" and value.lower() not in ("ltr", "rtl", "auto"):
        return None
    if attribute == "lang" and not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", value):
        return None
    return value


def keeps(tag: str, attribute: str = "", value: str = "") -> bool:
    """Tell whether an element, or an attribute of it with this value, is let through."""
    if not attribute:
        return tag in _TAGS
    named = attribute in _ATTRIBUTES["*"] or attribute in _ATTRIBUTES.get(tag, ())
    return named and _keep_attribute(tag, attribute, value) is not None


@lru_cache(1024)
def sanitise(html: str) -> str:
    """Keep the harmless elements and attributes of a fragment; text stays, scripts and styles go with what they hold.

    No class, id or style is kept, so that no fragment can pose as somebody's voice; nothing is loaded from anywhere.
    """
    import nh3

    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_keep_attribute,
        url_schemes={"http", "https", "mailto", "tel", "doi"},
        link_rel="noopener noreferrer",
        strip_comments=True,
    )


def sanitise_tag(html: str) -> tuple[str, str, str]:
    """Read a lone tag: "open", "close", "void" or "" for none, the element's name, and the harmless form of the tag."""
    match = _TAG.fullmatch(html)
    if match is None:
        return "", "", ""
    name = match.group(2).lower()
    if name not in _TAGS:
        return "", name, ""
    if match.group(1):
        return "close", name, f"</{name}>"
    if name in _VOID:
        return "void", name, f"<{name}>"
    clean = sanitise(f"{html}</{name}>")
    end = f"</{name}>"
    return ("open", name, clean[: -len(end)]) if clean.endswith(end) else ("", name, "")
