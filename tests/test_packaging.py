"""What the wheel and the sdist hold, built from a checkout that is littered with what they must not hold."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile

import pytest
from environment import ROOT, miss, require_npm_part

pytestmark = pytest.mark.packaging

SOURCES = ("polyphony", "themes", "docs", "tests", "example-site")
FILES = (
    *("pyproject.toml", "hatch_build.py", "package.json", "package-lock.json", ".npmrc", ".gitignore", "LICENSE"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile"),
)
LITTER = (
    "polyphony/__pycache__/cli.cpython-311.pyc",
    "polyphony/stray.pyc",
    "themes/counterpoint/_site/index.html",
    "themes/counterpoint/node_modules/part/index.js",
    "themes/counterpoint/templates/__pycache__/page.pyc",
    "themes/counterpoint/templates/.page.html.swp",
    "example-site/_site/index.html",
    "example-site/_site/polyphony.json",
    "node_modules/part/index.js",
    "_site/index.html",
)
BUILT = ("_site/", "node_modules/", "__pycache__/", ".pyc", ".swp", ".venv")


def copy_checkout(target, *, vendor):
    """Copy what git holds, and litter it; `vendor` are the front-end parts to have in it."""
    unwanted = shutil.ignore_patterns("__pycache__", "_site", "node_modules", "vendor", ".*_cache", "golden")
    target.mkdir()
    for name in FILES:
        if (ROOT / name).is_file():
            shutil.copy(ROOT / name, target / name)
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target / name, ignore=unwanted)
    for name in (*LITTER, *vendor):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(b"what was here")
    return target


def build(checkout, kind):
    """Build a `wheel` or an `sdist` with the hatchling of this environment and no npm; return its path."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(checkout / "dist")]
    empty = checkout / "no-programs"
    empty.mkdir(exist_ok=True)
    run = subprocess.run(command, cwd=checkout, env={"PATH": str(empty)}, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return next((checkout / "dist").glob("*.whl" if kind == "wheel" else "*.tar.gz")), run.stdout + run.stderr


def load_hook():
    specification = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


PARTS = tuple(load_hook().PARTS.values())


@pytest.fixture(scope="module")
def with_parts(tmp_path_factory):
    checkout = copy_checkout(tmp_path_factory.mktemp("with-parts") / "checkout", vendor=PARTS)
    wheel, _ = build(checkout, "wheel")
    sdist, _ = build(checkout, "sdist")
    return wheel, sdist


@pytest.fixture(scope="module")
def without_parts(tmp_path_factory):
    return build(copy_checkout(tmp_path_factory.mktemp("without-parts") / "checkout", vendor=()), "wheel")


def names_of(archive):
    if archive.suffix == ".whl":
        return set(zipfile.ZipFile(archive).namelist())
    with tarfile.open(archive) as tar:
        return {name.partition("/")[2] for name in tar.getnames()}


def sources_in(folder, *suffixes):
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in suffixes and not {"vendor", "_site"}.intersection(path.parts)
    }


def test_the_wheel_holds_code_themes_and_schemas(with_parts):
    names = names_of(with_parts[0])
    assert "polyphony/py.typed" in names
    assert sources_in("polyphony", ".py", ".json", ".js", ".css") <= names
    themes = sources_in("themes", ".html", ".yaml", ".css", ".js", ".svg", ".xml")
    assert "themes/counterpoint/templates/page.html" in themes
    assert {f"polyphony/{name}" for name in themes} <= names
    outside = {name for name in names if not name.startswith(("polyphony/", "polyphony_press-"))}
    assert outside == set()


def test_the_wheel_holds_the_front_end_parts_and_their_licences(with_parts):
    held = {name.removeprefix("polyphony/") for name in names_of(with_parts[0]) if "/assets/vendor/" in name}
    assert held == {name.removeprefix("polyphony/") for name in PARTS}
    assert sum("licence" in name for name in held) == 5


def test_the_sdist_holds_sources_and_what_fetches_the_parts(with_parts):
    names = names_of(with_parts[1])
    assert sources_in("polyphony", ".py", ".json", ".js", ".css") <= names
    assert sources_in("themes", ".html", ".yaml", ".css") <= names
    assert {"README.md", "hatch_build.py", "package.json", "package-lock.json", "LICENSE", "pyproject.toml"} <= names
    assert [name for name in names if "assets/vendor/" in name] == []


@pytest.mark.parametrize("which", [0, 1], ids=["wheel", "sdist"])
def test_nothing_built_is_in_it(with_parts, which):
    names = names_of(with_parts[which])
    assert [name for name in names if any(mark in name for mark in BUILT)] == []


def test_the_metadata_name_the_command_and_the_licence(with_parts):
    wheel = zipfile.ZipFile(with_parts[0])
    information = next(name.partition("/")[0] for name in wheel.namelist() if ".dist-info/" in name)
    metadata = wheel.read(f"{information}/METADATA").decode()
    assert "\nName: polyphony-press\n" in metadata
    assert "\nLicense-Expression: MIT\n" in metadata
    assert f"{information}/licenses/LICENSE" in wheel.namelist()
    assert "polyphony = polyphony.cli:start" in wheel.read(f"{information}/entry_points.txt").decode()


def test_what_the_wheel_installs_makes_a_publication_and_builds_it(with_parts, tmp_path):
    zipfile.ZipFile(with_parts[0]).extractall(tmp_path / "installed")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    for command in (["new", "x", "--title", "T", "--author", "Ana", "--author", "Ben"], ["build", "x", "--strict"]):
        done = subprocess.run(
            [sys.executable, "-m", "polyphony", *command],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "x/_site/design/vendor/minisearch.js").read_bytes() == b"what was here"


def test_without_npm_a_wheel_is_built_all_the_same_and_says_what_it_lacks(without_parts):
    wheel, said = without_parts
    assert "polyphony/themes/counterpoint/templates/page.html" in names_of(wheel)
    sentence = f"{len(PARTS)} of {len(PARTS)} front-end parts are missing: pages use system fonts and search is off."
    assert said.count(sentence) == 1, said


def test_an_sdist_makes_the_same_wheel(with_parts, tmp_path):
    wheel, sdist = with_parts
    with tarfile.open(sdist) as tar:
        tar.extractall(tmp_path, filter="data")
    unpacked = next(tmp_path.iterdir())
    for name in PARTS:
        part = unpacked / name
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(b"what was here")
    again, _ = build(unpacked, "wheel")
    assert again.read_bytes() == wheel.read_bytes()


def test_npm_has_every_part_that_the_theme_is_served_with():
    hook = load_hook()
    require_npm_part(".package-lock.json")
    absent = [place for place in hook.PARTS if not (ROOT / "node_modules" / place).is_file()]
    assert absent == []
    if hook.copy_front_end(ROOT):
        miss("the theme's vendor folder", "run `make front-end`")
    served = (ROOT / hook.VENDOR / "minisearch.js").read_text(encoding="utf-8")
    assert "sourceMappingURL" not in served
