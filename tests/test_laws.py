"""The laws that hold for every publication, as properties of publications that hypothesis writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polyphony.diagnostics import has_errors, render_text
from polyphony.markup import PageFile, SourceText, parse_page
from polyphony.model import FrontMatter, Prose, Vocabulary, unpack_body, unpack_links, voiced_in
from polyphony.pipeline import Options, build
from tests.environment import ROOT, examples_or
from tests.publication_strategies import NAMES, ORDER_FREE, SECRET, Files, change, publications, settings_of
from tests.sites import make, text_of

AUTHORS = [name for name, person in NAMES.items() if "role" not in person]
FEW = "build: {outputs: [pages, transcripts, data]}\n"
"""What is made where the law is not about every format: it is quicker."""


def law(examples: int) -> Any:
    """A property that is tried so many times; the same each time, and never timed."""
    return settings(
        max_examples=examples_or(examples),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def made(files: Files) -> dict[str, bytes]:
    """The site of a publication that has to be right."""
    result, found = make(files)
    assert not has_errors(found), "\n".join(map(render_text, found))
    return result


def put(folder: Path, files: Files) -> None:
    """Make a folder hold these files and no other source."""
    for path in sorted(folder.rglob("*.md")):
        path.unlink()
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file of an output folder: its bytes, and when it was written."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".polyphony-manifest"
    }


def contents(folder: Path) -> dict[str, bytes]:
    return {path: content for path, (content, _) in tree(folder).items()}


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Path]:
    """A new folder each time that one is asked for: a property is tried more than once."""
    return (_make_folder(tmp_path / str(number)) for number in count())


def _make_folder(folder: Path) -> Path:
    folder.mkdir()
    return folder


@law(8)
@given(st.data())
def test_after_any_edits_a_warm_build_is_a_clean_one(places: Iterator[Path], data: st.DataObject) -> None:
    warm = next(places)
    files = data.draw(publications(more=FEW))
    for step in range(3):
        put(warm, files)
        assert not build(warm, Options(jobs=1)).failed, step
        files = data.draw(change(files)) if step < 2 else files
    clean = next(places)
    put(clean, files)
    assert not build(clean, Options(jobs=1)).failed
    assert contents(warm / "_site") == contents(clean / "_site")


@law(5)
@given(publications(more=FEW))
def test_an_idle_build_writes_nothing(places: Iterator[Path], files: Files) -> None:
    place = next(places)
    put(place, files)
    build(place, Options(jobs=1))
    before = tree(place / "_site")
    report = build(place, Options(jobs=1))
    assert report.written is not None
    assert (report.written.written, report.written.deleted) == (0, 0)
    assert tree(place / "_site") == before


@law(12)
@given(st.data())
def test_the_order_of_declaration_changes_no_byte_where_no_order_is_chosen(data: st.DataObject) -> None:
    """Of people, collectives, a collective's members and a set of equals: in every file that a site can have."""
    policy = data.draw(st.sampled_from(ORDER_FREE))
    equal = data.draw(st.sampled_from(("none", "all", "pair")))
    files = data.draw(publications(st.just(policy)))
    ids = [name for name in NAMES if f"\n  {name}: " in files["polyphony.yaml"]]
    more = data.draw(st.sampled_from(("", "published: 2025-08-13\n")))
    one, other = (
        made({**files, "polyphony.yaml": settings_of(order, policy, more, equal)})
        for order in (sorted(ids), data.draw(st.permutations(ids)))
    )
    assert {path for path in one.keys() | other if one.get(path) != other.get(path)} == set()


@law(6)
@given(st.lists(st.sampled_from(AUTHORS), min_size=2, max_size=4, unique=True), st.integers(1, 3), st.data())
def test_rotating_gives_each_author_each_place_equally_often(ids: list[str], rounds: int, data: st.DataObject) -> None:
    """Over n·k pages of a site, whatever else stands between them: each of k authors in each place n times."""
    count = len(ids) * rounds
    others = [f"content/x{number}.md" for number in range(data.draw(st.integers(0, 2)))]
    paths = data.draw(st.permutations([f"content/p{number}.md" for number in range(count - 1)] + others))
    files = {"polyphony.yaml": settings_of(ids, "rotating", FEW), "content/index.md": "# Home\n\nText.\n"}
    for path in paths:
        front = f"---\nauthors: [{ids[0]}]\n---\n" if path in others else ""
        files[path] = f"{front}# {path}\n\nText.\n"
    pages = json.loads(made(files)["polyphony.json"])["pages"]
    bylines = [page["byline"] for page in pages if len(page["byline"]) > 1]
    assert len(bylines) == count
    for place in range(len(ids)):
        assert Counter(byline[place] for byline in bylines) == dict.fromkeys(ids, rounds)


