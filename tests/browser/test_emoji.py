"""Emoji are seen wherever a page is read: ours are fetched where the system has none, and nowhere else."""

from __future__ import annotations

import subprocess

import pytest
from browser.conftest import Browse, Publish
from environment import require_npm_part

SETTINGS = "title: T\nlanguage: en\nurl: https://example.org/\npeople: {ada: {name: Ada}, ben: {name: Ben}}\n"
FAMILIES = ("Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", "Twemoji Mozilla")
STATUS = """document.fonts.ready.then(fonts =>
    [...fonts].filter(one => one.family === "Emoji").map(one => one.status).join())"""


@pytest.mark.parametrize(("text", "wanted"), [("A feather 🪶 for you.", True), ("A feather for you.", False)])
def test_a_font_for_emoji_is_fetched_where_one_is_needed(
    text: str, wanted: bool, browse: Browse, publish: Publish
) -> None:
    require_npm_part("@fontsource/noto-emoji/LICENSE")
    site = publish({"polyphony.yaml": SETTINGS, "content/index.md": f"::: {{by=ada mode=creative}}\n{text}\n:::\n"})
    listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=False).stdout
    known = any(family in listed for family in FAMILIES)
    with browse(site, "index.html") as page:
        page.wait_for_timeout(100)
        assert page.evaluate(STATUS) == ("loaded" if wanted and not known else "unloaded")
        if wanted:
            assert page.locator(".emoji").evaluate("one => getComputedStyle(one).fontStyle") == "normal"
