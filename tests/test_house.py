"""The rules of the house that no linter knows."""

import json
import re
import tomllib
from itertools import chain

import pytest
from environment import ROOT

LONGEST_MODULE = 350
LONGEST_TEST = 500

MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in chain((ROOT / "polyphony").rglob("*.py"), (ROOT / "benchmarks").glob("*.py"), [ROOT / "hatch_build.py"])
)
TESTS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("*.py"))


@pytest.mark.parametrize(("folder", "limit"), [(MODULES, LONGEST_MODULE), (TESTS, LONGEST_TEST)], ids=["code", "tests"])
def test_no_file_is_too_long_to_be_read_in_one_sitting(folder, limit):
    lengths = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in folder}
    assert lengths, "no file was found"
    assert {name: length for name, length in lengths.items() if length > limit} == {}


def test_every_module_says_what_it_turns_into_what():
    silent = [
        name
        for name in MODULES
        if (text := (ROOT / name).read_text(encoding="utf-8").strip()) and not text.startswith(('"""', 'r"""', "#!"))
    ]
    assert silent == []


def test_no_module_is_called_after_nothing():
    nameless = re.compile(r"(^|/)(utils?|helpers?|misc|common|tools?)(\.py|/)")
    assert [name for name in MODULES if nameless.search(name)] == []


def test_every_module_but_those_that_touch_the_world_is_held_to_be_pure():
    world = {
        "cli",
        "serve",
        "pipeline",
        "making",
        "copies",
        "variants",
        "guard",
        "project",
        "output",
        "cache",
        "receipt",
    }
    world |= {"citations", "engines", "__init__", "__main__"}
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    pure = next(contract for contract in settings["contracts"] if contract["name"].startswith("The core is pure"))
    here = {name.split("/")[1].removesuffix(".py") for name in MODULES if name.startswith("polyphony/")}
    assert {f"polyphony.{name}" for name in here - world} == set(pure["source_modules"])


def test_the_lock_file_names_no_place_to_download_from():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["packages"], "the lock file locks nothing"
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert [name for name, package in lock["packages"].items() if name and "integrity" not in package] == []


@pytest.mark.parametrize(
    ("package", "floor"),
    [("mistune", (3, 3, 4)), ("jinja2", (3, 1, 6)), ("pyyaml", (6,)), ("pygments", (2, 20))],
)
def test_dependencies_known_to_be_unsafe_cannot_be_installed(package, floor):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = next(text for text in project["dependencies"] if re.match(rf"{package}\b", text))
    least = re.search(r">=([\d.]+)", wanted)
    assert least is not None, wanted
    stated = [int(number) for number in least[1].split(".")]
    assert stated + [0] * (3 - len(stated)) >= [*floor, 0, 0][:3], wanted
