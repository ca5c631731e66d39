"""A corpus of N pages -> Polyphony's time and memory beside those of its peers, and the ratios.

    python benchmarks/peers.py
    python benchmarks/compare.py --pages 100 1000 --runs 3

Each tool builds the same text three ways: cold (no output, no cache), unchanged (again at once)
and after one sentence was added to one page. Tools take turns within a run, so that a busy
moment of the machine falls on all of them.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path

from corpus import name_of, section_of
from measure import (
    Command,
    CommandError,
    Times,
    describe_machine,
    format_table,
    measure_memory,
    measure_times,
)
from peers import TOOLS, Tool
from sites import SITES, write_site

_HERE = Path(__file__).resolve().parent
_KINDS = ("cold", "unchanged", "edit")


@dataclass(slots=True)
class Site:
    """One tool's copy of the corpus, and what was measured on it."""

    tool: Tool
    folder: Path
    command: Command
    sources: frozenset[str]
    times: dict[str, list[Times]] = field(default_factory=lambda: {kind: [] for kind in _KINDS})
    memory: int = 0
    edits: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured of one tool: times by kind of build, and a cold one's peak in bytes."""

    times: dict[str, list[Times]]
    memory: int


@dataclass(frozen=True, slots=True)
class Target:
    """A limit on Polyphony's figure as a share of a peer's."""

    what: str
    peer: str
    limit: float


# At 1,000 and 5,000 pages; "cold" of Hugo's and the others' is met where the ratio is at most so.
TARGETS: tuple[Target, ...] = (
    Target("cold", "hugo", 2.0),
    Target("unchanged", "hugo", 0.15),
    Target("edit", "hugo", 0.3),
    Target("memory", "hugo", 0.5),
    Target("cold", "pelican", 1 / 3),
    Target("cold", "mkdocs", 1 / 3),
)


def prepare_site(tool: Tool, folder: Path, pages: int) -> Site | None:
    """Write a tool's corpus into an empty folder; None where the tool is not installed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = tool.command(folder)
    if command is None:
        return None
    write_site(folder, SITES[tool.name](pages))
    return Site(tool, folder, command, frozenset(path.name for path in folder.iterdir()))


def remove_built(site: Site) -> None:
    """Remove everything in the folder that isn't a source: output, caches, locks."""
    for path in site.folder.iterdir():
        if path.name in site.sources:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def edit_page(site: Site, number: int) -> None:
    """Add a sentence, another one each time, to the last paragraph of page `number`."""
    site.edits += 1
    source = site.folder / "content" / section_of(number) / f"{name_of(number)}.md"
    text = source.read_text(encoding="utf-8").rstrip("\n")
    source.write_text(f"{text} {_marker(site)}\n", encoding="utf-8")


def _marker(site: Site) -> str:
    return f"A later thought, the {site.edits}th."


def check_output(site: Site, pages: int, number: int) -> None:
    """Make sure that the build did its work: every page is there, and so is the last edit."""
    output = site.folder / site.tool.output
    names = (name_of(page) for page in range(1, pages + 1))
    written = {path.parent.name for path in output.glob("section-*/*/index.html")}
    if missing := next((name for name in names if name not in written), None):
        raise CommandError(f"{site.tool.name} did not write {missing}")
    edited = output / section_of(number) / name_of(number) / "index.html"
    if site.edits and _marker(site) not in edited.read_text(encoding="utf-8"):
        raise CommandError(f"{site.tool.name} did not take up the edit of {name_of(number)}")


def run_once(site: Site, pages: int) -> None:
    """Measure one cold build, one of unchanged sources, and one after an edit."""
    edited = (pages + 1) // 2
    remove_built(site)
    site.times["cold"].append(measure_times(site.command))
    check_output(site, pages, edited)
    site.times["unchanged"].append(measure_times(site.command))
    edit_page(site, edited)
    site.times["edit"].append(measure_times(site.command))
    check_output(site, pages, edited)


