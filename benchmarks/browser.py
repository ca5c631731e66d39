"""How fast a page answers in a browser: filters of the article and of 5,000 turns, layout shift, weight.

    .venv/bin/python benchmarks/browser.py

It needs Chromium (POLYPHONY_CHROMIUM names one) and builds two publications: the article of the shared corpus, where it
is beside the checkout, else the example site; and an exchange of 5,000 turns. Times are from a click to the next frame
that is painted, in milliseconds, the median of seven: `hide` as a box is checked, `show` as it is taken back. `first`
is the first click on a fresh page, by pointer, which has to fetch the script; `taken` is how long after it that script
has taken over. Bytes are those of a page with all that it loads before anybody touches it.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from polyphony.pipeline import Options, build

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = ROOT.parent / "shared" / "corpus" / "heart-of-the-matter"
TURNS = 5000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

ANSWER = """box => new Promise(done => {
  const start = performance.now();
  box.click();
  requestAnimationFrame(() => { const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now() - start); channel.port2.postMessage(0); });
})"""

FIRST = """() => new Promise(done => {
  const box = document.querySelector('.facet [type=checkbox]'); let start = 0, painted = 0;
  document.addEventListener('click', () => { start = performance.now();
    requestAnimationFrame(() => { const channel = new MessageChannel();
      channel.port1.onmessage = () => { painted = performance.now() - start; look(); };
      channel.port2.postMessage(0); });
  }, {capture: true, once: true});
  const look = () => document.querySelector('.filters.plain') && performance.now() - start < 3000 ? setTimeout(look, 5)
    : done([painted, performance.now() - start]);
})"""

SCROLL = """() => new Promise(done => {
  const times = []; let before = performance.now(), steps = 0;
  const step = now => { times.push(now - before); before = now; scrollBy({top: 2000, behavior: 'instant'}); steps += 1;
    if (steps < 60) requestAnimationFrame(step); else done(Math.max(...times.slice(2))); };
  requestAnimationFrame(step);
})"""

SHIFT = """() => new Promise(done => { let sum = 0;
  const add = one => { sum += one.hadRecentInput ? 0 : one.value; };
  new PerformanceObserver(list => list.getEntries().forEach(add)).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 1500); })"""


def make_turns(folder: Path) -> None:
    """Write a publication that is one exchange of many turns."""
    (folder / "content").mkdir(parents=True)
    modes = ("evocative", "analytical", "descriptive", "creative")
    turns = "\n\n".join(
        f"[{('Ana', 'Ben')[place % 2]}:]{{mode={modes[place % 4]}}} Turn {place} says a little more than nothing."
        for place in range(TURNS)
    )
    (folder / "polyphony.yaml").write_text(
        "title: Many\npeople: {ana: {name: Ana}, ben: {name: Ben}}\nbuild: {outputs: [pages]}\n"
    )
    (folder / "content" / "index.md").write_text(f"::: {{.exchange #talk}}\n{turns}\n:::\n")


def time_filters(page: Page) -> tuple[float, float]:
    """Click each box on and off; give the medians of the slowest to leave out and of the slowest to show again."""
    slowest = (0.0, 0.0)
    for box in page.locator(".facet [type=checkbox]").all():
        times = [box.evaluate(ANSWER) for _ in range(14)]
        slowest = max(slowest[0], statistics.median(times[::2])), max(slowest[1], statistics.median(times[1::2]))
    return slowest


def time_first(page: Page, address: str) -> tuple[float, float]:
    """Click the first box of a fresh page by pointer; give how long it takes to be painted, and to be taken over."""
    pairs = []
    for _ in range(5):
        page.goto(address)
        page.evaluate(f"window.first = ({FIRST})(); 0")
        page.locator(".facet [type=checkbox]").first.click(force=True)
        pairs.append(page.evaluate("window.first"))
    return statistics.median(one for one, _ in pairs), statistics.median(other for _, other in pairs)


class Answer(NamedTuple):
    """How a page answers, in milliseconds: until it is loaded, its filters and slowest frame; and its layout shift."""

    loaded: float
    first: float
    taken: float
    hidden: float
    shown: float
    frame: float
    shift: float


def look(browser: Browser, address: str, *, script: bool) -> Answer:
    """Open a page, filter it by each box and scroll it."""
    page = browser.new_page(viewport={"width": 1360, "height": 900})
    if not script:
        page.route("**/design/*.js", lambda route: route.abort())
    page.goto(address)
    loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    shift = page.evaluate(SHIFT)
    first, taken = time_first(page, address)
    page.goto(address)
    hidden, shown = time_filters(page)
    frame = page.evaluate(SCROLL)
    page.close()
    return Answer(loaded, first, taken if script else 0, hidden, shown, frame, shift)


def weigh(site: Path, page: str) -> tuple[int, int]:
    """Add up a page's bytes and those of the styles and scripts that it names, as they are and as gzip sends them."""
    html = (site / page).read_bytes()
    named = re.findall(rb'<link rel="stylesheet" href="([^"]+)"|<script src="([^"]+)"', html)
    files = [(site / page).parent / (sheet or script).decode() for sheet, script in named]
    contents = [html, *(file.read_bytes() for file in files if file.is_file())]
    return sum(map(len, contents)), sum(len(gzip.compress(content)) for content in contents)


def main() -> None:
    """Measure, and say what came of it."""
    program = os.environ.get("POLYPHONY_CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        work = Path(scratch)
        source = ARTICLE if ARTICLE.is_dir() else ROOT / "example-site"
        shutil.copytree(source, work / "article", ignore=shutil.ignore_patterns("_site", ".*"))
        make_turns(work / "turns")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        heads = "".join(f"{head:>9}" for head in ("load", "first", "taken", "hide", "show", "frame"))
        print(f"{'page':38}{heads}{'shift':>9}{'bytes':>11}{'gzip':>9}")
        for name in ("article", "turns"):
            report = build(work / name, Options(output=str(work / f"{name}-site"), jobs=1))
            assert not report.failed, report.diagnostics
            site = work / f"{name}-site"
            for page in ("index.html", "part-1/index.html", "part-2/index.html"):
                if not (site / page).is_file():
                    continue
                size, sent = weigh(site, page)
                for script in (True, False):
                    found = look(browser, (site / page).as_uri(), script=script)
                    times = "".join(f"{time:9.0f}" for time in found[:6])
                    title = f"{name}: {page}" + ("" if script else ", no script")
                    print(f"{title:38}{times}{found.shift:9.4f}{size:11,}{sent:9,}")
        browser.close()


if __name__ == "__main__":
    main()
