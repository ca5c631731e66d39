"""What tests need beside Python packages: each function returns a path, or skips the test and says why.

Where CI=true, what `make test` should have fetched is no reason to skip: the test fails. The shared corpus is part of
no checkout and never has to be there.
"""

from __future__ import annotations

import functools
import os
import shutil
from pathlib import Path
from typing import Final, NoReturn

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
IN_CI: Final = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Chromium's own sandbox can't be had as root, and a container's shared memory is often too small for it.
BROWSER_OPTIONS: Final = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")


def examples_or(usual: int) -> int:
    """How many examples of a property to try: as usual, or as many as POLYPHONY_EXAMPLES says where that is more."""
    return max(usual, int(os.environ.get("POLYPHONY_EXAMPLES", "0")))


def miss(what: str, remedy: str) -> NoReturn:
    """Skip the running test for want of this; fail it in CI."""
    reason = f"{what} is not here: {remedy}"
    if IN_CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@functools.cache
def find_chromium() -> str | None:
    """Find a Chromium: what POLYPHONY_CHROMIUM names, else the first on PATH."""
    named = os.environ.get("POLYPHONY_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def require_chromium() -> str:
    """Return the path of a Chromium, for Playwright's `executable_path`."""
    return find_chromium() or miss(
        "Chromium", "install Debian's `chromium`, or name one in POLYPHONY_CHROMIUM; `make test` does it where it may"
    )


def require_program(name: str, package: str) -> str:
    """Return the path of a program; `package` is what Debian calls the package that holds it."""
    return shutil.which(name) or miss(f"`{name}`", f"install Debian's `{package}`; `make test` does it where it may")


def require_java() -> str:
    """Return the path of Java, which vnu and epubcheck run on."""
    return require_program("java", "default-jre-headless")


def require_npm_part(place: str) -> Path:
    """Return the path of a file or folder in `node_modules`, such as `axe-core/axe.min.js`."""
    path = ROOT / "node_modules" / place
    return path if path.exists() else miss(f"npm's `{place}`", "install npm and run `make test`, which runs `npm ci`")


def require_vnu() -> tuple[str, ...]:
    """Return the command that starts the checker of HTML; add its options and the files."""
    return (require_java(), "-Xss4m", "-jar", str(require_npm_part("vnu-jar/build/dist/vnu.jar")))


def require_cffconvert() -> str:
    """Return the path of cffconvert, which lives in an environment of its own."""
    path = ROOT / ".venv" / "cffconvert" / "bin" / "cffconvert"
    return str(path) if path.exists() else miss("cffconvert", "run `make test`, which installs it")


def require_crate_validator() -> str:
    """Return the Python that roc-validator is installed for, in an environment of its own."""
    path = ROOT / ".venv" / "crates" / "bin" / "python"
    return str(path) if path.exists() else miss("roc-validator", "run `make test`, which installs it")


def require_csl_schema() -> Path:
    """Return the path of CSL's own schema of CSL-JSON, out of a package that has it."""
    found = sorted(ROOT.glob(".venv/crates/lib/*/site-packages/commonmeta/resources/csl-data.json"))
    return found[0] if found else miss("the schema of CSL-JSON", "run `make test`, which installs it")


def require_former_jats() -> Path:
    """Return the path of the schema of JATS 1.2 (Archiving, with MathML 3) in RELAX NG."""
    path = ROOT / ".venv/jats-1.2/package/rng/JATS-Archiving-1-2-MathML3-RNG/JATS-archivearticle1-mathml3.rng"
    return path if path.exists() else miss("the schema of JATS 1.2", "run `make test`, which fetches it by npm")


def require_shared(place: str) -> Path:
    """Return a path in the shared folder beside the checkout, such as `corpus/heart-of-the-matter`."""
    path = ROOT.parent / "shared" / place
    if not path.exists():
        pytest.skip(f"../shared/{place} is not beside the checkout")
    return path
