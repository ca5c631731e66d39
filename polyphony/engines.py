"""Programs of others that make files which we can't: WeasyPrint and ziamath for PDF, pandoc for Word. Each is optional.

What is missing or fails is a diagnostic with the command that mends it. Few builds need any of them, so that what they
stand on is loaded by who needs it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping

from polyphony.citations.pandoc import INSTALL, find_programs
from polyphony.diagnostics import Code, Collector, Diagnostic

__all__ = ["draw_formulas", "print_pdf", "write_word"]

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
    document = weasyprint.HTML(string=draw_formulas(html), url_fetcher=fetcher)
    identifier = hashlib.sha256(html.encode("utf-8", "replace")).digest()[:16]
    try:
        printed: bytes = document.write_pdf(
            pdf_variant="pdf/ua-1", pdf_identifier=identifier, pdf_tags=True, presentational_hints=True
        )
    except Exception as error:  # noqa: BLE001  (whatever WeasyPrint trips over, it is said in words)
        return _problem(Code.FAILED_ENGINE, f"WeasyPrint failed: {type(error).__name__}: {error}", "")
    return printed


_FORMULA = re.compile(r"<math\b[^<>]*>(.*?)</math>", re.DOTALL)
_TEX = re.compile(r"<annotation\b[^<>]*>(.*?)</annotation>", re.DOTALL)
_BOX = re.compile(r'viewBox="\S+ (\S+) (\S+) (\S+)"')
_EM = 24.0
"""The size in which formulas are drawn, in pixels; they are shown in that of the text around them."""


def draw_formulas(html: str) -> str:
    """Put pictures in place of MathML, which WeasyPrint doesn't know; one that can't be drawn is shown as its TeX."""
    import logging

    quiet, root = logging.NullHandler(), logging.getLogger()
    root.addHandler(quiet)  # ziamath has something to say of elements that it passes over
    try:
        return _FORMULA.sub(_show_formula, html)
    finally:
        root.removeHandler(quiet)


def _show_formula(formula: re.Match[str]) -> str:
    written = _TEX.search(formula[0])
    tex = written[1] if written else ""
    drawn = _draw(_TEX.sub("", formula[0]).replace("semantics>", "mrow>"))
    box = _BOX.search(drawn)
    if box is None:
        return f'<code class="math">{tex}</code>'
    import base64

    top, width, height = map(float, box.groups())
    alt, picture = tex.replace('"', "&quot;"), base64.b64encode(drawn.encode()).decode()
    below = (top + height) / _EM  # the line on which the text stands is at 0
    size = f"width: {width / _EM:.3f}em; height: {height / _EM:.3f}em; vertical-align: {-below:.3f}em"
    return f'<img class="math" alt="{alt}" style="{size}" src="data:image/svg+xml;base64,{picture}">'


def _draw(mathml: str) -> str:
    """Draw a formula as SVG; nothing where that can't be done."""
    try:
        from ziamath.config import config
        from ziamath.zmath import Math

        config.svg2 = False  # whole paths: WeasyPrint needn't follow references
        return str(Math(mathml, size=_EM).svg())
    except Exception:  # noqa: BLE001  (whatever it trips over, the formula can be read as TeX)
        return ""


def write_word(markdown: str, pictures: Mapping[str, bytes], metadata: Mapping[str, str]) -> bytes | Diagnostic:
    """Write Markdown as a Word file; `pictures` are those that it names."""
    programs = find_programs()
    if not programs:
        return _problem(Code.MISSING_PANDOC, "a Word file needs pandoc, which is not installed", f"run: {INSTALL}")
    import subprocess
    import tempfile

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
