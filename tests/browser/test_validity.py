"""The Nu checker finds no error on any page of a whole site."""

from __future__ import annotations

import contextlib
import json
import subprocess
from pathlib import Path

import pytest
from browser.harness import Site
from environment import require_vnu


def test_every_page_is_valid(example: Site, arabic: Site, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    sites = {"example": example, "arabic": arabic}
    with contextlib.suppress(pytest.skip.Exception):  # without the corpus, the other two are judged all the same
        sites["article"] = request.getfixturevalue("article")
    for name, served in sites.items():
        for path, content in served.files.items():
            if path.endswith(".html"):
                target = tmp_path / name / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
    command = [*require_vnu(), "--format", "json", "--stdout", "--skip-non-html", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    messages = json.loads(ran.stdout)["messages"]
    where = len(str(tmp_path)) + len("file:/")
    wrong = sorted(
        f"{one['url'][where:]}:{one.get('lastLine', 0)}: {one['message']}" for one in messages if one["type"] == "error"
    )
    assert wrong == []
