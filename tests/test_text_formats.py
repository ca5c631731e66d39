"""Publications into JATS and TEI: valid, and with every voice in them."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from citation_cases import RECORDS
from environment import ROOT, examples_or, require_former_jats, require_shared
from exports import CITED, FILES, export_project, exported, in_memory, on_disk
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree
from publication_strategies import SECRET, publications
from readers import Said, parse, said_in_data, said_in_jats, said_in_tei
from strategies import MATTER, PAGES, settings_with

from polyphony.cache import Cache
from polyphony.pipeline import make_site

DTD = "corpus/open/conformance/jats/publishing-dtd-1.3/JATS-journalpublishing1-3.dtd"
RNG = "corpus/open/conformance/tei/tei_all-4.12.0.rng"
FORMS = ("jats", "jats-plain", "tei")
READERS: dict[str, Callable[[bytes], list[Said]]] = {
    "jats": said_in_jats,
    "jats-plain": said_in_jats,
    "tei": said_in_tei,
}


@functools.cache
def judge(form: str) -> Any:
    """The schema of a format; skip where it isn't there."""
    if form == "tei":
        return etree.RelaxNG(etree.parse(str(require_shared(RNG))))
    return etree.DTD(str(require_shared(DTD)))


def validate(content: bytes, form: str) -> None:
    schema = judge(form)
    schema.validate(parse(content))
    assert [f"{error.line}: {error.message[:300]}" for error in schema.error_log] == []


def validate_where_possible(content: bytes, form: str) -> None:
    """The same in a test that has more to see: without a schema it goes on."""
    if (ROOT.parent / "shared" / (RNG if form == "tei" else DTD)).exists():
        validate(content, form)
    else:
        parse(content)


@pytest.mark.parametrize("form", FORMS)
def test_every_construct_is_valid_and_every_voice_is_read_back(form: str) -> None:
    content, data, _ = exported(FILES, form)
    read = READERS[form]
    assert Counter(read(content)) == Counter(said_in_data(data))
    for page in ("index.md", "two.md"):
        alone, data, _ = exported(FILES, form, page)
        assert read(alone) == said_in_data(data, f"content/{page}")
        validate(alone, form)
    validate(content, form)
    assert b"Canary" not in content
    assert b"Durham" not in content


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["example-site", "heart-of-the-matter"])
def test_real_publications_are_valid_and_every_voice_is_read_back(form: str, name: str) -> None:
    folder = ROOT / name if name == "example-site" else require_shared(f"corpus/{name}")
    project = on_disk(folder)
    content, data, _ = export_project(project, form)
    said = said_in_data(data)
    assert len(said) > 10
    assert Counter(READERS[form](content)) == Counter(said)
    validate(content, form)
    for page in data["pages"]:
        alone, _, _ = export_project(project, form, page["path"].removeprefix("content/"))
        assert READERS[form](alone) == said_in_data(data, page["path"])
        validate(alone, form)


SAME = (
    "## Introduction\n\n::: {by=writer}\n"
    'On page %s: [here](#introduction), [there](%s#introduction), id="introduction".\n:::\n'
)


@pytest.mark.parametrize("form", FORMS)
def test_sections_that_are_called_the_same_on_two_pages_are_told_apart(form: str) -> None:
    files = {
        "polyphony.yaml": FILES["polyphony.yaml"],
        "content/index.md": SAME % (1, "two.md"),
        "content/two.md": "# Two\n\n" + SAME % (2, "index.md"),
        "content/three.md": "# Three\n\n" + SAME % (3, "two.md"),
    }
    content, data, _ = exported(files, form)
    validate(content, form)
    assert Counter(READERS[form](content)) == Counter(said_in_data(data))
    links = re.findall('(?:rid|target)="#?((?:page-[a-z]+\\.)?introduction)"', content.decode())
    assert links == [
        "introduction", "page-two.introduction",
        "page-three.introduction", "page-two.introduction",
        "page-two.introduction", "introduction",
    ]  # fmt: skip
    for page in ("index.md", "two.md"):
        validate(exported(files, form, page)[0], form)


