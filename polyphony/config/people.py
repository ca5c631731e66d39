"""The people and collectives of `polyphony.yaml`: their keys, and what must hold between them."""

from __future__ import annotations

import re
from typing import Any, Final

from polyphony.config import values
from polyphony.config.records import Key, MapOf, Record
from polyphony.config.scalars import Boolean, Choice, Markdown, Reference, Text
from polyphony.config.shapes import Context, Either, Listed, Schema, Shape
from polyphony.diagnostics import Code, near_name
from polyphony.model import CREDIT_ROLES, Affiliation, Name, Person, with_particle
from polyphony.yamlnodes import Mapping, Node, Scalar

__all__ = ["COLLECTIVES", "PEOPLE"]

_DEGREES: Final = ("lead", "equal", "supporting")


class _CreditRole(Shape[str]):
    """A CRediT id. A degree of contribution would be a rank, and is refused."""

    expected = "a CRediT role"

    def read(self, node: Node, context: Context) -> str | None:
        """Read a node; None where it is wrong."""
        degree = isinstance(node, Mapping)
        if isinstance(node, Scalar):
            word = node.text.strip()
            if word in CREDIT_ROLES:
                return word
            degree = bool(re.search(rf"\b({'|'.join(_DEGREES)})\b", word, re.IGNORECASE))
            if not degree:
                self.report_unknown(word, node, context)
                return None
        if degree:
            context.report(
                Code.CREDIT_DEGREE,
                "a role has no degree here (lead, equal, supporting): nobody's part is ranked",
                node,
                hint="write the role alone, as in `credit: [conceptualization]`",
            )
        else:
            self.refuse(node, context)
        return None

    def report_unknown(self, word: str, node: Node, context: Context) -> None:
        """Report a word that is no id, with the near one, also where it is the role's full name."""
        slug = re.sub(r"[^a-z]+", "-", word.lower().replace("&", "")).strip("-").replace("isation", "ization")
        near = near_name(slug.replace("-and-", "-"), CREDIT_ROLES, edits=4)
        hint = f'did you mean "{near}"?' if near else f"the roles are: {', '.join(CREDIT_ROLES)}"
        context.report(Code.UNKNOWN_CREDIT_ROLE, f'"{word}" is not a CRediT role', node, hint=hint)

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"enum": list(CREDIT_ROLES)}


def _make_name(given: str = "", family: str = "", particle: str = "", suffix: str = "") -> Name:
    if given >= "々" and re.fullmatch(_EAST_ASIAN, given) and re.fullmatch(_EAST_ASIAN, family):
        display = f"{particle}{family}{given}"
    else:
        display = " ".join(part for part in (given, with_particle(particle, family)) if part)
    return Name(f"{display} {suffix}".strip() if suffix else display, given, family, particle, suffix)


_EAST_ASIAN = "[々〆\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+"
"""Names of Chinese, Japanese and Korean in their own scripts: the family name comes first, and no space after it."""


_NAME_PARTS: Final = {
    "given": Key(Text(), "The name that this person is called by, as in Claire."),
    "family": Key(Text(), "The name that this person is sorted by, as in Russell."),
    "particle": Key(Text(), "What stands before the family name and isn't sorted by, as in van der."),
    "suffix": Key(Text(), "What stands after the name, as in Jr."),
}
_NAME: Final = Record("a name", _NAME_PARTS, _make_name, one_of=("given", "family"))


class _WholeName(Shape[Name]):
    """A name as one text: how it reads, and nothing known of its parts."""

    expected = "a name"
    takes_words = True

    def read(self, node: Node, context: Context) -> Name | None:
        """Read a node; None where it is wrong."""
        text = Text().read(node, context)
        return None if text is None else Name(text)

    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"type": ["string", "number", "boolean"], "pattern": r"\S"}


class _NameShape(Either[Name]):
    takes_words = True


