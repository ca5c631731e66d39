"""Programs of others that make files which we can't: WeasyPrint for PDF, pandoc for Word. Each is optional.

What is missing or fails is a diagnostic with the command that mends it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Mapping

from polyphony.citations.pandoc import INSTALL, find_programs
from polyphony.diagnostics import Code, Collector, Diagnostic

__all__ = ["print_pdf", "write_word"]

_SECONDS = 600
"""How long pandoc may take: a number that only something broken reaches."""


def print_pdf(html: str) -> bytes | Diagnostic:
    """Print a document, which holds its pictures and fonts itself, as a tagged PDF."""
    try:
        import weasyprint
    except ImportError:
        return _problem(
            Code.MISSING_EXTRA,
            "a PDF needs WeasyPrint, which is not installed",
            'run: pip install "polyphony-press[pdf]"',
        )
    except OSError as error:
        return _problem(
            Code.MISSING_EXTRA,
            f"WeasyPrint is installed, but a library that it needs is not: {error}",
            "install Pango: on Debian and Ubuntu, apt install libpango-1.0-0 libpangoft2-1.0-0",
        )

    # Nothing but what the document itself holds: no disk, no network.
    fetcher = weasyprint.URLFetcher(allowed_protocols=["data"])
    document = weasyprint.HTML(string=html, url_fetcher=fetcher)
    identifier = hashlib.sha256(html.encode("utf-8", "replace")).digest()[:16]
    try:
        printed: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier, pdf_tags=True)
    except Exception as error:  # noqa: BLE001  (whatever WeasyPrint trips over, it is said in words)
        return _problem(Code.FAILED_ENGINE, f"WeasyPrint failed: {type(error).__name__}: {error}", "")
    return printed


def write_word(markdown: str, pictures: Mapping[str, bytes], metadata: Mapping[str, str]) -> bytes | Diagnostic:
    """Write Markdown as a Word file; `pictures` are those that it names."""
    programs = find_programs()
    if not programs:
        return _problem(Code.MISSING_PANDOC, "a Word file needs pandoc, which is not installed", f"run: {INSTALL}")
    with tempfile.TemporaryDirectory(prefix="polyphony-") as folder:
        for name, content in {**pictures, "text.md": markdown.encode("utf-8", "replace")}.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)
        command = [programs[0], "--from=markdown-implicit_figures-citations", "--to=docx", "--output=text.docx"]
        command += [f"--metadata={key}={value}" for key, value in metadata.items()]
        try:
            done = subprocess.run(
                [*command, "text.md"],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                env={**os.environ, "SOURCE_DATE_EPOCH": "315532800"},
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return _problem(Code.FAILED_ENGINE, f"pandoc failed: {error}", f"try another: {INSTALL}")
        target = os.path.join(folder, "text.docx")
        if done.returncode or not os.path.exists(target):
            said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
            message = f"pandoc failed: {said or f'it ended with {done.returncode}'}"
            return _problem(Code.FAILED_ENGINE, message, f"try another: {INSTALL}")
        with open(target, "rb") as file:
            return file.read()


def _problem(code: Code, message: str, hint: str) -> Diagnostic:
    collector = Collector()
    collector.report(code, message, hint=hint)
    return collector.found[0]