@pytest.mark.parametrize("form", FORMS)
def test_works_of_every_kind_can_be_cited(form: str) -> None:
    content, _, _ = exported(CITED, form)
    validate(content, form)
    cited = {
        one.attrib["{http://www.w3.org/XML/1998/namespace}id" if form == "tei" else "id"] for one in works(content)
    }
    assert {f"ref-{record['id']}" for record in RECORDS} <= cited


def works(content: bytes) -> list[Any]:
    return [
        one
        for one in parse(content).iter("*")
        if etree.QName(one).localname in ("ref", "biblStruct") and "id" in "".join(one.attrib)
    ]


def test_what_is_cited_stands_in_elements_in_tei_and_as_it_reads() -> None:
    tei = "{http://www.tei-c.org/ns/1.0}"
    content, _, _ = exported(CITED, "tei")
    entries = list(parse(content).iter(f"{tei}biblStruct"))
    assert len(entries) == len([record for record in RECORDS if record.get("title")])
    records = {f"ref-{record['id']}": record for record in RECORDS}
    for entry in entries:
        record = records[entry.get("{http://www.w3.org/XML/1998/namespace}id")]
        families = [one.get("family") or one.get("literal") for one in record.get("author", ())]
        found = entry.iterfind(f".//{tei}author")
        assert [next((s for s in one.iter(f"{tei}surname", f"{tei}name")), one).text for one in found] == families
        part = entry.find(f"{tei}analytic")
        assert (part is not None) == bool(record.get("container-title"))
        assert (part if part is not None else entry.find(f"{tei}monogr")).findtext(f"{tei}title") == record["title"]
        assert "".join(entry.find(f"{tei}note").itertext()).strip()


def test_a_page_that_holds_a_picture_and_nothing_else_is_a_document() -> None:
    files = {"content/index.md": '![A [caption]{by=ben}](assets/a.png){alt="A hill"}\n', "assets/a.png": ""}
    content = export_project(in_memory({"polyphony.yaml": settings_with([]), **files}), "tei", "index.md")[0]
    assert b"<figure>" in content
    validate(content, "tei")


@given(PAGES, st.lists(MATTER, max_size=4))
@settings(
    max_examples=examples_or(20),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_whatever_is_written_is_valid_and_no_voice_of_it_is_lost(text: str, more: list[str]) -> None:
    files = {
        "polyphony.yaml": settings_with(more),
        "content/index.md": text,
        "content/two.md": "# Two\n\nText.\n",
        "assets/a.png": "",
    }
    project = in_memory(files)
    made = make_site(project, Cache(None, jobs=1, fingerprint=""))
    assume(made.value is not None)
    for form in FORMS:
        for page in ("", "index.md"):
            content, data, _ = export_project(project, form, page)
            said = said_in_data(data, f"content/{page}" if page else "")
            assert Counter(READERS[form](content)) == Counter(said)
            validate_where_possible(content, form)


@given(publications())
@settings(max_examples=examples_or(15), deadline=None, suppress_health_check=list(HealthCheck))
def test_no_voice_of_any_publication_is_lost(files: dict[str, str]) -> None:
    """Of several pages and what they include, by collectives, mononyms, pseudonyms and people without a byline."""
    project = in_memory(files)
    for form in FORMS:
        content, data, _ = export_project(project, form)
        assert Counter(READERS[form](content)) == Counter(said_in_data(data))
        assert SECRET.encode() not in content
        validate_where_possible(content, form)
        for page in data["pages"]:
            alone, _, _ = export_project(project, form, page["path"].removeprefix("content/"))
            assert READERS[form](alone) == said_in_data(data, page["path"])
            validate_where_possible(alone, form)


@functools.cache
def former_schema() -> Any:
    return etree.RelaxNG(etree.parse(str(require_former_jats())))


@pytest.mark.parametrize("form", ["jats", "jats-plain"])
def test_systems_that_know_jats_1_2_can_read_it_too(form: str) -> None:
    schema = former_schema()
    dated = {**FILES, "polyphony.yaml": FILES["polyphony.yaml"] + "published: 2025-08-13\n"}
    for content in (exported(dated, form)[0], export_project(on_disk(ROOT / "example-site"), form)[0]):
        root = parse(content)
        root.set("dtd-version", "1.2")
        schema.validate(root)
        assert [f"{error.line}: {error.message[:300]}" for error in schema.error_log] == []
