"""Who there is, and the words that a publication declares: people, modes, themes."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

PersonRole = Literal["author", "participant", "acknowledged", "editor", "translator", "reviewer"]
BylineOrder = Literal["alphabetical", "reverse-alphabetical", "rotating", "shuffled", "listed", "collective"]

CREDIT_ROLES: dict[str, str] = {
    "conceptualization": "Conceptualization",
    "data-curation": "Data curation",
    "formal-analysis": "Formal analysis",
    "funding-acquisition": "Funding acquisition",
    "investigation": "Investigation",
    "methodology": "Methodology",
    "project-administration": "Project administration",
    "resources": "Resources",
    "software": "Software",
    "supervision": "Supervision",
    "validation": "Validation",
    "visualization": "Visualization",
    "writing-original-draft": "Writing – original draft",
    "writing-review-editing": "Writing – review & editing",
}
"""CRediT (ANSI/NISO Z39.104-2022): id to term."""


class Prose(Struct, frozen=True):
    """Markdown (or text) that stands in a YAML file, and where it begins there (line and column from 1).

    `shown` are the lines of the file that it is on, as far as they may be shown; empty where they aren't its own.
    """

    text: str
    path: str = ""
    line: int = 0
    column: int = 0
    shown: str = ""


class Name(Struct, frozen=True):
    """A person's name. `display` is how it reads in a line of text; the parts are empty where they aren't known."""

    display: str
    given: str = ""
    family: str = ""
    particle: str = ""
    suffix: str = ""


_JOINED = ("'", "’", "ʼ", "-", "‐", "‑", "־")
"""What a particle ends with that stands close to its name, as in d’Annunzio and al-Hassan."""


def family_first(name: Name) -> bool:
    """Tell whether a name in two parts is read family name first: Bartók Béla, 王小明."""
    begins = name.display.startswith(name.family) and name.display.rstrip().endswith(name.given)
    return bool(name.family and name.given and begins and name.family != name.given)


def with_particle(particle: str, family: str) -> str:
    """Write a family name with its particle, as a reader has it: "van der Berg", "d’Annunzio", "al-Hassan"."""
    return f"{particle}{'' if particle.endswith(_JOINED) else ' '}{family}".strip()


class Affiliation(Struct, frozen=True):
    """Where somebody works or lives; free text is all in `name`. `ror` is an https://ror.org/ address."""

    name: str
    department: str = ""
    city: str = ""
    country: str = ""
    ror: str = ""


class Person(Struct, frozen=True):
    """An author, a participant who is quoted, or a collective (`kind`); nobody's place in a list means anything.

    `email` is published only where `contact` is true. `credit` holds CRediT ids, `contributions` their own words.
    `members` are the ids of a collective's members, where it has any.
    """

    id: str
    name: Name
    kind: Literal["person", "collective"] = "person"
    aliases: tuple[str, ...] = ()
    role: PersonRole = "author"
    position: str = ""
    affiliations: tuple[Affiliation, ...] = ()
    orcid: str = ""
    email: str = ""
    contact: bool = False
    corresponding: bool = False
    pronouns: str = ""
    credit: tuple[str, ...] = ()
    contributions: tuple[str, ...] = ()
    bio: Prose | None = None
    url: str = ""
    members: tuple[str, ...] = ()


class Mode(Struct, frozen=True):
    """A form of writing. `label` is text; `written` is the Markdown that it was made of, where it was stated."""

    id: str
    label: str
    description: Prose | None = None
    written: Prose | None = None


class Theme(Struct, frozen=True):
    """A thread that runs across passages; `label` and `written` as those of a mode."""

    id: str
    label: str
    description: Prose | None = None
    written: Prose | None = None


class BylineSettings(Struct, frozen=True):
    """How the authors chose to stand beside each other.

    `equal`: "all", "none" (not said), or sets of person ids. `mark` sets the AEA's ⓡ between shuffled names.
    """

    order: BylineOrder = "alphabetical"
    by: Literal["family", "given"] = "family"
    seed: str = ""
    collective: str = ""
    statement: Prose | None = None
    equal: Literal["all", "none"] | tuple[tuple[str, ...], ...] = "none"
    mark: bool = False


class Vocabulary(Struct, frozen=True):
    """All that a page's text may name, and what holds where it states nothing.

    `people` are ids of people and collectives; `authors` the ids that `by=all` stands for where the page names no
    authors of its own; `labels` maps each label that may open a turn to the ids it stands for (the words for *all
    authors* map to `("all",)`). All are sorted, so that the order of the settings file changes nothing.
    `ambiguous` maps names that several people have to their ids: no turn may open with one. `by` may be `("all",)`.
    """

    people: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    labels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    modes: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    by: tuple[str, ...] = ("all",)
    mode: tuple[str, ...] = ()
    language: str = "en"
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...] = ()
