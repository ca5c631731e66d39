"""Headings among blocks into sections that hold what follows them."""

from __future__ import annotations

from polyphony.xmltree import Element, element, own_id

HEADING = "heading"
"""A heading among blocks, until it is known whether a section may begin there; no element of JATS is called so."""


def as_paragraph(heading: Element) -> Element:
    """Turn a heading, where no section can begin, into a paragraph."""
    made = element("p", {"id": heading.get("id", ""), "content-type": HEADING})
    heading.tag, heading.attrib = "bold", {}
    made.append(heading)
    return made


def sections(made: list[Element], *, prefix: str) -> list[Element]:
    """Let a section begin at each heading, within that of a higher level; `prefix` begins the ids of those without."""
    out: list[Element] = []
    opened: list[tuple[int, Element]] = []

    def add_to(one: Element) -> None:
        if opened:
            opened[-1][1].append(one)
        else:
            out.append(one)

    for number, one in enumerate(made):
        if one.tag == HEADING:
            level = int(one.get("level", "1"))
            while opened and opened[-1][0] >= level:
                opened.pop()
            title = element("title", None, one.text, *one)
            section = element(
                "sec", {"id": one.get("id") or own_id("x", f"{prefix}-{number}"), "xml:lang": one.get("xml:lang", "")}
            )
            section.append(title)
            add_to(section)
            opened.append((level, section))
        else:
            add_to(one)
    return out
