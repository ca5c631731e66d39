"""Sizes of a publication -> how Polyphony's time and memory grow, as fitted exponents.

    python benchmarks/scaling.py
    python benchmarks/scaling.py --what turns --runs 3

What grows is the number of pages, the length of one page in words, or the turns of one exchange.
What an almost empty publication costs is taken off first; 1 is linear, 2 is quadratic.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from corpus import make_page, name_of, render_polyphony, render_settings, section_of
from measure import (
    Command,
    CommandError,
    describe_machine,
    fit_exponent,
    format_table,
    measure_memory,
    measure_times,
)
from peers import TOOLS
from sites import Files, polyphony_files, write_site

_HERE = Path(__file__).resolve().parent

# Above this a growth is called out: noise and a logarithm stay below it, a square does not.
LINEAR_LIMIT = 1.15


def page_files(*, words: int, turns: int) -> Files:
    """Give the files of a publication of one page, of some `words` besides so many `turns`."""
    page = make_page(1, pages=1, words=words, turns=turns)
    yield "polyphony.yaml", render_settings()
    yield "content/index.md", "A publication for measuring.\n"
    yield f"content/{section_of(1)}/{name_of(1)}.md", render_polyphony(page)


GROWTHS: dict[str, tuple[tuple[int, ...], Callable[[int], Files]]] = {
    "pages": ((250, 500, 1000, 2000, 4000), polyphony_files),
    "words": (
        (12_500, 25_000, 50_000, 100_000, 200_000),
        lambda size: page_files(words=size, turns=12),
    ),
    "turns": (
        (3_125, 6_250, 12_500, 25_000, 50_000),
        lambda size: page_files(words=900, turns=size),
    ),
}


def measure_cold(files: Callable[[], Files], folder: Path, runs: int) -> tuple[float, int]:
    """Build a publication cold: the median of processor seconds, and the peak of memory in bytes."""
    seconds: list[float] = []
    memory = 0
    for run in range(runs + 1):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        write_site(folder, files())
        command = _command(folder)
        if run == 0:
            memory = measure_memory(command)
        else:
            seconds.append(measure_times(command).processor)
    shutil.rmtree(folder, ignore_errors=True)
    return statistics.median(seconds), memory


def _command(folder: Path) -> Command:
    command = TOOLS["polyphony"].command(folder)
    if command is None:
        raise CommandError("polyphony is missing: install it into .venv first")
    return command


def measure_growth(what: str, folder: Path, runs: int) -> bool:
    """Measure one growth, print its table, and say whether time and memory grew linearly."""
    sizes, files = GROWTHS[what]
    base_seconds, base_memory = measure_cold(partial(page_files, words=10, turns=1), folder, runs)
    rows = [["(start)", f"{base_seconds:.2f}", f"{base_memory / 1e6:.0f}", ""]]
    times: list[float] = []
    memories: list[float] = []
    for size in sizes:
        seconds, memory = measure_cold(partial(files, size), folder, runs)
        times.append(seconds - base_seconds)
        memories.append(float(memory - base_memory))
        each = times[-1] / size * 1e6
        rows.append([f"{size:,}", f"{seconds:.2f}", f"{memory / 1e6:.0f}", f"{each:.0f}"])
    time_exponent = fit_exponent(sizes, times)
    memory_exponent = fit_exponent(sizes, memories)
    # Neither is above the limit; NaN, where a cost is too small to be seen, is above nothing.
    linear = not (time_exponent > LINEAR_LIMIT or memory_exponent > LINEAR_LIMIT)
    print(f"\n{format_table([what, 'CPU s', 'MB', f'µs for each of {what}'], rows)}")
    verdict = "linear or less" if linear else f"MORE THAN LINEAR (over {LINEAR_LIMIT})"
    print(
        f"time grows as {what}^{time_exponent:.2f}, memory as {what}^{memory_exponent:.2f}: {verdict}",
        flush=True,
    )
    return linear


def main() -> int:
    """Measure what was asked for; 1 where something grows more than linearly."""
    parser = argparse.ArgumentParser(description="Measure how Polyphony's cost grows.")
    parser.add_argument("--what", nargs="+", choices=GROWTHS, default=list(GROWTHS))
    parser.add_argument("--runs", type=int, default=3, help="the median of so many is taken")
    parser.add_argument("--folder", type=Path, default=_HERE / ".work")
    arguments = parser.parse_args()
    print(f"{describe_machine()}; median of {arguments.runs}")
    try:
        linear = [
            measure_growth(what, arguments.folder.resolve() / "scaling", arguments.runs) for what in arguments.what
        ]
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    return 0 if all(linear) else 1


if __name__ == "__main__":
    raise SystemExit(main())
