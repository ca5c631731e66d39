"""Whatever is done to a publication while it is previewed: what is shown is what a clean build makes."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import SETTINGS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from preview import until

from polyphony.cache import Cache
from polyphony.cli import polyphony
from polyphony.diagnostics import Diagnostic, has_errors
from polyphony.model import OutputFile
from polyphony.output import FileCopy
from polyphony.pipeline import Options, make_site
from polyphony.project import read_project
from polyphony.serve.building import Builder
from polyphony.serve.editors import Editor
from polyphony.serve.injecting import inject, strip
from polyphony.serve.insight import see_page
from polyphony.serve.showing import Shown, version_of
from polyphony.serve.watching import Watch

EXAMPLES = int(os.environ.get("POLYPHONY_EXAMPLES", "25"))
"""How many scripts of edits are tried; CONTRIBUTING.md says when to try more."""

PAGES = ("content/index.md", "content/one.md", "content/two.md", "content/part/three.md")
TEXTS = (
    "# A page\n\nText of all.\n",
    "# A page\n\nText of all, changed.\n\nAnd more.\n",
    "# Another\n\n::: {by=ana mode=evocative theme=time}\nAna speaks [of Ben]{by=ben}.\n:::\n",
    "# Another\n\n::: {by=ana mode=evocative theme=time}\nAna speaks [of Ben]{by=ben}, at length.\n:::\n",
    "# Talk\n\n::: {.exchange #talk}\nAna: Hello.\n\nBen: Hello, and more.\n:::\n",
    "# Linked\n\n[One](one.md), [the talk](#talk), ![a picture](picture.svg){#fig-a alt=it} and @fig-a.\n",
    "# Included\n\n::: {.include src=shared/note.md}\n:::\n",
    "# Withheld\n\n::: {.withheld by=ben}\nNot to be seen.\n:::\n",
    "# Answer\n\n::: {by=ben re=talk}\nI answer that.\n:::\n",
    "# Cited\n\nA footnote[^1] and maths $x^2$.\n\n[^1]: Below.\n",
    "---\ntitle: In front\ndraft: true\n---\nA draft.\n",
    "---\ntitle: In front\norder: 1\nslug: elsewhere\naliases: [old/]\n---\nText.\n",
    "::: {by=nobody}\nBroken.\n:::\n",
    "---\ntitle: [\n---\nBroken front matter.\n",
    "# Open\n\n::: {by=ana}\nNever closed.\n",
    "",
)
OTHERS = {
    "shared/note.md": ("A note.\n", "::: {by=ana}\nA note by Ana.\n:::\n", "::: {by=anna}\nBroken.\n:::\n"),
    "content/picture.svg": (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>',
    ),
    "assets/file.txt": ("one", "two", "three"),
    "design/templates/partials/withheld.html": (
        "{% macro withheld(item, say) -%}<p{{ item.attributes }}>ours: {{ item.text }}</p>{%- endmacro %}",
        "{% macro withheld(item, say) -%}<p>{{ item.nothing }}</p>{%- endmacro %}",
        "{% macro withheld(item, say) -%}<p>{{ ",
    ),
    "design/strings/en.yaml": ("references: Works\ncontents: Here\n", "contents: [\n"),
    "design/assets/style.css": ("body { color: red }", "body { color: green }"),
    "design/theme.yaml": ('colours: {claire: "#1f6f54"}\n', "colours: 7\n"),
    "polyphony.yaml": (
        SETTINGS,
        SETTINGS.replace("A publication", "Renamed"),
        SETTINGS.replace("{name: Ben}", "{name: Benno}"),
        SETTINGS + "byline: {order: reverse-alphabetical}\nurl: https://example.org/x/\npublished: 2025-01-01\n",
        SETTINGS + "navigation: [two.md, index.md]\n",
        SETTINGS + "build: {clean-urls: false}\n",
        SETTINGS + "nonsense: true\n",
        "title: [",
    ),
}

write = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(PAGES), st.sampled_from(TEXTS)),
    st.sampled_from([("write", path, text) for path, texts in OTHERS.items() for text in texts]),
)
delete = st.tuples(st.just("delete"), st.sampled_from([*PAGES[1:], *OTHERS]), st.just(""))
rename = st.tuples(st.just("rename"), st.sampled_from(PAGES), st.sampled_from(PAGES))
touch = st.tuples(st.just("touch"), st.sampled_from([*PAGES, *OTHERS]), st.just(""))
scripts = st.lists(st.one_of(write, write, write, delete, rename, touch), min_size=1, max_size=7)


def apply(folder: Path, edit: tuple[str, str, str]) -> None:
    """Do something to a publication's folder; nothing where it can't be done."""
    what, path, other = edit
    place = folder / path
    if what == "write":
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(other)
    elif place.exists() and what == "delete" and path != "polyphony.yaml":
        place.unlink()
    elif place.exists() and what == "rename" and path != other:
        (folder / other).parent.mkdir(parents=True, exist_ok=True)
        place.replace(folder / other)
    elif place.exists() and what == "touch":
        os.utime(place)


def read(file: OutputFile | FileCopy) -> bytes:
    if isinstance(file, OutputFile):
        return file.content
    with file.open() as source:
        return source.read()


def build_cleanly(folder: Path, options: Options) -> dict[str, bytes] | None:
    """Build without any memory; None where that comes to nothing."""
    project = read_project(folder)
    if project.value is None or has_errors(project.diagnostics):
        return None
    checked = make_site(project.value, Cache(None, jobs=1, fingerprint=""), options)
    if checked.value is None or has_errors(checked.diagnostics):
        return None
    made = list(checked.value.files)
    if has_errors(file for file in made if isinstance(file, Diagnostic)):
        return None
    return {file.path: read(file) for file in made if not isinstance(file, Diagnostic)}


class Desk:
    """A folder, and a preview of it without a server."""

    def __init__(self, folder: Path, options: Options) -> None:
        self.folder = folder
        self.options = options
        self.shown = Shown()
        self.builder = Builder(folder, options, self.shown)
        self.good: dict[str, bytes] = {}

    def save(self) -> None:
        """See what is there now."""
        found = self.builder.read()
        if self.builder.has_changed(found):
            cache = Cache(None, 1, self.builder.fingerprint, self.builder.memory)
            assert self.builder.rebuild(found, cache) is not None

    def check(self) -> None:
        """Compare what is shown with what a clean build makes, or with the last that made anything."""
        clean = build_cleanly(self.folder, self.options)
        assert self.shown.state.failed == (clean is None), self.shown.state.found
        if clean is not None:
            self.good = clean
        shown = {path: read(file) for path, file in self.shown.state.files.items()}
        assert shown.keys() == self.good.keys()
        assert {path for path in shown if shown[path] != self.good[path]} == set()


@pytest.fixture
def desk(tmp_path):
    def make(files, **options):
        for path, text in {"polyphony.yaml": SETTINGS, **files}.items():
            apply(tmp_path, ("write", path, text))
        made = Desk(tmp_path, Options(jobs=1, **options))
        made.save()
        made.check()
        return made

    return make


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(script=scripts, drafts=st.booleans(), looked_at=st.sampled_from(["", "one/index.html", "people/ana/index.html"]))
def test_s2_08_after_any_edits_it_shows_what_a_clean_build_makes(script, drafts, looked_at):
    folder = Path(tempfile.mkdtemp(prefix="desk-"))
    try:
        for path, text in (("polyphony.yaml", SETTINGS), (PAGES[0], TEXTS[4]), (PAGES[1], TEXTS[2])):
            apply(folder, ("write", path, text))
        made = Desk(folder, Options(jobs=1, drafts=drafts, first=frozenset({looked_at})))
        made.save()
        made.check()
        for edit in script:
            apply(folder, edit)
            made.save()
            made.check()
    finally:
        shutil.rmtree(folder)


def test_s2_09_a_draft_vanishes_from_everywhere_and_comes_back(desk):
    made = desk({"content/index.md": TEXTS[0], "content/one.md": "# Secret plan\n\nText."})
    assert "one/index.html" in made.shown.state.files
    apply(made.folder, ("write", "content/one.md", "---\ndraft: true\n---\n# Secret plan\n\nText."))
    made.save()
    made.check()
    assert "one/index.html" not in made.shown.state.files
    assert [path for path, file in made.shown.state.files.items() if b"Secret plan" in read(file)] == []
    apply(made.folder, ("write", "content/one.md", "# Secret plan\n\nText."))
    made.save()
    made.check()
    assert "one/index.html" in made.shown.state.files


def test_s2_12_a_text_that_begins_broken_is_shown_once_it_is_mended(desk):
    made = desk({"content/index.md": TEXTS[12]})
    assert made.shown.state.failed
    assert not made.shown.state.files
    apply(made.folder, ("write", "content/index.md", TEXTS[0]))
    made.save()
    made.check()
    assert not made.shown.state.failed


MISTAKES = {
    "content/one.md": (
        "---\ntitle: [\n---\n",
        "---\ntitle: a: b\n---\n",
        "---\nnonsense: 1\n---\n",
        "---\n\ttitle: x\n---\n",
        "---\ntitle: x\n",
        "---\ndate: 2025-13-45\n---\n",
        "---\nby: anna\n---\n",
        "::: {by=anna}\nText.\n:::\n",
        "::: {by=ana\nText.\n:::\n",
        "::: {by=ana}\nText.\n",
        ":::\n",
        "# A\n\n:::\n:::\n",
        "Text.\n::: {by=ana}\nText.\n:::\n",
        "::: {.exchange}\nNothing.\n:::\n",
        "::: {.exchange}\nAna: Hi.\n\nBne: Hi.\n:::\n",
        "::: {re=nothing by=ana}\nText.\n:::\n",
        "::: {mode=evocatve by=ana}\nText.\n:::\n",
        "::: {theme=tim by=ana}\nText.\n:::\n",
        "[a](b.md)\n",
        "![a](b.png)\n",
        "::: {.include src=none.md}\n:::\n",
        "::: {.include src=content/one.md}\n:::\n",
        "::: {.weave strands=none.md}\n:::\n",
        "# A {#a}\n\n# B {#a}\n",
        "@fig-none\n",
        "No title.\n",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    ),
    "polyphony.yaml": (
        "",
        "title",
        "title: [",
        "title: A\n",
        "people: 7\n",
        SETTINGS + "title: again\n",
        SETTINGS + "\tx: 1\n",
        SETTINGS + "langauge: en\n",
        SETTINGS + "design: none\n",
        SETTINGS + "navigation: [none.md]\n",
        SETTINGS + "url: x\n",
        SETTINGS + "byline: {order: first}\n",
        SETTINGS + "build: {outputs: [none]}\n",
        SETTINGS + "published: soon\n",
    ),
    "design/templates/page.html": (
        "{{",
        "{% block",
        "{% if %}",
        "{{ page.nothing }}",
        "{% include 'none.html' %}",
        "{{ 1 / 0 }}",
        "{% for x in 7 %}{% endfor %}",
    ),
    "design/strings/en.yaml": ("[", "a: {b: c}\n", "7"),
    "design/theme.yaml": ("colours: {a: url(x)}\n", "nonsense: 1\n"),
}


@pytest.mark.parametrize("path", MISTAKES)
def test_s2_13_a_mistake_leaves_the_last_good_page_and_goes_when_it_is_mended(desk, path):
    good = {"polyphony.yaml": SETTINGS, "content/one.md": "# One\n\nText.\n"}.get(path)
    made = desk({"content/index.md": TEXTS[0], "content/one.md": "# One\n\nText.\n"})
    before = dict(made.shown.state.files)
    for text in MISTAKES[path]:
        apply(made.folder, ("write", path, text))
        made.save()
        made.check()
        if made.shown.state.failed:
            assert made.shown.state.files == before
            assert made.shown.state.found
        if good is None:
            (made.folder / path).unlink()
        else:
            apply(made.folder, ("write", path, good))
        made.save()
        made.check()
        assert not made.shown.state.failed
        assert {name: read(file) for name, file in made.shown.state.files.items()} == {
            name: read(file) for name, file in before.items()
        }


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><html><head><title>A</title></head><body>x</body></html>",
        b"<p>no head at all",
        b"",
        b"<HTML><HEAD></HEAD><BODY>x</BODY>",
        b"<title>a</title><script src='/.preview/preview.js'></script>",
        "<title>‽</title>".encode(),
    ],
)
@pytest.mark.parametrize("page", ["index.html", 'a"><b/index.html', "é/&amp;.html"])
def test_the_script_is_all_that_a_served_page_has_more(content, page):
    injected = inject(content, page, version_of(OutputFile("a", content)))
    assert injected != content
    assert strip(injected) == content


def test_a_bug_of_ours_is_said_once_and_the_preview_lives_on(desk):
    made = desk({"content/index.md": TEXTS[0]})
    told = []
    make, watch = made.builder._make, Watch(list, bool)

    def fail(*_):
        raise RuntimeError("a bug")

    made.builder._make = fail
    made.builder.start(watch, 0.02, told.append)
    try:
        apply(made.folder, ("write", "content/index.md", TEXTS[1]))
        until(lambda: told)
        apply(made.folder, ("write", "content/index.md", TEXTS[2]))
        until(lambda: made.builder.rebuilds == 3)
        assert [str(one.bug) for one in told] == ["a bug"]
        assert made.shown.state.bug == "RuntimeError: a bug"
        assert made.shown.state.files
        made.builder._make = make
        apply(made.folder, ("write", "content/index.md", TEXTS[1]))
        until(lambda: len(told) == 2)
        assert not made.shown.state.failed
    finally:
        made.builder.stop(watch)
    made.check()


def test_passages_of_who_has_not_signed_are_named(desk):
    text = "# A\n\n::: {by=ana}\nOne.\n:::\n\n::: {by=ben #two}\nTwo.\n:::\n\nOf both.\n"
    made = desk({"content/index.md": TEXTS[0], "content/one.md": text})

    def unsigned():
        page = see_page(made.shown.state, "one/index.html", "/desk", Editor(link="e:{path}:{line}"))
        return [(one["name"], one["place"]["line"]) for one in page["unsigned"]]

    assert unsigned() == []
    apply(made.folder, ("write", "polyphony.yaml", SETTINGS + "sign-off: optional\n"))
    made.save()
    assert unsigned() == [("Ana", 3), ("Ben", 7), ("Ana, Ben", 11)]
    assert CliRunner().invoke(polyphony, ["sign", "ana", str(made.folder), "--yes"]).exit_code == 0
    made.save()
    assert unsigned() == [("Ben", 7), ("Ben", 11)]
    apply(made.folder, ("write", "content/one.md", text.replace("One.", "Other.")))
    made.save()
    assert [name.partition(" (changed since ")[0] for name, _ in unsigned()] == ["Ana", "Ben", "Ben"]
    apply(made.folder, ("write", "polyphony.yaml", SETTINGS + "sign-off: required\n"))
    made.save()
    assert not made.shown.state.failed
    assert len(unsigned()) == 3
    made.check()


def test_what_happens_beside_a_publication_is_no_news(tmp_path):
    (tmp_path / "site").mkdir()
    builder = Builder(tmp_path / "site", Options(), Shown())
    root = os.path.realpath(tmp_path / "site")
    yes = [root, f"{root}/polyphony.yaml", f"{root}/content/a.md", f"{root}/content", "/themes/counterpoint/theme.yaml"]
    no = [f"{root}x", f"{os.path.dirname(root)}/other.md", f"{root}/.git/index", f"{root}/content/.a.md.swp",
          f"{root}/content/a.md~"]  # fmt: skip
    assert [path for path in (*yes, *no) if builder.matters(path)] == yes
