"""Tiny publications on disk, in a line: `project({"content/a.md": "…"}).build()`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from polyphony.diagnostics import render_concise
from polyphony.pipeline import BuildReport, Options, build

SETTINGS = """\
title: A publication
language: en
people:
  ana: {name: Ana}
  ben: {name: Ben}
themes: {time: Time}
"""
"""What a publication says of itself where a test doesn't care."""


class ProjectOnDisk:
    """A publication's folder, and what a build makes of it."""

    def __init__(self, folder: Path, files: Mapping[str, str | bytes]) -> None:
        self.folder = folder
        self.output = folder / "_site"
        self.report: BuildReport | None = None
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in {"polyphony.yaml": SETTINGS, **files}.items():
            self.write(path, content)

    def write(self, path: str, content: str | bytes) -> None:
        """Write a file of the publication."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)

    def build(self, **options: Any) -> ProjectOnDisk:
        """Build it, errors or not."""
        self.report = build(self.folder, Options(**{"jobs": 1, **options}))
        return self

    @property
    def messages(self) -> list[str]:
        """What the last build said, a line each."""
        assert self.report is not None
        return [render_concise(diagnostic) for diagnostic in self.report.diagnostics]

    def read(self, path: str) -> str:
        """Read a file of the output."""
        return (self.output / path).read_text(encoding="utf-8")

    def data(self) -> Any:
        """Read `polyphony.json`."""
        return json.loads(self.read("polyphony.json"))

    def files(self) -> dict[str, bytes]:
        """Every byte of the output, by path."""
        return {
            path.relative_to(self.output).as_posix(): path.read_bytes()
            for path in sorted(self.output.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def project(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], ProjectOnDisk]:
    """Make a publication's folder; several in one test get folders of their own."""
    made: list[ProjectOnDisk] = []

    def make(files: Mapping[str, str | bytes]) -> ProjectOnDisk:
        made.append(ProjectOnDisk(tmp_path / f"project-{len(made)}", files))
        return made[-1]

    return make