@law(10)
@given(publications(more=FEW))
def test_no_voice_is_lost(files: Files) -> None:
    """Each text of a turn or passage is in the data with its speaker, and on its page."""
    result = made(files)
    data = json.loads(result["polyphony.json"])
    for page in data["pages"]:
        html = "".join(text_of(result[page["address"] + "index.html"].decode()).split())
        for said in page["utterances"]:
            assert said["by"], said
            assert "".join(said["text"].split()[:2]) in html, said  # the third word may be a quoted voice's


@law(6)
@given(publications())
def test_what_is_withheld_or_redacted_is_in_no_byte_of_any_format(files: Files) -> None:
    for path, content in made(files).items():
        assert SECRET not in path
        assert SECRET.encode() not in content, path


_ANY = st.lists(
    st.one_of(
        st.sampled_from(list(":{}[]().#*_`~^$@|<>!-=\"'\\/&\n\t ")),
        st.sampled_from(["\n::: {by=ana}\n", "\n:::\n", "Ana: ", "[x]{by=ben}", "\n::: {.exchange}\n", "<!--", "[^1]"]),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=60,
).map("".join)


@law(250)
@given(_ANY)
def test_parsing_never_raises_and_its_places_lie_in_the_source(text: str) -> None:
    path = "content/page.md"
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    vocabulary = Vocabulary(
        people=("ana", "ben"), authors=("ana", "ben"), labels=(("Ana", ("ana",)), ("Ben", ("ben",))), by=("all",)
    )
    files = {path: PageFile(SourceText(path, text, 3), FrontMatter(title=Prose("Page", path)))}
    parsed, found = parse_page(path, files, vocabulary)
    lines = text.split("\n")
    spans = [diagnostic.span for diagnostic in found if diagnostic.span is not None]
    places = [use.place for use in (*unpack_links(parsed), *parsed.images, *parsed.responses, *parsed.citations)]
    for place in (*spans, *places):
        line = lines[place.line - 3] if 0 <= place.line - 3 < len(lines) else None
        assert line is not None, place
        assert place.column + place.length <= len(line) + 2, place
        assert place.source in ("", line), place
    for one, _ in voiced_in(unpack_body(parsed).blocks):
        assert 3 <= one.attribution.line < 3 + len(lines)


def test_s2_01_the_output_depends_on_the_sources_alone(places: Iterator[Path]) -> None:
    """Not on the hash seed, the locale, the time zone, the working directory, the umask or the number of processes."""
    base = dict(os.environ)
    found: list[dict[str, bytes]] = []
    worlds = (
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8", "jobs": "1", "umask": "022"},
        {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "jobs": "2", "umask": "077"},
    )
    for world in worlds:
        place = next(places) / world["umask"]
        place.mkdir()
        put(place, _EXAMPLE if world["jobs"] == "1" else dict(reversed(_EXAMPLE.items())))
        environment = {**base, **{key: value for key, value in world.items() if key.isupper()}}
        command = f"import os; os.umask(0o{world['umask']}); from polyphony.cli import main; main()"
        where = ROOT if world["jobs"] == "1" else place
        arguments = ["build", str(place), "--jobs", world["jobs"]]
        run = subprocess.run(
            [sys.executable, "-c", command, *arguments], env=environment, cwd=where, capture_output=True, check=False
        )
        assert run.returncode == 0, run.stderr.decode()
        found.append(contents(place / "_site"))
    assert found[0] == found[1]


_EXAMPLE: Files = {
    "polyphony.yaml": settings_of(list(NAMES), "shuffled"),
    **{
        f"content/{name}.md": f"# {name} İi\n\n::: {{by=ana}}\n{name}.\n:::\n" for name in ("a", "B", "é", "index", "z")
    },
}


@law(4)
@given(publications(more=FEW), st.integers(0, 1000), st.binary(max_size=40))
def test_a_damaged_cache_changes_nothing(places: Iterator[Path], files: Files, at: int, damage: bytes) -> None:
    place = next(places)
    put(place, files)
    build(place, Options(jobs=1))
    before = contents(place / "_site")
    for path in sorted((place / ".polyphony").rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            path.write_bytes(content[:at] + damage + content[at + len(damage) :])
    files = {**files, "content/index.md": files["content/index.md"] + "\nMore.\n"}
    put(place, files)
    assert not build(place, Options(jobs=1)).failed
    assert contents(place / "_site").keys() == before.keys()
    clean = next(places)
    put(clean, files)
    build(clean, Options(jobs=1))
    assert contents(place / "_site") == contents(clean / "_site")


@law(4)
@given(publications(more=FEW), st.sampled_from(["::: {by=nobody}\nx\n:::\n", "::: {by=ana", "[x]{by=clare}", ":::\n"]))
def test_a_failed_build_changes_nothing(places: Iterator[Path], files: Files, mistake: str) -> None:
    place = next(places)
    put(place, files)
    build(place, Options(jobs=1))
    before = tree(place / "_site")
    put(place, {**files, "content/index.md": files["content/index.md"] + "\n" + mistake, "content/new.md": "# New\n"})
    assert build(place, Options(jobs=1)).failed
    assert tree(place / "_site") == before
