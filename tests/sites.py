"""Publications as texts in, the files of a site out; and what every site has to hold."""

from __future__ import annotations

import posixpath
import re
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

import html5lib

from polyphony.cache import Cache
from polyphony.diagnostics import Diagnostic, has_errors, render_text
from polyphony.model import OutputFile, SourceFile
from polyphony.pipeline import make_site
from polyphony.project import Project
from polyphony.project.walk import AssetFile

SETTINGS = """\
title: Two voices
url: https://example.org/two/
people:
  writer: {name: Wren Writer, given: Wren, family: Writer}
  reader: {name: Rea Reader, given: Rea, family: Reader}
  guest: {name: a guest, role: participant}
themes: {time: Time}
"""


def make(files: dict[str, str], *, design: dict[str, bytes] | None = None) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """Publish texts by path; the files of the site by path (pictures are empty), and all that was said."""
    own = {f"design/{path}": content for path, content in (design or {}).items()}
    texts = {path: text.encode() for path, text in files.items() if not path.startswith("assets/")}
    sources = [SourceFile(path, content) for path, content in sorted({**texts, **own}.items())]
    settings = next(source for source in sources if source.path == "polyphony.yaml")
    assets = tuple(AssetFile(path, path, 0, path) for path in sorted(files) if path.startswith("assets/"))
    project = Project(settings, tuple(source for source in sources if source is not settings), assets, (), "")
    checked = make_site(project, Cache(None, jobs=1, fingerprint=""))
    found = list(checked.diagnostics)
    made: dict[str, bytes] = {}
    for file in checked.value.files if checked.value else ():
        if isinstance(file, Diagnostic):
            found.append(file)
        else:
            assert file.path not in made, file.path
            made[file.path] = file.content if isinstance(file, OutputFile) else b""
    return made, found


def site(files: dict[str, str], **changes: Any) -> dict[str, bytes]:
    made, found = make(files, **changes)
    assert not has_errors(found), "\n".join(map(render_text, found))
    return made


def page(text: str, path: str = "index.html", settings: str = SETTINGS) -> str:
    return site({"polyphony.yaml": settings, "content/index.md": text})[path].decode()


def text_of(html: str) -> str:
    """What is read of a piece of HTML without styles."""
    spaced = re.sub(r"</?(?:p|d[tdl]|[uo]l|li|div|h\d|t[hdr]|section|figure|blockquote|main)\b[^>]*>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", spaced)).split())


def flow_of(html: str) -> str:
    return html.partition('<div class="flow">')[2].partition("</article>")[0]


def html_pages(made: dict[str, bytes]) -> dict[str, Any]:
    """Every page of a site, parsed as a browser does; a page with a mistake of syntax fails."""
    parsed = {}
    for path, content in made.items():
        if path.endswith(".html"):
            parser = html5lib.HTMLParser(namespaceHTMLElements=False)
            parsed[path] = parser.parse(content, transport_encoding="utf-8")
            assert not parser.errors, (path, parser.errors[:3])
    return parsed


def check_links(made: dict[str, bytes]) -> None:
    """Every link within the site leads to a file, and to an id on it; no id stands twice on a page."""
    pages = html_pages(made)
    ids = {path: [e.attrib["id"] for e in tree.iter() if "id" in e.attrib] for path, tree in pages.items()}
    for path, tree in pages.items():
        assert len(ids[path]) == len(set(ids[path])), path
        if path == "404.html":
            continue  # it is shown at any address, so that its links begin at the site's root
        for element in tree.iter():
            for key in ("href", "src", "aria-labelledby"):
                target = str(element.attrib.get(key, ""))
                if key == "aria-labelledby":
                    assert not target or target in ids[path], (path, target)
                    continue
                if not target or urlsplit(target).scheme or element.tag == "link" or "design/" in target:
                    continue
                name, _, fragment = target.partition("#")
                file = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(name))) if name else path
                assert file in made, (path, target)
                if file == "search/index.html":
                    continue  # what stands behind its # is a query
                assert not fragment or unquote(fragment) in ids[file], (path, target)
