"""What journals' platforms do to a file that they are given, as they are described; and a publication to give them."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from polyphony.diagnostics import Diagnostic
from polyphony.pipeline import export
from tests.sites import SETTINGS

__all__ = ["FILES", "exported", "in_janeway", "in_ojs", "write"]

FILES: dict[str, str | bytes] = {
    "polyphony.yaml": SETTINGS + "license: CC-BY-4.0\nabstract: Of owls.\nplain-summary: Two people and an owl.\n",
    "content/index.md": """\
::: {#arrival by=writer mode=evocative}
I came by the late train.[^1] See [the second page](second.md#owls) and [the end](second.md).
:::

::: {.margin by=reader}
It was on time.
:::

::: {.exchange #letters medium=letter date=2024-03}
Wren: Did you sleep?

Rea (09:41): You wrote: '[the owls kept me up]{by=writer mode=creative}'.

> So did the clock.

Wren & Rea: Good night.
:::

![An owl](../assets/owl.png){#fig-owl alt="a small owl on a gate"}

[^1]: It was an hour late.
""",
    "content/second.md": """\
# Second

## Owls {#owls}

Code: `src="owl.png" {$currentUrl} ojs://x`.[^1] <b title="x">Bold</b> and *soft*, 1. 2 < 3 & 4.

| who | hears |
|---|---|
| the writer | owls |

- [x] sleep

[^1]: Another note.
""",
    "assets/owl.png": b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAADklEQVR4nGNoaGBoaAAABgYCASzBUNcAAAAASUVORK5CYII="
    ),
}


def write(folder: Path, files: Mapping[str, str | bytes] = FILES) -> Path:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def exported(folder: Path, form: str, page: str = "") -> tuple[dict[str, bytes], list[Diagnostic]]:
    report = export(folder, form, page)
    return {file.path: file.content for file in report.files}, report.diagnostics


def in_ojs(files: Mapping[str, bytes], html: str) -> tuple[str, list[str]]:
    """Rewrite addresses as OJS does: whatever ends with a file's name, in double quotes; and what was rewritten."""
    text = files[html].decode()
    rewritten = []
    for name in files:
        if name == html:
            continue
        pattern = re.compile(rf'\b(src|href|data)="([^"]*?){re.escape(quote(name))}"')
        rewritten += [f"{match[2]}{name}" for match in pattern.finditer(text)]
        text = pattern.sub(rf'\1="https://ojs.example/download/{quote(name)}"', text)
        text = re.sub(rf"url\([^)'\"]*?{re.escape(name)}\)", f"url(https://ojs.example/download/{name})", text)
    for placeholder in ("currentUrl", "journalTitle", "issueTitle", "siteTitle"):
        text = text.replace(f"{{${placeholder}}}", "REPLACED")
    text = re.sub(r'ojs://[^"\s<]*', "REPLACED", text)
    return text, rewritten


_STYLE = re.compile(r"<style.*?</style>|<link[^>]*stylesheet[^>]*>", re.DOTALL | re.IGNORECASE)
_KEPT = {"id", "class", "src", "href", "alt", "title", "width", "height", "colspan", "rowspan", "scope"}
_ATTRIBUTE = re.compile(r'\s([\w:-]+)(?:="[^"]*")?')


def in_janeway(galley: str) -> str:
    """Put a galley into an article's page, without its styles and with no attribute but those that are let through."""

    def strip(tag: re.Match[str]) -> str:
        return _ATTRIBUTE.sub(lambda one: one[0] if one[1] in _KEPT else "", tag[0])

    body = re.sub(r"<[a-z][^<>]*>", strip, _STYLE.sub("", galley), flags=re.IGNORECASE)
    return (
        '<html lang="en"><head><title>An article</title></head><body id="top"><header><h1 id="title">An article</h1>'
        f'</header><main id="content" class="page text">{body}</main></body></html>'
    )
