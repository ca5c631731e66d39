"""Reading a publication's folder: what is found, what is refused, and that nothing outside is ever read."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from polyphony.diagnostics import Code
from polyphony.project import Project, folder, open_asset, read_asset, read_files, read_project, walk

SECRET = b"SECRET outside the folder"


@pytest.fixture(params=["below", "by path"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to go down: by descriptors, and by paths as on Windows."""
    if request.param == "by path":
        if not os.path.isdir("/proc/self/fd"):
            pytest.skip("this system doesn't tell where an open file lies")
        monkeypatch.setattr(folder, "_BELOW", False)
        monkeypatch.setattr(folder, "_READ", os.O_RDONLY | os.O_NONBLOCK)
    return str(request.param)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A publication with one page, in a folder that has a secret beside it."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.md").write_bytes(SECRET)
    root = tmp_path / "project"
    write(root, {"polyphony.yaml": "title: T\n", "content/index.md": "# Hello\n"})
    return root


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())


def read(root: Path) -> Project:
    project, diagnostics = read_project(root)
    assert diagnostics == ()
    assert project is not None
    return project


def codes(root: Path) -> list[tuple[Code, str]]:
    found = read_project(root).diagnostics
    return [(d.code, d.span.path if d.span else "") for d in found]


def paths(files: tuple[object, ...]) -> list[str]:
    return [file.path for file in files]  # type: ignore[attr-defined]


def holds(root: Path, secret: bytes) -> bool:
    project, _ = read_project(root)
    return project is not None and any(secret in file.content for file in (project.settings, *project.files))


def test_everything_that_is_part_of_a_publication_is_found(place: Path, way: str) -> None:
    write(
        place,
        {
            "content/part/b.md": "b", "content/part/photo.png": "png", "content/ümlaut.md": "u",
            "exchanges/talk.md": "t", "exchanges/tape.mp3": "m", "references.bib": "@", "library/more.json": "[]",
            "style.csl": "<style/>", "old.ris": "TY", "assets/a/film.mp4": "film", "assets/read.md": "as it stands",
            "design/templates/page.html": "<p>", "design/assets/font.woff2": "font", "sign-off/ana.yaml": "a: 1",
            "sign-off/notes.txt": "not read",
        },
    )  # fmt: skip
    project = read(place)
    assert project.settings.path == "polyphony.yaml"
    assert project.settings.content == b"title: T\n"
    assert paths(project.files) == [
        "content/index.md", "content/part/b.md", "content/ümlaut.md", "design/assets/font.woff2",
        "design/templates/page.html", "exchanges/talk.md", "library/more.json", "old.ris", "references.bib",
        "sign-off/ana.yaml", "style.csl",
    ]  # fmt: skip
    assert paths(project.assets) == ["assets/a/film.mp4", "assets/read.md"]
    assert paths(project.media) == ["content/part/photo.png", "exchanges/tape.mp3", "sign-off/notes.txt"]
    with open_asset(project.folder, project.assets[0]) as file:
        assert file.read() == b"film"
    assert read_asset(project.folder, project.media[0], 2) == b"pn"


@pytest.mark.parametrize(
    "path",
    [
        "private/names.md", "Private/names.md", ".git/a.md", ".hidden.md", "content/.#index.md", "content/index.md~",
        "content/#index.md#", "content/.index.md.swp", "content/.DS_Store", "content/Thumbs.db", "_site/index.md",
        "node_modules/x/readme.md", "content/__pycache__/a.md", "public/.polyphony-manifest", "venv/pyvenv.cfg",
    ],
)  # fmt: skip
def test_what_is_no_part_of_it_is_left_out(place: Path, path: str) -> None:
    write(place, {path: "no", "public/page.md": "p", "venv/lib/readme.md": "r"})
    seen = paths(read(place).files) + paths(read(place).media)
    assert path not in seen
    assert "content/index.md" in seen
    assert ("public/page.md" in seen) == (path != "public/.polyphony-manifest")
    assert ("venv/lib/readme.md" in seen) == (path != "venv/pyvenv.cfg")


def test_content_cannot_be_hidden_by_a_planted_manifest(place: Path) -> None:
    write(place, {"content/.polyphony-manifest": "x"})
    assert paths(read(place).files) == ["content/index.md"]


def test_a_folder_that_is_to_be_left_out_can_be_named(place: Path) -> None:
    write(place, {"out/a.md": "a", "_site/a.md": "a"})
    project, _ = read_project(place, leave_out=("out",))
    assert project is not None
    assert paths(project.files) == ["_site/a.md", "content/index.md"]


