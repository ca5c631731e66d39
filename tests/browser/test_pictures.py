"""Which of a picture's sizes a browser takes, over HTTP and from a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_variants import noise, saved

TEXT = "# One\n\n![First](a/crab.jpg)\n\n" + "More words.\n\n" * 200 + "![Last](a/crab.jpg)\n"


@pytest.fixture
def built(project: Any) -> Any:
    photo = saved(noise(2400, 1500), "JPEG", quality=95)
    return project(
        {"content/index.md": "# Home\n", "content/part/one.md": TEXT, "content/part/a/crab.jpg": photo}
    ).build()


@pytest.mark.parametrize(
    ("width", "density", "taken"), [(390, 1, "640w"), (390, 2, "960w"), (1360, 1, "960w"), (1360, 2, "1440w")]
)
def test_a_browser_takes_the_picture_that_fits(browser: Any, built: Any, width: int, density: int, taken: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 700}, device_scale_factor=density)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((Path(built.output) / "part/one/index.html").as_uri())
    assert [url.rpartition("/")[2] for url in asked if ".jpg" in url] == [f"crab-{taken}.jpg"]
    first, last = page.locator("figure img").all()
    assert first.evaluate("image => image.complete && image.naturalWidth > 0")
    before = page.evaluate("document.documentElement.scrollHeight")
    last.scroll_into_view_if_needed()
    page.wait_for_function("[...document.images].every(image => image.complete && image.naturalWidth)")
    assert last.evaluate("image => image.currentSrc").endswith("w.jpg")
    assert page.evaluate("document.documentElement.scrollHeight") == before
    context.close()
