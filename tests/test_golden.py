"""Every byte of the example site, as it was when somebody last looked; `make golden` writes it anew, the diff is read.

`SHA256SUMS` stands for all files. What a person can read a diff of stands beside it as it is: pages, transcripts, data,
records of the whole publication; not the parts that are made of the same text again.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import re
import shutil
from pathlib import Path

import pytest
from environment import ROOT

from polyphony.pipeline import Options, build

GOLDEN = Path(__file__).parent / "golden"
SUMS = GOLDEN / "SHA256SUMS"
NOT_OURS = re.compile(r"design/vendor/")
"""What npm brings is held by its lock file."""
READ = re.compile(
    r"(?!embed/|oembed/|design/|metadata/pages/|polyphony\.schema\.json|search/data)"
    r".*\.(?:html|json|xml|txt|csv|bib|ris|cff|jsonld)|design/voices\.css|embed/index/index\.html"
)
REWRITE = bool(os.environ.get("POLYPHONY_GOLDEN"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("golden")
    source, output = folder / "example-site", folder / "site"
    shutil.copytree(ROOT / "example-site", source, ignore=shutil.ignore_patterns("_site", ".polyphony"))
    report = build(source, Options(output=str(output), jobs=1))
    assert not report.diagnostics, report.diagnostics
    files = {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in sorted(output.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    made = {path: content for path, content in files.items() if not NOT_OURS.match(path)}
    if REWRITE:
        rewrite(made)
    return made


def rewrite(made: dict[str, bytes]) -> None:
    shutil.rmtree(GOLDEN, ignore_errors=True)
    GOLDEN.mkdir()
    SUMS.write_text("".join(f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in made.items()))
    for path, content in made.items():
        if READ.fullmatch(path):
            target = GOLDEN / "site" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def test_what_can_be_read_is_what_it_was(made: dict[str, bytes]) -> None:
    differences = []
    for path, content in made.items():
        if READ.fullmatch(path):
            before = (GOLDEN / "site" / path).read_bytes() if (GOLDEN / "site" / path).exists() else b""
            if before != content:
                lines = difflib.unified_diff(
                    before.decode().split("\n"), content.decode().split("\n"), f"golden/{path}", path, lineterm="", n=0
                )
                differences.append("\n".join(line[:300] for line in list(lines)[:12]))
    assert not differences, "\n\n".join(differences[:6]) + "\n\nIf this is meant: make golden, and read the diff."


def test_every_byte_is_what_it_was(made: dict[str, bytes]) -> None:
    before = dict(reversed(line.split("  ", 1)) for line in SUMS.read_text().splitlines())
    now = {path: hashlib.sha256(content).hexdigest() for path, content in made.items()}
    gone, new = sorted(before.keys() - now.keys()), sorted(now.keys() - before.keys())
    changed = sorted(path for path in before.keys() & now.keys() if before[path] != now[path])
    assert (gone, new, changed) == ([], [], []), "if this is meant: make golden, and read the diff"
