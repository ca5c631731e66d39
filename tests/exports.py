"""Publications as texts in, one format of `polyphony export` out; and a publication in which each construct is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from citation_cases import CITATIONS, RECORDS

from polyphony.cache import Cache
from polyphony.diagnostics import Diagnostic, has_errors
from polyphony.exporters import DOCUMENTS
from polyphony.model import OutputFile, SourceFile
from polyphony.pipeline import make_site
from polyphony.project import Project, read_project
from polyphony.project.walk import AssetFile
from tests.sites import SETTINGS


def exported(files: dict[str, str], form: str, page: str = "") -> tuple[bytes, dict[str, Any], list[Diagnostic]]:
    """Export texts by path; pictures are empty. The file, polyphony.json, and what was said."""
    return export_project(in_memory(files), form, page)


def in_memory(files: dict[str, str]) -> Project:
    """A publication of texts by path; pictures are empty."""
    texts = {path: text.encode() for path, text in files.items() if not path.startswith("assets/")}
    sources = [SourceFile(path, content) for path, content in sorted(texts.items())]
    settings = next(source for source in sources if source.path == "polyphony.yaml")
    assets = tuple(AssetFile(path, path, 0, path) for path in sorted(files) if path.startswith("assets/"))
    return Project(settings, tuple(source for source in sources if source is not settings), assets, (), "")


def export_project(project: Project, form: str, page: str = "") -> tuple[bytes, dict[str, Any], list[Diagnostic]]:
    made = make_site(project, Cache(None, jobs=1, fingerprint=""))
    assert made.value is not None, [one.message for one in made.diagnostics]
    publication, given = made.value.publication, made.value.given
    chosen = next((one for one in publication.pages if one.parsed.path == f"content/{page}"), None)
    assert chosen or not page
    found: list[Diagnostic] = []
    contents: dict[str, bytes] = {}
    for name, one in ((form, chosen), ("json", None)):
        for file in DOCUMENTS[name].make(publication, given, one):
            if isinstance(file, OutputFile):
                contents[name] = file.content
            else:
                found.append(file)
    assert not has_errors(found)
    return contents[form], json.loads(contents["json"]), found


def on_disk(folder: Path) -> Project:
    project = read_project(folder)
    assert project.value is not None
    return project.value


EVERYTHING = """\
Intro[^1] by all; see [below](#there), [there](two.md#away) and [out](https://example.org/?a=1&b=2).

::: {by=writer mode=evocative theme=time date=2023-07-13 when="Later" #there}
## Inner heading {#in}

Text `x<y` a\\
b, $a^2 < b$, "[deep [deeper]{by=guest} back]{by=reader cert=low}".

:::: {by=reader}
Quoted block.

::::: {by=guest}
Deeper.
:::::
::::

:::: {mode=creative lang=ar}
مرحبا
::::

After ~~this~~ H~2~O x^2^ [we met]{.editorial} [gone]{.omitted reason="too long"} […]{.pause}.

::::: {.exchange #inner medium=email date=2022-11}
Wren (2022-11-03 09:41): hi [q]{by=reader}

1) one
2) two

:::: {mode=creative}
A letter.
::::

::: {.narration by=all}
Later:

- still later
:::

Rea & a guest: x ]]> <b>y</b>

Wren: At [Durham]{.redacted as="the hospital"}.

```python
if a < b: pass
```
:::::

End.
:::

::: {.margin by=guest}
A gloss, [*quoted*]{by=writer}.
:::

:::: {.parallel #sides}
::: {by=writer}
Left.
:::
::: {by=reader}
Right.
:::
::::

::: {.epigraph by=guest}
Said once.
:::

::: {.withheld by=writer}
Canary.
:::

Term
:   Meaning.

| a | b |
|---|:-:|
| 1 | [2]{by=guest} |

Table: Numbers {#tbl-n}

![A [caption]{by=guest}](assets/a.png){#fig-a alt="An a"}

$$\\sum_{i=0}^n i$$

3. three
4. four

- [x] done
- [ ] not

> quote
>
> ::: {by=guest}
> quoted
> :::

<div>Raw <em>words</em></div> and <kbd>k</kbd><sub>2</sub>.

***

[^1]: Note by [guest]{by=guest}.

    ::: {by=reader}
    Note block.
    :::
"""
FILES = {
    "polyphony.yaml": SETTINGS,
    "content/index.md": EVERYTHING,
    "content/two.md": "# Two\n\n::: {by=reader #away}\nAway.[^1] Back to [sides](index.md#sides).\n:::\n\n[^1]: A.\n",
    "assets/a.png": "",
}
CITED = {
    "polyphony.yaml": SETTINGS + "published: 2025\nlicense: CC-BY-4.0\nbibliography: [works.json]\n",
    "works.json": json.dumps(RECORDS),
    "content/index.md": "\n\n".join(CITATIONS) + "\n",
}
"""A publication that cites works of every kind."""
