"""Front-end parts out of `node_modules` into the theme, and the theme into the wheel.

The repository holds no copy of anybody's script or font: `npm ci` fetches them as `package-lock.json` names them, and
this file copies the few that pages are served with, their licences beside them, to the theme's `assets/vendor/`.
Hatchling runs it as a build hook; `make` runs it by itself (`python hatch_build.py [--fetch] [--require]`).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # `make` runs this file in environments that build nothing
    BuildHookInterface = object  # type: ignore[assignment,misc]

VENDOR: Final = "themes/counterpoint/assets/vendor"
FONTS: Final = f"{VENDOR}/fonts"
PREVIEW: Final = "polyphony/serve/assets/vendor"
LITERATA: Final = "@fontsource-variable/literata"
ATKINSON: Final = "@fontsource-variable/atkinson-hyperlegible-next"
NOTO_EMOJI: Final = "@fontsource/noto-emoji"
ATKINSON_FILES: Final = f"{ATKINSON}/files/atkinson-hyperlegible-next"

# Where each part lies in node_modules, and in the checkout.
PARTS: Final[dict[str, str]] = {
    "minisearch/dist/umd/index.js": f"{VENDOR}/minisearch.js",
    "minisearch/LICENSE.txt": f"{VENDOR}/licences/minisearch.txt",
    "idiomorph/dist/idiomorph.min.js": f"{PREVIEW}/idiomorph.js",
    "idiomorph/LICENSE": f"{PREVIEW}/idiomorph-licence.txt",
    f"{LITERATA}/files/literata-latin-wght-normal.woff2": f"{FONTS}/literata-latin.woff2",
    f"{LITERATA}/files/literata-latin-wght-italic.woff2": f"{FONTS}/literata-latin-italic.woff2",
    f"{LITERATA}/files/literata-latin-ext-wght-normal.woff2": f"{FONTS}/literata-latin-ext.woff2",
    f"{LITERATA}/files/literata-latin-ext-wght-italic.woff2": f"{FONTS}/literata-latin-ext-italic.woff2",
    f"{LITERATA}/LICENSE": f"{VENDOR}/licences/literata.txt",
    f"{ATKINSON_FILES}-latin-wght-normal.woff2": f"{FONTS}/atkinson-latin.woff2",
    f"{ATKINSON_FILES}-latin-wght-italic.woff2": f"{FONTS}/atkinson-latin-italic.woff2",
    f"{ATKINSON_FILES}-latin-ext-wght-normal.woff2": f"{FONTS}/atkinson-latin-ext.woff2",
    f"{ATKINSON_FILES}-latin-ext-wght-italic.woff2": f"{FONTS}/atkinson-latin-ext-italic.woff2",
    f"{ATKINSON}/LICENSE": f"{VENDOR}/licences/atkinson-hyperlegible-next.txt",
    f"{NOTO_EMOJI}/files/noto-emoji-emoji-400-normal.woff2": f"{FONTS}/noto-emoji.woff2",
    f"{NOTO_EMOJI}/LICENSE": f"{VENDOR}/licences/noto-emoji.txt",
}

# What never goes into a wheel, whatever lies about in a checkout.
BUILT_FOLDERS: Final = frozenset({"_site", "node_modules", "__pycache__"})
BUILT_SUFFIXES: Final = frozenset({".pyc", ".pyo", ".swp"})


def copy_front_end(root: Path) -> list[str]:
    """Copy the parts that `node_modules` holds to where they are served; return the names that are still missing."""
    for source, name in PARTS.items():
        part = root / "node_modules" / source
        if part.is_file():
            content = _without_source_map(part.read_bytes()) if name.endswith(".js") else part.read_bytes()
            target = root / name
            if not target.is_file() or target.read_bytes() != content:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
    return [name for name in PARTS.values() if not (root / name).is_file()]


def fetch_front_end(root: Path) -> None:
    """Have npm fetch what pages are served with; nothing happens where there is no npm, or where npm can't."""
    npm = shutil.which("npm")
    if npm:
        command = [npm, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=root, check=False, stdout=sys.stderr)


def missing_sentence(missing: list[str]) -> str:
    """Say what a site built without these parts lacks, and how to get them."""
    remedy = "Run" if shutil.which("npm") else "Install npm (it comes with Node.js) and run"
    lack = "pages use system fonts and search is off"
    return f"{len(missing)} of {len(PARTS)} front-end parts are missing: {lack}. {remedy} `make front-end`."


def theme_files(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each file of the themes, and each fetched part of the preview, with its place in the wheel."""
    for path in sorted((root / PREVIEW).glob("*")):
        yield path, path.relative_to(root).as_posix()
    for path in sorted((root / "themes").rglob("*")):
        place = path.relative_to(root)
        built = BUILT_FOLDERS.intersection(place.parts) or path.suffix in BUILT_SUFFIXES
        if path.is_file() and not built and not path.name.startswith("."):
            yield path, f"polyphony/{place.as_posix()}"


class FrontEndHook(BuildHookInterface):  # type: ignore[misc,type-arg,unused-ignore]
    """Puts the themes and their front-end parts into a wheel; an editable install reads them from the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the themes' files, one by one: a forced folder would bring along what the exclusions keep out."""
        root = Path(self.root)
        missing = copy_front_end(root)
        if missing and version != "editable":
            fetch_front_end(root)
            missing = copy_front_end(root)
        if missing:
            self.app.display_warning(missing_sentence(missing))
        if version != "editable":
            build_data["force_include"].update({str(path): place for path, place in theme_files(root)})


def _without_source_map(script: bytes) -> bytes:
    """Drop the reference to a source map that isn't served: a browser's tools would ask for it in vain."""
    lines = script.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b"//# sourceMappingURL="))


def main(options: list[str]) -> int:
    """Copy the parts, with `--fetch` after fetching those that are missing; with `--require`, fail without them."""
    root = Path(__file__).resolve().parent
    missing = copy_front_end(root)
    if missing and "--fetch" in options:
        fetch_front_end(root)
        missing = copy_front_end(root)
    if missing:
        print(missing_sentence(missing), file=sys.stderr)
    return 1 if missing and "--require" in options else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
