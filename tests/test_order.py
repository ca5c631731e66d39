"""The order of names in a whole site: in no byte does it depend on anything but what the authors chose."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys

import pytest
from environment import ROOT

from tests.sites import site

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
