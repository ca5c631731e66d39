"""Real plays, parliaments, interviews and a text in twelve scripts: they build, and everybody in them is heard."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests import corpus
from tests.environment import require_shared
from tests.sites import check_links, site

OPEN = "corpus/open"
PLAIN = "build: {outputs: [pages, transcripts, people, themes, contributions, data, search]}\n"

CASES: dict[str, tuple[str, Callable[[Path], corpus.Files], int, int]] = {
    # source, converter, speakers, turns or passages
    "greek": ("transcripts/drama/aristophanes-birds.xml", corpus.tei_play, 24, 750),
    "german": ("transcripts/drama/gellert-das-band.xml", corpus.tei_play, 5, 251),
    "yiddish": ("transcripts/drama/sholem-aleichem-a-dokter.xml", corpus.tei_play, 7, 130),
    "english": ("transcripts/drama/bosak-dream.xml", corpus.bosak_play, 30, 500),
    "turkish": ("transcripts/parliament/ParlaMint-TR_2018-07-07.xml", corpus.parliament, 17, 779),
    "interview": ("transcripts/oral-history/scofield_clay.csv", corpus.interview, 2, 180),
    "captions": ("transcripts/captions/podcast-example.srt", corpus.captions, 2, 10),
    "chinese": ("transcripts/cjk/lunyu-analects.json", corpus.analects, 20, 500),
}


def publish(files: corpus.Files) -> dict[str, bytes]:
    return site({**files, "polyphony.yaml": files["polyphony.yaml"] + PLAIN})


@pytest.mark.parametrize("name", CASES)
def test_everybody_who_speaks_has_a_page_and_every_turn_its_place(name: str) -> None:
    source, convert, speakers, said = CASES[name]
    files = convert(require_shared(f"{OPEN}/{source}"))
    made = publish(files)
    check_links(made)
    people = yaml.safe_load(files["polyphony.yaml"])["people"]
    assert len(people) >= speakers
    assert {f"people/{one}/index.html" for one in people} <= set(made)
    data = json.loads(made["polyphony.json"])
    spoken = [one for page in data["pages"] for one in page["utterances"] if one["kind"] in ("turn", "passage")]
    assert len(spoken) >= said
    found = sum(len(json.loads(_data(made[path]))["said"]) for path in made if path.startswith("search/data-"))
    assert found == sum(len(page["utterances"]) for page in data["pages"])


def _data(script: bytes) -> str:
    return script.decode().partition(".push(")[2].rpartition(")")[0]


def test_a_hundred_people_of_many_scripts_are_listed_by_name_and_in_order() -> None:
    base = require_shared(f"{OPEN}/transcripts")
    parts = {
        "birds": corpus.tei_play(base / "drama/aristophanes-birds.xml"),
        "dream": corpus.bosak_play(base / "drama/bosak-dream.xml"),
        "leskov": corpus.tei_play(base / "drama/leskov-rastochitel.xml"),
        "doctor": corpus.tei_play(base / "drama/sholem-aleichem-a-dokter.xml"),
        "meclis": corpus.parliament(base / "parliament/ParlaMint-TR_2018-07-07.xml"),
    }
    files = corpus.together(parts, "Everybody who speaks")
    settings = files["polyphony.yaml"] + "build: {outputs: [pages, people, search]}\n"
    made = site({**files, "polyphony.yaml": settings})
    html = made["people/index.html"].decode()
    names = html.partition('<ul class="entries names"')[2].partition("</ul>")[0]
    listed = [part.partition("</bdi>")[0] for part in names.split("<bdi>")[1:]]
    assert len(listed) > 100
    places = [listed.index(name) for name in ("Bottom", "Titania", "Ἔποψ", "Князев")]
    assert places == sorted(places)  # Latin, then Greek, then Cyrillic
    assert len(made["people/index.html"]) < 60_000


def test_one_declaration_in_twelve_languages_is_set_in_each() -> None:
    paths = sorted(require_shared(f"{OPEN}/multilingual/udhr").glob("*.xml"))
    made = publish(corpus.declaration(paths))
    check_links(made)
    heads = {made[path].decode().partition("<head>")[0] for path in made if path.startswith("part-")}
    assert '<!DOCTYPE html>\n<html lang="he" dir="rtl">\n' in heads
    assert '<!DOCTYPE html>\n<html lang="zh" dir="ltr">\n' in heads
    listed = made["people/index.html"].decode()
    for language in ("ar", "el-polyton", "he", "hi", "ja", "ko", "ru", "th", "vi", "zh"):
        assert f'lang="{language}"' in listed, language
