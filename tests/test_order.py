"""The order of names in a whole site: in no byte does it depend on anything but what the authors chose."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys

import pytest
import rispy
import yaml
from environment import ROOT
from pybtex.database import parse_string
from pylatexenc.latex2text import LatexNodes2Text

from tests.sites import site, text_of

PEOPLE = {
    "ana": {"name": "Ana Ash", "given": "Ana", "family": "Ash", "credit": ["software"], "contributions": ["listening"]},
    "ben": {"name": "Ben Beech", "orcid": "0000-0002-1825-0097"},
    "claire": {"given": "Claire", "family": "Cedar", "affiliation": ["Redcar, UK", {"name": "U", "country": "UK"}]},
    "dai": {"given": "Dai", "family": "Damson", "email": "dai@example.org", "contact": True},
    "guest": {"name": "a guest", "role": "participant"},
    "ed": {"name": "Ed It", "role": "editor"},
}
PAGES = {
    "content/index.md": "::: {.exchange #talk}\nAna: Hi.\n\nDai & Claire: Hi.\n\na guest: Hello.\n:::\n",
    "content/b.md": "# B\n\n::: {by=all}\nWe.\n:::\n",
    "content/c.md": "---\nauthors: [dai, ben]\n---\n# C\n\nIt.",
}


def settings(byline: dict[str, object], seed: int) -> str:
    people = list(PEOPLE.items())
    random.Random(seed).shuffle(people)
    groups = {"us": {"name": "Us", "members": random.Random(seed).sample(["ana", "ben", "claire"], 3)}}
    whole = {"title": "T", "published": "2020", "url": "https://example.org/", "byline": byline}
    return json.dumps({**whole, "people": dict(people), "collectives": groups})


@pytest.mark.parametrize("byline", [
    {"order": "alphabetical", "equal": "all"}, {"order": "reverse-alphabetical", "by": "given"}, {"order": "rotating"},
    {"order": "shuffled", "seed": "x", "mark": True, "equal": [["ana", "ben"], ["dai", "claire"]]},
    {"order": "collective", "collective": "us", "equal": "all"},
], ids=lambda byline: str(byline["order"]))  # fmt: skip
def test_permuting_people_changes_no_byte_of_the_site(byline: dict[str, object]) -> None:
    first, second = (site({"polyphony.yaml": settings(byline, seed), **PAGES}) for seed in (1, 2))
    assert {path for path in first if first[path] != second.get(path)} == set()
    assert set(first) == set(second)


def test_a_list_that_the_authors_chose_is_kept() -> None:
    orders = set()
    for seed in (1, 2):
        made = site({"polyphony.yaml": settings({"order": "listed"}, seed), **PAGES})
        orders.add(tuple(re.findall(r"^AU  - .*", made["metadata/citation.ris"].decode(), re.MULTILINE)))
    assert len(orders) == 2


def test_what_the_document_says_of_shuffling_is_what_a_site_does() -> None:
    document = (ROOT / "docs" / "bylines.md").read_text(encoding="utf-8")
    recipe = next(code for code in re.findall(r"```python\n(.*?)```", document, re.DOTALL) if "sha256" in code)
    done = subprocess.run([sys.executable, "-c", recipe], capture_output=True, text=True, check=True)
    people = {f"p{number}": {"name": name} for number, name in enumerate(
        ["Dai Damson", "Claire Cedar", "Ben Beech", "Ana Ash"])}  # fmt: skip
    whole = {"title": "T", "people": people, "byline": {"order": "shuffled", "seed": "2025-08-13"}}
    made = site({"polyphony.yaml": json.dumps(whole), "content/index.md": "Text."})
    names = re.findall(r"^AU  - (.*?)\r?$", made["metadata/citation.ris"].decode(), re.MULTILINE)
    assert names == json.loads(done.stdout.replace("'", '"'))
    assert "“2025-08-13:”" in made["index.html"].decode()


EQUALS: list[dict[str, object]] = [
    {"order": "alphabetical", "equal": "all"},
    {"order": "reverse-alphabetical", "by": "given", "equal": [["ana", "ben"], ["claire", "dai"]]},
    {"order": "rotating", "equal": [["ana", "ben"]]},
    {"order": "shuffled", "seed": "x & y", "mark": True, "equal": "all"},
    {"order": "listed", "equal": "none"},
    {"order": "collective", "collective": "us", "equal": "all"},
    {"order": "alphabetical", "statement": "We *drew* lots <twice>.", "equal": "all"},
]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("byline", EQUALS, ids=lambda byline: str(byline.get("statement", byline["order"])))
def test_page_and_exports_say_the_same_of_the_order_in_the_same_words(byline: dict[str, object], language: str) -> None:
    whole = {**json.loads(settings(byline, 1)), "license": "CC-BY-4.0", "language": language}
    made = site({"polyphony.yaml": json.dumps(whole), **PAGES})
    for page, folder in (("index.html", "index/"), ("b/index.html", "b/")):
        shown = re.search(r'<p class="byline-statement">(.*?)</p>', made[page].decode(), re.DOTALL)
        assert shown
        for name, said in statements(made, f"metadata/pages/{folder}").items():
            assert said == text_of(shown[1]), name
    assert len(set(statements(made, "metadata/").values())) == 1


def statements(made: dict[str, bytes], folder: str) -> dict[str, str]:
    """What each file in a folder of metadata says that the order means."""
    read = {name: made[folder + name].decode() for name in ("citation.bib", "biblatex.bib", "citation.ris", "tei.xml")}
    jats = made[f"{folder}jats.xml"].decode()
    cff = yaml.safe_load(made[f"{folder}CITATION.cff"])
    notes = parse_string(read["citation.bib"], "bibtex"), parse_string(read["biblatex.bib"], "bibtex")
    datacite = json.loads(made[f"{folder}datacite.json"])["descriptions"]
    found = {
        "BibTeX": LatexNodes2Text().latex_to_text(next(iter(notes[0].entries.values())).fields["note"]),
        "biblatex": LatexNodes2Text().latex_to_text(next(iter(notes[1].entries.values())).fields["note"]),
        "RIS": rispy.loads(read["citation.ris"].replace("\r\n", "\n"))[0]["notes"][0],
        "CSL": json.loads(made[f"{folder}csl.json"])[0]["note"],
        "CFF": cff["preferred-citation"]["notes"],
        "DataCite": next(one["description"] for one in datacite if one["descriptionType"] == "Other"),
        "schema.org": json.loads(made[f"{folder}schema-org.jsonld"])["@graph"][0]["creditText"],
        "RO-Crate": json.loads(made[f"{folder}ro-crate-metadata.json"])["@graph"][1]["creditText"],
        "JATS": text_of(re.findall(r"author-order-statement</meta-name>\s*<meta-value>(.*?)</", jats)[0]),
        "TEI": text_of(re.findall(r'type="author-order"[^>]*>(.*?)</note>', read["tei.xml"], re.DOTALL)[0]),
    }
    assert found["CFF"] in cff["message"]
    return {name: " ".join(said.split()) for name, said in found.items()}