class _WholeAffiliation(_WholeName):
    """An affiliation as free text."""

    expected = "an affiliation"

    def read(self, node: Node, context: Context) -> Any:
        """Read a node; None where it is wrong."""
        text = Text().read(node, context)
        return None if text is None else Affiliation(text)


_AFFILIATION: Final[Record[Affiliation]] = Record(
    "an affiliation",
    {
        "name": Key(Text(), "The institution, or wherever this person works or lives.", required=True),
        "department": Key(Text(), "A part of the institution."),
        "city": Key(Text(), "A city."),
        "country": Key(Text(), "A country."),
        "ror": Key(values.ROR, "The institution's ROR, as in https://ror.org/01v29qb04."),
    },
    lambda name="", **rest: Affiliation(name, **rest),
)


def _make_person(
    name: Name | None = None, given: str = "", family: str = "", particle: str = "", suffix: str = "", **rest: Any
) -> dict[str, Any]:
    """The parts of a person; the id comes from the key."""
    whole = name or Name("")
    given, family = given or whole.given, family or whole.family
    particle, suffix = particle or whole.particle, suffix or whole.suffix
    display = whole.display or _make_name(given, family, particle, suffix).display
    return {"name": Name(display, given, family, particle, suffix), **rest}


_PERSON: Final = Record(
    "a person",
    {
        "name": Key(
            _NameShape(_WholeName(), _NAME), "How the name reads: one text, or given, family, particle and suffix."
        ),
        **_NAME_PARTS,
        "aliases": Key(Listed(Text()), "Further labels of this person in exchanges, as in CR."),
        "role": Key(
            Choice(("author", "participant", "acknowledged", "editor", "translator", "reviewer")),
            "What this person is to the publication; an author where nothing is said.",
        ),
        "position": Key(Text(), "A position or profession."),
        "affiliation": Key(
            Listed(Either(_WholeAffiliation(), _AFFILIATION)), "One affiliation or a list of them.", into="affiliations"
        ),
        "orcid": Key(values.ORCID, "The ORCID iD, as in 0000-0002-1825-0097."),
        "email": Key(values.EMAIL, "An e-mail address; published only with contact: true."),
        "contact": Key(Boolean(), "Whether the e-mail address is published."),
        "corresponding": Key(Boolean(), "Whether this is the person whom readers should write to."),
        "pronouns": Key(Text(), "Pronouns, as in she/her."),
        "credit": Key(Listed(_CreditRole()), "CRediT roles by id; without degrees, since roles are unranked."),
        "contributions": Key(Listed(Text()), "What this person contributed, in their own words."),
        "bio": Key(Markdown(), "A few lines about this person, in Markdown."),
        "url": Key(values.WEB_ADDRESS, "A web page of this person."),
    },
    _make_person,
    one_of=("name", "given", "family"),
    other={"label": "aliases", "alias": "aliases", "affiliations": "affiliation", "website": "url", "e-mail": "email"},
)

_COLLECTIVE: Final = Record(
    "a collective",
    {
        "name": Key(Text(), "The collective's name.", required=True),
        "members": Key(Reference("person"), "The ids of its members, where it has any."),
        "aliases": Key(Listed(Text()), "Further labels of this collective in exchanges."),
        "bio": Key(Markdown(), "A few lines about this collective, in Markdown."),
        "url": Key(values.WEB_ADDRESS, "A web page of this collective."),
    },
    lambda name="", **rest: {"name": Name(name), "kind": "collective", **rest},
    other={"people": "members", "member": "members"},
)


def _read_person(key: Scalar, parts: dict[str, Any] | None) -> Person:
    """A person of this id; one whose name is missing goes by it, so that no text that names them is wrong as well."""
    stated = parts or {"name": Name(key.text)}
    if not stated["name"].display:
        stated = {**stated, "name": Name(key.text)}
    return Person(id=key.text, **stated)


PEOPLE: Final = MapOf("person", _PERSON, _read_person)
COLLECTIVES: Final = MapOf("collective", _COLLECTIVE, _read_person)