def test_order_does_not_depend_on_the_order_of_creation(tmp_path: Path) -> None:
    names = [f"content/{name}.md" for name in ("b", "a", "Z", "é", "z/1", "z-1", "10", "9")]
    for folder_name, order in (("one", names), ("two", names[::-1])):
        write(tmp_path / folder_name, {"polyphony.yaml": "t", **{name: name for name in order}})
    assert read(tmp_path / "one").files == read(tmp_path / "two").files


@pytest.mark.parametrize("files", [{}, {"content/a.md": "a"}, {"polyphony.yml": "title: T"}])
def test_a_folder_without_settings_is_no_publication(tmp_path: Path, files: dict[str, str]) -> None:
    write(tmp_path, files)
    project, (diagnostic,) = read_project(tmp_path)
    assert project is None
    assert diagnostic.code is Code.NO_PUBLICATION
    assert ("rename polyphony.yml" if "polyphony.yml" in files else "polyphony new") in diagnostic.hint


@pytest.mark.parametrize("name", ["missing", "file", "nul\0", ""])
def test_no_folder_is_no_publication(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("x")
    project, (diagnostic,) = read_project(name)
    assert project is None
    assert diagnostic.code is Code.NO_PUBLICATION


LINKS = [
    "polyphony.yaml", "content/x.md", "content/photo.png", "exchanges/talk.md", "references.bib", "library/more.json",
    "own.csl", "assets/photo.jpg", "design/templates/page.html", "design/style.css", "sign-off/ana.yaml",
]  # fmt: skip


@pytest.mark.parametrize("path", LINKS)
@pytest.mark.parametrize("form", ["absolute", "relative", "by a folder", "through another link"])
def test_a_link_that_leaves_is_named_and_not_read(place: Path, path: str, form: str, way: str) -> None:
    link = place / path
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    secret = place.parent / "outside" / "secret.md"
    if form == "absolute":
        link.symlink_to(secret)
    elif form == "relative":
        link.symlink_to(os.path.relpath(secret, link.parent))
    elif form == "by a folder" and link.parent != place:
        shutil.rmtree(link.parent)
        secret.rename(secret.parent / link.name)
        link.parent.symlink_to(secret.parent)
        path = os.path.dirname(path)
    else:
        (place / "step.md").symlink_to(secret)
        link.symlink_to(place / "step.md")
    assert (Code.LINK_LEAVES_FOLDER, path) in codes(place)
    assert not holds(place, SECRET)
    project, _ = read_project(place)
    if project is not None:
        assert path not in paths(project.assets) + paths(project.media)


@pytest.mark.parametrize("target", ["private/names.md", ".env.md", ".git/config.md", "_site/index.md"])
def test_a_link_to_what_is_kept_private_is_refused(place: Path, target: str) -> None:
    write(place, {target: SECRET.decode()})
    (place / "content" / "x.md").symlink_to(place / target)
    assert codes(place) == [(Code.LINK_LEAVES_FOLDER, "content/x.md")]
    assert not holds(place, SECRET)


def test_links_inside_work(place: Path, way: str) -> None:
    write(place, {"texts/a.md": "a", "texts/deep/b.md": "b", "assets/p.png": "png"})
    (place / "content" / "a.md").symlink_to("../texts/a.md")
    (place / "content" / "deep").symlink_to(place / "texts" / "deep")
    (place / "assets" / "q.png").symlink_to("p.png")
    project = read(place)
    by_path = {file.path: file.content for file in project.files}
    assert by_path["content/a.md"] == b"a"
    assert by_path["content/deep/b.md"] == b"b"
    with open_asset(project.folder, project.assets[1]) as file:
        assert file.read() == b"png"


def test_the_folder_itself_may_be_reached_by_a_link(place: Path) -> None:
    (place.parent / "link").symlink_to(place)
    assert read(place.parent / "link").files == read(place).files


@pytest.mark.parametrize("target", [".", "..", "../content", "../content/sub", "../../project"])
def test_s2_29_a_folder_that_links_to_one_above_is_a_loop(place: Path, target: str, way: str) -> None:
    (place / "content" / "sub").mkdir()
    (place / "content" / "sub" / "loop").symlink_to(target if target == "." else os.path.join("..", target))
    assert codes(place) == [(Code.FOLDER_LOOP, "content/sub/loop")]


def test_links_that_lead_to_themselves_or_nothing(place: Path) -> None:
    content = place / "content"
    (content / "a.md").symlink_to("a.md")
    (content / "b.md").symlink_to("c.md")
    (content / "c.md").symlink_to("b.md")
    (content / "d.md").symlink_to("nothing.md")
    assert codes(place) == [
        (Code.FOLDER_LOOP, "content/a.md"),
        (Code.FOLDER_LOOP, "content/b.md"),
        (Code.FOLDER_LOOP, "content/c.md"),
        (Code.UNREADABLE_FILE, "content/d.md"),
    ]


def test_s2_29_folders_that_link_to_each_other_over_and_over_end(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "MOST_LINKED", 500)
    for level in range(12):
        here = place / "content" / f"l{level}"
        here.mkdir()
        for copy in range(4):
            (here / f"to{copy}").symlink_to(f"../l{level + 1}")
    (place / "content" / "l12").mkdir()
    assert [code for code, _ in codes(place)] == [Code.FOLDER_LOOP]


def test_nested_too_deep(place: Path) -> None:
    deep = place / "content" / "/".join("d" for _ in range(walk.DEEPEST + 5))
    deep.mkdir(parents=True)
    assert [code for code, _ in codes(place)] == [Code.TOO_LARGE]


def test_pipes_and_sockets_are_refused_and_not_waited_for(place: Path, way: str) -> None:
    os.mkfifo(place / "content" / "pipe.md")
    (place / "assets").mkdir()
    os.mkfifo(place / "assets" / "pipe.png")
    os.mkfifo(place / "elsewhere.fifo")
    (place / "content" / "linked.md").symlink_to("pipe.md")
    with socket.socket(socket.AF_UNIX) as server:
        here = os.open(place / "content", os.O_RDONLY)
        server.bind(f"/proc/self/fd/{here}/s.md" if os.path.isdir("/proc/self/fd") else str(place / "content/s.md"))
        os.close(here)
        assert codes(place) == [
            (Code.UNREADABLE_FILE, "assets/pipe.png"),
            (Code.UNREADABLE_FILE, "content/linked.md"),
            (Code.UNREADABLE_FILE, "content/pipe.md"),
            (Code.UNREADABLE_FILE, "content/s.md"),
        ]


def test_settings_that_are_a_folder(tmp_path: Path) -> None:
    (tmp_path / "polyphony.yaml").mkdir()
    project, (diagnostic,) = read_project(tmp_path)
    assert project is None
    assert diagnostic.message == '"polyphony.yaml" cannot be read: it is a folder'


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that anyone may enter, so that a test may give up its rights."""
    root = Path(tempfile.mkdtemp())
    root.chmod(0o755)
    yield root
    shutil.rmtree(root)


def test_what_may_not_be_read_is_named(open_place: Path) -> None:
    write(open_place, {"polyphony.yaml": "t", "content/a.md": "a", "content/b/c.md": "c", "content/d.md": "d"})
    (open_place / "content" / "a.md").chmod(0)
    (open_place / "content" / "b").chmod(0)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        project, diagnostics = read_project(open_place)
    finally:
        if root:
            os.seteuid(0)
    (open_place / "content" / "b").chmod(0o755)
    assert project is not None
    assert paths(project.files) == ["content/d.md"]
    assert [(d.code, d.message) for d in diagnostics] == [
        (Code.UNREADABLE_FILE, '"content/a.md" cannot be read: no permission'),
        (Code.UNREADABLE_FILE, '"content/b" cannot be read: no permission'),
    ]


def test_large_files(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(place, {"content/large.md": "", "data/large.json": "", "assets/large.bin": ""})
    for path in ("content/large.md", "data/large.json", "assets/large.bin"):
        os.truncate(place / path, 2_000_000_000)  # Sparse: no such bytes are on disk, and none may be read.
    assert codes(place) == [(Code.TOO_LARGE, "content/large.md")]
    monkeypatch.setattr(walk, "LARGEST_TEXT", 100)
    (place / "content" / "large.md").unlink()
    write(place, {f"content/{i}.md": "x" * 40 for i in range(5)})
    assert [code for code, _ in codes(place)] == [Code.TOO_LARGE]


def test_names_in_two_unicode_forms(place: Path) -> None:
    write(place, {"content/Caf\u00e9.md": "composed", "content/Cafe\u0301.md": "decomposed"})
    if len(os.listdir(place / "content")) != 3:
        pytest.skip("this file system holds the two names to be one")
    _, (diagnostic,) = read_project(place)
    assert diagnostic.code is Code.SAME_ADDRESS
    assert diagnostic.related[0][1] == "one is spelt content/Cafe<U+0301>.md, the other content/Caf<U+00E9>.md"


def test_a_decomposed_name_is_read_and_called_by_its_composed_form(place: Path) -> None:
    write(place, {"content/e\u0301/a\u0308.md": "text", "assets/u\u0308.png": "png"})
    project = read(place)
    assert project.files[1].path == "content/\u00e9/\u00e4.md"
    assert project.assets[0].path == "assets/\u00fc.png"
    with open_asset(project.folder, project.assets[0]) as file:
        assert file.read() == b"png"


def test_a_name_that_is_no_text(place: Path) -> None:
    try:
        with open(os.fsencode(place) + b"/content/\xff.md", "wb") as file:
            file.write(b"x")
    except OSError:
        pytest.skip("this file system takes no such name")
    project, (diagnostic,) = read_project(place)
    assert diagnostic.code is Code.NOT_UTF8
    assert diagnostic.message == 'the name of "content/\\xff.md" is not UTF-8'
    assert project is not None
    assert paths(project.files) == ["content/index.md"]


def test_odd_names_are_names(place: Path) -> None:
    names = ["content/a b.md", "content/100%.md", "content/it's #1?.md", "content/שלום.md", "content/🎭.md"]
    write(place, {**dict.fromkeys(names, "x"), "content/\x1b[2Jevil.md": "x"})
    assert set(names) < set(paths(read(place).files))


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_s1_13_whoever_swaps_a_link_in_meanwhile_gets_nothing_out(place: Path, kind: str, way: str) -> None:
    outside = place.parent / "outside"
    target = place / "content" / "part"
    target.mkdir()
    for number in range(100, 200):
        (target / f"{number}.md").write_bytes(b"inside")
        (outside / f"{number}.md").write_bytes(SECRET)
    victim = str(target if kind == "folder" else target / "199.md")
    child = os.fork()
    if child == 0:
        spare, link = str(place / ".spare"), str(place / ".link")
        while os.getppid() != 1:
            os.symlink(outside if kind == "folder" else outside / "199.md", link)
            os.rename(victim, spare)
            os.rename(link, victim)
            os.unlink(victim)
            os.rename(spare, victim)
    try:
        for _ in range(300):
            assert not holds(place, SECRET)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_a_link_that_is_never_there_when_it_is_looked_for(
    place: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(place, {"content/part/secret.md": "inside"})
    part, aside = place / "content" / "part", place / ".aside"
    resolve = os.path.realpath

    def swap_out() -> None:
        part.rename(aside)
        part.symlink_to(place.parent / "outside")

    def look(path: str, **options: bool) -> str:
        part.unlink()
        aside.rename(part)
        try:
            return resolve(path, **options)
        finally:
            swap_out()

    with folder.Folder(str(place)) as opened:
        swap_out()
        monkeypatch.setattr(os.path, "realpath", look)
        with pytest.raises(OSError, match=r"changed while it was read|Not a directory"):
            folder.open_file(opened.open_parent(("content", "part", "secret.md")), "secret.md")


def test_an_asset_that_became_a_link_is_not_opened(place: Path, way: str) -> None:
    write(place, {"assets/a/photo.jpg": "photo"})
    project = read(place)
    shutil.rmtree(place / "assets" / "a")
    (place.parent / "outside" / "photo.jpg").write_bytes(SECRET)
    (place / "assets" / "a").symlink_to(place.parent / "outside")
    with pytest.raises(OSError, match="leads out"):
        open_asset(project.folder, project.assets[0])


def test_a_stamp_changes_with_the_content(place: Path) -> None:
    write(place, {"assets/a.txt": "one"})
    before = read(place).assets[0]
    assert read(place).assets[0] == before
    write(place, {"assets/b.txt": "two"})
    (place / "assets" / "b.txt").rename(place / "assets" / "a.txt")
    assert read(place).assets[0].stamp != before.stamp


def test_a_design_theme_is_read_whole(tmp_path: Path) -> None:
    write(tmp_path, {"theme.yaml": "t", "templates/page.html": "p", "assets/a.js": "j", ".hidden": "h"})
    files, diagnostics = read_files(tmp_path)
    assert diagnostics == ()
    assert paths(files) == ["assets/a.js", "templates/page.html", "theme.yaml"]
    (tmp_path / "templates" / "x.html").symlink_to("/etc/hostname")
    files, (diagnostic,) = read_files(tmp_path)
    assert files == ()
    assert diagnostic.code is Code.LINK_LEAVES_FOLDER
