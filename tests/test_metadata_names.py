"""Names to every format and back by readers that others wrote: the same names in the same order."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from collections.abc import Callable
from typing import Any

import pypandoc
import pytest
import rispy
from citeproc.source.json import CiteProcJSON
from environment import require_cffconvert
from pybtex.database import parse_string
from pylatexenc.latex2text import LatexNodes2Text

from tests.publications import CSL, HOSTILE, made_by, names_in_corpus, names_in_csl_suite

Parts = tuple[str, str, str]
"""Family name with its particle, given name, suffix; a name that is one whole stands first."""


def whole(person: dict[str, str]) -> bool:
    return not (person.get("given") and person.get("family"))


def parts(person: dict[str, str]) -> Parts:
    if whole(person):
        return person.get("name") or person.get("given") or person["family"], "", ""
    return family_of(person.get("particle", ""), person["family"]), person["given"], person.get("suffix", "")


def family_of(particle: str, family: str) -> str:
    """A particle stands apart, unless it ends in an apostrophe or a hyphen."""
    return f"{particle}{'' if particle[-1:] in tuple(CLOSE) else ' '}{family}".strip()


CLOSE = "'’-"


def plain(tex: str) -> str:
    tex = tex.replace(r"\`{}", r"{\textasciigrave}")  # An accent over nothing, which TeX and pandoc know, this doesn't.
    return " ".join(LatexNodes2Text().latex_to_text(tex).replace("ˆ", "^").split())


SOURCES: dict[str, Callable[[], list[dict[str, str]]]] = {
    "hostile": lambda: list(HOSTILE),
    "csl": lambda: list(CSL),
    "csl-suite": names_in_csl_suite,
    "corpus": names_in_corpus,
}


@pytest.fixture(scope="module", params=SOURCES)
def people(request: pytest.FixtureRequest) -> list[dict[str, str]]:
    return SOURCES[request.param]()


@pytest.fixture(scope="module")
def made(people: list[dict[str, str]]) -> dict[str, bytes]:
    return made_by(people)


@pytest.mark.parametrize("file", ["citation.bib", "biblatex.bib"])
def test_bibtex_is_read_by_pybtex(people, made, file) -> None:
    entry = next(iter(parse_string(made[f"metadata/{file}"].decode(), "bibtex").entries.values()))
    read = []
    for person in entry.persons["author"]:
        family = plain(" ".join([*person.prelast_names, *person.last_names]))
        given = plain(" ".join([*person.first_names, *person.middle_names]))
        read.append((family, given, plain(" ".join(person.lineage_names))))
    assert read == [parts(person) for person in people]


@pytest.mark.parametrize("form", ["bibtex", "biblatex", "ris", "csljson"])
def test_pandoc_reads_the_same_names(people, made, form) -> None:
    file = {"bibtex": "citation.bib", "biblatex": "biblatex.bib", "ris": "citation.ris", "csljson": "csl.json"}[form]
    command = [pypandoc.get_pandoc_path(), "-f", form, "-t", "csljson"]
    done = subprocess.run(command, input=made[f"metadata/{file}"], capture_output=True, check=True)
    read = [csl_parts(name) for name in json.loads(done.stdout)[0]["author"]]
    expected = [tuple(part.replace("’", "'") for part in parts(person)) for person in people]
    # Pandoc finds particles and suffixes of its own in the parts of a name, and knows no brace without a partner.
    assert [words(name) for name in read] == [words(name) for name in expected]


def words(name: Parts) -> list[str]:
    return sorted(re.findall(r"[^\s,{}]+", " ".join(name)))


def csl_parts(name: dict[str, Any]) -> Parts:
    name = {key: text.replace("’", "'") for key, text in name.items() if isinstance(text, str)}  # pandoc's, not ours
    if "literal" in name:
        return name["literal"], "", ""
    particle = name.get("non-dropping-particle", "") or name.get("dropping-particle", "")
    return family_of(particle, name.get("family", "")), name.get("given", ""), name.get("suffix", "")


def test_ris_is_read_by_rispy(people, made) -> None:
    record = rispy.loads(made["metadata/citation.ris"].decode().replace("\r\n", "\n"))[0]
    assert record["authors"] == [", ".join(part for part in parts(person) if part) for person in people]


def test_csl_json_is_read_by_citeproc(people, made) -> None:
    item = next(iter(CiteProcJSON(json.loads(made["metadata/csl.json"])).values()))
    read = []
    for name in item["author"]:
        known = dict(name)
        if "literal" in known:
            read.append((known["literal"], "", ""))
        else:
            family = family_of(known.get("non-dropping-particle", ""), known["family"])
            read.append((family, known["given"], known.get("suffix", "")))
    assert read == [parts(person) for person in people]


def test_cff_is_read_by_cffconvert(people, made, tmp_path) -> None:
    (tmp_path / "CITATION.cff").write_bytes(made["metadata/CITATION.cff"])
    command = [require_cffconvert(), "--infile", str(tmp_path / "CITATION.cff")]
    done = subprocess.run([*command, "--validate"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    done = subprocess.run([*command, "--format", "schema.org"], capture_output=True, text=True, check=True)
    read = [
        name.get("name") or (name.get("givenName"), name.get("familyName"))
        for name in json.loads(done.stdout)["author"]
    ]
    assert [flat(name) for name in read] == [flat(cff_parts(person)) for person in people]


def cff_parts(person: dict[str, str]) -> Any:
    if whole(person):
        return parts(person)[0]
    family = family_of(person.get("particle", ""), person["family"])
    return person["given"], f"{family} {person.get('suffix', '')}".strip()


def flat(name: Any) -> Any:
    return unicodedata.normalize("NFC", name) if isinstance(name, str) else tuple(name)


@pytest.mark.parametrize(
    ("person", "display", "jats", "tei"),
    [
        (
            {"given": "小明", "family": "王"},
            "王小明",
            '<name name-style="eastern"><surname>王</surname><given-names>小明</given-names></name>',
            "<persName><surname>王</surname><forename>小明</forename></persName>",
        ),
        (
            {"given": "Béla", "family": "Bartók", "name": "Bartók Béla"},
            "Bartók Béla",
            '<name name-style="eastern"><surname>Bartók</surname><given-names>Béla</given-names></name>',
            "<persName><surname>Bartók</surname> <forename>Béla</forename></persName>",
        ),
        (
            {"given": "Layla", "family": "Hassan", "particle": "al-"},
            "Layla al-Hassan",
            '<name name-style="western"><surname>al-Hassan</surname><given-names>Layla</given-names></name>',
            "<persName><forename>Layla</forename> <nameLink>al-</nameLink><surname>Hassan</surname></persName>",
        ),
        (
            {"given": "Vincent", "family": "Berg", "particle": "van der", "suffix": "Jr."},
            "Vincent van der Berg Jr.",
            (
                '<name name-style="western"><surname>van der Berg</surname><given-names>Vincent</given-names>'
                "<suffix>Jr.</suffix></name>"
            ),
            (
                "<persName><forename>Vincent</forename> <nameLink>van der</nameLink> <surname>Berg</surname> "
                "<genName>Jr.</genName></persName>"
            ),
        ),
    ],
)
def test_a_name_reads_as_its_bearer_writes_it(person: dict[str, str], display: str, jats: str, tei: str) -> None:
    made = made_by([person])
    assert made["metadata/schema-org.jsonld"].decode().count(json.dumps(display, ensure_ascii=False)) == 1
    assert f">{display}<" in made["index.html"].decode()
    assert re.sub(r">\s+<", "><", made["metadata/jats.xml"].decode()).count(jats) == 1
    assert made["metadata/tei.xml"].decode().count(tei) >= 1
