"""Schematron with XPath 2 into what a file does wrong: its rules become templates of XSLT, and Saxon runs them."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import saxonche
from lxml import etree

_SCH = "{http://purl.oclc.org/dsdl/schematron}"
_XSL = "{http://www.w3.org/1999/XSL/Transform}"
_IDS = "<!DOCTYPE article [<!ATTLIST xref rid IDREFS #IMPLIED>{}]>"


def judge(schema: Path, documents: Iterable[bytes]) -> list[list[str]]:
    """Say of each document which of the schema's tests it fails: `pattern: what is said`."""
    with saxonche.PySaxonProcessor(license=False) as processor:
        compiled = processor.new_xslt30_processor().compile_stylesheet(stylesheet_text=_stylesheet(schema))
        found = []
        for document in documents:
            told = compiled.transform_to_string(xdm_node=processor.parse_xml(xml_text=_with_ids(document)))
            found.append([" ".join("".join(one.itertext()).split()) for one in etree.fromstring(told.encode())])
        return found


def _with_ids(document: bytes) -> str:
    """Declare which attributes are ids, as the DTD would, so that XPath's id() and idref() find them."""
    root = etree.fromstring(document, etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False))
    named = sorted({str(one.tag) for one in root.iter("*") if one.get("id") and str(one.tag)[0] != "{"})
    declared = "".join(f"<!ATTLIST {name} id ID #IMPLIED>" for name in named)
    return _IDS.format(declared) + etree.tostring(root, encoding="unicode")


def _stylesheet(path: Path) -> str:
    schema = etree.parse(path).getroot()
    spaces: dict[str | None, str] = {one.get("prefix"): one.get("uri") for one in schema.iter(f"{_SCH}ns")}
    spaces |= {"xsl": _XSL[1:-1], "xsd": "http://www.w3.org/2001/XMLSchema"}
    sheet = etree.Element(f"{_XSL}stylesheet", {"version": "3.0"}, nsmap=spaces)
    main = etree.SubElement(etree.SubElement(sheet, f"{_XSL}template", {"match": "/"}), "found")
    for function in schema.iter(f"{_XSL}function"):
        sheet.append(copy.deepcopy(function))
    for number, pattern in enumerate(_patterns(path, schema)):
        mode = f"pattern{number}"
        etree.SubElement(main, f"{_XSL}apply-templates", {"select": "/", "mode": mode})
        etree.SubElement(sheet, f"{_XSL}mode", {"name": mode, "on-no-match": "shallow-skip"})
        rules = list(pattern.iter(f"{_SCH}rule"))
        for place, rule in enumerate(rules):
            # The first rule that fits a node is the one that holds.
            told = {"match": rule.get("context"), "mode": mode, "priority": str(len(rules) - place)}
            template = etree.SubElement(sheet, f"{_XSL}template", told)
            _write_rule(template, rule, pattern.get("id", ""))
            etree.SubElement(template, f"{_XSL}apply-templates", {"select": "@*|node()", "mode": "#current"})
    return etree.tostring(sheet, encoding="unicode")


def _patterns(path: Path, schema: Any) -> Iterator[Any]:
    for part in schema:
        if part.tag == f"{_SCH}include":
            yield etree.parse(path.parent / part.get("href")).getroot()
        elif part.tag == f"{_SCH}pattern":
            yield part


def _write_rule(template: Any, rule: Any, pattern: str) -> None:
    for part in rule:
        if part.tag == f"{_SCH}let":
            etree.SubElement(template, f"{_XSL}variable", {"name": part.get("name"), "select": part.get("value")})
        elif part.tag in (f"{_SCH}assert", f"{_SCH}report"):
            test = f"not({part.get('test')})" if part.tag == f"{_SCH}assert" else part.get("test")
            told = etree.SubElement(etree.SubElement(template, f"{_XSL}if", {"test": test}), "told")
            told.text = f"{pattern}: {part.text or ''}"
            for child in part:
                select = child.get("select") or child.get("path") or "."
                value = f"name({select})" if child.tag == f"{_SCH}name" else select
                etree.SubElement(told, f"{_XSL}value-of", {"select": value}).tail = child.tail
