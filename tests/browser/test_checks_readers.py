"""Who speaks is read where styles, pictures and the page around the text are gone (S4-01, S4-02, S4-24), and soon."""

from __future__ import annotations

import gzip

from browser.conftest import Browse
from browser.harness import Site
from environment import require_npm_part

PAGE = "answers/index.html"
TURNS = """() => [...document.querySelectorAll(".flow .turn")].map(turn => [
    turn.querySelector(":scope > .label b").textContent.trim(),
    turn.querySelector(":scope > .text").textContent.trim().split(/\\s+/).slice(0, 3).join(" "),
])"""

MOVED = """() => new Promise(done => {
    let sum = 0;
    const observer = new PerformanceObserver(list => list.getEntries().forEach(one => { sum += one.value; }));
    observer.observe({ type: "layout-shift", buffered: true });
    setTimeout(() => { observer.disconnect(); done(sum); }, 300);
})"""


def test_s4_24_reader_mode_keeps_the_name_of_each_turn(browse: Browse, example: Site) -> None:
    reader = require_npm_part("@mozilla/readability/Readability.js").read_text("utf-8")
    with browse(example, PAGE) as page:
        turns = page.evaluate(TURNS)
        read = page.evaluate(f"(() => {{ {reader}; return new Readability(document.cloneNode(true)).parse(); }})()")
    text = " ".join(read["textContent"].split())
    assert len(turns) > 5
    place = 0
    for name, words in turns:
        said = text.find(words, place)
        assert said >= 0, (name, words)
        before = text[max(said - 60, place) : said]
        assert name in before, (name, words, before)
        assert before.rstrip(" ‘“'\"").endswith(":"), (name, words, before)
        place = said + len(words)


def test_s4_01_s4_02_without_styles_and_pictures_each_turn_begins_with_its_name(browse: Browse, example: Site) -> None:
    with browse(example, PAGE) as page:
        page.evaluate("document.querySelectorAll('link[rel=stylesheet], style, img, svg').forEach(one => one.remove())")
        page.evaluate("document.querySelectorAll('[style]').forEach(one => one.removeAttribute('style'))")
        turns = page.locator(".flow .turn").evaluate_all("all => all.map(one => one.innerText)")
        names = [name for name, _ in page.evaluate(TURNS)]
    assert len(turns) == len(names) > 5
    for turn, name in zip(turns, names, strict=True):
        before, colon, _ = " ".join(turn.split()).partition(":")
        assert colon, turn
        assert name in before, (name, turn)


def test_s4_30_the_page_is_light_and_does_not_move_while_it_loads(browse: Browse, example: Site) -> None:
    with browse(example, PAGE) as page:
        moved = page.evaluate(MOVED)
        loaded = page.evaluate("performance.getEntriesByType('resource').map(one => new URL(one.name).pathname)")
        # Something that does move it is seen, or the figure above would say nothing.
        page.evaluate("document.querySelector('main').insertAdjacentHTML('beforebegin', '<p>' + '<br>'.repeat(9))")
        page.wait_for_timeout(100)
        assert page.evaluate(MOVED) > 0.01
    assert moved < 0.01
    base = "/example/"
    files = [path.partition(base)[2] for path in loaded if path.endswith((".css", ".js"))]
    assert len(files) >= 3
    assert sum(len(gzip.compress(example.files[path])) for path in [PAGE, *files]) <= 100_000