def compare(tools: list[Tool], *, pages: int, runs: int, folder: Path) -> dict[str, Result]:
    """Build the corpus with each tool, taking turns; tools that are missing or fail are said."""
    sites: list[Site] = []
    for tool in tools:
        site = prepare_site(tool, folder / tool.name, pages)
        if site is None:
            print(f"{tool.name} is missing and left out", file=sys.stderr)
        else:
            sites.append(site)
    failed: set[str] = set()
    for run in range(runs + 1):
        for site in sites:
            if site.tool.name in failed:
                continue
            try:
                # The run that measures memory comes first and warms the disk's cache for all.
                if run == 0:
                    site.memory = measure_memory(site.command)
                else:
                    run_once(site, pages)
            except CommandError as error:
                failed.add(site.tool.name)
                print(f"{site.tool.name} failed and is left out: {error}", file=sys.stderr)
    return {site.tool.name: Result(site.times, site.memory) for site in sites if site.tool.name not in failed}


def value_of(result: Result, what: str) -> float:
    """Give a figure: a kind of build's median seconds, a cold one's processor seconds or bytes."""
    match what:
        case "memory":
            return result.memory
        case "processor":
            return statistics.median(times.processor for times in result.times["cold"])
        case _:
            return statistics.median(times.wall for times in result.times[what])


def render_results(results: dict[str, Result]) -> str:
    """Render the figures, each with its ratio to Hugo's where Hugo took part."""
    hugo = results.get("hugo")
    figures = {kind: f"{kind} s" for kind in _KINDS}
    figures |= {"processor": "cold CPU s", "memory": "cold MB"}
    header = ["tool", *(cell for label in figures.values() for cell in (label, "/hugo"))]
    rows: list[list[str]] = []
    for name, result in results.items():
        row = [name]
        for what in figures:
            value = value_of(result, what)
            row.append(f"{value / 1e6:.0f}" if what == "memory" else f"{value:.2f}")
            row.append(f"{value / value_of(hugo, what):.2f}" if hugo else "–")
        rows.append(row)
    return format_table(header, rows)


def render_runs(results: dict[str, Result]) -> str:
    """Render the seconds of every run, in order, so that a noisy machine shows."""
    rows = [
        [f"{name} {kind}", *(f"{run.wall:.2f}" for run in times)]
        for name, result in results.items()
        for kind, times in result.times.items()
    ]
    return format_table(["run", *(str(run + 1) for run in range(len(rows[0]) - 1))], rows)


def render_targets(results: dict[str, Result]) -> str:
    """Render which targets Polyphony meets; those of a tool that took no part can't be judged."""
    lines: list[str] = []
    for target in TARGETS:
        label = f"{target.what} at most {target.limit:.2f} of {target.peer}'s"
        if "polyphony" not in results or target.peer not in results:
            lines.append(f"unknown  {label}")
            continue
        ratio = value_of(results["polyphony"], target.what)
        ratio /= value_of(results[target.peer], target.what)
        lines.append(f"{'met     ' if ratio <= target.limit else 'MISSED  '} {label}: {ratio:.2f}")
    return "\n".join(lines)


def main() -> None:
    """Compare at each size and print the tables."""
    parser = argparse.ArgumentParser(description="Compare Polyphony with its peers.")
    parser.add_argument("--pages", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--runs", type=int, default=3, help="the median of so many is shown")
    parser.add_argument("--peers", nargs="*", choices=[name for name in TOOLS if name != "polyphony"])
    parser.add_argument("--folder", type=Path, default=_HERE / ".work")
    parser.add_argument("--keep", action="store_true", help="leave the sites in the folder")
    parser.add_argument("--show-runs", action="store_true", help="print the time of every run")
    arguments = parser.parse_args()
    wanted = arguments.peers
    tools = [tool for name, tool in TOOLS.items() if wanted is None or name == "polyphony" or name in wanted]
    print(f"{describe_machine()}; median of {arguments.runs}")
    for pages in arguments.pages:
        folder: Path = arguments.folder.resolve() / f"compare-{pages}"
        results = compare(tools, pages=pages, runs=arguments.runs, folder=folder)
        print(f"\n{pages:,} pages\n{render_results(results)}\n")
        if arguments.show_runs and results:
            print(f"{render_runs(results)}\n")
        if pages >= 1000:
            print(render_targets(results), flush=True)
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
