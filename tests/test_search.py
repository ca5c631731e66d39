"""A publication to its search: the index that is made with the site, and words as a reader may type them."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from polyphony.words.folding import fold, tokens_of
from tests.environment import require_program
from tests.sites import site

ROOT = Path(__file__).resolve().parents[1]

SETTINGS = """\
title: Found
people:
  ana: {name: Ana Abreu, given: Ana}
  ben: {name: Ben Bo, given: Ben}
themes: {time: Time}
"""

TEXT = """\
::: {by=ana mode=evocative theme=time}
Second in time, with **stress**, [a word]{.redacted as="another"} and [Ben’s words]{by=ben}.
:::

::: {.withheld by=ana}
Nobody reads a xylophone here.
:::

<!-- Nor a zeppelin. -->

::: {.exchange #talk date=2023-01}
Ben: Yes, yes. ¿Mañana?
:::

Together, at last.
"""

SAMPLES = [
    "Hello, World! It's 3.14 — don't",
    "Ünïcödé Straße ŁÓDŹ Ærø İstanbul ISPARTA ırmak naïve",
    "Ὄρνιθες· ὀρθὴν κελεύεις ᾗ τὸ δένδρον",
    "هَٰذَا كِتَابٌ جميـــل إلى الإنسان ١٢٣",
    "אַ דאָקטער; שָׁלוֹם",
    "学而时习之，不亦说乎？abc学x 㐀𠀀字",
    "すべての人間は、ガギグ ｶﾞｷﾞｸﾞ",
    "모든 인류 구성원",
    "सभी मनुष्यों को। जन्मजात",
    "มนุษย์ทั้งหลาย เกิดมา",
    "ﬁne ① ½ ａｂｃ x_y __proto__ e\u0301te\u0301",
    "Всеобщая Ёлка ещё",
    "emoji 👩‍👩‍👧 🙂 z̈",
]


def shards(files: dict[str, bytes]) -> list[dict[str, Any]]:
    found = []
    for path in sorted(path for path in files if path.startswith("search/data-")):
        script = files[path].decode()
        found.append(json.loads(script.partition(".push(")[2].rpartition(")")[0]))
    return found


def publish(**more: str) -> dict[str, bytes]:
    return site({"polyphony.yaml": SETTINGS, "content/index.md": TEXT, **more})


def test_the_index_knows_where_each_word_is_and_how_often() -> None:
    (data,) = shards(publish())
    assert data["pages"] == [["index.html", "Found", "en"]]
    assert [(row[2], [data["names"][name][0] for name in row[3]], row[4]) for row in data["said"]] == [
        ("passage", ["Ana"], ["ana"]),
        ("turn", ["Ben"], ["ben"]),
        ("passage", ["Together"], ["all"]),
    ]
    assert data["said"][0][5:9] == [
        ["evocative"], ["time"], "", "Second in time, with stress, another and Ben’s words.",
    ]  # fmt: skip
    assert data["said"][1][7] == "2023-01"
    assert data["terms"]["yes"] == [1, 2]
    assert data["terms"]["manana"] == [1, 1]
    assert data["lengths"] == [len(tokens_of(row[8])) for row in data["said"]]
    for term, places in data["terms"].items():
        for place, count in zip(places[::2], places[1::2], strict=True):
            assert tokens_of(data["said"][place][8]).count(term) == count


def test_what_is_withheld_redacted_or_a_comment_is_not_in_it() -> None:
    everything = b"".join(content for path, content in publish().items() if path.startswith("search/"))
    for secret in (b"xylophone", b"zeppelin", b"a word"):
        assert secret not in everything


def test_no_text_leaves_its_script() -> None:
    made = publish(**{"content/b.md": "# </script><script>alert(1)</script>\n\nEnd </script> `<!-- \u2028 here`."})
    script = made["search/data-1.js"].decode()
    assert "</" not in script
    assert "<!--" not in script
    assert "\u2028" not in script
    assert b'<script src="data-1.js" defer></script>' in made["search/index.html"]


def test_a_large_publication_has_several_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("polyphony.exporters.search.LARGEST", 100)
    made = publish(**{"content/b.md": "# B\n\nMore.\n"})
    parts = shards(made)
    assert len(parts) > 1
    said = [row[8] for data in parts for row in data["said"]]
    assert said == [row[8] for data in shards(publish(**{"content/b.md": "# B\n\nMore.\n"})) for row in data["said"]]
    assert made["search/index.html"].count(b'src="data-') == len(parts)


def test_one_that_is_too_large_is_searched_by_section(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("polyphony.exporters.search.SPLIT", 50)
    pages = {
        "content/b/index.md": "# B\n\nOne.\n",
        "content/b/two.md": "# Two\n\nTwo.\n",
        "content/c.md": "# C\n\nThree.",
    }
    made = publish(**pages)
    html = made["search/index.html"].decode()
    assert re.findall(r'<option value="([^"]*)">(.*?)</option>', html) == [
        ("data-1.js", "Found"),
        ("data-2.js", "B"),
        ("data-3.js", "C"),
    ]
    assert 'src="data-' not in html
    assert [[row[1] for row in data["pages"]] for data in shards(made)] == [["Found"], ["B", "Two"], ["C"]]


def test_words_are_found_without_their_accents_and_points() -> None:
    assert tokens_of("Ünïcödé Straße ŁÓDŹ Ærø") == ["unicode", "strasse", "lodz", "aero"]
    assert fold("Ὄρνιθες ᾗ") == "ορνιθεσ η"
    assert tokens_of("הַשָּׁלוֹם") == ["השלום"]
    assert tokens_of("إلى الإنسانِ") == ["الي", "الانسان"]


def test_scripts_without_spaces_are_taken_two_letters_at_a_time() -> None:
    assert tokens_of("学而时，习") == ["学而", "而时", "时", "习"]
    assert tokens_of("abc学x") == ["abc", "学", "x"]
    assert tokens_of("ทุก") == ["ทุ", "ุก", "ก"]


def test_the_page_folds_words_as_the_index_does() -> None:
    source = (ROOT / "themes" / "counterpoint" / "assets" / "search.js").read_text("utf-8")
    words = source[source.index("  /* Words, folded") : source.index("  /* The index,")]
    script = f"{words}\nconsole.log(JSON.stringify({json.dumps(SAMPLES)}.map(text => tokens(text))));"
    node = require_program("node", "nodejs")
    said = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True).stdout
    assert json.loads(said) == [tokens_of(text) for text in SAMPLES]
