"""What was exported, read back: who says what, from a file alone. These know the formats, and nothing of the exporters.

Each gives (kind, ids of the speakers, text) in reading order, a holder before what it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree

Said: TypeAlias = tuple[str, tuple[str, ...], str]
KINDS = ("passage", "turn", "quoted")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def said_in_data(data: dict[str, Any], page: str = "") -> list[Said]:
    """Read polyphony.json, whole or one page by its source's path; without what no XML can hold."""
    return [
        (one["kind"], tuple(sorted(one["by"])), " ".join(_FORBIDDEN.sub("", one["text"]).split()))
        for part in data["pages"]
        if page in ("", part["path"])
        for one in part["utterances"]
        if one["kind"] in KINDS
    ]


def parse(content: bytes) -> Any:
    return etree.fromstring(content, etree.XMLParser(load_dtd=False, no_network=True, huge_tree=True))


# JATS

_JATS_BLOCKS = frozenset(
    ["p", "list", "list-item", "td", "th", "tr", "term", "def", "verse-line", "disp-quote", "code", "disp-formula"]
)
_JATS_SKIPPED = frozenset(
    ["label", "caption", "alt-text", "attrib", "speaker", "fn", "graphic", "inline-graphic", "target"]
)
_JATS_ASIDE = frozenset(["speaker", "break", "withheld", "heading", "byline", "picture", "note"])
_VOICED = ("passage", "turn", "quoted", "narration", "margin", "epigraph", "quotation")


def _tokens(element: Any) -> list[str]:
    return (element.get("specific-use") or "").split()


def _jats_voice(element: Any) -> tuple[str, str, tuple[str, ...]] | None:
    """The kind, id and speakers of what an element says that it is."""
    tokens = _tokens(element)
    if not tokens or tokens[0].partition(":")[0] not in _VOICED:
        return None
    kind, _, anchor = tokens[0].partition(":")
    return kind, anchor, tuple(sorted(one[3:] for one in tokens if one.startswith("by:")))


def _jats_text(element: Any, mine: str) -> str:
    """The text of an element that belongs to the utterance with this first token."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(_jats_part(child, mine))
        parts.append(child.tail or "")
    return "".join(parts)


def _jats_part(child: Any, mine: str) -> str:
    name = child.tag
    if name.startswith("{"):
        return ""  # MathML, which says what the TeX beside it says
    if name in ("inline-graphic", "target") or child.get("content-type") in ("picture", "note"):
        return ""
    if name in _JATS_SKIPPED or child.get("content-type") in _JATS_ASIDE:
        return " "
    if name == "xref" and child.get("ref-type") == "fn":
        return ""
    voice = _jats_voice(child)
    if voice is not None and voice[0] != "quoted" and _tokens(child)[0] != mine:
        return " "
    if name == "boxed-text" and child.get("content-type") == "exchange":
        return " "
    text = _jats_text(child, mine)
    return f" {text} " if name in _JATS_BLOCKS else text


def said_in_jats(content: bytes) -> list[Said]:
    root = parse(content)
    found: dict[str, tuple[str, tuple[str, ...], list[str]]] = {}
    for number, element in enumerate(root.iter("*")):
        voice = _jats_voice(element)
        if voice is None or voice[0] not in KINDS:
            continue
        kind, anchor, by = voice
        token = _tokens(element)[0]
        if any(_tokens(holder)[:1] == [token] for holder in element.iterancestors()):
            continue
        entry = found.setdefault(token if anchor else f"{token}{number}", (kind, by, []))
        assert entry[:2] == (kind, by), token
        entry[2].append(_jats_text(element, token))
        _check_people(root, element, by)
    made = [(kind, by, " ".join(" ".join(parts).split())) for kind, by, parts in found.values()]
    return [one for one in made if one[2]]


def _check_people(root: Any, element: Any, by: tuple[str, ...]) -> None:
    """Who is named by an IDREF is who is named in words."""
    rid = element.get("rid") if element.tag == "named-content" else None
    if element.tag == "speech":
        rid = " ".join(xref.get("rid") for xref in element.find("speaker").iter("xref"))
    if rid is not None:
        assert all(root.xpath("//*[@id=$one]", one=one) for one in rid.split()), rid
        assert len(rid.split()) == len(by) > 0


# TEI

_TEI = "{http://www.tei-c.org/ns/1.0}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_TEI_BLOCKS = frozenset(["p", "item", "list", "cell", "row", "quote", "term", "table", "lb"])
_TEI_SKIPPED = frozenset(["head", "figDesc", "desc", "bibl", "note", "cit", "div"])


def _tei_kind(element: Any) -> str:
    found = re.search(r"#kind-(\w+)", element.get("ana") or "")
    return found[1] if found else ""


def spelt(name: str) -> str:
    """Read an id that XML didn't allow as it was."""
    if not name.startswith("x-"):
        return name
    return re.sub("_([0-9a-f]+)_", lambda match: chr(int(match[1], 16)), name[2:])


def _tei_text(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(_tei_part(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _tei_part(child: Any) -> str:
    name = child.tag.removeprefix(_TEI)
    if name in ("gap", "graphic", "anchor") or child.get("type") == "picture":
        return ""
    if name in _TEI_SKIPPED or child.get("type") in ("speaker", "heading", "exchange"):
        return " "
    if child.get("type") == "note" or (name == "lb" and child.get("type") == "html"):
        return ""
    if _tei_kind(child) not in ("", "quoted"):
        return " "
    text = _tei_text(child)
    return f" {text} " if name in _TEI_BLOCKS else text


def said_in_tei(content: bytes) -> list[Said]:
    root = parse(content)
    people = {f"#{one.get(_ID)}" for one in root.find(f".//{_TEI}listPerson")}
    made = []
    for element in root.iter(f"{_TEI}said", f"{_TEI}post"):
        kind = _tei_kind(element)
        who = (element.get("who") or "").split()
        assert set(who) <= people, who
        if kind in KINDS:
            by = tuple(sorted(spelt(one.removeprefix("#person-")) for one in who))
            made.append((kind, by, " ".join(_tei_text(element).split())))
    return [one for one in made if one[2]]


def labels_in_jats(content: bytes) -> Iterator[str]:
    """What a reader is told of who speaks, in order."""
    for element in parse(content).iter("p", "speaker", "named-content"):
        if element.tag == "speaker" or element.get("content-type") == "speaker":
            yield " ".join("".join(element.itertext()).split())
