"""Cited works as schema.org describes them."""

from __future__ import annotations

import json

import pytest

from polyphony.metadata.cited import citation_nodes
from polyphony.model import ReferenceEntry
from tests.sites import SETTINGS, site


def entry(**record: object) -> ReferenceEntry:
    return ReferenceEntry("k", ("As printed.",), "As printed.", json.dumps({"id": "k", **record}))


def test_a_work_has_its_type_names_date_and_address() -> None:
    names = [{"family": "Beethoven", "given": "Lotte", "non-dropping-particle": "van"}, {"literal": "The Collective"}]
    record = entry(type="chapter", title="On owls", author=names, issued={"date-parts": [[2013, 5]]}, DOI="10.1/x")
    assert citation_nodes([record]) == [
        {
            "@type": "Chapter",
            "name": "On owls",
            "author": [
                {"@type": "Person", "name": "Lotte van Beethoven"},
                {"@type": "Organization", "name": "The Collective"},
            ],
            "datePublished": "2013-05",
            "sameAs": "https://doi.org/10.1/x",
        }
    ]


@pytest.mark.parametrize(
    "odd",
    [{"author": "Ada"}, {"issued": {"raw": "n.d."}}, {"issued": {"date-parts": [["x"]]}}, {"URL": "javascript:1"}],
)
def test_what_a_record_says_oddly_is_left_out(odd: dict[str, object]) -> None:
    assert citation_nodes([entry(type="song", **odd)]) == [{"@type": "CreativeWork", "name": "As printed."}]


def test_a_page_names_what_it_cites() -> None:
    files = {
        "polyphony.yaml": SETTINGS + "bibliography: [references.json]\n",
        "content/index.md": "See [@owls].",
        "references.json": '[{"id": "owls", "type": "book", "title": "Owls", "issued": {"date-parts": [[2001]]}}]',
    }
    graph = json.loads(site(files)["metadata/pages/index/schema-org.jsonld"])["@graph"]
    assert graph[0]["citation"] == [{"@type": "Book", "name": "Owls", "datePublished": "2001"}]
