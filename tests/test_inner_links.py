"""Links within a page, from a citation to its work and from a note to its place: each leads somewhere, both ways."""

from __future__ import annotations

import pytest

from tests.sites import SETTINGS, check_links, site

WORKS = '[{"id": "owls", "type": "book", "title": "Owls", "issued": {"date-parts": [[2001]]}}]'


def made_of(text: str) -> dict[str, bytes]:
    settings = SETTINGS + "bibliography: [references.json]\n"
    made = site({"polyphony.yaml": settings, "content/index.md": text, "references.json": WORKS})
    check_links(made)
    return made


@pytest.mark.parametrize("tag", ["<b>wise</b>", "wise<br>", "<i>wise", "wise</i>"])
def test_a_work_leads_back_to_a_citation_before_raw_html(tag: str) -> None:
    html = made_of(f"They are [-@owls] {tag}, as @owls has it.")["index.html"].decode()
    assert html.count('role="doc-biblioref"') == 2
    assert html.count('href="#site-cited-') == 2
