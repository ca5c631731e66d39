"""Whatever is done to a publication or its site between builds: a build leaves what a clean one makes, and no more."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from folders import tree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_serve_edits import EXAMPLES, PAGES, TEXTS, apply, build_cleanly, scripts

from polyphony import making
from polyphony.output import draft
from polyphony.pipeline import Options, build

OPTIONS = Options(jobs=1)


@pytest.fixture(autouse=True)
def _trusting() -> Iterator[None]:
    """Remember of a file how it looks as soon as it is written, which is sooner than is safe in the world outside."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(draft, "_FRESH", 0)
        yield


def spoil(folder: Path, what: str, number: int) -> None:
    """Do something to a site, or to what is remembered of it."""
    made = sorted(path for path in (folder / "_site").rglob("*.html") if path.is_file())
    packs = sorted((folder / ".polyphony/cache").glob("*.pack"))
    if what == "forget":
        (folder / ".polyphony/cache/copies").unlink(missing_ok=True)
    elif what == "lose" and packs:
        packs[number % len(packs)].unlink()
    elif what == "damage" and packs:
        place = packs[number % len(packs)]
        content = place.read_bytes()
        place.write_bytes(content[: len(content) // 3] + b"?" * 3000 + content[len(content) // 3 + 3000 :])
    elif what == "remove" and made:
        made[number % len(made)].unlink()
    elif what == "edit" and made:
        status = made[number % len(made)].stat()
        made[number % len(made)].write_bytes(b"?" * status.st_size)
        os.utime(made[number % len(made)], ns=(status.st_atime_ns, status.st_mtime_ns))
    elif what == "empty":
        shutil.rmtree(folder / "_site", ignore_errors=True)


harm = st.tuples(st.sampled_from(["", "", "forget", "lose", "damage", "remove", "edit", "empty"]), st.integers(0, 40))


@given(scripts, st.lists(harm, min_size=7, max_size=7))
@settings(max_examples=max(EXAMPLES // 2, 5), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_build_leaves_what_a_clean_one_makes(
    script: list[tuple[str, str, str]], harms: list[tuple[str, int]]
) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for path in PAGES[:2]:
            apply(folder, ("write", path, TEXTS[0]))
        apply(
            folder,
            (
                "write",
                "polyphony.yaml",
                "title: T\npeople: {ana: {name: Ana}, ben: {name: Ben}}\nthemes: {time: Time}\n",
            ),
        )
        build(folder, OPTIONS)
        for edit, (what, number) in zip(script, harms, strict=False):
            apply(folder, edit)
            spoil(folder, what, number)
            before = tree(folder / "_site")
            report = build(folder, OPTIONS)
            clean = build_cleanly(folder, OPTIONS)
            assert report.failed == (clean is None), report.diagnostics
            assert tree(folder / "_site") == (before if clean is None else clean)


def test_pages_that_stay_are_neither_read_nor_written(
    project: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {f"content/page-{number}.md": f"# Page {number}\n\nWords.\n" for number in range(5)}
    made = project({"content/index.md": "Text.\n", **pages}).build()
    opened = []
    again = making._open_again
    monkeypatch.setattr(making, "_open_again", lambda *given: opened.append(given[2].page.file) or again(*given))
    made.write("content/page-3.md", "# Page 3\n\nOther words.\n")
    report = made.build().report
    assert (opened, report.written.written > 0, "Other words." in made.read("page-3/index.html")) == ([], True, True)
    (made.output / "page-1/index.html").unlink()
    (made.output / "page-2/index.html").write_text("Somebody's.")
    made.build()
    assert sorted(set(opened)) == ["page-1/index.html", "page-2/index.html"]
    assert "Words." in made.read("page-1/index.html")
    assert "Words." in made.read("page-2/index.html")


def test_a_page_whose_template_fails_is_never_taken_for_one_that_was_written(project: Callable[..., object]) -> None:
    partial = "design/templates/partials/passage.html"
    made = project({"content/index.md": "Text.\n"}).build()
    good = made.files()
    made.write(partial, "{% macro passage(item, say) -%}{{ item.nothing }}{%- endmacro %}")
    for _ in range(2):
        assert made.build().report.failed
        assert made.files() == good
    (made.folder / partial).unlink()
    assert not made.build().report.failed
    assert made.files() == good
