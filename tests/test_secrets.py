"""What is withheld or redacted is in no byte of a site: not in text, ids, addresses, file names, data or search."""

from __future__ import annotations

import base64
import json

import pytest

from polyphony.diagnostics import has_errors
from tests.sites import SETTINGS, make, site, text_of

WITHHELD = """\
::: {.withheld by=writer #canary-id when="canary when"}
A canary passage, [said]{by=guest #canary-span}, [@canarykey2013] and ![canary](assets/canary.jpg).[^canary]

## Canary heading {#canary-section}

::: {#canary-inner by=reader}
Canary inside.
:::

::: {.exchange #canary-talk}
Wren: Canary said.
:::

[^canary]: A canary note.
:::

::: {by=reader re=canary-id}
I answer, [more]{re=canary-inner} and [a link](#canary-id) and [one from elsewhere](part.md#canary-part).
:::

::: {.exchange #talk}
Wren: Hello.

::: {.withheld by=guest}
Canary in the talk.
:::

Rea: Hello.
:::
"""
REDACTED = """\
::: {by=writer}
[Canary one]{.redacted as="someone" #somebody} was first.
:::

## A [canary two]{.redacted} in a heading {by=reader}

![A [canary three]{.redacted as=bird} in a cage](assets/cage.jpg) and `canary four`{.redacted} and
[canary five](https://canary.example "canary six"){.redacted} and ![canary seven](canary.jpg){.redacted as=picture}.

::: {.exchange}
Wren: [Canary eight]{.redacted as="t"} hello, [quoted [canary nine]{.redacted} here]{by=guest}.
:::

| A [canary ten]{.redacted} |
|---|
| [canary eleven]{.redacted} |

Table: With [canary twelve]{.redacted}

A note.[^n] [see [canary thirteen]{.redacted as=this} @chang2013, [canary fourteen]{.redacted}]

[^n]: With [canary fifteen]{.redacted}.

<!-- a canary comment -->
"""


def leaks(made: dict[str, bytes]) -> list[str]:
    """The files that hold a canary, as it stands, in other letters, or in base64."""
    encoded = [base64.b64encode(b"canary"), base64.b64encode(b"Canary")]
    return [
        path
        for path, content in made.items()
        if b"canary" in path.casefold().encode() + content.lower() or any(code in content for code in encoded)
    ]


@pytest.mark.parametrize("settings", [SETTINGS, SETTINGS + "build: {clean-urls: false}\n"])
def test_what_is_withheld_is_nowhere(settings: str) -> None:
    made = site(
        {
            "polyphony.yaml": settings,
            "content/index.md": WITHHELD,
            "content/part.md": "# Part\n\n::: {.withheld #canary-part by=reader}\nCanary.\n:::\n\nText.\n",
        }
    )
    assert leaks(made) == []
    page = text_of(made["index.html"].decode())
    assert "I answer, more and a link and one from elsewhere." in page
    assert page.count("is withheld") == 2


def test_what_is_redacted_is_nowhere() -> None:
    title = '---\ntitle: The [canary]{.redacted as="place"}\nsubtitle: A [canary]{.redacted}\n---\nText.\n'
    files = {"content/index.md": REDACTED, "content/part.md": title, "assets/cage.jpg": ""}
    files["references.bib"] = "@book{chang2013, author={Chang, H.}, title={Collaborative}, year={2013}}"
    made = site({"polyphony.yaml": SETTINGS + "bibliography: references.bib\n", **files})
    assert leaks(made) == []
    page = made["index.html"].decode()
    assert "someone" in page
    assert "[redacted]" in page


def test_a_link_to_what_has_the_name_of_something_withheld_elsewhere_stays() -> None:
    text = "::: {.withheld by=writer}\n## Introduction\n:::\n\n## Introduction\n\nSee [there](#introduction).\n"
    made = site({"polyphony.yaml": SETTINGS, "content/index.md": text})
    assert '<a href="#introduction">there</a>' in made["index.html"].decode()


@pytest.mark.parametrize(
    "text",
    [
        "[Canary]{as=someone}",
        "[Canary]{.redact}",
        "[Canary]{.Redacted}",
        "[Canary]{.withheld}",
        "## Canary {.withheld}",
        "::: {.redacted}\nCanary\n:::",
        "::: {.witheld}\nCanary\n:::",
        "```{.withheld}\nCanary\n```",
        "[Canary]{.redacted as=“the hospital”}",
        "[Canary]{.redacted as=}",
        "::: .withheld\nCanary\n:::",
        "::: {.withheld\nCanary\n:::",
    ],
)
def test_what_is_nearly_a_secret_stops_a_build(text: str) -> None:
    made, found = make({"polyphony.yaml": SETTINGS, "content/index.md": f"Text.\n\n{text}\n"})
    assert has_errors(found)
    assert made == {}


def test_front_matter_holds_for_what_is_included() -> None:
    strand = "---\nby: reader\nmode: evocative\ndate: 2023-07\nlang: cy\ntheme: time\n---\n"
    files = {
        "content/index.md": "".join(
            f"::: {{.include src=strands/{name}}}\n:::\n\n" for name in ("one.md", "two.md#part")
        ),
        "strands/one.md": strand + "Joint.\n\n::: {by=guest}\nTheirs.\n:::\n",
        "strands/two.md": strand + "# Before\n\nLeft out.\n\n::: {#part mode=creative}\nOnly this.\n:::\n",
    }
    made = site({"polyphony.yaml": SETTINGS, **files})
    said = json.loads(made["polyphony.json"])["pages"][0]["utterances"]
    keys = ("text", "by", "modes", "themes", "date", "lang")
    assert [tuple(one[key] for key in keys) for one in said] == [
        ("Joint.", ["reader"], ["evocative"], ["time"], "2023-07", "cy"),
        ("Theirs.", ["guest"], [], ["time"], "2023-07", "cy"),
        ("Only this.", ["reader"], ["creative"], ["time"], "2023-07", "cy"),
    ]
    assert [one["source"]["file"] for one in said] == ["strands/one.md", "strands/one.md", "strands/two.md"]
