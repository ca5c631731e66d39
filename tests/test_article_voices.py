"""The article in the shared corpus: who says what in it, in which modes, by the data of its site."""

from __future__ import annotations

import json
from collections import Counter

from polyphony.diagnostics import render_text
from tests.environment import require_shared
from tests.sites import make

TEXTS = {".md", ".yaml", ".bib", ".json", ".csl", ".ris"}


def test_every_voice_of_the_article_is_given_to_the_right_people_in_the_right_modes() -> None:
    folder = require_shared("corpus/heart-of-the-matter")
    files = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") if path.suffix in TEXTS else ""
        for path in folder.rglob("*")
        if path.is_file() and "private" not in path.parts
    }
    assert "\nbuild:" not in files["polyphony.yaml"]
    files["polyphony.yaml"] += "\nbuild: {outputs: [data]}\n"
    made, found = make(files)
    assert found == [], "\n".join(map(render_text, found))
    pages = json.loads(made["polyphony.json"])["pages"]
    said = [one for page in pages for one in page["utterances"]]
    kinds = Counter(one["kind"] for one in said)
    assert sum(len(page["exchanges"]) for page in pages) == 10
    assert (kinds["turn"], kinds["quoted"], kinds["epigraph"], kinds["quotation"]) == (36, 13, 3, 1)
    assert Counter((*one["by"], *sorted(one["modes"])) for one in said if one["kind"] == "turn") == {
        ("claire", "evocative"): 17,
        ("claire", "creative", "evocative"): 2,
        ("claire", "analytical", "evocative"): 1,
        ("claire", "analytical"): 1,
        ("helen", "evocative"): 11,
        ("helen", "analytical"): 2,
        ("helen", "analytical", "evocative"): 1,
        ("helen", "creative", "evocative"): 1,
    }
    assert Counter((*one["by"], *one["modes"]) for one in said if one["kind"] == "quoted") == {
        ("claire",): 4,
        ("claire", "creative"): 1,
        ("helen",): 3,
        ("hierarchy",): 3,
        ("social-worker",): 1,
        ("second-social-worker",): 1,
    }
    assert [one["by"] for one in said if one["kind"] in ("epigraph", "quotation")] == [[]] * 4
