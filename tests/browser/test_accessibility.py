"""axe finds nothing on any kind of page: light, dark, narrow, from right to left, with and without script (S4-01)."""

from __future__ import annotations

import pytest
from browser.conftest import Browse
from browser.harness import Site, overflow, violations

SITES = ("example", "article", "arabic")


@pytest.mark.parametrize("name", SITES)
def test_axe_finds_nothing_light_dark_or_narrow(name: str, browse: Browse, request: pytest.FixtureRequest) -> None:
    served: Site = request.getfixturevalue(name)
    found: dict[str, list[str]] = {}
    for path in served.kinds():
        with browse(served, path) as page:
            found[f"{path}, light"] = violations(page)
            if name == "example":  # what is dark is the same on the others
                page.emulate_media(color_scheme="dark")
                found[f"{path}, dark"] = violations(page)
                page.emulate_media(color_scheme="light")
            page.set_viewport_size({"width": 320, "height": 256})
            found[f"{path}, narrow"] = violations(page) + [
                f"{wide} px too wide" for wide in [overflow(page)] if wide > 0
            ]
    assert {where: what for where, what in found.items() if what} == {}


@pytest.mark.parametrize("name", SITES)
def test_axe_finds_nothing_without_script(name: str, browse: Browse, request: pytest.FixtureRequest) -> None:
    served: Site = request.getfixturevalue(name)
    found: dict[str, list[str]] = {}
    for path in served.kinds() if name == "example" else served.kinds()[:3]:
        with browse(served, path, script=False, width=320) as page:
            found[path] = violations(page)
    assert {where: what for where, what in found.items() if what} == {}


def test_axe_finds_what_is_wrong(browse: Browse, example: Site) -> None:
    with browse(example, "index.html") as page:
        page.evaluate("document.querySelector('h1').style.color = '#ccc'")
        page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>')")
        page.evaluate("document.querySelector('.site-nav ul').style.gap = 0")
        assert {line.partition(":")[0] for line in violations(page)} >= {"color-contrast", "button-name"}
