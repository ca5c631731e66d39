"""Articles in JATS by rules that no schema can state: JATS4R's Schematron, our own, and JATS 1.2 by jing."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from environment import ROOT, examples_or, require_former_jats, require_npm_part, require_program, require_shared
from exports import CITED, FILES, export_project, exported, in_memory, on_disk
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree
from readers import parse
from schematron import judge
from strategies import MATTER, PAGES, settings_with

from polyphony.cache import Cache
from polyphony.metadata.countries import country_code
from polyphony.pipeline import make_site

OWN = ROOT / "tests" / "recommendations.sch"
FORMS = ("jats", "jats-plain")
FULL = """\
published: 2025-08-13
submitted: 2024-01
license: CC-BY-4.0
copyright: Wren & Rea
declarations: {conflicts: "None *at all*.", ethics: Approved., consent: Given., funding: None., peer-review: "By two."}
acknowledgements: Thanks.
"""
PEOPLE = """\
people:
  writer: {name: Wren Writer, given: Wren, family: Writer, affiliation: "Y, Wales", url: https://example.org/wren}
  reader:
    given: Rea
    family: Reader
    affiliation: [{name: The University, department: Letters, city: Y, country: Wales}, {name: Lab, country: Cymru}]
    orcid: 0000-0002-1825-0097
    credit: [writing-original-draft, writing-review-editing]
  guest: {name: a guest, role: participant}
byline: {equal: all}
"""


COLLECTIVE = """\
collectives: {us: {name: Wayfinders, members: [writer]}}
byline: {order: collective, collective: us, equal: all}
"""


def judge_by_jats4r(articles: Sequence[bytes]) -> list[list[str]]:
    """What JATS4R's Schematron finds. It knows one word by the capitals that JATS had before 1.3 listed all words."""
    schema = require_npm_part("@jats4r/schematrons/schematrons/1.0/jats4r.sch")
    return judge(schema, [one.replace(b'"coi-statement"', b'"COI-statement"') for one in articles])


@pytest.fixture(scope="module")
def articles() -> list[bytes]:
    """Every construct, settings of all kinds, the checkout's example and the corpus' article: whole and by page."""
    head, _, rest = FILES["polyphony.yaml"].partition("people:\n")
    full = head + PEOPLE + rest[rest.index("themes:") :] + FULL
    made = []
    together = full.replace("byline: {equal: all}\n", COLLECTIVE)
    assert "Wayfinders" in together
    for text in (FILES["polyphony.yaml"], full, together, full.replace("published: 2025-08-13\n", "")):
        files = {**FILES, "polyphony.yaml": text}
        made += [exported(files, form, page)[0] for form in FORMS for page in ("", "index.md", "two.md")]
    made.append(exported(CITED, "jats")[0])
    folders = [ROOT / "example-site"]
    corpus = ROOT.parent / "shared" / "corpus" / "heart-of-the-matter"
    for folder in [*folders, *([corpus] if corpus.exists() else [])]:
        project = on_disk(folder)
        made += [export_project(project, form)[0] for form in FORMS]
        pages = sorted((folder / "content").rglob("*.md"))
        made += [export_project(project, "jats", str(one.relative_to(folder / "content")))[0] for one in pages]
    return made


def test_the_corpus_was_judged() -> None:
    require_shared("corpus/heart-of-the-matter")


WRONG = b"""\
<article dtd-version="1.3" xmlns:xlink="http://www.w3.org/1999/xlink"><front><article-meta>
<contrib-group><contrib contrib-type="author" equal-contrib="yes"><role vocab="credit" vocab-term="Software"
vocab-identifier="https://credit.niso.org/" vocab-term-identifier="https://casrai.org/" degree-contribution="lead">
Software</role><xref ref-type="fn" rid="n">*</xref></contrib><contrib contrib-type="author"/></contrib-group>
<aff id="a1"><country>UK</country></aff></article-meta></front>
<body><sec><title>Conflicts of interest</title><p><graphic xlink:href="a.png"/></p></sec></body>
<back><ref-list><ref><element-citation><year>2004a</year></element-citation></ref></ref-list></back></article>
"""


def test_the_judges_see_what_is_wrong() -> None:
    (found,) = judge_by_jats4r([WRONG])
    assert [one.partition(":")[0] for one in found] == [
        "auths-aff-errors", "coi-errors", *["data-citations-errors"] * 2, "permissions-errors",
    ]  # fmt: skip
    (found,) = judge(OWN, [WRONG])
    assert [one.partition(":")[0] for one in found] == [
        *["contributors"] * 2, *["credit"] * 3, "accessibility", *["citations"] * 2,
    ]  # fmt: skip


def test_articles_follow_jats4r(articles: list[bytes]) -> None:
    for found, article in zip(judge_by_jats4r(articles), articles, strict=True):
        licensed = b"<license " in article
        assert [one for one in found if "-errors: " in one or (licensed and "accessed date" not in one)] == []


def test_articles_follow_recommendations_that_have_no_schematron_yet(articles: list[bytes]) -> None:
    assert [found for found in judge(OWN, articles) if found] == []


def former(articles: Sequence[bytes], folder: Path) -> str:
    """What jing says of these as JATS 1.2; empty where they are valid."""
    for number, article in enumerate(articles):
        root = parse(article)
        root.set("dtd-version", "1.2")
        (folder / f"{number}.xml").write_bytes(etree.tostring(root))
    command = [require_program("jing", "jing"), str(require_former_jats())]
    done = subprocess.run(
        [*command, *map(str, folder.iterdir())], capture_output=True, text=True, check=False, timeout=600
    )
    assert (done.returncode == 0) == (done.stdout == ""), done.stderr
    return done.stdout


def test_jing_finds_articles_right_by_jats_1_2(articles: list[bytes], tmp_path: Path) -> None:
    dated = [article for article in articles if b"<pub-date-not-available" not in article]
    assert len(dated) > 8
    assert former(dated, tmp_path) == ""


def test_jing_finds_what_is_wrong(tmp_path: Path) -> None:
    assert "error" in former([WRONG], tmp_path)


def test_whatever_is_written_follows_the_rules(tmp_path: Path) -> None:
    """Hypothesis writes publications; the judges, which are slow to start, see all of them at once."""
    written: list[bytes] = []

    @given(PAGES, st.lists(MATTER, max_size=4))
    @settings(max_examples=examples_or(15), deadline=None, suppress_health_check=list(HealthCheck))
    def write(text: str, more: list[str]) -> None:
        project = in_memory({"polyphony.yaml": settings_with(more), "content/index.md": text, "assets/a.png": ""})
        assume(make_site(project, Cache(None, jobs=1, fingerprint="")).value is not None)
        written.extend(export_project(project, form)[0] for form in FORMS)

    write()
    assert len(written) > 10
    assert [one for found in judge_by_jats4r(written) for one in found if "-errors: " in one] == []
    assert [found for found in judge(OWN, written) if found] == []
    assert former(written, tmp_path) == ""


def test_a_country_has_its_code_where_it_is_known() -> None:
    assert [country_code(name) for name in ("UK", "wales", "Côte d'Ivoire", "de", "Cymru", "")] == [
        "GB", "GB", "CI", "DE", "", "",
    ]  # fmt: skip
    codes = {country_code(chr(a) + chr(b)) for a in range(65, 91) for b in range(65, 91)} - {""}
    assert len(codes) > 240
