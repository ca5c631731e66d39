"""Publications for tests of metadata: those of the corpus and the checkout, and people with every kind of name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from environment import ROOT, require_shared
from lxml import etree

from tests.sites import site

HOSTILE = (
    {"given": "Vincent", "family": "Berg", "particle": "van der"},
    {"given": "Ludwig", "family": "Mises", "particle": "von"},
    {"given": "Martin Luther", "family": "King", "suffix": "Jr."},
    {"given": "Oscar", "family": "de la Renta"},
    {"given": "Charles", "family": "Gaulle", "particle": "de", "suffix": "III"},
    {"given": "Leonardo", "family": "Da Vinci", "particle": "De"},
    {"given": "Gabriele", "family": "Annunzio", "particle": "d’"},
    {"given": "Layla", "family": "Hassan", "particle": "al-"},
    {"given": "민수", "family": "김"},
    {"given": "María-José", "family": "García Márquez"},
    {"given": "小明", "family": "王"},
    {"given": "Béla", "family": "Bartók", "name": "Bartók Béla"},
    {"given": "أحمد", "family": "ياسين"},
    {"given": "דנה", "family": "לוי"},
    {"given": "Zoë 🐚", "family": "Müller-Ångström"},
    {"given": "Seán", "family": "O'Neill"},
    {"given": "bell", "family": "hooks"},
    {"given": "A and B", "family": "And Sons"},
    {"given": "J. R. R.", "family": "Tolkien"},
    {"given": "Per{cent}", "family": "50% & $5_#^~"},
    {"given": "Back\\slash", "family": "Quote\"'"},
    {"given": "Comma", "family": "Smith, Jones"},
    {"given": "Lone {", "family": "Brace }"},
    {"name": "Hesiod"},
    {"name": "recently qualified social worker"},
    {"name": "the editor, who asked & cut {twice} \\ 100%"},
    {"name": "</script><script>alert(1)</script>"},
    {"name": "Kate and Will"},
    {"name": "😭"},
    {"given": "Madonna"},
    {"family": "Pelé"},
)
"""Names by their parts, as a settings file has them: particles, suffixes, mononyms, scripts, what TeX and HTML mean."""


CSL = (
    {"given": "Alan", "family": "One", "particle": "al-"},
    {"given": "Alan", "family": "al-One"},
    {"given": "François Hédelin", "family": "Aubignac", "particle": "d'"},
    {"given": "François Hédelin, abbé", "family": "Aubignac", "particle": "d’"},
    {"given": "Jean", "family": "La Fontaine", "particle": "de"},
    {"given": "Jean de", "family": "La Fontaine"},
    {"given": "栄", "family": "我妻"},
    {"given": "Jacques", "family": "Doe", "particle": "van"},
    {"given": "ʿAlāʾ", "family": "al-Aswānī"},
    {"given": "`Alā'", "family": "al-Aswānī"},
    {"given": "Vincent", "family": "Gogh", "particle": "van"},
    {"given": "Alexander", "family": "Humboldt", "particle": "von"},
    {"given": "Jean-Paul", "family": "Sartre"},
    {"given": "Frank G.", "family": "Bennett", "suffix": "Jr."},
    {"given": "John Delbert", "family": "Givens", "suffix": "III"},
    {"given": "Zedong", "family": "Mao", "name": "Mao Zedong"},
    {"name": "Smith, John"},
    {"family": "Prince"},
    {"name": "Ministry of Foreign Affairs & Trade"},
)
"""The kinds of names that the test cases of CSL for names are about, and the names that they try them on."""


def names_in_csl_suite() -> list[dict[str, str]]:
    """Names out of CSL's own test cases for names; skips where these aren't in the corpus."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(require_shared("corpus/open/conformance/csl-test-suite").rglob("name_*.txt")):
        text = path.read_text(encoding="utf-8-sig")
        inner = re.search(r">>=+ INPUT =+>>(.*?)<<=+ INPUT", text, re.DOTALL)
        for item in json.loads(inner[1]) if inner else ():
            for name in item.get("author", ()):
                known = {key: str(value).strip() for key, value in name.items() if isinstance(value, str)}
                particle = known.get("non-dropping-particle") or known.get("dropping-particle", "")
                person = {
                    "name": known.get("literal", ""),
                    "given": known.get("given", ""),
                    "family": known.get("family", ""),
                    "particle": particle,
                    "suffix": known.get("suffix", ""),
                }
                person = {key: value for key, value in person.items() if value}
                if person.keys() & {"name", "given", "family"}:
                    found[repr(person)] = person
    assert len(found) > 50, len(found)
    return list(found.values())


def settings_of(people: Iterable[dict[str, str]], **more: Any) -> str:
    """Write settings in which some people are the authors, in this order."""
    ids = {f"p{number:04}": dict(person) for number, person in enumerate(people)}
    whole = {"title": "A & B: 100% of {it}", "published": "2025-08-13", "people": ids, "byline": {"order": "listed"}}
    return json.dumps({**whole, **more}, ensure_ascii=False)


def made_by(people: Iterable[dict[str, str]], **more: Any) -> dict[str, bytes]:
    """Publish a page by some people, in this order."""
    return site({"polyphony.yaml": settings_of(people, **more), "content/index.md": "Text."})


def folder(path: Path) -> dict[str, bytes]:
    """Publish a folder that is on disk."""
    texts = {
        file.relative_to(path).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(path.rglob("*"))
        if file.suffix in (".yaml", ".md", ".json", ".svg") and "_site" not in file.parts
    }
    return site(texts)


def example() -> dict[str, bytes]:
    return folder(ROOT / "example-site")


def article() -> dict[str, bytes]:
    """The article of the corpus; skips where that isn't there."""
    return folder(require_shared("corpus/heart-of-the-matter"))


def names_in_corpus() -> list[dict[str, str]]:
    """Names out of the articles in JATS of the corpus: parts, suffixes and collaborations; skips without it."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(require_shared("corpus/open/conformance/jats/articles").glob("*.xml")):
        tree = etree.parse(path, etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False))
        for name in tree.iter("name"):
            parts = {"given": "given-names", "family": "surname", "suffix": "suffix"}
            texts = {key: " ".join((name.findtext(tag) or "").split()) for key, tag in parts.items()}
            if texts["given"] and texts["family"]:
                found[repr(texts)] = {key: text for key, text in texts.items() if text}
        for group in tree.iter("collab"):
            text = " ".join((group.text or "").split())
            if text:
                found[text] = {"name": text}
    assert len(found) > 500, len(found)
    usual = re.compile(r"[A-Z][a-z]+\|[A-Z]+( [A-Z]+)*")
    names = list(found.values())
    odd = [name for name in names if not usual.fullmatch(f"{name.get('family')}|{name.get('given')}") or len(name) > 2]
    return odd + names[::20]
